"""The Rapid Review pack: what happened, the returns, the dates, the questions to be answered, and lines to sign."""

from collections.abc import Iterator, Mapping, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from models import Case
from web.cards import Card, cards
from web.dates import answered, named
from web.desk import AtDesk, Desk
from web.papers import DOCX, ERASED, Paper, Part, Table, document
from web.rendering import page
from web.sheets import download
from workflows.engine.reading import sealed
from workflows.engine.reading.case import CaseRead, EventRead, ItemRead, read_case
from workflows.engine.reading.labels import label
from workflows.engine.reading.review_questions import (
    AIMS_ASKED,
    CRITERIA_ASKED,
    DECISIONS_ASKED,
    REGARD_ASKED,
    Question,
    recorded,
)
from workflows.engine.reading.speaking import day, first_up, short_day, short_moment, spoken
from workflows.engine.reading.told import Told, told

router = APIRouter()

BEFORE = ("incident-notification", "rapid-review")
"""The processes whose every date belongs to a Rapid Review, local ones too."""

RETURN, AGREEMENT = "agency-return", "partner-agreement"
ANSWERED = {"agreed": "Agreed", "dissenting": "Dissents", "no_answer": "No answer came"}


@router.get("/cases/{reference}/review-pack")
def show_pack(request: Request, desk: AtDesk, reference: str) -> HTMLResponse:
    case = desk.case(reference)
    paper = _paper(desk, case)
    desk.saw(case, "case-printed", on="review-pack")
    return page(
        request, "sheets/paper.html", paper=paper, heading=f"{reference}, Rapid Review pack",
        download=f"/cases/{reference}/review-pack.docx", back=(f"/cases/{reference}", reference),
        said="What is not recorded yet has room to write.",
    )  # fmt: skip


@router.get("/cases/{reference}/review-pack.docx")
def download_pack(desk: AtDesk, reference: str) -> Response:
    case = desk.case(reference)
    made = document(_paper(desk, case), f"{reference}: Rapid Review pack, {day(desk.today)}", desk.at)
    desk.saw(case, "case-printed", on="review-pack.docx")
    return download(f"{reference}-rapid-review-pack.docx", made, DOCX)


def _paper(desk: Desk, case: Case) -> Paper:
    read = read_case(desk.db, case.id)
    known = told(read.events, sealed.texts(desk.db, case.id))
    shown = cards(desk, case.id, read.deadlines, [])
    return Paper(
        f"Rapid Review pack: {case.reference}",
        (
            f"{desk.partnership.name}. As it stood on {day(desk.today)}.", _about(read),
            *([ERASED] if sealed.is_erased(desk.db, case.id) else []),
        ),
        (
            Part("Dates, and whose word they are", table=_dates(shown)),
            Part("What happened", "In the order of its days; who recorded it, and when.", table=_happened(known)),
            _returns(read, known, shown),
            _questions("The aims of the review", "What the review is to enable the partners to do.", AIMS_ASKED, known),
            _questions(
                "The criteria for a local review",
                "The partners must take these into account. Meeting them does not mean that a review is automatic.",
                CRITERIA_ASKED, known,
            ),
            _questions("Circumstances to have regard to", "", REGARD_ASKED, known),
            _questions("What is decided", "To be shared with the Panel as soon as it is.", DECISIONS_ASKED, known),
            _agreement(desk, read, known),
        ),
    )  # fmt: skip


def _about(read: CaseRead) -> str:
    incident = f"incident on {day(read.incident_on)}" if read.incident_on else "the day of the incident is not recorded"
    children = f"{read.children} {'child' if read.children == 1 else 'children'}" if read.children else "children"
    return f"{read.harm.capitalize()}; {incident}; {children} not named in this pack."


def _dates(shown: Sequence[Card]) -> Table:
    wanted = [one for one in shown if _belongs(one)]
    rows = ((one.dated.title, short_day(one.dated.on), one.dated.words, _authority(one)) for one in wanted)
    return Table(("Date", "Due", "How it stands", "Authority"), (30, 15, 15, 40), tuple(rows))


def _belongs(one: Card) -> bool:
    deadline = one.dated.deadline
    ours = deadline.workflow in BEFORE and not one.kind
    return (ours or one.is_law) and not deadline.expectation and not deadline.hold


def _authority(one: Card) -> str:
    duty, its_days = str(one.reason.declared.duty), str(one.reason.declared.days)
    said = duty if duty == its_days else f"{duty}. The number of days: {its_days}"
    return f"{first_up(said)}."


def _happened(known: Sequence[Told]) -> Table:
    rows = ((short_day(one.on), _what(one), _doer(one), _recorded(one.event)) for one in known)
    return Table(("Day", "What", "Whose act", "Recorded"), (15, 40, 20, 25), tuple(rows))


def _what(one: Told) -> str:
    about = f", {named(one.item)}" if one.item else ""
    said = (f"{label(one.event.name, name)}: {answered(value)}" for name, value in one.said.items() if value)
    return "\n".join([f"{one.event.title}{about}", *said])


def _doer(one: Told) -> str:
    return first_up(one.event.doer)


def _recorded(event: EventRead) -> str:
    return f"{short_moment(event.recorded_at)} by {event.recorder}, entry {event.seq}"


def _returns(read: CaseRead, known: Sequence[Told], shown: Sequence[Card]) -> Part:
    """One row an agency: how its return stands, by when it is owed, and what came when and from whom."""
    items = [item for item in read.items if item.kind == RETURN]
    due = {one.dated.deadline.item: one for one in shown if one.kind == RETURN and one.is_open}
    rows = tuple(
        (named(item.key), _stands(item), _owed(due.get(item.key)), "\n".join(_came(known, item))) for item in items
    )
    if not rows:
        return Part("Returns of the agencies", "No agency has been asked yet.")
    return Part(
        "Returns of the agencies", table=Table(("Agency", "Stands", "Due", "When and who"), (20, 20, 20, 40), rows)
    )


def _stands(item: ItemRead) -> str:
    return f"{first_up(spoken(item.state))}, {short_day(item.since)}"


def _owed(card: Card | None) -> str:
    return f"{short_day(card.dated.on)}, {card.dated.words}" if card else ""


def _came(known: Sequence[Told], item: ItemRead) -> Iterator[str]:
    for one in known:
        if one.item == item.key and one.name.startswith("agency_"):
            yield f"{short_day(one.on)}: {one.event.title}. {_doer(one)}"


def _questions(title: str, lead: str, asked: Sequence[Question], known: Sequence[Told]) -> Part:
    rows = tuple((one.words, recorded(one, known), f"{one.source[:1].upper()}{one.source[1:]}") for one in asked)
    return Part(title, lead, table=Table(("Question", "Answer", "Source"), (35, 45, 20), rows))


def _agreement(desk: Desk, read: CaseRead, known: Sequence[Told]) -> Part:
    """A line for every partner, not for a majority; filled where the record has their answer."""
    items: Mapping[str, ItemRead] = {item.key: item for item in read.items if item.kind == AGREEMENT}
    partners = list(items) or desk.partnership.partners
    rows = [_line(partner, items.get(partner), known) for partner in partners]
    comment = next((one for one in reversed(known) if one.name == "scrutiny_comment_made"), None)
    rows.append(("Scrutineer or chair", *(_signed("Commented", comment) if comment else ("", "", ""))))
    lead = "Every safeguarding partner agrees, or dissents with reasons; a dissent goes to the Panel with the review."
    columns = ("Partner", "Agrees or dissents", "Name", "Signature and date")
    return Part("Agreement", lead, table=Table(columns, (20, 20, 30, 30), tuple(rows)))


def _line(partner: str, item: ItemRead | None, known: Sequence[Told]) -> tuple[str, str, str, str]:
    said = ANSWERED.get(item.state) if item else None
    own = [one for one in known if one.item == partner and one.name.startswith("partner_")]
    return (named(partner), *(_signed(said, own[-1]) if said and own else ("", "", "")))


def _signed(said: str, one: Told) -> tuple[str, str, str]:
    return said, _doer(one), f"{short_day(one.on)}, entry {one.event.seq}"
