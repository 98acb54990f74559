"""Keeping a year's figures as they are reported: what will be kept is looked at first, and nothing changes it later."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from web.desk import AtDesk, Typed
from web.figuring import Asked, asked
from web.rendering import page
from workflows.engine.casework.reporting import report
from workflows.engine.reading.reported import reported
from workflows.engine.refusals import Code, Refused
from workflows.engine.roles import RECORD_FOR_ANYBODY

router = APIRouter()


@router.get("/figures/report")
def to_report(request: Request, desk: AtDesk) -> Response:
    desk.must_be(*RECORD_FOR_ANYBODY)
    asks = asked(request, desk)
    return page(
        request, "figures/report.html", asks=asks, same=is_kept(asks),
        back=(f"/figures?{asks.query}", f"Figures, {asks.title}"),
    )  # fmt: skip


@router.post("/figures/report")
def keep(request: Request, desk: AtDesk, form: Typed) -> Response:
    """Pressed twice it is kept once: what has not changed since is not kept again."""
    desk.must_be(*RECORD_FOR_ANYBODY)
    form.only()
    asks = asked(request, desk)
    try:
        seq = report(desk.db, desk.partnership, asks.year, asks.now.as_json(), desk.actor(), desk.at).seq
    except Refused as refused:
        if refused.code is not Code.CONTRADICTION:
            raise
        seq = reported(desk.db, desk.partnership.id, asks.year)[0].seq
    return RedirectResponse(f"/figures?year={asks.year}&reported={seq}", 303)


def is_kept(asks: Asked) -> bool:
    """Whether the last report of the year says what the record says now."""
    return bool(asks.reports) and asks.reports[0].figures == asks.now.as_json()
