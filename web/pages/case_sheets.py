"""A case's dates and its record as spreadsheets: days, words and names of people in office, no text in free words."""

from fastapi import APIRouter
from fastapi.responses import Response

from models import Case
from web.cards import Card
from web.casefile import CaseFile, casefile
from web.dates import answered, named, settled_on
from web.desk import AtDesk, Desk
from web.entries import Entry
from web.sheets import Cell, download, workbook
from web.why import said_of
from workflows.engine.calendar import london_date
from workflows.engine.reading.labels import label
from workflows.engine.reading.seen import whose
from workflows.engine.reading.speaking import first_up

router = APIRouter()

DATES = (
    "Date", "About", "Whose word", "Counts from", "Due", "That is", "Settled on", "The duty", "The number of days",
)  # fmt: skip
RECORD = (
    "Entry", "Happened on", "At", "What happened", "About", "Answers", "Whose act", "Recorded on", "Recorded by",
    "What became of it",
)  # fmt: skip


@router.get("/cases/{reference}/dates.xlsx")
def its_dates(desk: AtDesk, reference: str) -> Response:
    case, file = _seen(desk, reference, "dates-downloaded")
    return _sheet(desk, case, "dates", "Dates", DATES, [_date(card) for card in file.cards])


@router.get("/cases/{reference}/record.xlsx")
def its_record(desk: AtDesk, reference: str) -> Response:
    """In the order in which it was written."""
    case, file = _seen(desk, reference, "record-downloaded")
    return _sheet(desk, case, "record", "Record", RECORD, [_entry(entry) for entry in reversed(file.entries)])


def _seen(desk: Desk, reference: str, act: str) -> tuple[Case, CaseFile]:
    case = desk.case(reference)
    desk.saw(case, act)
    return case, casefile(desk, case)


def _sheet(desk: Desk, case: Case, kind: str, title: str, columns: tuple[str, ...], rows: list[list[Cell]]) -> Response:
    name = f"{case.reference}-{kind}-{desk.today.isoformat()}.xlsx"
    return download(name, workbook(title, columns, rows))


def _date(card: Card) -> list[Cell]:
    one, declared = card.dated.deadline, card.reason.declared
    return [
        card.dated.title, card.dated.about, whose(one), one.anchor_on, one.due_on, card.dated.words, settled_on(one),
        said_of(declared.duty), said_of(declared.days),
    ]  # fmt: skip


def _entry(entry: Entry) -> list[Cell]:
    event = entry.event
    said = [f"{label(event.name, name)}: {answered(value)}" for name, value in event.details.items() if value]
    became = ""
    if entry.amended:
        became = f"{'Struck' if entry.is_struck else 'Corrected'} by entry {entry.amended.seq}"
    return [
        event.seq, event.happened_on, f"{event.happened_time:%H:%M}" if event.happened_time else "", event.title,
        named(event.item) if event.item else "", "; ".join(said), first_up(event.doer),
        london_date(event.recorded_at), event.recorder, became,
    ]  # fmt: skip
