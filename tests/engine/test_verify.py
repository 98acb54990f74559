"""A law that cannot be right is refused in one sentence that says which workflow, what, and why."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from workflows.engine import (
    FACT,
    STEP,
    Deadline,
    Event,
    Fact,
    Item,
    Move,
    Opening,
    Transition,
    Workflow,
    a_date,
    after,
    all_items,
    at_start,
    before,
    calendar_days,
    choice,
    every,
    keys,
    local,
    months,
    on_the_day,
    says,
    statute,
    working_days,
)
from workflows.engine.registry import workflows
from workflows.engine.verify import WrongDefinition, faults, verify, verify_together

OFFICE = ("coordinator",)
ANSWER = Deadline(
    name="answer-letter",
    title="Answer the letter",
    starts="letter_came",
    within=working_days(5),
    met_by="letter_answered",
    duty=statute("an Act, s1"),
    days=local("five days here"),
    ladder=(at_start("coordinator"), before(2, "coordinator"), on_the_day("coordinator"), after(1, "coordinator")),
)
RETURN = Item(
    kind="return",
    title="A return",
    begins="asked",
    opened_by=(Opening("letter_came", listed="agencies"),),
    moves=(Move("return_came", to="received"),),
    ends=frozenset({"received"}),
)
GOOD = Workflow(
    name="letters",
    title="Letters",
    begins_when="letter_came",
    begins="open",
    states={"open": "A letter is open.", "read": "It has been read.", "closed": "It is closed."},
    transitions=(
        Transition("letter_read", "open", "read"),
        Transition(all_items("return", in_={"received"}), "read", "closed"),
        Fact("letter_answered", to="closed"),
    ),
    events=(
        Event("letter_came", "A letter came", FACT, by=OFFICE, asks=(keys("agencies"), a_date("answer_by"))),
        Event("letter_read", "The letter was read", STEP, by=OFFICE, asks=(choice("tone", "kind", "stern"),)),
        Event("letter_answered", "The letter was answered", FACT, by=OFFICE),
        Event("return_came", "A return came", FACT, by=OFFICE, item="return"),
    ),
    ends=frozenset({"closed"}),
    items=(RETURN,),
    deadlines=(ANSWER,),
)


def with_deadline(**changes: Any) -> Workflow:
    return replace(GOOD, deadlines=(replace(ANSWER, **changes),))


def with_item(**changes: Any) -> Workflow:
    return replace(GOOD, items=(replace(RETURN, **changes),))


def with_event(event: Event) -> Workflow:
    return replace(GOOD, events=(*GOOD.events, event))


def with_move(*moves: Transition) -> Workflow:
    return replace(GOOD, transitions=(*GOOD.transitions, *moves))


def test_a_right_definition_has_no_fault() -> None:
    assert list(faults(GOOD)) == []


WRONG: dict[str, Workflow] = {
    # the words themselves
    "letters: deadlines, no. 1, within is 5, and takes Span | None.": with_deadline(within=5),
    "letters: events is None, and takes tuple[Event, ...].": replace(GOOD, events=None),  # type: ignore[arg-type]
    "letters: answer-letter has no title.": with_deadline(title=" "),
    # the drawing
    "letters: it begins at new, which is not a state.": replace(GOOD, begins="new"),
    "letters: it has no end.": replace(GOOD, ends=frozenset()),
    "letters: it ends where it begins, at open.": replace(GOOD, ends=frozenset({"open", "closed"})),
    "letters: it ends at burnt, which is not a state.": replace(GOOD, ends=frozenset({"closed", "burnt"})),
    "letters: the transition on letter_read names lost, which is not a state.": replace(
        GOOD, transitions=(Transition("letter_read", "open", "lost"), *GOOD.transitions[1:])
    ),
    "letters: the transition on return_came leaves closed, which is an end.": with_move(
        Transition("return_came", "closed", "open")
    ),
    "letters: no sentence says what read means.": replace(GOOD, states={**GOOD.states, "read": ""}),
    "letters: nothing leads to filed.": replace(
        with_move(Transition("return_came", "filed", "closed")), states={**GOOD.states, "filed": "It is filed."}
    ),
    "letters: lost is a dead end: no end can be reached from it.": replace(
        GOOD,
        states={**GOOD.states, "lost": "It is lost."},
        transitions=(
            Transition("return_came", "open", "lost"),
            Transition("letter_read", "open", "read"),
            Transition("letter_answered", ("open", "read"), "closed"),
        ),
    ),
    "letters: letter_answered leads two ways from open: to closed and to read.": with_move(
        Transition("letter_answered", "open", "read")
    ),
    "letters: letter_read is a step and may not move from every state: name the states it moves from.": replace(
        GOOD, transitions=(Fact("letter_read", to="read"), *GOOD.transitions[1:])
    ),
    "letters: it begins again with letter_read, which does not begin it.": replace(GOOD, again={"letter_read": ()}),
    "letters: it begins again after nowhere, which is not an end.": replace(
        GOOD, again={GOOD.begun_by[0]: ("nowhere",)}
    ),
    "letters: old is renamed to older, which is not a state.": replace(GOOD, renamed={"old": "older"}),
    "letters: open is renamed and still a state.": replace(GOOD, renamed={"open": "read"}),
    # events
    "letters: the event letter_came is declared twice.": with_event(GOOD.events[0]),
    "letters: it names the event letter_burnt, which nobody declares.": with_deadline(met_by="letter_burnt"),
    "letters: it names the event post_came, which nobody declares.": replace(GOOD, begins_when="post_came"),
    "letters: it names the event stamp_dated, which nobody declares.": with_deadline(counts_from="stamp_dated"),
    "letters: letter_sealed keeps apart from the event letter_forged, which nobody declares.": replace(
        GOOD,
        events=(*GOOD.events, Event("letter_sealed", "It was sealed", FACT, OFFICE, apart_from=("letter_forged",))),
    ),
    "letters: postman_seen names the role postman, which does not exist.": with_event(
        Event("postman_seen", "Seen", FACT, by=("postman",))
    ),
    "letters: seen names no role.": with_event(Event("seen", "Seen", FACT, by=())),
    "letters: seen is about the item stamp, which does not exist.": with_event(
        Event("seen", "Seen", FACT, by=OFFICE, item="stamp")
    ),
    "letters: seen asks for reasons twice.": with_event(
        Event("seen", "Seen", FACT, by=OFFICE, evidence=("reasons",), asks=(a_date("reasons"),))
    ),
    "letters: seen asks for colour and offers no choice.": with_event(
        Event("seen", "Seen", FACT, by=OFFICE, asks=(choice("colour"),))
    ),
    "letters: seen is a step and moves nothing: give it a transition, or call it a fact.": with_event(
        Event("seen", "Seen", STEP, by=OFFICE)
    ),
    # items
    "letters: the item return is declared twice.": replace(GOOD, items=(RETURN, RETURN)),
    "letters: nobody opens the item return.": with_item(opened_by=()),
    "letters: letter_came opens the items return listed under people, which it does not ask for.": with_item(
        opened_by=(Opening("letter_came", listed="people"),)
    ),
    "letters: letter_read opens the item return without saying which.": with_item(opened_by=(Opening("letter_read"),)),
    "letters: letter_read moves the item return without saying which.": with_item(
        moves=(*RETURN.moves, Move("letter_read", to="received"))
    ),
    "letters: letter_read moves the item return police, which nobody opens.": with_item(
        moves=(*RETURN.moves, Move("letter_read", to="received", key="police"))
    ),
    "letters: the item return ends at shredded, which it never reaches.": with_item(ends=frozenset({"shredded"})),
    "letters: the item return moves on return_came from lost, which it never reaches.": with_item(
        moves=(Move("return_came", to="received", source=("lost",)),)
    ),
    "letters: nothing leads the item return to received.": with_item(
        moves=(Move("return_came", to="received", source=("received",)),)
    ),
    "letters: the item return depends on tone being loud, which nobody can answer.": with_item(
        opened_by=(*RETURN.opened_by, Opening("letter_read", keys=("gp",), when=says("tone", "loud")))
    ),
    "letters: letter_read opens the item return by what another event said: its own answers alone are read.": with_item(
        opened_by=(*RETURN.opened_by, Opening("letter_read", keys=("gp",), when=says("tone", "odd", of="letter_came")))
    ),
    "letters: a transition waits for the items stamp, which do not exist.": with_move(
        Transition(all_items("stamp", in_={"stuck"}), "open", "read")
    ),
    "letters: a transition waits for the items return in lost, which they never reach.": with_move(
        Transition(all_items("return", in_={"lost"}), "open", "read")
    ),
    "letters: a transition waits for the items return in no state.": with_move(
        Transition(all_items("return", in_=set()), "open", "read")
    ),
    "letters: a transition waits for the item return gp, which nobody opens.": with_move(
        Transition(all_items("return", in_={"received"}, keys=("gp",)), "open", "read")
    ),
    # deadlines
    "letters: answer-letter can be settled by nobody: say what meets it.": with_deadline(met_by=()),
    "letters: answer-letter is started by nothing.": with_deadline(starts=()),
    "letters: answer-letter is settled by items: it waits for the items stamp, which do not exist.": with_deadline(
        met_by=all_items("stamp", in_={"stuck"})
    ),
    "letters: answer-letter needs exactly one way of dating: within a time, ahead of a day, or a date given.": (
        with_deadline(within=None)
    ),
    "letters: answer-letter is counted back from a day, and does not say which answer holds that day.": with_deadline(
        within=None, ahead_of=working_days(7)
    ),
    "letters: answer-letter repeats, and does not say after how long.": with_deadline(
        within=None, given="answer_by", repeats=True
    ),
    "letters: answer-letter falls on a day of the month, and is not counted in months.": with_deadline(on_day=5),
    "letters: answer-letter counts 0 days, and a count begins at one.": with_deadline(within=calendar_days(0)),
    "letters: answer-letter takes its date from reply_by, which letter_came does not ask for.": with_deadline(
        given="reply_by"
    ),
    "letters: answer-letter starts with a condition: it depends on tone being loud, which nobody can answer.": (
        with_deadline(when=says("tone", "loud"))
    ),
    "letters: answer-letter starts with a condition: it depends on tone being odd, which nobody can answer.": (
        with_deadline(when=says("tone", "odd", of="letter_burnt"))
    ),
    "letters: answer-letter is of the item stamp, which does not exist.": with_deadline(of="stamp"),
    "letters: answer-letter is of gp, and does not say of what kind of item.": with_deadline(key="gp"),
    "letters: answer-letter is of the item return gp, which nobody opens.": with_deadline(
        of="return", key="gp", met_by="return_came"
    ),
    "letters: answer-letter is started by letter_read, which is not about the item return.": with_deadline(
        of="return", starts="letter_read", met_by="return_came"
    ),
    "letters: answer-letter can be settled by nobody: letter_answered is not about the item return.": with_deadline(
        of="return"
    ),
    "letters: answer-letter rests its duty on statute and names no source.": with_deadline(duty=statute(" ")),
    "letters: answer-letter ends before it begins to apply.": with_deadline(
        since=date(2026, 1, 2), until=date(2026, 1, 1)
    ),
    "letters: the deadline answer-letter is declared twice for the same days.": replace(
        GOOD, deadlines=(ANSWER, replace(ANSWER, since=date(2026, 1, 1)))
    ),
    # ladders
    "letters: answer-letter tells 5 working days before, and has only 5: at_start() says that aloud.": with_deadline(
        ladder=(before(5, "coordinator"),)
    ),
    "letters: answer-letter has its rungs out of order: at start, before, on the day, after, every.": with_deadline(
        ladder=(before(1, "coordinator"), before(2, "coordinator"))
    ),
    "letters: answer-letter has the same rung twice.": with_deadline(
        ladder=(on_the_day("coordinator"), on_the_day("business_manager"))
    ),
    "letters: answer-letter has a rung of 0 working days after.": with_deadline(ladder=(after(0, "coordinator"),)),
    "letters: answer-letter tells, 1 after, and names the role queen, which does not exist.": with_deadline(
        ladder=(after(1, "queen"),)
    ),
    "letters: answer-letter tells, then every 5, and names no role.": with_deadline(ladder=(every(5),)),
    "letters: answer-letter is a hold, never overdue, and has a ladder.": with_deadline(hold=True),
}


@pytest.mark.parametrize("sentence", WRONG)
def test_a_wrong_definition_is_refused_in_one_sentence(sentence: str) -> None:
    assert sentence in list(faults(WRONG[sentence]))
    with pytest.raises(WrongDefinition) as refused:
        verify(WRONG[sentence])
    assert str(refused.value).startswith("letters: ")
    assert str(refused.value).endswith(".")


def test_a_law_that_changed_has_its_deadline_twice_and_no_day_in_common() -> None:
    old, new = replace(ANSWER, until=date(2025, 12, 31)), replace(ANSWER, since=date(2026, 1, 1))

    assert list(faults(replace(GOOD, deadlines=(old, new)))) == []


def test_a_rung_before_is_free_where_the_date_is_not_counted_in_working_days() -> None:
    verify(with_deadline(within=months(1), ladder=(before(60, "coordinator"),)))


def test_an_event_of_another_file_is_known_only_together() -> None:
    later = replace(
        GOOD,
        name="filing",
        begins_when="letter_answered",
        events=(Event("letter_filed", "The letter was filed", FACT, by=OFFICE),),
        transitions=(Fact("letter_filed", to="closed"), Transition("letter_read", "open", "read")),
        items=(),
        deadlines=(),
    )

    verify_together([GOOD, later])
    with pytest.raises(WrongDefinition, match="filing: it names the event letter_answered, which nobody declares"):
        verify_together([later])


def test_two_files_may_not_declare_the_same_event_deadline_or_name() -> None:
    other = replace(GOOD, name="parcels")

    with pytest.raises(WrongDefinition, match="parcels: the event letter_came is already declared by letters"):
        verify_together([GOOD, replace(other, deadlines=())])
    with pytest.raises(WrongDefinition, match="answer-letter: two workflows declare a deadline of this name"):
        verify_together([GOOD, replace(other, events=())])
    with pytest.raises(WrongDefinition, match="letters: two files declare a workflow of this name"):
        verify_together([GOOD, GOOD])


EVERY_WORKFLOW = pytest.mark.parametrize("workflow", workflows().values(), ids=lambda workflow: workflow.name)


@EVERY_WORKFLOW
def test_no_state_of_the_law_may_go_unsaid(workflow: Workflow) -> None:
    for state in workflow.states:
        unsaid = replace(workflow, states={**workflow.states, state: ""})
        with pytest.raises(WrongDefinition, match=f"no sentence says what {state} means"):
            verify(unsaid, everything())


@EVERY_WORKFLOW
def test_no_move_of_the_law_may_lead_to_nowhere(workflow: Workflow) -> None:
    for place, move in enumerate(workflow.transitions):
        astray = (*workflow.transitions[:place], replace(move, to="nowhere"), *workflow.transitions[place + 1 :])
        with pytest.raises(WrongDefinition, match="names nowhere, which is not a state"):
            verify(replace(workflow, transitions=astray), everything())


@EVERY_WORKFLOW
@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda one: replace(one, met_by=(), hold=False), "settled by nobody"),
        (lambda one: replace(one, within=None, given=None, ahead_of=None), "exactly one way of dating"),
        (lambda one: replace(one, duty=replace(one.duty, source="")), "names no source"),
        (lambda one: replace(one, days=replace(one.days, source="")), "names no source"),
        (lambda one: replace(one, ladder=(after(1, "nobody"),), hold=False), "the role nobody"),
    ],
)
def test_no_deadline_of_the_law_may_lack_what_makes_it_one(
    workflow: Workflow, change: Callable[[Deadline], Deadline], why: str
) -> None:
    for place, deadline in enumerate(workflow.deadlines):
        spoilt = (*workflow.deadlines[:place], change(deadline), *workflow.deadlines[place + 1 :])
        assert any(why in fault for fault in faults(replace(workflow, deadlines=spoilt), everything())), deadline.name


def everything() -> list[Event]:
    return [event for workflow in workflows().values() for event in workflow.events]
