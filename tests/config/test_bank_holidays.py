"""The bank holidays as shipped: complete for England and Wales, and known to the end of the last listed year."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config.bank_holidays import ENGLAND_AND_WALES, KNOWN_UNTIL
from tests.written_dates import on

FOUND = Path(__file__).parents[1] / "data" / "bank_holidays_ew_2018_2028.json"


def test_what_is_shipped_is_what_was_found_on_gov_uk() -> None:
    found = {date.fromisoformat(day): name for day, name in json.loads(FOUND.read_text(encoding="utf-8")).items()}

    assert {day: ENGLAND_AND_WALES[day] for day in found} == found


def test_they_are_known_to_the_end_of_the_last_listed_year() -> None:
    assert on("Sun 31 Dec 2028") == KNOWN_UNTIL
    assert max(ENGLAND_AND_WALES) == on("Tue 26 Dec 2028")


def test_every_year_has_eight_and_the_two_royal_years_more() -> None:
    expected = dict.fromkeys(range(2018, 2029), 8) | {2022: 10, 2023: 9}

    assert Counter(day.year for day in ENGLAND_AND_WALES) == expected


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("Fri 8 May 2020", "Early May bank holiday (VE day)"),
        ("Thu 2 Jun 2022", "Spring bank holiday"),
        ("Fri 3 Jun 2022", "Platinum Jubilee bank holiday"),
        ("Mon 19 Sep 2022", "Bank Holiday for the State Funeral of Queen Elizabeth II"),
        ("Mon 28 Dec 2026", "Boxing Day (substitute day)"),
    ],
)
def test_a_day_that_was_moved_or_added_is_listed_by_its_name(day: str, name: str) -> None:
    assert ENGLAND_AND_WALES[on(day)] == name


@pytest.mark.parametrize("day", ["Mon 4 May 2020", "Mon 30 May 2022", "Mon 15 Jun 2026", "Mon 30 Nov 2026"])
def test_a_day_that_was_moved_away_or_is_scotlands_alone_is_not_listed(day: str) -> None:
    assert on(day) not in ENGLAND_AND_WALES


def test_the_list_cannot_be_changed() -> None:
    shipped: Any = ENGLAND_AND_WALES

    with pytest.raises(TypeError):
        shipped[on("Tue 29 Dec 2026")] = "an office party"
