"""How Swan runs: who is alive, what waits, what did not arrive and what the audit finds, in the doctor's words."""

from collections.abc import Iterator

from fastapi import APIRouter, Request
from fastapi.responses import Response

from config.settings import Settings
from web.desk import AtDesk, Desk
from web.rendering import Place, page
from web.verifying import others
from workflows.engine.audit import quick
from workflows.engine.casework.noting import RUN_THE_OFFICE
from workflows.engine.reading import standing
from workflows.engine.reading.needs import undelivered
from workflows.engine.reading.standing import Check

router = APIRouter()
PLACE = Place("How Swan runs", "/running", 35, roles=frozenset({"operator"}))
WELL = {"ok": "Well", "look": "To look at", "wrong": "Wrong"}


@router.get("/running")
def running(request: Request, desk: AtDesk) -> Response:
    desk.must_be(*RUN_THE_OFFICE)
    place: Settings = request.app.state.settings
    groups = [
        ("Parts", list(parts(desk, place))),
        ("Work", [*standing.of_watch(desk.db), *standing.of_last(desk.db)]),
        ("The record", list(record(desk))),
    ]
    wrong = sum(one.state == "wrong" for _, checks in groups for one in checks)
    look = sum(one.state == "look" for _, checks in groups for one in checks)
    return page(
        request, "operator/running.html", groups=groups, words=WELL, wrong_n=wrong, look_n=look,
        undelivered=undelivered(desk.db, desk.partnership.id, desk.at), flower=place.flower_link,
    )  # fmt: skip


def parts(desk: Desk, place: Settings) -> Iterator[Check]:
    yield from standing.of_heartbeats(desk.db)
    yield from standing.of_server(place, standing.server_version(desk.db))
    yield standing.of_clock(desk.db)
    yield standing.of_environment(place)
    yield from standing.of_network(place)


def record(desk: Desk) -> Iterator[Check]:
    """What a look at this partnership's own rows finds now; the whole audit reads every chain, and takes its time."""
    elsewhere = others(desk)
    found = [one for one in quick(desk.db) if one.about not in elsewhere]
    yield from map(standing.of_finding, found)
    if not any(one.wrong for one in found):
        said = "nothing is late. 'swan audit' makes every chain anew and replays every case."
        yield Check("audit", "ok", said)
    yield from standing.of_holidays(desk.db)
    yield standing.of_backups(desk.db)
