"""The office and its operator at the terminal: partnership, people, holidays, workflows, doctor and audit."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.partnerships import shipped
from config.settings import settings
from tests.cli.terminal import Terminal

REF = "WSCP-2026-001"


@pytest.fixture
def with_a_case(swan: Terminal) -> Terminal:
    """A death the authority knew of today: five working days on is Monday 30 November."""
    swan.does("open", "--aware", "2026-11-23", "--harm", "death", "--as", "orla-fennimore")
    return swan


class TestPartnership:
    def test_it_is_shown_as_the_record_has_it(self, swan: Terminal) -> None:
        told = swan.reads("partnership", "show")
        assert (told["slug"], told["prefix"], told["people"], told["cases"]) == ("westmarch", "WSCP", 24, 0)
        assert told["bank_holidays_known_until"] == "2028-12-31"

        said = swan.does("partnership", "show", "westmarch").words
        assert "Partners: local-authority, icb, police and education." in said
        assert "Bank holidays are known until Sunday 31 December 2028." in said

    def test_the_file_it_was_founded_from_changes_nothing(self, swan: Terminal) -> None:
        assert "is in the record as the file has it" in swan.does("partnership", "load", "westmarch").words
        assert swan.reads("partnership", "load", "westmarch", "--yes")["differences"] == []

    def test_another_file_founds_another_partnership(self, swan: Terminal, tmp_path: Path) -> None:
        file = copied(tmp_path, "eastmarch", ('prefix = "WSCP"', 'prefix = "EMSP"'))
        said = swan.does("partnership", "load", str(file)).words
        assert "is founded: 24 people hold 31 roles. Nobody was told." in said
        assert swan.reads("partnership", "show", "eastmarch")["prefix"] == "EMSP"

    def test_a_changed_file_is_shown_first_and_applied_when_told_to(self, swan: Terminal, tmp_path: Path) -> None:
        file = str(copied(tmp_path, "westmarch", ("panel-meeting = 12", "panel-meeting = 11")))
        assert "Nothing was changed." in swan.does("partnership", "load", file, typed="n\n").words
        assert swan.reads("partnership", "show")["milestones"]["panel-meeting"] == 12

        said = swan.does("partnership", "load", file, "--as", "marguerite-oyelaran", typed="y\n").words
        assert "milestones panel-meeting: 12 panel-meeting: 11" in said
        assert "Done, each as an event of the office: milestones." in said
        assert swan.reads("partnership", "show")["milestones"]["panel-meeting"] == 11

    def test_a_wrong_file_is_refused_with_its_mistakes(self, swan: Terminal, tmp_path: Path) -> None:
        file = copied(tmp_path, "westmarch", ('role = "coordinator"', 'role = "Coordinator"'))
        refused = swan("partnership", "load", str(file))
        assert refused.code == 2
        assert "westmarch.toml: holdings.1.role: must be a role in lower-case letters" in refused.err

    def test_ladders_are_switched_on(self, with_a_case: Terminal) -> None:
        with_a_case.rows('with off as (update "case" set ladders_on = false returning 1) select * from off')
        with_a_case.rows("with off as (update rung set status = 'off' returning 1) select * from off")
        assert with_a_case.reads("partnership", "show")["ladders_off"] == 1
        with_a_case.it_is("Fri 27 Nov 2026 10:00")

        told = with_a_case.reads("partnership", "ladders-on", "--as", "orla-fennimore")
        assert told["cases"] == [REF]
        assert told["armed"] > told["past"] > 0
        assert "has its ladders on already" in with_a_case.does("partnership", "ladders-on").words


def copied(folder: Path, slug: str, *changes: tuple[str, str]) -> Path:
    """Westmarch's file under another name, with these words in place of those."""
    text = shipped("westmarch").read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    file = folder / f"{slug}.toml"
    file.write_text(text, encoding="utf-8")
    return file


class TestPeople:
    def test_who_holds_what_on_a_day(self, swan: Terminal) -> None:
        told = swan.reads("people", "list", "--on", "2026-12-01")
        held = [(row["person"], row["deputy"]) for row in told["roles"] if row["role"] == "coordinator"]
        assert held == [("orla-fennimore", "tobias-achterberg")]
        assert told["without_role"] == ["tobias-achterberg"]
        assert told["nobody_holds"] == []
        assert (
            "Who holds which role on Tuesday 1 December 2026" in swan.does("people", "list", "--on", "2026-12-01").out
        )

    def test_a_role_changes_hands(self, swan: Terminal) -> None:
        ended = swan.does("people", "end", "orla-fennimore", "coordinator", "--on", "2026-11-30").words
        assert "Orla Fennimore is coordinator until Monday 30 November 2026." in ended
        assert "Nobody is coordinator on Tuesday 1 December 2026." in ended

        given = ("people", "hold", "tobias-achterberg", "coordinator", "--from", "2026-12-01")
        assert "Tobias Achterberg is coordinator from Tuesday 1 December 2026" in swan.does(*given).words
        assert swan.reads("people", "list", "--on", "2026-12-01")["nobody_holds"] == []
        assert swan.rows("select count(*) from notice where kind = 'handover'")[0].count == 1

    def test_somebody_new_is_added_and_reached_elsewhere(self, swan: Terminal) -> None:
        swan.does("people", "add", "wilf-arkwright", "--name", "Wilf Arkwright", "--email", "wilf@westmarch.invalid")
        swan.does("people", "change", "wilf-arkwright", "--email", "wa@westmarch.invalid")
        assert swan.rows("select email from person where slug = 'wilf-arkwright'")[0].email == "wa@westmarch.invalid"

        held = swan.reads("people", "hold", "wilf-arkwright", "agency contact", "--agency", "housing")
        assert (held["role"], held["for"]) == ("agency_contact", "housing")

    def test_a_reviewer_is_one_case_s_own(self, with_a_case: Terminal) -> None:
        held = with_a_case.reads("people", "hold", "tobias-achterberg", "reviewer", "--case", "2026-1")
        assert (held["role"], held["for"]) == ("reviewer", REF)
        with_a_case.does("people", "end", "tobias-achterberg", "reviewer", "--case", REF)

    def test_who_is_away_and_back_and_who_stands_in(self, swan: Terminal) -> None:
        said = swan.does("people", "away", "orla-fennimore", "--from", "2026-11-30", "--to", "2026-12-11").words
        assert said == "Orla Fennimore is away from Monday 30 November 2026 to Friday 11 December 2026."
        row = next(one for one in swan.reads("people", "list", "--on", "2026-12-01")["roles"] if one["away"])
        assert (row["person"], row["away"]) == ("orla-fennimore", "until Fri 11 Dec 2026")

        swan.does("people", "back", "orla-fennimore", "--on", "2026-12-07")
        assert not any(one["away"] for one in swan.reads("people", "list", "--on", "2026-12-07")["roles"])

    def test_who_is_away_without_a_deputy_is_told_themselves(self, swan: Terminal) -> None:
        told = swan.does("people", "away", "ambrose-tendulkar", "--from", "2026-11-30", "--to", "2026-12-11").words
        assert "They have no deputy as independent scrutineer: they themselves are told." in told

        said = swan.does("people", "deputise", "ambrose-tendulkar", "scrutineer", "--deputy", "hester-quillinan").words
        assert said == "While Ambrose Tendulkar is away, hester-quillinan is told as independent scrutineer."

    def test_one_of_several_holdings_must_be_named(self, swan: Terminal) -> None:
        unclear = swan("people", "end", "petra-wolstenholme", "agency-contact")
        assert unclear.code == 2
        assert "is agency contact for acute-hospital, community-health and icb: say which" in unclear.err

    @pytest.mark.parametrize(
        ("arguments", "code", "why"),
        [
            (("end", "orla-fennimore", "scrutineer"), 2, "orla-fennimore is not independent scrutineer."),
            (
                ("hold", "orla-fennimor", "scrutineer"),
                4,
                "knows nobody called orla-fennimor. Did you mean orla-fennimore",
            ),
            (("hold", "scrutineer", "orla-fennimore"), 2, "scrutineer is a role and no person: say the person first"),
            (("hold", "orla-fennimore", "scrutiner"), 2, "There is no role scrutiner. Did you mean scrutineer"),
            (("hold", "orla-fennimore", "coordinator"), 3, "They hold it from Wednesday 1 April 2020 already."),
            (("change", "orla-fennimore"), 2, "Say what is changed"),
            (("change", "orla-fennimore", "--email", "nowhere"), 3, "'nowhere' is not a mail address."),
            (("add", "Wilf A", "--name", "W", "--email", "w@x.invalid"), 3, "A short name is lower-case letters"),
            (
                ("hold", "orla-fennimore", "scrutineer", "--as", "gethin-osterholm"),
                3,
                "are changed by: business manager, coordinator, operator.",
            ),
        ],
    )
    def test_what_cannot_be(self, swan: Terminal, arguments: tuple[str, ...], code: int, why: str) -> None:
        refused = swan("people", *arguments)
        assert refused.code == code
        assert why in refused.err


class TestHolidays:
    def test_the_list_of_a_year(self, swan: Terminal) -> None:
        listed = swan.reads("holidays", "list", "--year", "2026")["holidays"]
        assert [one["date"] for one in listed] == [
            "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31", "2026-12-25",
            "2026-12-28",
        ]  # fmt: skip

    def test_what_would_move_is_shown_and_nothing_moves_until_it_is_told_to(self, with_a_case: Terminal) -> None:
        add = ("holidays", "add", "2026-11-25", "Day of the tests")
        said = with_a_case.does(*add, typed="n\n").words
        assert "Wednesday 25 November 2026 becomes Day of the tests." in said
        assert f"{REF} Tell the safeguarding partners, partners Mon 30 Nov 2026 Tue 1 Dec 2026" in said
        assert "Nothing was changed." in said
        assert with_a_case.reads(*add)["done"] is False
        assert due(with_a_case, "notify-panel") == "2026-11-30"

        assert with_a_case.reads(*add, "--yes")["done"] is True
        assert due(with_a_case, "notify-panel") == "2026-12-01"
        with_a_case.does("holidays", "add", "--withdraw", "2026-11-25", "--yes")
        assert due(with_a_case, "notify-panel") == "2026-11-30"

    def test_a_case_says_why_its_date_moved(self, with_a_case: Terminal) -> None:
        with_a_case.does("holidays", "add", "2026-11-25", "Day of the tests", "--yes")
        acts = with_a_case.rows("select act, name from event order by seq")
        assert [(row.act, row.name) for row in acts] == [
            ("recorded", "authority_became_aware"), ("recounted", "calendar_changed"),
        ]  # fmt: skip
        assert "Day of the tests" in with_a_case.does("explain", REF, "notify-panel").words

    @pytest.mark.parametrize(
        ("said", "code", "why"),
        [
            (("2026-11-25",), 2, "After each date comes its name"),
            (("2026-11-25", " "), 2, "Each day is said once, and has a name."),
            (("some day", "May Day"), 2, "'some day' is not a date"),
            (("2026-12-25", "Christmas Day"), 3, "is listed already"),
            (("2029-01-01", "New Year"), 3, "2029 is not listed yet"),
            ((), 3, "Say which day"),
        ],
    )
    def test_what_is_no_holiday(self, swan: Terminal, said: tuple[str, ...], code: int, why: str) -> None:
        refused = swan("holidays", "add", *said, "--yes")
        assert refused.code == code
        assert why in refused.err

    def test_the_list_is_held_against_swan_s_own_and_its_end_is_seen_coming(self, swan: Terminal) -> None:
        assert "The record has every day that came with Swan." in swan.does("holidays", "check").words

        swan.it_is("Thu 2 Nov 2028 10:00")
        assert swan("holidays", "check").code == 1
        assert "dates reach to 2 November 2028" in swan("holidays", "check", "--json").out


def due(swan: Terminal, name: str) -> str:
    return next(one["due"] for one in swan.reads("due")["deadlines"] if one["name"] == name)


class TestWorkflows:
    def test_every_workflow_is_listed(self, swan: Terminal) -> None:
        assert [one["name"] for one in swan.reads("workflows")][:2] == ["incident-notification", "rapid-review"]
        assert "Rapid Review" in swan.does("workflows").out

    def test_one_is_read_as_a_table_and_a_drawing(self, swan: Terminal) -> None:
        said = swan.does("workflows", "rapid-review").out
        assert "| `send-rapid-review` |" in said
        assert "stateDiagram-v2" in said
        assert swan.reads("workflows", "rapid-review")["begins"] == "gathering_facts"

    def test_one_that_is_not_there(self, swan: Terminal) -> None:
        missing = swan("workflows", "rapid-revue")
        assert missing.code == 4
        assert "Did you mean rapid-review?" in missing.err


class TestAudit:
    def test_a_record_that_was_kept(self, with_a_case: Terminal) -> None:
        assert "The record is whole" in with_a_case.does("audit").words
        assert with_a_case.reads("audit", "2026-1") == {"wrong": [], "look": []}

    def test_a_record_somebody_went_past(self, with_a_case: Terminal) -> None:
        with_a_case.rows("with e as (update event set happened_on = '2026-11-20' returning 1) select * from e")
        found = with_a_case("audit", "--json")
        assert found.code == 1
        assert json.loads(found.out)["wrong"] == [
            {
                "rule": "chains are unbroken",
                "about": REF,
                "sentence": "event 1 (authority_became_aware) was edited after it was recorded.",
            }
        ]
        assert "was edited after it was recorded" in with_a_case("audit", REF).out

    def test_a_case_that_is_not_there(self, with_a_case: Terminal) -> None:
        missing = with_a_case("audit", "WSCP-2026-011")
        assert missing.code == 4
        assert "Did you mean WSCP-2026-001?" in missing.err


class TestDoctor:
    """The database is real; no broker, worker or timekeeper runs beside it."""

    @pytest.fixture(autouse=True)
    def no_broker(self, swan: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
        settings.cache_clear()

    def test_it_says_what_is_wrong_and_what_to_do(self, with_a_case: Terminal) -> None:
        ran = with_a_case("doctor", "--json")
        assert ran.code == 1
        checks = {check["name"]: check for check in json.loads(ran.out)["checks"]}
        assert {name for name, check in checks.items() if check["state"] == "wrong"} == {
            "broker", "timekeeper", "worker", "courier", "watch",
        }  # fmt: skip
        assert checks["broker"]["do"] == "Is REDIS_URL right, and the server up?"
        assert checks["database"]["said"].startswith("PostgreSQL 18.")
        assert checks["migrations"]["state"] == "ok"
        assert checks["clock"]["said"] == "a demonstration: it stands at Monday 23 November 2026, 10:00am."
        assert checks["audit"]["said"] == "every rule holds, in every case."
        assert "Swan fetches none by itself." in checks["bank holidays"]["said"]
        assert checks["last backup"]["state"] == "look"

    def test_who_is_alive_and_by_how_much_their_clocks_are_off(self, swan: Terminal) -> None:
        beats(swan, "timekeeper", "1 minute", 0.01)
        beats(swan, "worker", "1 minute", 301.5)
        checks = checked(swan)
        assert checks["timekeeper"]["state"] == "ok"
        assert checks["worker"]["state"] == "look"
        assert "clock is +301.5 s off the database's; no date or reminder depends on it" in checks["worker"]["said"]

        beats(swan, "sweep", "9 hours", 0.0)
        assert "sweep" not in checked(swan)
        beats(swan, "timekeeper", "4 minutes", 0.01)
        assert checked(swan)["timekeeper"]["said"] == "was last alive 4 minutes ago."

    def test_a_key_others_can_read(self, with_a_case: Terminal) -> None:
        assert checked(with_a_case)["key"]["state"] == "ok"
        settings().key_file.chmod(0o644)
        key = checked(with_a_case)["key"]
        assert key["state"] == "wrong"
        assert key["do"].startswith("chmod 600 ")

    def test_what_nobody_holds_and_what_is_due_are_named_with_a_remedy(self, with_a_case: Terminal) -> None:
        with_a_case.does("people", "end", "ambrose-tendulkar", "scrutineer", "--on", "2026-11-23")
        with_a_case.it_is("Tue 24 Nov 2026 12:00")
        checks = checked(with_a_case, "--quick")
        assert checks["roles are held"]["said"] == "westmarch: Nobody is independent scrutineer today."
        assert checks["roles are held"]["do"].startswith("'swan people hold PERSON ROLE'")
        assert checks["due rungs are climbed"]["state"] == "wrong"
        assert "audit" not in checks

    def test_a_database_without_a_record(self, swan: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
        name = swan.url.split("@/")[1].split("?")[0]
        with another_database(swan.url.replace(f"@/{name}?", "@/postgres?"), monkeypatch):
            checks = checked(swan)
        assert checks["migrations"]["state"] == "wrong"
        assert "timekeeper" not in checks

    def test_a_database_that_does_not_answer(self, swan: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
        with another_database("postgresql://swan@127.0.0.1:1/swan", monkeypatch):
            ran = swan("doctor")
        assert ran.code == 1
        assert "WRONG  database: does not answer" in ran.out


@contextmanager
def another_database(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("DATABASE_URL", url)
        settings.cache_clear()
        yield
    settings.cache_clear()


def beats(swan: Terminal, part: str, ago: str, offset: float) -> None:
    swan.rows(
        f"""with beat as (insert into heartbeat (part, beaten_at, said)
            values ('{part}', clock_timestamp() - interval '{ago}', '{{"clock_offset": {offset}}}')
            on conflict (part) do update set beaten_at = excluded.beaten_at, said = excluded.said returning 1)
            select * from beat"""
    )


def checked(swan: Terminal, *more: str) -> dict[str, dict[str, str]]:
    return {check["name"]: check for check in json.loads(swan("doctor", "--json", *more).out)["checks"]}
