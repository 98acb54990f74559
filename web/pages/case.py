"""One case: who it is, where it stands, every date with its reason, what happens next, and everything recorded."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from models import Case
from web.casefile import casefile
from web.desk import AtDesk, Desk, Typed
from web.drafting import begun
from web.entries import kinds
from web.refusing import NotAllowed
from web.rendering import page
from web.waiting import whom
from workflows.engine.casework.between_areas import MAY
from workflows.engine.reading import sealed
from workflows.engine.roles import RECORD_FOR_ANYBODY

router = APIRouter()
BACK = ("/cases", "All open cases")


@router.get("/cases/{reference}")
def show_case(
    request: Request,
    desk: AtDesk,
    reference: str,
    recorded: Annotated[str, Query()] = "",
    kind: Annotated[str, Query()] = "",
) -> HTMLResponse:
    """`kind` is the sort of entries its timeline shows: every one where it has none of that."""
    case = desk.case(reference)
    desk.saw(case)
    return _shown(request, desk, case, recorded=int(recorded) if recorded[:6].isdecimal() else None, kind=kind)


@router.post("/cases/{reference}/children")
def show_children(request: Request, desk: AtDesk, reference: str, form: Typed) -> HTMLResponse:
    """The page once more with what is sealed of the case; who saw it is written down."""
    form.only()
    case = desk.case(reference)
    if not desk.may_see_children(case):
        raise NotAllowed(case_id=case.id, needs="a role that may see children's names")
    desk.saw(case, "children-shown")
    return _shown(
        request, desk, case, children=sealed.children(desk.db, case.id), incident=sealed.incident(desk.db, case)
    )


@router.get("/cases/{reference}/sheet")
def show_sheet(request: Request, desk: AtDesk, reference: str) -> HTMLResponse:
    """The whole case for the printer: nothing folded away, nothing to press."""
    case = desk.case(reference)
    desk.saw(case, "case-printed")
    return _shown(request, desk, case, template="case_sheet.html")


def _shown(
    request: Request,
    desk: Desk,
    case: Case,
    *,
    recorded: int | None = None,
    kind: str = "",
    children: Sequence[Any] = (),
    incident: Any = None,
    template: str = "case.html",
) -> HTMLResponse:
    file = casefile(desk, case)
    waits = whom(file.next.dated.deadline, desk) if file.next else ("", False)
    sorts = kinds(file.entries)
    entry = next((one for one in file.entries if one.event.seq == recorded), None)
    return page(
        request, template, file=file, case=file.read, back=BACK, waits=waits, children=children, incident=incident,
        just_recorded=entry, kinds=sorts, kind=kind if kind in sorts else "",
        may_see_children=desk.may_see_children(case), erased=sealed.is_erased(desk.db, case.id),
        drafts=begun(desk.db, desk.session, case.id), kept="kept" in request.query_params,
        sees_reads=desk.roles & RECORD_FOR_ANYBODY, says_whose=desk.roles & MAY,
    )  # fmt: skip
