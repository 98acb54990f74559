"""Recording what happened: what may be recorded, its form, every date before and after, and only then the event."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from models import Case
from models.columns import new_id
from web.asking import ITEM, ON, WHOSE, About, Told, fields, suggested, told, with_reason
from web.casefile import may_record
from web.changes import previewed
from web.desk import AtDesk, Desk, Typed
from web.drafting import Begun, keep, keeps, place, put_by
from web.fields import Field, said
from web.meanwhile import recorded_since, since
from web.plainly import plain_refusal
from web.refusing import NotAllowed, NotHere
from web.rendering import page
from workflows.engine.casework.answering import OVERRIDE
from workflows.engine.casework.in_force import law_in_force
from workflows.engine.casework.recalling import course_of
from workflows.engine.casework.recording import Recorded, record_event
from workflows.engine.language import Event
from workflows.engine.reading import titles
from workflows.engine.reading.possible import Group, Possible
from workflows.engine.refusals import Code, Refused
from workflows.engine.roles import RECORD_FOR_ANYBODY

router = APIRouter()

KEPT = ("key", "seen", "action")
_BESIDE = {
    Code.FUTURE: ON,
    Code.TOO_EARLY: ON,
    Code.NO_RIGHT: WHOSE,
    Code.NEEDS_REASON: f"answer-{OVERRIDE}",
}
"""Beside which field the engine's refusal is said; any other stands at the top."""


@dataclass(frozen=True, slots=True)
class Form:
    """One event's form for one case, and what it answers there."""

    case: Case
    event: Event
    about: About
    fields: tuple[Field, ...]
    possible: Possible | None

    @property
    def path(self) -> str:
        return f"/cases/{self.case.reference}/record/{self.event.name}"

    @property
    def inputs(self) -> list[str]:
        return [name for field in self.fields for name in field.inputs]


@router.get("/cases/{reference}/record")
def what_happened(request: Request, desk: AtDesk, reference: str) -> Response:
    """Everything that may be recorded now, what is owed first."""
    case = desk.case(reference)
    desk.saw(case, on="record")
    found = may_record(desk, case)
    groups = {group: [one for one in found if one.group is group] for group in Group}
    return page(request, "record/choose.html", case=case, groups=groups, back=_back(case))


@router.get("/cases/{reference}/record/{event}")
def form_of(request: Request, desk: AtDesk, reference: str, event: str, item: Annotated[str, Query()] = "") -> Response:
    form = _form(desk, desk.case(reference), event)
    desk.saw(form.case, on="record")
    begun = desk.begun(place(request.url.path, {ITEM: [item]}))
    if begun is None:
        return _asked(request, form, suggested(form.fields, form.about, item), {})
    form = _with_reason(form) if f"answer-{OVERRIDE}" in begun.typed else form
    return _asked(request, form, begun.typed, {}, begun=begun)


@router.post("/cases/{reference}/record/{event}")
@keeps(lambda event, **_: titles.of_event(event))
def typed_into(request: Request, desk: AtDesk, reference: str, event: str, form: Typed) -> Response:
    """To be checked, changed, put by or confirmed, as the pressed button says; what is not recorded yet is kept."""
    asks = _form(desk, desk.case(reference), event)
    asks = _with_reason(asks) if f"answer-{OVERRIDE}" in form else asks
    typed, action = form.only(*asks.inputs, *KEPT).texts(), form["action"]
    onward = f"/cases/{asks.case.reference}?kept=yes#begun"
    if later := put_by(request, desk.db, desk.session, typed, onward):
        return later
    if asks.event.apart_from and not desk.roles & RECORD_FOR_ANYBODY:
        # A sign-off in person: what the law keeps apart from the draft's author is no stranger's at an open desk.
        desk.must_have_proved()
    answer = _answered(request, desk, asks, typed, action)
    if answer.status_code != 303:
        keep(request, desk.db, desk.session, typed)
    return answer


def _answered(request: Request, desk: Desk, asks: Form, typed: Mapping[str, Any], action: str) -> Response:
    found = told(asks.event, asks.fields, typed, asks.about)
    if found.report is None or action == "change":
        return _asked(request, asks, typed, found.wrong if action != "change" else {})
    try:
        if action == "confirm":
            return _recorded(request, desk, asks, found, typed)
        return _checked(request, desk, asks, found, typed)
    except Refused as refused:
        return _refused(request, asks, typed, refused)


def _form(desk: Desk, case: Case, name: str) -> Form:
    course, (_, law) = course_of(desk.db, case.id), law_in_force(desk.db, desk.partnership)
    known = {event.name: event for workflow in law.values() for event in workflow.events}
    known |= {e.name: e for run in course.runs.values() if run.ended_on is None for e in run.workflow.events}
    event = known.get(name)
    if event is None:
        raise NotHere(case_id=case.id)
    if not desk.roles & (RECORD_FOR_ANYBODY | set(event.by)):
        raise NotAllowed(case_id=case.id, needs=" ".join(event.by))
    possible = next((one for one in may_record(desk, case) if one.event.name == name), None)
    about = About(desk, case.id, course, law, possible.items if possible else ())
    return Form(case, event, about, fields(event, about), possible)


def _recorded(request: Request, desk: Desk, form: Form, found: Told, typed: Mapping[str, Any]) -> Response:
    assert found.report is not None
    seen, key = said(typed, "seen"), said(typed, "key")
    tried = desk.db.begin_nested()
    try:
        recorded = record_event(
            desk.db,
            form.case.id,
            found.report,
            found.actor,
            desk.at,
            key=key or None,
            seen=int(seen) if seen.isdecimal() else -1,
        )
    except Refused as refused:
        tried.rollback()
        if refused.code is not Code.CONFLICT:
            raise
        return _conflict(request, desk, form, typed, int(seen) if seen.isdecimal() else 0)
    tried.commit()
    return RedirectResponse(f"/cases/{form.case.reference}?recorded={recorded.seq}", 303)


def _checked(request: Request, desk: Desk, form: Form, found: Told, typed: Mapping[str, Any]) -> Response:
    report = found.report
    assert report is not None

    def act() -> Recorded:
        return record_event(desk.db, form.case.id, report, found.actor, desk.at)

    preview = previewed(desk, form.case.id, act)
    return page(
        request, "record/check.html", form=form, case=form.case, event=form.event, typed=typed, preview=preview,
        seen=form.case.seq, key=said(typed, "key") or str(new_id()), report=report,
    )  # fmt: skip


def _conflict(request: Request, desk: Desk, form: Form, typed: Mapping[str, Any], seen: int) -> Response:
    """Somebody was first: what they recorded, what was typed, and the way on."""
    return page(
        request, "record/conflict.html", status=409, form=form, case=form.case, event=form.event, typed=typed,
        since=recorded_since(desk, form.case, seen), key=str(new_id()),
    )  # fmt: skip


def _refused(request: Request, form: Form, typed: Mapping[str, Any], refused: Refused) -> Response:
    beside, sentence = _BESIDE.get(refused.code, ""), plain_refusal(str(refused))
    asked = _with_reason(form) if refused.code is Code.NEEDS_REASON else form
    return _asked(request, asked, typed, {beside: sentence})


def _with_reason(form: Form) -> Form:
    return replace(form, fields=with_reason(form.fields))


def _asked(
    request: Request,
    form: Form,
    typed: Mapping[str, Any],
    wrong: Mapping[str, str],
    *,
    begun: Begun | None = None,
) -> Response:
    return page(
        request, "record/form.html", status=422 if wrong else 200, form=form, case=form.case, event=form.event,
        typed=typed, wrong=wrong, back=_back(form.case), begun=begun, since=since(form.about.desk, form.case, begun),
        key=said(typed, "key") or str(new_id()),
    )  # fmt: skip


def _back(case: Case) -> tuple[str, str]:
    return f"/cases/{case.reference}", case.reference
