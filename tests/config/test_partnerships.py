"""A partnership's file: read as it is meant, or refused with one sentence for each mistake."""

from datetime import date
from pathlib import Path

import pytest

from config.partnerships import PartnershipPlan, WrongPartnership, read, shipped

WRITTEN = """
name = "Eastmarch Safeguarding Children Partnership"
prefix = "EMSP"
partners = ["local-authority", "icb", "police"]
review_day = 15

holdings = [
  { role = "coordinator", person = "ada-lune", deputy = "ben-orr", from = 2024-04-01 },
  { role = "lead_partner", person = "ben-orr", agency = "police", from = 2024-04-01, to = 2025-03-31 },
]
away = [{ person = "ada-lune", from = 2025-08-04, to = 2025-08-15 }]

[agencies]
hospital = "icb"

[milestones]
panel-meeting = 11

[closures]
2025-12-29 = "closed between Christmas and New Year"

[people]
ada-lune = { name = "Ada Lune", email = "ada@eastmarch.invalid" }
ben-orr = { name = "Ben Orr", email = "ben@eastmarch.invalid", channel = "govuk-notify" }
"""


def plan(folder: Path, text: str = WRITTEN) -> PartnershipPlan:
    file = folder / "eastmarch.toml"
    file.write_text(text, encoding="utf-8")
    return read(file)


def mistakes(folder: Path, before: str, after: str) -> tuple[str, ...]:
    """What is said of the file with these words in place of those."""
    assert before in WRITTEN
    with pytest.raises(WrongPartnership) as wrong:
        plan(folder, WRITTEN.replace(before, after))
    assert str(wrong.value) == "\n".join(f"eastmarch.toml: {mistake}" for mistake in wrong.value.mistakes)
    return wrong.value.mistakes


def test_a_file_is_read_as_it_is_meant(tmp_path: Path) -> None:
    eastmarch = plan(tmp_path)

    assert (eastmarch.slug, eastmarch.prefix) == ("eastmarch", "EMSP")
    assert eastmarch.partners == ["local-authority", "icb", "police"]
    assert eastmarch.agencies == {"hospital": "icb"}
    assert eastmarch.own_days == {"panel-meeting": 11, "review-day": 15}
    assert eastmarch.closures == {date(2025, 12, 29): "closed between Christmas and New Year"}
    assert eastmarch.people["ben-orr"].channel == "govuk-notify"
    assert [(one.role, one.agency, one.since, one.to, one.deputy) for one in eastmarch.holdings] == [
        ("coordinator", None, date(2024, 4, 1), None, "ben-orr"),
        ("lead_partner", "police", date(2024, 4, 1), date(2025, 3, 31), None),
    ]
    assert [(one.person, one.since, one.to) for one in eastmarch.away] == [
        ("ada-lune", date(2025, 8, 4), date(2025, 8, 15))
    ]


def test_a_partnership_may_begin_with_almost_nothing(tmp_path: Path) -> None:
    bare = plan(tmp_path, 'name = "Bare"\nprefix = "BA"\npartners = ["police"]\n')
    assert (bare.people, bare.holdings, bare.own_days) == ({}, [], {})


def test_westmarch_comes_with_swan_and_can_reach_nobody() -> None:
    westmarch = read(shipped("westmarch"))
    assert len(westmarch.partners) == 4
    assert all(person.email.endswith("@westmarch.invalid") for person in westmarch.people.values())
    assert len({person.email for person in westmarch.people.values()}) == len(westmarch.people)
    assert all(closed.weekday() < 5 for closed in westmarch.closures)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('prefix = "EMSP"', "", "prefix: is missing."),
        ('prefix = "EMSP"', 'prefix = "Em"', "prefix: must be two to eight capital letters, such as WSCP."),
        ('prefix = "EMSP"', 'prefix = "EMSP"\ncolour = "red"', "colour: is not known here."),
        ('name = "Eastmarch Safeguarding Children Partnership"', "name = 7", "name: must be text in quotation marks."),
        ('["local-authority", "icb", "police"]', "[]", "partners: must not be empty."),
        ('["local-authority", "icb", "police"]', '"icb"', "partners: must be a list."),
        (
            '["local-authority", "icb", "police"]',
            '["icb", "police", "icb"]',
            "partners: icb is there twice.",
        ),
        ("review_day = 15", "review_day = 32", "review_day: should be less than or equal to 31."),
        ("review_day = 15", "review_day = true", "review_day: must be a whole number."),
        (
            'hospital = "icb"',
            'hospital = "nhs"',
            "agencies.hospital: nhs is not one of the partners (local-authority, icb, police).",
        ),
        ('hospital = "icb"', 'police = "icb"', "agencies.police: police is a partner already, and answers to itself."),
        ("panel-meeting = 11", "panel-meeting = 0", "milestones.panel-meeting: should be greater than or equal to 1."),
        ("panel-meeting = 11", 'panel-meeting = "11"', "milestones.panel-meeting: must be a whole number."),
        ("2025-12-29 =", "2025-12-32 =", "closures.2025-12-32: must be a date such as 2026-12-29."),
        ("from = 2025-08-04", 'from = "4 August"', "away.1.from: must be a date such as 2026-12-29."),
        ("from = 2025-08-04", "from = 2025-08-04T08:00:00", "away.1.from: must be a date such as 2026-12-29."),
        ("to = 2025-08-15", "to = 2025-08-03", "away.1: ends on 2025-08-03, before it begins on 2025-08-04."),
        ("to = 2025-03-31", "to = 2024-03-31", "holdings.2: ends on 2024-03-31, before it begins on 2024-04-01."),
        ('deputy = "ben-orr"', 'deputy = "ada-lune"', "holdings.1: ada-lune cannot be their own deputy."),
        (
            'deputy = "ben-orr"',
            'deputy = "cy"',
            "holdings, no. 1 (coordinator, ada-lune): there is nobody called cy under people.",
        ),
        (
            'agency = "police"',
            'agency = "bakery"',
            "holdings, no. 2 (lead_partner, ben-orr): there is no partner or agency called bakery.",
        ),
        ('email = "ada@eastmarch.invalid"', 'email = "ada"', "people.ada-lune.email: must be a mail address."),
        (
            "ada-lune = {",
            '"Ada Lune" = {',
            "people.Ada Lune: must be a short name of lower-case letters, digits and hyphens, such as local-authority.",
        ),
        (
            'prefix = "EMSP"',
            'prefix = "EMSP"\nslug = "x"',
            "slug: is not known here; the file's own name is the partnership's slug.",
        ),
    ],
)
def test_one_sentence_for_a_mistake(tmp_path: Path, before: str, after: str, sentence: str) -> None:
    assert sentence in mistakes(tmp_path, before, after)


def test_every_mistake_has_its_sentence(tmp_path: Path) -> None:
    both = 'email = "ada@eastmarch.invalid" }\nben-orr = { name = "Ben Orr", email = "ben@eastmarch.invalid"'
    found = mistakes(tmp_path, both, both.replace("ada@", "ada ").replace("ben@", "ben "))
    assert found == ("people.ada-lune.email: must be a mail address.", "people.ben-orr.email: must be a mail address.")


def test_what_is_not_toml_says_where(tmp_path: Path) -> None:
    [mistake] = mistakes(tmp_path, 'prefix = "EMSP"', "prefix = EMSP")
    assert mistake == "is not TOML: Invalid value (at line 3, column 10)."


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(WrongPartnership, match=r"nowhere\.toml: there is no such file"):
        read(tmp_path / "nowhere.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(WrongPartnership, match="cannot be read as text"):
        read(tmp_path / "bytes.toml")
    with pytest.raises(WrongPartnership, match="cannot be read as text"):
        read(tmp_path)
