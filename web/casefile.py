"""One case as a page shows it: where its processes stand, its cards, its items, and its record, newest first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models import Case
from web.assent import agreement_by
from web.cards import Card, cards
from web.dates import named, near_day
from web.desk import Desk
from web.drawing import Picture, line_of_dates
from web.entries import Entry, entries
from workflows.engine.calendar import Unknowable
from workflows.engine.casework.in_force import law_in_force
from workflows.engine.casework.recalling import course_of
from workflows.engine.planning import STAGES
from workflows.engine.reading import sealed, titles
from workflows.engine.reading.case import CaseRead, ItemRead, RunRead, read_case
from workflows.engine.reading.possible import Group, Possible, possible
from workflows.engine.reading.speaking import first_down, first_up, short_day, short_moment, spoken
from workflows.engine.reading.told import Told, answer, last, told
from workflows.engine.registry import workflows
from workflows.engine.roles import RECORD_FOR_ANYBODY

_ON_THE_WAY = frozenset(stage.event for stage in STAGES)


@dataclass(frozen=True, slots=True)
class Process:
    """A process of the case's way through: done, now or to come; `at` is where it stands in a word."""

    title: str
    short: str
    at: str
    stands: str
    means: str
    state: str


@dataclass(frozen=True, slots=True)
class Task:
    """Something one may do next; an agreement is one thing, whatever each partner may answer."""

    possible: Possible
    expected: bool

    @property
    def title(self) -> str:
        asked = agreement_by(self.possible.event.name)
        return asked.title if asked else f"Record that {first_down(self.possible.event.title)}"


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be done next: one task, or several ways to answer the one date that all of them settle first."""

    ways: tuple[Task, ...]

    @property
    def first(self) -> Task:
        return self.ways[0]

    @property
    def date(self) -> str:
        """The date's title, where there is more than one way."""
        return titles.of_deadline(self.first.possible.settles[0]) if len(self.ways) > 1 else ""


@dataclass(frozen=True, slots=True)
class Passed:
    """A step that a process went past, and the way to record it still, for whoever may."""

    process: str
    title: str
    possible: Possible | None


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item, its own open date, and what may be recorded about it now."""

    item: ItemRead
    card: Card | None
    can: tuple[Possible, ...]

    @property
    def name(self) -> str:
        """What it is called, or the duty it stands for."""
        return titles.of_fixed_items().get((self.item.kind, self.item.key)) or named(self.item.key)

    @property
    def stands(self) -> str:
        return spoken(self.item.state)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything a page shows of a case but its children."""

    read: CaseRead
    processes: tuple[Process, ...]
    cards: tuple[Card, ...]
    items: Mapping[str, tuple[ItemLine, ...]]
    tasks: tuple[Task, ...]
    others: int
    entries: tuple[Entry, ...]
    facts: tuple[tuple[str, str], ...]
    passed: tuple[Passed, ...]
    picture: Picture | None

    @property
    def open_cards(self) -> list[Card]:
        return [card for card in self.cards if card.is_open and not card.kind]

    @property
    def next(self) -> Card | None:
        """What is owed first."""
        dated = (card for card in self.open_cards if card.dated.on and not card.dated.deadline.expectation)
        return next(dated, None)

    @property
    def to_do(self) -> list[Next]:
        """The tasks, those that answer the same date together, where the first of them would stand."""
        found: dict[object, list[Task]] = {}
        for task in self.tasks:
            one = task.possible
            found.setdefault((one.settles[0], one.due) if one.due else one.event.name, []).append(task)
        return [Next(tuple(ways)) for ways in found.values()]

    @property
    def settled(self) -> list[Card]:
        return [card for card in self.cards if not card.is_open]


def casefile(desk: Desk, case: Case) -> CaseFile:
    """Read in a number of queries that does not grow with the case."""
    read, can = read_case(desk.db, case.id), may_record(desk, case)
    texts = sealed.texts(desk.db, case.id) if any(event.has_text for event in read.events) else {}
    made = cards(desk, case.id, read.deadlines, can)
    tasks = [_task(one) for one in can if one.group in (Group.OWED, Group.STEP) and not _is_dissent(one)]
    return CaseFile(
        read=read,
        processes=tuple(_processes(read, desk.today)),
        cards=tuple(made),
        items=_items(read, made, can),
        tasks=tuple(tasks),
        others=len(can) - len(tasks),
        entries=tuple(entries(desk, read, texts)),
        facts=tuple(_facts(read, told(read.events, texts))),
        passed=tuple(_passed(read, can)),
        picture=_picture(desk, made),
    )


def _is_dissent(one: Possible) -> bool:
    asked = agreement_by(one.event.name)
    return asked is not None and one.event.name != asked.agrees.name


def _passed(read: CaseRead, can: Sequence[Possible]) -> Iterator[Passed]:
    mine = {one.event.name: one for one in can}
    for run in read.runs:
        yield from (Passed(run.title, titles.of_event(name), mine.get(name)) for name in run.passed)


def _task(one: Possible) -> Task:
    return Task(one, expected=bool(one.settles) and titles.expectations() >= set(one.settles))


def may_record(desk: Desk, case: Case) -> list[Possible]:
    """What may be recorded of the case now, by whoever looks: their own acts, or anybody's on their behalf."""
    law = law_in_force(desk.db, desk.partnership)[1]
    found = possible(course_of(desk.db, case.id), law, desk.calendar, desk.today)
    return [one for one in found if desk.roles & (RECORD_FOR_ANYBODY | set(one.event.by))]


def _processes(read: CaseRead, today: date) -> Iterator[Process]:
    """The statutory processes in their order, and any other that this case has taken."""
    for name, workflow in workflows().items():
        runs = [run for run in read.runs if run.workflow == name]
        if runs:
            yield _process(runs[-1], today)
        elif _ON_THE_WAY & set(workflow.begun_by):
            yield Process(titles.of_workflow(name), "", "", "Not started", "", "to-come")


def _process(run: RunRead, today: date) -> Process:
    state, day = spoken(run.state), run.ended_on or run.since
    stands = f"{first_up(state)}, {'since ' if not run.ended_on else ''}{near_day(day, today)}"
    short, place = titles.short_of_workflow(run.workflow), "done" if run.ended_on else "now"
    return Process(run.title, short, state, stands, run.means, place)


def _facts(read: CaseRead, known: Sequence[Told]) -> Iterator[tuple[str, str]]:
    """What one looks up most: the days from which everything counts, and the reference the notification got."""
    if read.incident_on:
        yield "The incident", short_day(read.incident_on)
    for stage in STAGES:
        if found := last(known, stage.event):
            yield first_up(stage.words), short_day(found.on)
    if reference := answer(known, "panel_notified", "portal_reference"):
        yield "The notification's reference", reference
    yield "Opened in Swan", short_moment(read.opened_at)
    for former, slug in read.former.items():
        yield "Handed over to us by", f"{first_up(spoken(slug))}, there {former}"
    if read.offered_to is not None:
        yield "Offered to", f"{first_up(spoken(read.offered_to))}, which has not taken it over yet"


def _items(read: CaseRead, made: Sequence[Card], can: Sequence[Possible]) -> Mapping[str, tuple[ItemLine, ...]]:
    lines: dict[str, list[ItemLine]] = {}
    for item in read.items:
        own = [card for card in made if card.is_open and _is_about(card, item)]
        about = tuple(one for one in can if one.event.item == item.kind and item.key in one.items)
        lines.setdefault(item.title, []).append(ItemLine(item, own[0] if own else None, about))
    return {title: tuple(of_kind) for title, of_kind in lines.items()}


def _is_about(card: Card, item: ItemRead) -> bool:
    deadline = card.dated.deadline
    return (card.reason.declared.of, deadline.item, deadline.workflow) == (item.kind, item.key, item.workflow)


def _picture(desk: Desk, made: Sequence[Card]) -> Picture | None:
    """The dates by law and guidance, and the internal ones that are open, on one line; of what repeats the last."""
    shown = {(card.dated.deadline.name, card.dated.deadline.item): card for card in made if _is_drawn(card)}
    bars = [bar for card in shown.values() if (bar := card.bar(desk.today))]

    def is_working(day: date) -> bool:
        try:
            return desk.calendar.is_working(day)
        except Unknowable:
            return day.weekday() < 5

    return line_of_dates(bars, desk.today, is_working) if bars else None


def _is_drawn(card: Card) -> bool:
    deadline = card.dated.deadline
    return not card.kind and (card.is_law or card.is_open) and not deadline.hold and not deadline.expectation
