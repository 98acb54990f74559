"""Correcting an entry, or striking it: what would change is seen first, and the record of what was said stays."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from models.columns import new_id
from web.amending import Amending, amend, amending, as_it_is, wanted
from web.asking import ON, WHOSE
from web.changes import previewed
from web.desk import AtDesk, Desk, Typed
from web.drafting import Begun, keep, keeps, put_by
from web.entries import Entry
from web.fields import said
from web.meanwhile import recorded_since, since
from web.plainly import plain_refusal
from web.rendering import page
from workflows.engine.casework.correcting import Correction
from workflows.engine.casework.once import once, refuse_unseen
from workflows.engine.casework.recording import Recorded
from workflows.engine.refusals import Code, Refused

router = APIRouter()
KEPT = ("key", "seen", "action")
_BESIDE = {Code.FUTURE: ON, Code.TOO_EARLY: ON, Code.NO_RIGHT: WHOSE}


@router.get("/cases/{reference}/entries/{seq}/correct")
def to_correct(request: Request, desk: AtDesk, reference: str, seq: int) -> Response:
    return _asked(request, desk, amending(desk, desk.case(reference), seq, strikes=False))


@router.get("/cases/{reference}/entries/{seq}/strike")
def to_strike(request: Request, desk: AtDesk, reference: str, seq: int) -> Response:
    return _asked(request, desk, amending(desk, desk.case(reference), seq, strikes=True))


@router.post("/cases/{reference}/entries/{seq}/correct")
@keeps(lambda seq, **_: f"A correction of entry {seq}")
def corrected(request: Request, desk: AtDesk, reference: str, seq: int, form: Typed) -> Response:
    return _typed_into(request, desk, amending(desk, desk.case(reference), seq, strikes=False), form)


@router.post("/cases/{reference}/entries/{seq}/strike")
@keeps(lambda seq, **_: f"Entry {seq} never happened")
def struck(request: Request, desk: AtDesk, reference: str, seq: int, form: Typed) -> Response:
    return _typed_into(request, desk, amending(desk, desk.case(reference), seq, strikes=True), form)


def _asked(request: Request, desk: Desk, one: Amending) -> Response:
    desk.saw(one.case, "entry-viewed", entry=str(one.entry.seq))
    begun = desk.begun(request.url.path)
    moved = since(desk, one.case, begun)
    return _form(request, one, begun.typed if begun else as_it_is(desk, one), {}, begun=begun, moved=moved)


def _form(
    request: Request,
    one: Amending,
    typed: Mapping[str, Any],
    wrong: Mapping[str, str],
    *,
    begun: Begun | None = None,
    moved: Sequence[Entry] = (),
) -> Response:
    return page(
        request, "record/amend.html", status=422 if wrong else 200, form=one, case=one.case, event=one.event,
        typed=typed, wrong=wrong, begun=begun, since=moved, key=said(typed, "key") or str(new_id()),
        back=(f"/cases/{one.case.reference}", one.case.reference),
    )  # fmt: skip


def _typed_into(request: Request, desk: Desk, one: Amending, form: Typed) -> Response:
    typed, action = form.only(*one.inputs, *KEPT).texts(), form["action"]
    if later := put_by(request, desk.db, desk.session, typed, f"/cases/{one.case.reference}?kept=yes#begun"):
        return later
    answer = _answered(request, desk, one, typed, action)
    if answer.status_code != 303:
        keep(request, desk.db, desk.session, typed)
    return answer


def _answered(request: Request, desk: Desk, one: Amending, typed: Mapping[str, Any], action: str) -> Response:
    found = wanted(desk, one, typed)
    if found.correction is None or action == "change":
        return _form(request, one, typed, found.wrong if action != "change" else {})
    try:
        if action == "confirm":
            return _done(request, desk, one, found.correction, typed)
        return _checked(request, desk, one, found.correction, typed)
    except Refused as refused:
        return _form(request, one, typed, {_BESIDE.get(refused.code, ""): plain_refusal(str(refused))})


def _checked(request: Request, desk: Desk, one: Amending, correction: Correction, typed: Mapping[str, Any]) -> Response:
    preview = previewed(desk, one.case.id, lambda: amend(desk, one, correction))
    return page(
        request, "record/amend_check.html", form=one, case=one.case, event=one.event, typed=typed, preview=preview,
        correction=correction, seen=one.read.seq, key=said(typed, "key") or str(new_id()),
    )  # fmt: skip


def _done(request: Request, desk: Desk, one: Amending, correction: Correction, typed: Mapping[str, Any]) -> Response:
    seen, key = said(typed, "seen"), said(typed, "key") or str(new_id())

    def act() -> Recorded:
        refuse_unseen(desk.db, one.case.id, int(seen) if seen.isdecimal() else -1)
        return amend(desk, one, correction)

    words = [one.path, *(f"{name}={value}" for name in one.inputs for value in typed.get(name, ()))]
    tried = desk.db.begin_nested()
    try:
        recorded = once(desk.db, desk.partnership.id, key, words, desk.at, act)
    except Refused as refused:
        tried.rollback()
        if refused.code is not Code.CONFLICT:
            raise
        return _conflict(request, desk, one, typed, int(seen) if seen.isdecimal() else 0)
    tried.commit()
    return RedirectResponse(f"/cases/{one.case.reference}?recorded={recorded.seq}", 303)


def _conflict(request: Request, desk: Desk, one: Amending, typed: Mapping[str, Any], seen: int) -> Response:
    return page(
        request, "record/conflict.html", status=409, form=one, case=one.case, event=one.event, typed=typed,
        since=recorded_since(desk, one.case, seen), key=str(new_id()),
    )  # fmt: skip
