"""Needs you: what is overdue, due or coming, what waits for an agreement, and the office's desk and its chasing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from web.assent import kind_answering
from web.dates import Dated, a_role, dated_all
from web.desk import AtDesk, Desk, Typed
from web.drafting import Begun, begun
from web.due_lists import due_list
from web.knowing import WHOLE_CASES
from web.plainly import plain_refusal
from web.refusing import NotHere
from web.rendering import Place, page
from web.waiting import whom
from workflows.engine.calendar import Calendar, Unknowable
from workflows.engine.casework.acknowledging import acknowledge
from workflows.engine.casework.between_areas import MAY, offers
from workflows.engine.course.deadlines import EVIDENCE
from workflows.engine.reading import deadlines
from workflows.engine.reading.dateless import Dateless, dateless
from workflows.engine.reading.deadlines import DeadlineRead, look_ahead
from workflows.engine.reading.needs import COUNTED, MOST, Have, Needs, Person, how_many, needs
from workflows.engine.reading.whose import answered_by, explained_by, openers
from workflows.engine.refusals import Refused
from workflows.engine.roles import RECORD_FOR_ANYBODY

router = APIRouter()
PATH = "/needs-you"
CHOICES = 10
"""Days offered on which to look again: the working days before it is due, the nearest first."""

HEADINGS = {
    "agree": ("Waiting for your agreement", "Read it, then give your answer here, or by e-mail to the office."),
    "overdue": ("Overdue", "Record what happened, or explain the delay to those who must know of it."),
    "today": ("Due today", "Done already? Record it, so that nobody is chased."),
    "soon": (
        "Due in five working days",
        "Say that you have it, and you are not reminded before the day you look again.",
    ),
    "undated": ("No date yet", "These are counted as soon as the days they count over are known."),
    "explained": ("Overdue, explained", "The clock runs on. Record it as soon as it has happened."),
}


def counted(desk: Desk) -> tuple[str, str]:
    n = how_many(desk.db, asks(desk), desk.today)
    return ("99+" if n == COUNTED else str(n or "")), "overdue or due today"


PLACE = Place("Needs you", PATH, 10, roles=WHOLE_CASES, count=counted)


@dataclass(frozen=True, slots=True)
class Line:
    """One date that waits for whoever looks; `mine` is the day on which they look again, `days` may be chosen.

    `whose` says for whom it waits.
    """

    dated: Dated
    mine: date | None
    others: tuple[Have, ...]
    days: tuple[date, ...]
    whose: str

    @property
    def is_agreement(self) -> bool:
        return kind_answering(self.dated.deadline.name) is not None

    @property
    def record(self) -> str:
        """Where it is recorded: the form of the one event that answers it, or all that may be recorded."""
        deadline = self.dated.deadline
        case = f"/cases/{deadline.reference}"
        if deadline.name.startswith(EVIDENCE):
            return f"{case}#h-tl"
        if kind := kind_answering(deadline.name):
            return f"{case}/agree/{kind}"
        answers = answered_by(deadline.name)
        about = f"?item={deadline.item}" if deadline.item else ""
        return f"{case}/record/{answers[0]}{about}" if len(answers) == 1 else f"{case}/record"

    @property
    def explain(self) -> str:
        """Where its delay is explained, once it has passed and where it can be."""
        event = explained_by(self.dated.deadline.name) if self.dated.state == "overdue" else None
        return f"/cases/{self.dated.deadline.reference}/record/{event}" if event else ""


@router.get(PATH)
def needs_you(request: Request, desk: AtDesk) -> Response:
    return shown(request, desk)


@router.get(f"{PATH}.xlsx")
def as_workbook(desk: AtDesk) -> Response:
    """The dates of the page, those one has said one has among them."""
    desk.must_be(*WHOLE_CASES)
    found = needs(desk.db, asks(desk), desk.today, look_ahead(desk.today, desk.calendar), desk.at)
    return due_list(desk, "Needs you", [line.dated for line in lines_of(desk, found, found.dates)])


@router.post(f"{PATH}/have/{{deadline}}")
def have_this(request: Request, desk: AtDesk, deadline: UUID, form: Typed) -> Response:
    """I have this: nobody reminds me of it before the day I look again; everybody else is told as ever."""
    form.only("look_on", "back")
    found = deadline_of(desk, deadline)
    try:
        look_on = date.fromisoformat(form["look_on"])
        acknowledge(desk.db, found.id, desk.person.id, look_on, desk.at)
    except ValueError as wrong:
        said = plain_refusal(str(wrong)) if isinstance(wrong, Refused) else "Choose the day on which you look again."
        return shown(request, desk, wrong=(found.id, said), status=422)
    return RedirectResponse(f"{PATH}?have={found.id}", 303)


def shown(request: Request, desk: Desk, *, wrong: tuple[UUID, str] | None = None, status: int = 200) -> Response:
    """`wrong` is what is wrong with the day for which date."""
    desk.must_be(*WHOLE_CASES)
    found = needs(desk.db, asks(desk), desk.today, look_ahead(desk.today, desk.calendar), desk.at)
    lines = list(lines_of(desk, found, found.dates))
    groups = [(*HEADINGS[name], [one for one in lines if in_group(one, name)]) for name in HEADINGS]
    return page(
        request, "needs.html", status=status, groups=[group for group in groups if group[2]], wrong=wrong,
        had=[one for one in lines if one.mine], undelivered=found.undelivered, full=len(found.dates) >= MOST,
        unheld=[(a_role(one.role), one.agency) for one in found.unheld], have=just_said(request, lines),
        sees_all=bool(desk.roles & RECORD_FOR_ANYBODY), drafts=drafts_of(desk), dateless=dateless_of(desk),
        on_offer=offers(desk.db, desk.partnership.id) if desk.roles & MAY else (),
        may_open=desk.roles & openers(), of_others=list(lines_of(desk, found, found.of_others)),
    )  # fmt: skip


def drafts_of(desk: Desk) -> list[Begun]:
    """What they began, as far as they may still see the case it is about."""
    return [one for one in begun(desk.db, desk.session) if one.case_id is None or desk.knows.sees(one.case_id)]


def dateless_of(desk: Desk) -> Sequence[Dateless]:
    """Cases that nobody is reminded of lie on the desk of whoever keeps the record."""
    return dateless(desk.db, desk.partnership.id) if desk.roles & RECORD_FOR_ANYBODY else ()


def asks(desk: Desk) -> Person:
    agencies = {one.agency for one in desk.holdings if one.agency}
    return Person(desk.partnership.id, desk.person.id, desk.roles, agencies, desk.knows.every, desk.knows.cases)


def lines_of(desk: Desk, found: Needs, dates: Sequence[DeadlineRead]) -> Iterator[Line]:
    for one in dated_all(dates, desk.today, desk.calendar):
        have = found.have.get(one.deadline.id, ())
        mine = next((each.look_on for each in have if each.person_id == desk.person.id), None)
        others = tuple(each for each in have if each.person_id != desk.person.id)
        yield Line(one, mine, others, days_before(one, desk.today, desk.calendar), whom(one.deadline, desk)[0])


def in_group(line: Line, name: str) -> bool:
    return (name == "agree" if line.is_agreement else line.dated.state == name) and not line.mine


def days_before(one: Dated, today: date, calendar: Calendar) -> tuple[date, ...]:
    """The working days after today and before it is due."""
    if one.on is None or one.on <= today:
        return ()
    between = (today + timedelta(days=n) for n in range(1, (one.on - today).days))
    try:
        return tuple(each for each in between if calendar.is_working(each))[:CHOICES]
    except Unknowable:
        return ()


def just_said(request: Request, lines: Sequence[Line]) -> Any:
    said = request.query_params.get("have", "")
    return next((one for one in lines if str(one.dated.deadline.id) == said and one.mine), None)


def deadline_of(desk: Desk, deadline: UUID) -> DeadlineRead:
    """A date of a case this person may see. Raises `NotHere` for any other."""
    found = deadlines.one(desk.db, deadline)
    if found is None or not desk.knows.sees(found.case_id):
        raise NotHere(case_id=found.case_id if found else None)
    return found
