"""`swan open`, `record`, `correct`, `strike` and `acknowledge`: what they change, say and refuse."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.terminal import Said, Terminal

REF = "WSCP-2026-001"
WHO = ("--as", "orla-fennimore")


@pytest.fixture
def notified(swan: Terminal) -> Terminal:
    """A case opened with its notification on Monday 9 November 2026; it is Monday 23 November."""
    swan.it_is("Mon 9 Nov 2026 10:00")
    swan.does("open", "--notified", "2026-11-09", "--with", "portal_reference=ABC-1", *WHO)
    swan.it_is("Mon 23 Nov 2026 10:00")
    return swan


def states(swan: Terminal) -> dict[str, str]:
    return {run["workflow"]: run["state"] for run in swan.reads("case", REF)["runs"]}


def owed(swan: Terminal) -> dict[str, str]:
    return {one["name"]: one["due"] for one in swan.reads("due")["deadlines"]}


def entries(swan: Terminal) -> list[tuple[str, str]]:
    return [(event["act"], event["name"]) for event in swan.reads("case", REF)["events"]]


def refused(said: Said, code: int, sentence: str) -> None:
    assert (said.code, said.out, said.err) == (code, "", sentence + "\n")


class TestOpen:
    @pytest.mark.parametrize(
        ("option", "event", "workflows"),
        [
            ("--reported", "incident_reported", {"incident-notification"}),
            ("--aware", "authority_became_aware", {"incident-notification"}),
            ("--notified", "panel_notified", {"rapid-review"}),
        ],
    )
    def test_with_the_first_thing_that_is_known(
        self, swan: Terminal, option: str, event: str, workflows: set[str]
    ) -> None:
        swan.does("open", option, "2026-11-20", *WHO)

        assert entries(swan) == [("recorded", event)]
        assert set(states(swan)) == workflows

    def test_with_a_decision_to_review(self, swan: Terminal) -> None:
        swan.does("open", "--decided", "2026-11-20", "--with", "route=partners_own_decision", "--with", "kind=review")

        assert owed(swan)["publish-lcspr"] == "2027-05-20"

    def test_says_what_starts_and_under_which_reference(self, swan: Terminal) -> None:
        said = swan.does("open", "--aware", "20/11/2026", "--harm", "serious-harm", *WHO).words

        assert said.startswith("Opened WSCP-2026-001 (serious harm): The local authority first knew or suspected")
        assert "Friday 20 November 2026." in said
        assert "starts Notify the National Panel (notify-panel, panel) – Fri 27 Nov 2026, 4 working days left" in said

    def test_the_next_reference_or_the_one_that_is_said(self, swan: Terminal) -> None:
        swan.does("open", "wscp-2026-7", "--aware", "today")
        swan.does("open", "--aware", "yesterday", "--partnership", "westmarch")

        assert [one["reference"] for one in swan.reads("cases")["cases"]] == ["WSCP-2026-007", "WSCP-2026-008"]
        refused(swan("open", "WSCP-2026-007", "--aware", "today"), 3, "WSCP-2026-007 is already open.")

    def test_in_json(self, swan: Terminal) -> None:
        opened = swan.reads("open", "--notified", "2026-11-20", "--harm", "death")

        assert (opened["case"], opened["harm"], opened["seq"]) == (REF, "death", 1)
        assert "send-rapid-review" in {change["name"] for change in opened["changes"]}

    @pytest.mark.parametrize("days", [(), ("--aware", "2026-11-20", "--notified", "2026-11-23")])
    def test_with_one_event_and_no_more(self, swan: Terminal, days: tuple[str, ...]) -> None:
        refused(swan("open", *days), 2, (
            "A case opens with one event: say one of --reported, --aware, --notified or --decided, and record the "
            "others with 'swan record'."
        ))  # fmt: skip

    def test_a_slip_in_the_kind_of_harm(self, swan: Terminal) -> None:
        said = swan("open", "--aware", "today", "--harm", "serious harn")

        refused(said, 2, "There is no kind of harm serious harn. Did you mean serious harm?")

    def test_what_is_not_said_is_asked_for(self, swan: Terminal) -> None:
        said = swan("open", "--decided", "2026-11-20")

        assert said.code == 3
        assert "review_initiated needs route: one of rapid_review, panel_letter" in said.err
        assert swan.reads("cases", "--all")["cases"] == []

    def test_names_of_children_are_sealed_and_never_said(self, swan: Terminal) -> None:
        said = swan.does("open", "--aware", "today", "--child", "Zzcanary Ash", "--child", "-", typed="Zzcanary Oak\n")
        kept = swan.rows('select to_jsonb(child)::text || to_jsonb("case")::text from child, "case"')

        assert "Zzcanary" not in said.out + said.err
        assert "Children named: 2" in said.out
        assert [child["name"] for child in swan.reads("case", REF, "--show-children")["children"]] == [
            "Zzcanary Ash", "Zzcanary Oak"
        ]  # fmt: skip
        assert len(kept) == 2
        assert not any("Zzcanary" in row[0] for row in kept)

    def test_a_name_that_is_empty_is_not_a_name(self, swan: Terminal) -> None:
        refused(swan("open", "--aware", "today", "--child", "-", typed="\n"), 2, "The name of child 1 is empty.")

    def test_a_partnership_nobody_knows(self, swan: Terminal) -> None:
        said = swan("open", "--aware", "today", "--partnership", "westmarsh")

        refused(said, 4, "There is no partnership westmarsh. Did you mean westmarch?")


class TestRecord:
    def test_says_what_is_met_and_what_starts(self, notified: Terminal) -> None:
        said = notified.does("record", REF, "rapid_review_sent_to_panel", "--on", "2026-11-20", *WHO).words

        assert said.startswith(
            f"Recorded as entry 2 of {REF}: The Rapid Review was sent to the Panel, Friday 20 November 2026."
        )
        assert "Rapid Review: gathering facts → with Panel." in said
        assert "National Panel referral: awaiting Panel." in said
        assert "met Send the Rapid Review to the National Panel (send-rapid-review) Mon 30 Nov 2026 on time" in said
        assert "starts Panel's reply expected (panel-reply) – Fri 4 Dec 2026, 9 working days left" in said
        assert "no longer owed Agree the Rapid Review (sign-off) Fri 27 Nov 2026" in said

    def test_evidence_that_is_missing_is_asked_for_with_the_command_that_gives_it(self, notified: Terminal) -> None:
        said = notified.does("record", REF, "scrutiny_comment_made", *WHO).words
        notified.does(
            "correct", REF, "scrutiny_comment_made", "--with", "comment=by e-mail", "--why", "it came", "--yes"
        )

        assert f"swan correct {REF} scrutiny_comment_made --with comment=… --why 'evidence came'" in said
        assert "evidence-for-scrutiny_comment_made" not in owed(notified)

    def test_without_a_day_it_is_today_and_says_so(self, notified: Terminal) -> None:
        said = notified.does("record", REF, "progress_checked")

        assert "Monday 23 November 2026 (today, as no day was given)" in said.words

    def test_a_preview_changes_nothing(self, notified: Terminal) -> None:
        said = notified.does("record", REF, "rapid-review-sent-to-panel", "--on", "yesterday", "--preview").words

        assert "on time" in said
        assert "Nothing was changed" in said
        assert entries(notified) == [("recorded", "panel_notified")]
        assert states(notified) == {"rapid-review": "gathering_facts"}

    def test_the_same_key_is_carried_out_once_and_never_for_something_else(self, notified: Terminal) -> None:
        command = ("record", REF, "draft_circulated", "--on", "2026-11-20", "--key", "mail-17")
        first, again = notified.reads(*command), notified.reads(*command)

        assert first == again
        assert entries(notified) == [("recorded", "panel_notified"), ("recorded", "draft_circulated")]
        refused(
            notified("record", REF, "progress_checked", "--on", "2026-11-20", "--key", "mail-17"), 5,
            "The key mail-17 was already used for another request.",
        )  # fmt: skip

    def test_whose_act_it_was(self, notified: Terminal) -> None:
        agreed = ("record", REF, "partner_agreed", "--item", "police", "--with", "message_or_minute=e-mail")
        notified.does(*agreed, "--by", "delegated-partner", "--by-person", "gethin-osterholm", *WHO)
        event = notified.reads("case", REF)["events"][-1]

        assert (event["done_by_role"], event["done_by"]) == ("delegated_partner", "Gethin Osterholm")
        assert event["recorded_by"] == "Orla Fennimore"

    def test_a_person_without_the_right_is_refused(self, notified: Terminal) -> None:
        said = notified("record", REF, "rapid_review_sent_to_panel", "--as", "annis-rahimi")

        refused(said, 3, "rapid_review_sent_to_panel may be recorded by: business manager, coordinator.")


class TestWhatIsRefused:
    def test_the_future(self, notified: Terminal) -> None:
        refused(notified("record", REF, "letters_sent", "--with", "agencies=police", "--on", "2026-11-24"), 3, (
            "letters_sent on Tuesday 24 November 2026 is in the future: only what happened is recorded."
        ))  # fmt: skip

    def test_a_contradiction(self, notified: Terminal) -> None:
        refused(notified("record", REF, "panel_notified"), 3, (
            "panel_notified is already recorded, on Monday 9 November 2026: correct that record first."
        ))  # fmt: skip

    def test_a_case_nobody_knows(self, notified: Terminal) -> None:
        assert notified("record", "WSCP-2025-001", "letters_sent").code == 4

    @pytest.mark.parametrize(
        ("typed", "code", "sentence"),
        [
            (("panel_notifed",), 4, "There is no event panel_notifed. Did you mean panel_notified"),
            (
                ("letters_sent", "--with", "agency=police"),
                2,
                "letters_sent does not ask for agency. Did you mean",
            ),
            (("letters_sent", "--with", "police"), 2, "After --with comes NAME=VALUE"),
            (("letters_sent", "--with", "agencies=polise"), 2, "There is no agency-return polise. Did you mean police"),
            (("letters_sent", "--with", "agencies=a", "--with", "agencies=b"), 2, "agencies is said twice."),
            (("letters_sent",), 3, "letters_sent needs agencies."),
            (
                ("progress_checked", "--item", "police"),
                2,
                "about the whole case: leave --item out.",
            ),
            (("partner_agreed",), 2, "partner_agreed is about one partner-agreement: add --item with local-authority"),
            (("partner_agreed", "--item", "polcie"), 2, "There is no partner-agreement polcie. Did you mean police?"),
            (("progress_checked", "--on", "soon"), 2, "'soon' is not a date"),
            (("progress_checked", "--time", "25:00"), 2, "'25:00' is not a time: write it as 09:32."),
            (("progress_checked", "--by", "cordinator"), 2, "There is no role cordinator. Did you mean coordinator"),
            (("progress_checked", "--as", "orla"), 4, "knows nobody called orla. Did you mean orla-fennimore?"),
            (("review_meeting_held", "--with", "regulation_11_a_improvements_needed=perhaps"), 3, "must be one of yes"),
        ],
    )
    def test_a_slip_of_the_pen_gets_one_sentence_with_the_nearest_names(
        self, notified: Terminal, typed: tuple[str, ...], code: int, sentence: str
    ) -> None:
        said = notified("record", REF, *typed)

        assert (said.code, said.out) == (code, "")
        assert sentence in said.err
        assert said.err.count("\n") == 1
        assert entries(notified) == [("recorded", "panel_notified")]

    def test_what_is_typed_as_people_write_it_is_understood(self, notified: Terminal) -> None:
        agencies = ("--with", "Agencies=Acute Hospital, HOUSING", "--with", "return-by=20 Nov 2026")
        notified.does("record", REF, "Letters Sent", "--on", "Tue 10 Nov 2026", *agencies)
        notified.does("record", REF, "agency-acknowledged", "--item", "Acute Hospital", "--on", "11/11/2026")

        items = {item["key"]: item["state"] for item in notified.reads("case", REF)["items"]}
        assert (items["acute-hospital"], items["housing"]) == ("acknowledged", "asked")
        assert notified.reads("explain", REF, "agency-return", "--item", "Acute Hospital")["due"] == "2026-11-20"

    def test_another_agency_is_recorded_when_it_is_meant(self, notified: Terminal) -> None:
        notified.does("record", REF, "agency_asked", "--item", "coastguard", "--new-item")

        assert "coastguard" in {item["key"] for item in notified.reads("case", REF)["items"]}


class TestWhatMayBeRecorded:
    def test_what_is_owed_comes_first_with_what_it_answers_and_asks_for(self, notified: Terminal) -> None:
        offered = notified.reads("record", REF)["possible"]

        assert offered[0]["event"] == "letters_sent"
        assert (offered[0]["settles"], offered[0]["due"]) == (["letters-out"], "2026-11-10")
        assert [ask["name"] for ask in offered[0]["asks"]] == ["agencies", "return_by"]
        assert "agencies=a,b" in notified.does("record", REF).out

    def test_a_step_only_where_it_is_possible_and_a_fact_at_any_time(self, notified: Terminal) -> None:
        groups = {one["event"]: one["group"] for one in notified.reads("record", REF)["possible"]}

        assert groups["review_initiated"] == "what would begin something"
        assert groups["immediate_action_taken"] == "facts, whenever they happened"
        assert "panel_notified" not in groups
        assert "scope_agreed" not in groups

    def test_which_items_it_may_be_about(self, notified: Terminal) -> None:
        notified.does("record", REF, "letters_sent", "--with", "agencies=police,housing", "--on", "2026-11-10")
        notified.does("record", REF, "agency_return_received", "--item", "police", "--with", "return=file")
        items = {one["event"]: one["items"] for one in notified.reads("record", REF)["possible"]}

        assert items["agency_return_received"] == ["housing"]
        assert items["partner_agreed"] == ["local-authority", "icb", "police", "education"]

    def test_everything_offered_is_taken(self, notified: Terminal) -> None:
        """The list and the recording pass one judgement: every step and fact offered without an item previews well."""
        for one in notified.reads("record", REF)["possible"]:
            if one["item"] is None:
                wanted = {ask["name"]: ask for ask in one["asks"] if ask["required"]}
                said = [f"{name}={answer(ask)}" for name, ask in wanted.items()]
                notified.does("record", REF, one["event"], *(w for s in said for w in ("--with", s)), "--preview")


def answer(ask: dict[str, object]) -> str:
    choices = ask["choices"]
    if isinstance(choices, list) and choices:
        return str(choices[0])
    return {"date": "2027-01-29", "keys": "police"}.get(str(ask["answer"]), "said")


class TestCorrect:
    def test_the_preview_comes_first_and_no_is_no(self, notified: Terminal) -> None:
        said = notified.does(
            "correct", REF, "panel_notified", "--on", "2026-11-06", "--why", "receipt", typed="n\n"
        ).words

        assert "To correct entry 1 of WSCP-2026-001" in said
        assert (
            "moves Send the Rapid Review to the National Panel (send-rapid-review) Mon 30 Nov 2026 Fri 27 Nov 2026"
            in said
        )
        assert "Nothing was changed." in said
        assert owed(notified)["send-rapid-review"] == "2026-11-30"

    def test_yes_is_yes(self, notified: Terminal) -> None:
        said = notified.does("correct", REF, "1", "--on", "06/11/2026", "--why", "receipt", *WHO, typed="y\n").words

        assert said.endswith("Done: entry 2 of WSCP-2026-001.")
        assert owed(notified)["send-rapid-review"] == "2026-11-27"
        assert entries(notified)[-1] == ("corrected", "panel_notified")
        assert "corrected in 2" in notified.does("case", REF).words
        assert "reason: receipt" in notified.does("case", REF, "--notes").words

    def test_in_json_without_yes_it_is_a_preview(self, notified: Terminal) -> None:
        command = ("correct", REF, "panel_notified", "--on", "2026-11-06", "--why", "receipt")

        assert notified.reads(*command)["preview"] is True
        assert owed(notified)["send-rapid-review"] == "2026-11-30"
        assert notified.reads(*command, "--yes")["preview"] is False
        assert owed(notified)["send-rapid-review"] == "2026-11-27"

    def test_one_that_makes_a_later_event_impossible_is_refused_and_named(self, notified: Terminal) -> None:
        notified.does("record", REF, "rapid_review_sent_to_panel", "--on", "2026-11-16")
        said = notified("correct", REF, "panel_notified", "--on", "2026-11-18", "--why", "receipt", "--yes")

        assert (said.code, said.out) == (3, "")
        assert "rapid_review_sent_to_panel" in said.err
        assert len(entries(notified)) == 2

    @pytest.mark.parametrize(
        ("typed", "code", "sentence"),
        [
            (("letters_sent", "--on", "2026-11-10"), 4, f"{REF} has no entry letters_sent."),
            (("panel_notifid", "--on", "2026-11-10"), 4, "Did you mean panel_notified?"),
            (("7", "--on", "2026-11-10"), 4, f"{REF} has no entry 7: its last is 1."),
            (("1",), 2, "Say what is corrected: --on DAY, or --with NAME=VALUE."),
            (("1", "--with", "portal=x"), 2, "panel_notified does not ask for portal. Did you mean portal_reference?"),
            (("1", "--on", "2026-12-10"), 3, "panel_notified on Thursday 10 December 2026 would be in the future."),
        ],
    )
    def test_what_cannot_be_corrected(
        self, notified: Terminal, typed: tuple[str, ...], code: int, sentence: str
    ) -> None:
        said = notified("correct", REF, *typed, "--why", "receipt", "--yes")

        assert (said.code, said.out) == (code, "")
        assert sentence in said.err

    def test_one_of_several_is_named_by_its_number(self, notified: Terminal) -> None:
        notified.does("record", REF, "progress_checked", "--on", "2026-11-12")
        notified.does("record", REF, "progress_checked", "--on", "2026-11-16")

        refused(notified("strike", REF, "progress_checked", "--why", "twice", "--yes"), 2, (
            "progress_checked is recorded more than once: say the number, 2 (Thu 12 Nov 2026) or 3 (Mon 16 Nov 2026)."
        ))  # fmt: skip
        notified.does("strike", REF, "3", "--why", "twice", "--yes")
        notified.does("strike", REF, "progress_checked", "--why", "neither", "--yes")
        refused(notified("correct", REF, "4", "--on", "2026-11-12", "--why", "x"), 2, (
            "Entry 4 itself amends entry 3: name that one."
        ))  # fmt: skip

    def test_a_case_that_changes_while_one_thinks_is_a_conflict(self, notified: Terminal) -> None:
        swan = Path(sys.executable).parent / "swan"
        command = [str(swan), "correct", REF, "panel_notified", "--on", "2026-11-06", "--why", "receipt"]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as slow:
            assert slow.stdout
            said = ""
            while "Go ahead?" not in said:
                said += slow.stdout.read(1)
            notified.does("record", REF, "progress_checked")
            _, err = slow.communicate("y\n")

        assert slow.returncode == 5
        assert err == f"{REF} has changed since the preview: look again.\n"
        assert owed(notified)["send-rapid-review"] == "2026-11-30"


class TestStrike:
    def test_it_never_happened_and_the_record_of_it_stays(self, notified: Terminal) -> None:
        notified.does("record", REF, "rapid_review_sent_to_panel", "--on", "2026-11-20")
        said = notified.does("strike", REF, "rapid_review_sent_to_panel", "--why", "wrong case", typed="y\n").words

        assert "owed again Send the Rapid Review to the National Panel (send-rapid-review)" in said
        assert "never was Panel's reply expected (panel-reply)" in said
        assert owed(notified)["send-rapid-review"] == "2026-11-30"
        assert entries(notified)[-2:] == [
            ("recorded", "rapid_review_sent_to_panel"), ("struck", "rapid_review_sent_to_panel")
        ]  # fmt: skip
        assert "struck out in 3" in notified.does("case", REF).words

    def test_only_once(self, notified: Terminal) -> None:
        notified.does("record", REF, "progress_checked")
        notified.does("strike", REF, "progress_checked", "--why", "wrong case", "--yes")

        refused(notified("strike", REF, "progress_checked", "--why", "again", "--yes"), 3, (
            "progress_checked has already been struck."
        ))  # fmt: skip

    def test_a_reason_is_needed(self, notified: Terminal) -> None:
        assert notified("strike", REF, "panel_notified", "--yes").code == 2
        refused(notified("strike", REF, "1", "--why", " ", "--yes"), 3, "A correction needs its reason.")


class TestAcknowledge:
    def test_i_have_this(self, notified: Terminal) -> None:
        said = notified.does("acknowledge", REF, "send-rapid-review", "--until", "27/11/2026", *WHO).words

        assert said == (
            f"Orla Fennimore has send-rapid-review of {REF}, and looks again on Friday 27 November 2026. "
            "It is due Monday 30 November 2026; the clock runs on."
        )
        assert notified.reads("explain", REF, "send-rapid-review")["acknowledged"][0]["look_on"] == "2026-11-27"

    def test_not_beyond_the_day_and_not_for_somebody_else(self, notified: Terminal) -> None:
        beyond = notified("acknowledge", REF, "send-rapid-review", "--until", "2026-11-30", *WHO)
        nobody = notified("acknowledge", REF, "send-rapid-review", "--until", "2026-11-27")

        refused(beyond, 3, "The day to look again must come before the deadline is due, Monday 30 November 2026.")
        refused(nobody, 2, "Whoever has this says so themselves: add --as PERSON.")
