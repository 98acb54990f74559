"""The register: out in the columns it came in, and in with everything it would make seen before it is kept."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from web.dates import Dated
from web.desk import AtDesk, Desk, Form, Typed
from web.due_lists import due_list
from web.knowing import known_by
from web.refusing import NotAllowed
from web.rendering import page
from web.sheets import CSV, XLSX, Cell, download, separated, workbook
from web.taking import MOST_CASES, open_dates, packed, taken, tried, unpacked
from workflows.engine.casework.importing import Fault, NotImported
from workflows.engine.reading.seen import whose
from workflows.engine.register.columns import COLUMNS
from workflows.engine.register.outgoing import all_cases, cells, outgoing
from workflows.engine.register.table import LARGEST

router = APIRouter()
PATH = "/register"
BACK = (PATH, "The register")
MAY = frozenset({"coordinator", "business_manager"})
SHOWN = 200
"""Faults, or open dates of a preview, that are listed: of more the number is said."""

LATE = ("overdue", "explained")
_NO_FILE = Fault(1, "the file", "choose the register, as .xlsx or CSV.")


@router.get(PATH)
def the_register(request: Request, desk: AtDesk) -> Response:
    _allow(desk)
    return _asked(request, [])


@router.get(f"{PATH}.xlsx")
def as_workbook(desk: AtDesk) -> Response:
    made = workbook("Register", _TITLES, _rows(desk))
    return download(f"register-{desk.today.isoformat()}.xlsx", made, XLSX)


@router.get(f"{PATH}.csv")
def as_text(desk: AtDesk) -> Response:
    return download(f"register-{desk.today.isoformat()}.csv", separated(_TITLES, _rows(desk)), CSV)


@router.post(PATH)
def try_it(request: Request, desk: AtDesk, form: Typed) -> Response:
    """What it would make, or what is wrong with it; nothing is kept either way."""
    _allow(desk)
    try:
        raw = _sent(form)
        found = tried(desk, raw)
        word = packed(raw)
    except NotImported as wrong:
        return _asked(request, wrong.faults)
    late = sum(one.state in LATE for one in found.open)
    return page(
        request, "register/preview.html", back=BACK, total=found.total, empty=found.empty, packed=word, late=late,
        lines=_lines(found.open[:SHOWN]), n=len(found.open),
    )  # fmt: skip


@router.post(f"{PATH}/take")
def take_it(request: Request, desk: AtDesk, form: Typed) -> Response:
    """Taken in as history, whole or not at all: nobody is told anything, and nobody is reminded of it yet."""
    _allow(desk)
    raw = unpacked(form.only("packed")["packed"])
    try:
        total = taken(desk, raw)
    except NotImported as wrong:
        return _asked(request, wrong.faults)
    desk.did("register-taken-in", cases=str(total.opened), events=str(total.recorded))
    return RedirectResponse(f"{PATH}/open?cases={total.opened}&events={total.recorded}", 303)


@router.get(f"{PATH}/open")
def what_is_open(request: Request, desk: AtDesk) -> Response:
    """One list of what is open and overdue."""
    _allow(desk)
    found = open_dates(desk)
    said = {name: request.query_params.get(name, "")[:6] for name in ("cases", "events")}
    return page(
        request, "register/open.html", back=BACK, lines=_lines(found), n=len(found),
        late=sum(one.state in LATE for one in found), slug=desk.partnership.slug,
        made={name: int(n) for name, n in said.items()} if all(map(str.isdecimal, said.values())) else None,
    )  # fmt: skip


@router.get(f"{PATH}/open.xlsx")
def open_as_workbook(desk: AtDesk) -> Response:
    _allow(desk)
    return due_list(desk, "Open dates", open_dates(desk))


_TITLES = [column.title for column in COLUMNS]


def _allow(desk: Desk) -> None:
    """For those who hold the office of the whole partnership, not for one case of it."""
    if not known_by(desk.holdings, MAY).every:
        raise NotAllowed(needs=" ".join(sorted(MAY)))


def _rows(desk: Desk) -> list[list[Cell]]:
    """Every case that has a row; whoever takes them all out says again who they are."""
    _allow(desk)
    desk.must_have_proved()
    found = outgoing(desk.db, all_cases(desk.db, desk.partnership.id))
    desk.did("register-downloaded", cases=str(len(found)))
    return [list(cells(row)) for row in found]


def _sent(form: Form) -> bytes:
    """Raises `NotImported` where there is no file."""
    sent = form.only("file").file("file")
    if sent is None:
        raise NotImported([_NO_FILE])
    return sent.file.read(LARGEST + 1)


def _asked(request: Request, faults: Sequence[Fault]) -> Response:
    return page(
        request, "register/register.html", status=422 if faults else 200, faults=faults[:SHOWN], n=len(faults),
        columns=COLUMNS, most=MOST_CASES, back=("/cases", "All open cases"), wrong=bool(faults),
    )  # fmt: skip


def _lines(found: Sequence[Dated]) -> list[tuple[Dated, str]]:
    """Each date, and whose word it is."""
    return [(one, whose(one.deadline)) for one in found]
