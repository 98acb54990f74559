"""What recording something would change: every date before and after, from the engine itself, and nothing kept."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, text

from models import RecordedEvent
from models.columns import UTCDateTime
from web.dates import Dated, dated_all, named, plainly
from web.desk import Desk
from workflows.engine.calendar import Unknowable
from workflows.engine.casework.recording import Recorded
from workflows.engine.course.comparing import Change
from workflows.engine.reading import deadlines, titles
from workflows.engine.reading.speaking import days, first_up, short_day, spoken
from workflows.engine.roles import TITLES

_RUNGS = (
    text("select id, roles, due_at from rung where case_id = :case and status = 'armed'")
    .bindparams(bindparam("case", type_=Uuid()))
    .columns(due_at=UTCDateTime())
)
_VERBS = {
    "met": "Stops",
    "started": "Starts",
    "moved": "Moves",
    "reopened": "Starts again",
    "explained": "Stays",
    "missed": "Stops",
    "closed": "Stops",
    "gone": "Never was",
}


"""What becomes of a date, in the order in which one looks at it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One date before and after; `look` is met, late or nothing."""

    title: str
    now: str
    verb: str
    after: str
    note: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would change. `moves` says where a process would stand; `at_once` are the roles told at once."""

    rows: tuple[Row, ...]
    stays: tuple[Row, ...]
    moves: tuple[str, ...]
    warnings: tuple[str, ...]
    at_once: tuple[str, ...]
    reminders_set: int
    reminders_dropped: int


def previewed(desk: Desk, case_id: UUID | None, act: Callable[[], Recorded]) -> Preview:
    """Does it and undoes it again. No case: it would open one. Raises `Refused` as the act itself would."""
    before = _before(desk, case_id) if case_id else {}
    armed = {row.id for row in desk.db.execute(_RUNGS, {"case": case_id})} if case_id else set()
    tried = desk.db.begin_nested()
    try:
        recorded = act()
        desk.db.flush()
        now = case_id or desk.db.get_one(RecordedEvent, recorded.event_id).case_id
        after = {row.id: (row.roles, row.due_at) for row in desk.db.execute(_RUNGS, {"case": now})}
    finally:
        tried.rollback()
    changed = [change for change in recorded.changes if change.what != "state"]
    touched = {_key(change.name, change.item) for change in changed}
    new = [after[rung] for rung in after.keys() - armed]
    return Preview(
        rows=tuple(_row(desk, one, before.get(_key(one.name, one.item))) for one in sorted(changed, key=_place)),
        stays=tuple(_stays(one) for key, one in before.items() if one.deadline.is_open and key not in touched),
        moves=tuple(_moves(recorded.changes)),
        warnings=tuple(plainly(warning) for warning in recorded.warnings),
        at_once=_at_once(new, desk.at),
        reminders_set=len(new),
        reminders_dropped=len(armed - after.keys()),
    )


def _before(desk: Desk, case_id: UUID) -> dict[tuple[str, str], Dated]:
    """Every date the case has had, the open one of each before those that are settled."""
    found = dated_all(deadlines.of_case(desk.db, case_id), desk.today, desk.calendar)
    return {_key(one.deadline.name, one.deadline.item): one for one in sorted(found, key=lambda d: d.deadline.is_open)}


def _key(name: str, item: str | None) -> tuple[str, str]:
    return name, item or ""


def _at_once(new: Sequence[tuple[Sequence[str], datetime]], at: datetime) -> tuple[str, ...]:
    roles = {role for named_roles, due_at in new if due_at <= at for role in named_roles}
    return tuple(title for role, title in TITLES.items() if role in roles)


def _place(change: Change) -> int:
    return list(_VERBS).index(change.what)


def _moves(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        if change.what == "state" and change.after:
            means = titles.of_state(change.name, change.after)
            verb = "goes on to" if change.before else "begins, at"
            yield f"{titles.short_of_workflow(change.name)} {verb} “{spoken(change.after)}”. {means}"


def _row(desk: Desk, change: Change, before: Dated | None) -> Row:
    about = f", {named(change.item)}" if change.item and not titles.is_of_fixed_item(change.name) else ""
    anew = change.what == "started" or before is None
    now = "Not started" if anew or before is None else _said(before)
    verb = _verb_again(change, before) if before and not before.deadline.is_open else _VERBS[change.what]
    is_law = before is None or not before.deadline.is_local
    look = "late" if change.result == "late" and is_law else "met" if change.result == "on time" else ""
    return Row(plainly(change.title) + about, now, verb, _after(desk, change), _note(desk, change), look)


def _verb_again(change: Change, before: Dated) -> str:
    """Of a date that is settled already: that it was met stays, unless in time becomes late, or late in time."""
    if change.what != "met":
        return _VERBS[change.what]
    judged = before.deadline.corrected_result or before.deadline.result
    return "Stays" if judged == change.result else "Changes"


def _note(desk: Desk, change: Change) -> str:
    if change.what != "moved" or not change.before or not change.after:
        return ""
    return _moved_by(desk, date.fromisoformat(change.before), date.fromisoformat(change.after))


def _said(one: Dated) -> str:
    """A date as it stands before; of one that is settled, how it ended."""
    if not one.deadline.is_open:
        return first_up(one.words)
    return f"{short_day(one.on)} – {one.words}" if one.on else "No date yet"


def _stays(one: Dated) -> Row:
    about = f", {one.about}" if one.about else ""
    return Row(one.title + about, _said(one), "Stays", "")


def _after(desk: Desk, change: Change) -> str:
    if change.what == "met":
        return _met(change)
    if change.what in ("closed", "missed", "gone"):
        return {"closed": "Not required", "missed": "Not met", "gone": "It was never owed"}[change.what]
    if change.what == "explained":
        return "Explained; the clock runs on"
    if change.after is None:
        return "No date yet"
    due = date.fromisoformat(change.after)
    word = "Expected" if change.name in titles.expectations() else "Due"
    return f"{word} {short_day(due)}, {_far(desk, due)}"


def _met(change: Change) -> str:
    if change.result == "late":
        return f"Met late, by {days(change.late_by)}" if change.late_by else "Met late"
    return "Met in time" if change.result == "on time" else "Done"


def _far(desk: Desk, due: date) -> str:
    try:
        n = desk.calendar.count(desk.today, due)
    except Unknowable:
        return f"in {(due - desk.today).days} days"
    if n == 0:
        return "today" if due == desk.today else "before the next working day"
    return f"in {days(n)}" if n > 0 else f"already overdue by {days(-n)}"


def _moved_by(desk: Desk, before: date, after: date) -> str:
    try:
        n = desk.calendar.count(before, after)
    except Unknowable:
        return ""
    return f"{days(abs(n))} {'later' if n > 0 else 'earlier'}" if n else ""
