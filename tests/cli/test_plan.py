"""`swan plan`: its JSON agrees with every worked example, and what it cannot know or cannot be is said."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app

WORKED = json.loads((Path(__file__).parents[1] / "data" / "worked_examples.json").read_text(encoding="utf-8"))
DEADLINES = {
    "notify-panel", "tell-partners", "letters-out", "returns-acknowledged", "returns-in", "panel-meeting", "sign-off",
    "send-rapid-review", "panel-reply", "tell-panel-of-review", "publish-lcspr", "check-review-progress",
    "send-advance-copies", "send-advance-copies-by-law", "keep-published",
}  # fmt: skip
LOCAL = {"letters-out", "returns-acknowledged", "returns-in", "panel-meeting", "sign-off", "panel-reply"}


def family(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in WORKED[name]])


def example(name: str) -> Mapping[str, Any]:
    return next(row for row in WORKED["awkward"] if row["id"] == name)


def planned(**days: str) -> Any:
    options = [word for name, day in days.items() for word in (f"--{name.replace('_', '-')}", day)]
    ran = CliRunner().invoke(app, ["plan", *options, "--json"])
    assert ran.exit_code == 0, ran.stderr
    return json.loads(ran.stdout)


def deadlines(**days: str) -> dict[str, Any]:
    return {one["name"]: one for one in planned(**days)["deadlines"]}


def due(**days: str) -> dict[str, str | None]:
    return {name: one["due"] for name, one in deadlines(**days).items()}


def said(*options: str) -> tuple[int, str, str]:
    ran = CliRunner(env={"COLUMNS": "132"}).invoke(app, ["plan", *options])
    return ran.exit_code, ran.stdout, ran.stderr


class TestTheWorkedExamples:
    @family("examples")
    def test_notification_and_rapid_review(self, row: Any) -> None:
        on_the_last_day = deadlines(aware=row["aware"])
        at_once = due(aware=row["aware"], notified=row["first_working_day_on_or_after_aware"])

        assert on_the_last_day["notify-panel"]["due"] == row["notify_due_5wd"]
        assert on_the_last_day["tell-partners"]["due"] == row["notify_due_5wd"]
        assert on_the_last_day["send-rapid-review"]["from"] == row["notify_due_5wd"]
        assert on_the_last_day["send-rapid-review"]["due"] == row["rr_due_if_notified_on_due_date"]
        assert at_once["send-rapid-review"] == row["rr_due_if_notified_that_day"]
        assert due(notified=row["aware"])["send-rapid-review"] == row["alt_rr_due_15wd_from_awareness"]

    @family("examples")
    def test_the_bank_holidays_skipped_are_those_after_the_anchor(self, row: Any) -> None:
        found = deadlines(aware=row["aware"])
        skipped = found["notify-panel"]["skipped"] + found["send-rapid-review"]["skipped"]

        assert [holiday["date"] for holiday in skipped] == row["bank_holidays_skipped"]
        assert all(holiday["why"] for holiday in skipped)

    @family("milestones")
    def test_each_milestone_of_a_rapid_review(self, row: Any) -> None:
        found = due(aware=row["sin_sent"], notified=row["sin_sent"])

        assert found["letters-out"] == row["wd1"]
        assert found["returns-in"] == row["wd10"]
        assert found["panel-meeting"] == row["wd12"]
        assert found["sign-off"] == row["wd14"]
        assert found["send-rapid-review"] == row["wd15"]
        assert row["wd1"] < str(found["returns-acknowledged"]) < row["wd5"]

    @family("six_months")
    def test_six_months_is_not_rolled_and_the_safe_day_is_the_working_day_before(self, row: Any) -> None:
        publish = deadlines(decided=row["decision"])["publish-lcspr"]

        assert publish["due"] == row["due"]
        assert publish["target"] == row["previous_working_day"]
        assert (publish["target"] == publish["due"]) is row["is_working_day"]

    @family("publication")
    def test_copies_before_publication_and_the_year_after_it(self, row: Any) -> None:
        found = due(publish=row["publish"])

        assert found == {
            "send-advance-copies": row["copy_due_7wd_before"],
            "send-advance-copies-by-law": row["copy_due_by_law_7_days_before"],
            "keep-published": row["public_until_at_least"],
        }

    def test_x1_a_late_notification_starts_the_rapid_review_late(self) -> None:
        row = example("X1")
        found = deadlines(aware=row["aware"], notified=row["sent"])

        assert found["notify-panel"]["due"] == row["due"]
        assert (found["notify-panel"]["done"], found["notify-panel"]["late_by"]) == (row["sent"], row["wd_late"])
        assert found["send-rapid-review"]["due"] == row["rr_due"]

    def test_x4_the_calendar_of_today_has_the_state_funeral(self) -> None:
        row = example("X4")
        review = deadlines(aware=row["aware"], notified=row["sin"])["send-rapid-review"]

        assert review["due"] == row["rr_due_new_calendar"]
        assert review["due"] != row["rr_due_old_calendar"]
        assert [holiday["date"] for holiday in review["skipped"]] == ["2022-09-19"]

    def test_x5_an_instant_is_taken_to_london_before_its_date(self) -> None:
        row = example("X5")
        found = deadlines(aware=row["aware_utc"])["notify-panel"]

        assert (found["from"], found["due"]) == (row["aware_local"], row["due"])
        assert deadlines(aware="2026-06-08T23:30:00Z")["notify-panel"] == found

    def test_x6_a_working_day_beyond_the_known_holidays_is_not_guessed(self) -> None:
        row = example("X6")
        notify = deadlines(aware=row["aware"])["notify-panel"]

        assert (notify["due"], notify["from"]) == (None, row["aware"])
        assert "31 December 2028" in notify["reason"]


class TestWhatStandsWhereADateCannotBeKnown:
    def test_what_counts_on_from_it_has_no_date_either(self) -> None:
        found = deadlines(aware="2028-12-21")

        assert set(found) == DEADLINES
        assert {one["due"] for one in found.values()} == {None}
        assert found["send-rapid-review"]["from"] is None
        assert "notify-panel" in found["send-rapid-review"]["reason"]

    def test_months_and_calendar_days_stand(self) -> None:
        found = due(aware="2028-12-21", decided="2029-02-01", publish="2029-07-30")

        assert found["notify-panel"] is None
        assert found["send-advance-copies"] is None
        assert found["publish-lcspr"] == "2029-08-01"
        assert found["send-advance-copies-by-law"] == "2029-07-23"
        assert found["keep-published"] == "2030-07-30"


class TestTheWholePlan:
    def test_every_date_of_a_case_in_the_order_of_the_dates(self) -> None:
        found = planned(aware="2026-12-25")["deadlines"]

        assert {one["name"] for one in found} == DEADLINES
        assert [one["due"] for one in found] == sorted(one["due"] for one in found)
        assert {one["name"] for one in found if one["local"]} == LOCAL

    def test_the_first_one_reads_as_the_issue_wants_it(self) -> None:
        notify = planned(aware="2026-12-25")["deadlines"][0]

        assert (notify["name"], notify["due"], notify["from"]) == ("notify-panel", "2027-01-05", "2026-12-25")
        assert notify["authority"]["duty"]["weight"] == "statute"
        assert notify["authority"]["duty"]["source"] == "Children Act 2004 s16C(1)"
        assert notify["authority"]["days"]["weight"] == "statutory guidance"
        assert notify["read_against_2026"] in (True, False)
        assert notify["local"] is False
        assert notify["skipped"] == [
            {"date": "2026-12-28", "why": "Boxing Day (substitute day)"},
            {"date": "2027-01-01", "why": "New Year’s Day"},
        ]

    def test_end_to_end(self) -> None:
        found = due(aware="2026-11-23", notified="2026-11-26", sent="2026-12-16")

        assert found["letters-out"] == "2026-11-27"
        assert found["returns-in"] == "2026-12-10"
        assert found["sign-off"] == "2026-12-16"
        assert found["send-rapid-review"] == "2026-12-17"
        assert found["publish-lcspr"] == "2027-06-16"
        assert found["send-advance-copies"] == "2027-06-07"
        assert found["keep-published"] == "2028-06-16"

    def test_a_looked_after_child_is_notified_to_dfe_and_ofsted_too(self) -> None:
        assert due(aware="2026-11-23", child_status="looked_after")["notify-dfe-and-ofsted"] == "2026-11-30"
        assert "notify-dfe-and-ofsted" not in due(aware="2026-11-23", child_status="none")

    def test_days_before_the_first_one_given_are_not_made_up(self) -> None:
        assert set(due(notified="2026-11-26")) == DEADLINES - {"notify-panel", "tell-partners"}
        assert "send-rapid-review" not in due(decided="2026-11-26")

    def test_what_was_assumed_is_told(self) -> None:
        found = planned(aware="2026-12-25", decided="2027-02-01")

        assert [(one["stage"], one["on"], one["given"]) for one in found["stages"]] == [
            ("aware", "2026-12-25", True),
            ("notified", "2027-01-05", False),
            ("sent", "2027-01-26", False),
            ("decided", "2027-02-01", True),
            ("publish", "2027-08-01", False),
        ]
        assert "the Panel was notified on Tuesday 5 January 2027" in found["notes"][0]


class TestDatesOutOfOrder:
    def test_are_told_and_not_refused_where_they_can_be_true(self) -> None:
        found = planned(aware="2026-11-10", notified="2026-11-02")
        names = {one["name"]: one["due"] for one in found["deadlines"]}

        assert names["notify-panel"] == "2026-11-17"
        assert names["send-rapid-review"] == "2026-11-23"
        assert any("Out of order: the Panel was notified on Monday 2 November 2026" in note for note in found["notes"])

    def test_a_review_decided_before_the_rapid_review_is_sent_is_told(self) -> None:
        notes = planned(notified="2026-11-02", decided="2026-11-09")["notes"]

        assert any(note.startswith("Out of order: the review was decided on") for note in notes)

    def test_a_review_is_not_published_before_it_is_decided(self) -> None:
        code, out, err = said("--decided", "2026-02-02", "--publish", "2026-01-05")

        assert (code, out) == (3, "")
        assert err == (
            "A review cannot be published on Monday 5 January 2026, before the review was decided on "
            "Monday 2 February 2026.\n"
        )

    def test_copies_that_could_no_longer_be_sent_in_time_are_told(self) -> None:
        notes = planned(decided="2026-11-02", publish="2026-11-09")["notes"]

        assert any("Too soon" in note and "send-advance-copies-by-law" not in note for note in notes)


class TestWhatIsTyped:
    @pytest.mark.parametrize("typed", ["25/12/2026", "25 Dec 2026", "Fri 25 Dec 2026", "25 December 2026"])
    def test_a_date_may_be_written_as_people_write_it(self, typed: str) -> None:
        assert due(aware=typed)["notify-panel"] == "2027-01-05"

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("2026-06-08T23:30:00", "A time without a zone has no London date: say which zone it is in."),
            ("31/02/2026", "'31/02/2026' is not a date: write it as 2026-12-25 or 25/12/2026."),
            ("Thu 25 Dec 2026", "'Thu 25 Dec 2026' is not a date: 25 December 2026 is a Friday."),
            ("2026-06-08T25:00Z", "'2026-06-08T25:00Z' is not an instant such as 2026-06-08T23:30+01:00."),
        ],
    )
    def test_what_is_no_date_is_refused_in_one_sentence(self, typed: str, sentence: str) -> None:
        assert said("--aware", typed) == (2, "", sentence + "\n")

    def test_a_plan_needs_a_day(self) -> None:
        assert said() == (2, "", "A plan needs a day to begin from, such as --aware 2026-12-25.\n")

    def test_an_option_nobody_knows_gets_the_nearest(self) -> None:
        code, _, err = said("--awre", "2026-12-25")

        assert code == 2
        assert "--aware" in err


def test_on_paper_it_is_a_table_in_the_order_of_the_dates_with_weekdays_and_whose_word_it_is() -> None:
    code, out, _ = said("--aware", "2026-12-25")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    words = " ".join(lines)

    assert code == 0
    assert "Tue 5 Jan 2027 Notify the National Panel 5 working days after Fri 25 Dec 2026, law; days guidance" in lines
    assert "Wed 6 Jan 2027 Send the letters to the agencies 1 working day after Tue 5 Jan 2027 local" in lines
    assert (
        words.index("Tue 5 Jan 2027 Notify") < words.index("Wed 6 Jan 2027 Send") < words.index("Mon 26 Jul 2027 Pub")
    )
    assert "not counting 28 Dec, 1 Jan" in words
    assert "Mon 28 Dec 2026 Boxing Day (substitute day)" in words


def test_it_needs_no_database_and_leaves_nothing_behind(tmp_path: Path) -> None:
    data = tmp_path / "data"
    away = {**os.environ, "DATABASE_URL": "postgresql://nobody@192.0.2.1/nowhere", "SWAN_DATA": str(data)}
    swan = Path(sys.executable).parent / "swan"
    ran = subprocess.run(
        [swan, "plan", "--aware", "2026-12-25", "--json"], env=away, capture_output=True, text=True, check=True
    )

    assert json.loads(ran.stdout)["deadlines"][0]["due"] == "2027-01-05"
    assert not data.exists()


def test_no_working_day_count_ends_on_a_day_off() -> None:
    counted = ("notify-panel", "send-rapid-review", "panel-meeting", "send-advance-copies", "tell-panel-of-review")
    for days in range(0, 360, 7):
        found = due(aware=str(date(2025, 6, 1) + timedelta(days=days)))
        assert {date.fromisoformat(str(found[name])).weekday() < 5 for name in counted} == {True}
