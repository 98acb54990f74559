"""What the law declares of a deadline, in words: what it counts, from when, what settles it, whose it is to change."""

from workflows.engine.authority import Weight
from workflows.engine.language import AllItems, Deadline, Says, Workflow
from workflows.engine.reading.speaking import listed, spoken
from workflows.engine.registry import has_review_day


def may_be_changed(deadline: Deadline) -> str:
    """What of it a partnership may set for itself: yes, no, or its day of the month."""
    if has_review_day(deadline):
        return "its day of the month"
    return "yes" if deadline.is_local and deadline.within is not None else "no"


def is_law(deadline: Deadline) -> bool:
    """Whether it comes from law or guidance, and is not our own plan or what we expect of others."""
    return not deadline.expectation and deadline.duty.weight is not Weight.LOCAL


def counts(deadline: Deadline) -> str:
    words = span(deadline)
    if deadline.hold:
        return f"a hold of {words}, never overdue"
    if deadline.expectation:
        return f"{words}; an expectation, never late"
    return f"{words}, again and again" if deadline.repeats else words


def span(deadline: Deadline) -> str:
    if deadline.ahead_of is not None:
        return f"{deadline.ahead_of} before"
    if deadline.given is not None:
        default = f"; none given: {deadline.within}" if deadline.within else ""
        return f"the date given{default}"
    return str(deadline.within)


def counts_from(workflow: Workflow, deadline: Deadline) -> str:
    started = " / ".join(workflow.event(name).title for name in deadline.started_by)
    if deadline.anchor:
        started = f"{spoken(deadline.anchor)} ({started})"
    if deadline.counts_from:
        started = f"{workflow.event(deadline.counts_from).title} (started by: {started})"
    return started + only_if(deadline.when)


def only_if(says: Says | None) -> str:
    return f", if {spoken(says.name)} {'was' if says.of else 'is'} {either(says.among)}" if says else ""


def settled_by(workflow: Workflow, deadline: Deadline) -> str:
    if isinstance(deadline.met_by, AllItems):
        return every_one(workflow, deadline.met_by)
    titles = " / ".join(workflow.event(name).title for name in deadline.settled_by)
    return f"ends by itself; earlier: {titles}" if deadline.hold else titles


def every_one(workflow: Workflow, condition: AllItems) -> str:
    keys = f" ({', '.join(map(spoken, condition.keys))})" if condition.keys else ""
    return f"{workflow.item(condition.kind).title}{keys}, every one {either(sorted(condition.in_))}"


def either(words: tuple[str, ...] | list[str]) -> str:
    return listed([spoken(word) for word in words], "or")
