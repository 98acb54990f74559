"""The notification preparation sheet: what the DfE's form asks, filled from the case, with what is not known yet."""

from collections.abc import Iterator

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import bindparam, select
from sqlmodel import col

from models import Case, Holding, Person
from web.dates import dated_all
from web.desk import AtDesk, Desk
from web.papers import DOCX, ERASED, Fact, Paper, Part, document
from web.refusing import NotAllowed
from web.rendering import page
from web.sheets import download
from workflows.engine.reading import sealed
from workflows.engine.reading.case import CaseRead, read_case
from workflows.engine.reading.notification_form import Answer, form
from workflows.engine.reading.speaking import day
from workflows.engine.reading.told import told

router = APIRouter()

_NOTIFIERS = (
    select(col(Person.name), col(Person.email))
    .join(Holding, col(Holding.person_id) == col(Person.id))
    .where(
        col(Holding.partnership_id) == bindparam("partnership"),
        col(Holding.role) == "la_notifier",
        col(Holding.from_on) <= bindparam("day"),
        col(Holding.to_on).is_(None) | (col(Holding.to_on) >= bindparam("day")),
    )
    .order_by(col(Person.name))
)

ASKED = "What the form on the notification service asks, as far as is known, with what this case says."
RIGHT = "The form itself stands behind a sign-in: where it asks something else, the form is right."
CLOSES = "The form is said to close after 20 minutes and to keep nothing: have this sheet beside you."
AFTER = (
    "Write down the reference the service gives, and the time.",
    "Record that it was sent, with that reference. The five days are then met, and the Rapid Review begins.",
)


@router.get("/cases/{reference}/notification-sheet")
def show_sheet(request: Request, desk: AtDesk, reference: str) -> HTMLResponse:
    """It shows children's names: whoever looks is written down, as where names are shown on the case's own page."""
    case = _allowed(desk, reference)
    paper = _paper(desk, case)
    desk.saw(case, "children-shown", on="notification-sheet")
    return page(
        request, "sheets/paper.html", paper=paper, heading=f"{reference}, notification sheet",
        download=f"/cases/{reference}/notification-sheet.docx", back=(f"/cases/{reference}", reference),
        said="It names children: that you looked is written in the access record.",
    )  # fmt: skip


@router.get("/cases/{reference}/notification-sheet.docx")
def download_sheet(desk: AtDesk, reference: str) -> Response:
    case = _allowed(desk, reference)
    made = document(_paper(desk, case), f"{reference}: notification sheet, {day(desk.today)}", desk.at)
    desk.saw(case, "children-shown", on="notification-sheet.docx")
    return download(f"{reference}-notification-sheet.docx", made, DOCX)


def _allowed(desk: Desk, reference: str) -> Case:
    case = desk.case(reference)
    if not desk.may_see_children(case):
        raise NotAllowed(case_id=case.id, needs="a role that may see children's names")
    return case


def _paper(desk: Desk, case: Case) -> Paper:
    read = read_case(desk.db, case.id)
    known = told(read.events, sealed.texts(desk.db, case.id))
    asked = {"partnership": desk.partnership.id, "day": desk.today}
    notifiers = [f"{name}, {email}" for name, email in desk.db.execute(_NOTIFIERS, asked)]
    parts = form(read, known, sealed.children(desk.db, case.id), sealed.incident(desk.db, case), notifiers)
    erased = [ERASED] if sealed.is_erased(desk.db, case.id) else []
    return Paper(
        f"Notification sheet: {case.reference}",
        (f"{ASKED} {RIGHT}", CLOSES, f"As it stood on {day(desk.today)}.", *erased),
        (
            Part("By when", points=tuple(_due(desk, read))),
            *(Part(one.title, one.lead, tuple(map(_fact, one.answers))) for one in parts),
            Part("When it is sent", points=AFTER, lines=2),
        ),
    )


def _fact(one: Answer) -> Fact:
    said = one.said or f"Not known yet: ask {one.ask}."
    return Fact(one.what, said, gap=not one.said, note=f"Source: {one.source}." if not one.said else "")


def _due(desk: Desk, read: CaseRead) -> Iterator[str]:
    """The dates of the notification that are still owed, or that none is."""
    owed = [one for one in read.deadlines if one.workflow == "incident-notification" and one.is_open and one.due_on]
    for one in dated_all(owed, desk.today, desk.calendar):
        if one.on:
            yield f"{one.title}: {day(one.on)}, {one.words}."
    if not owed:
        yield "No date of the notification is running."
