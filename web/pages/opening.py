"""Opening a case: with the first thing that is known of it, every date seen before it is kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from models import Case, RecordedEvent
from models.columns import new_id
from web.asking import ITEM, ON, WHOSE, About, Told, fields, suggested, told
from web.changes import previewed
from web.desk import AtDesk, Desk, Typed
from web.drafting import Begun, begun, keep, keeps, put_by
from web.fields import Field, Kind, Option, Wrong, read, said
from web.ladders import started
from web.plainly import plain_refusal
from web.refusing import NotAllowed, NotHere
from web.rendering import page
from workflows.engine.casework.in_force import law_in_force
from workflows.engine.casework.once import once
from workflows.engine.casework.opening import HARMS, NAMED_CHILDREN, Incident, open_case
from workflows.engine.casework.recording import Recorded
from workflows.engine.course import Course, Law
from workflows.engine.language import Event
from workflows.engine.reading import titles
from workflows.engine.refusals import Code, Refused
from workflows.engine.roles import RECORD_FOR_ANYBODY

router = APIRouter()
BACK = ("/cases", "All open cases")
KEPT = ("key", "action")
_BESIDE = {Code.FUTURE: ON, Code.TOO_EARLY: ON, Code.NO_RIGHT: WHOSE}

HARM = Field(
    "case-harm", Kind.RADIOS, "What harm", missing="Select what harm",
    options=tuple(Option(harm, harm.capitalize()) for harm in HARMS),
)  # fmt: skip
OF_THE_CASE = (
    HARM,
    Field("case-on", Kind.DATE, "The day of the incident (optional)", "For example, 9 12 2026."),
    Field("case-place", Kind.LINE, "Where (optional)", "Encrypted with the case."),
    Field("case-circumstances", Kind.TEXT, "What is known (optional)", "Encrypted with the case."),
    Field(
        "case-children", Kind.TEXT, "The children's names (optional)",
        f"One a line, {NAMED_CHILDREN} at most. Encrypted with the case, and shown only where somebody asks.",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opening:
    """The form that opens a case with one event."""

    event: Event
    about: About
    fields: tuple[Field, ...]

    @property
    def path(self) -> str:
        return f"/open/{self.event.name}"

    @property
    def inputs(self) -> list[str]:
        return [name for field in self.fields for name in field.inputs]

    @property
    def asked_first(self) -> list[Field]:
        """What must be answered, what shows it, and whose act it was; a case can be opened with no more."""
        shown = {f"answer-{name}" for name in self.event.evidence}
        return [field for field in self.fields if field.missing or field.id == WHOSE or field.id in shown]

    @property
    def if_known(self) -> list[Field]:
        first = self.asked_first
        return [field for field in self.fields if field not in first]

    def says_more(self, typed: Mapping[str, Any], wrong: Mapping[str, str]) -> bool:
        """Whether something stands, or is wrong, in what is asked only if it is known."""
        typed_in = any(said(typed, name) for field in self.if_known for name in field.inputs)
        return typed_in or any(field.id in wrong for field in self.if_known)


@router.get("/open")
def first_known(request: Request, desk: AtDesk) -> Response:
    """With what it may begin, as far as whoever asks may record it; what starts a clock stands first."""
    law = _law(desk)
    mine = [event for event in _beginnings(law) if _may(desk, event)]
    if not mine:
        raise NotAllowed(needs="a role that may open a case")
    starts = {event.name: _starts(law, event.name) for event in mine}
    drafts = [one for one in begun(desk.db, desk.session) if one.path.startswith("/open/")]
    return page(
        request, "record/open.html", back=BACK, drafts=drafts, kept="kept" in request.query_params, starts=starts,
        groups={
            "It starts a clock": [event for event in mine if starts[event.name]],
            "It starts none by law or guidance yet": [event for event in mine if not starts[event.name]],
        },
    )  # fmt: skip


@router.get("/open/{event}")
def form_of(request: Request, desk: AtDesk, event: str) -> Response:
    form, before = _form(desk, event), desk.begun(request.url.path)
    typed = before.typed if before else suggested(form.fields, form.about, "")
    return _asked(request, form, typed, {}, begun=before)


@router.post("/open/{event}")
@keeps(lambda event: f"Open a case: {titles.of_event(event)}")
def typed_into(request: Request, desk: AtDesk, event: str, form: Typed) -> Response:
    """To be checked, changed, put by or confirmed, as the pressed button says; what is not recorded yet is kept."""
    asks = _form(desk, event)
    typed, action = form.only(*asks.inputs, *KEPT).texts(), form["action"]
    if later := put_by(request, desk.db, desk.session, typed, "/open?kept=yes#begun"):
        return later
    answer = _answered(request, desk, asks, typed, action)
    if answer.status_code != 303:
        keep(request, desk.db, desk.session, typed)
    return answer


def _answered(request: Request, desk: Desk, asks: Opening, typed: Mapping[str, Any], action: str) -> Response:
    found, incident = told(asks.event, asks.fields, typed, asks.about), _incident(typed, desk)
    wrong = {**found.wrong, **incident[1]}
    if found.report is None or incident[0] is None or action == "change":
        return _asked(request, asks, typed, wrong if action != "change" else {})
    try:
        if action == "confirm":
            return _opened(desk, asks, found, incident[0], typed)
        return _checked(request, desk, asks, found, incident[0], typed)
    except Refused as refused:
        return _asked(request, asks, typed, {_BESIDE.get(refused.code, ""): plain_refusal(str(refused))})


def _law(desk: Desk) -> Law:
    return law_in_force(desk.db, desk.partnership)[1]


def _beginnings(law: Law) -> Iterator[Event]:
    """Every event that begins a process, once, in the order of the processes; of each, what starts most comes first."""
    seen: set[str] = set()
    for workflow in law.values():
        for name in sorted(workflow.begun_by, key=lambda name: -len(_starts(law, name))):
            owner = next(one for one in law.values() if name in {event.name for event in one.events})
            if name not in seen:
                seen.add(name)
                yield owner.event(name)


def _starts(law: Law, event: str) -> list[str]:
    """The clocks by law or guidance that it starts, of whichever process."""
    return [said for workflow in law.values() for said in started(workflow, event)]


def _may(desk: Desk, event: Event) -> bool:
    return bool(desk.roles & (RECORD_FOR_ANYBODY | set(event.by)))


def _form(desk: Desk, name: str) -> Opening:
    law = _law(desk)
    event = next((one for one in _beginnings(law) if one.name == name), None)
    if event is None:
        raise NotHere
    if not _may(desk, event):
        raise NotAllowed(needs=" ".join(event.by))
    about = About(desk, None, Course(), law, ())
    asked = tuple(field for field in fields(event, about) if field.id != ITEM)
    return Opening(event, about, (asked[0], *OF_THE_CASE, *asked[1:]))


def _incident(typed: Mapping[str, Any], desk: Desk) -> tuple[Incident | None, Mapping[str, str]]:
    """What the form says of the incident, or what is wrong with it, by field."""
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in OF_THE_CASE:
        try:
            found[field.id.removeprefix("case-")] = read(field, typed, desk.today)
        except Wrong as mistake:
            wrong[field.id] = str(mistake)
    names = [line.strip() for line in found.get("children", "").splitlines() if line.strip()]
    if found.get("on") and found["on"] > desk.today:
        wrong["case-on"] = "The day of the incident must be today or in the past"
    if len(names) > NAMED_CHILDREN:
        wrong["case-children"] = f"At most {NAMED_CHILDREN} children are named in one case"
    if wrong:
        return None, wrong
    children = [{"name": name} for name in names]
    return Incident(found["harm"], found["on"], found["place"], found["circumstances"], children), {}


def _open(desk: Desk, found: Told, incident: Incident) -> Recorded:
    assert found.report is not None
    return open_case(desk.db, desk.partnership, incident, found.report, found.actor, desk.at)[1]


def _checked(
    request: Request, desk: Desk, form: Opening, found: Told, incident: Incident, typed: Mapping[str, Any]
) -> Response:
    preview = previewed(desk, None, lambda: _open(desk, found, incident))
    return page(
        request, "record/open_check.html", form=form, event=form.event, typed=typed, preview=preview,
        report=found.report, key=said(typed, "key") or str(new_id()),
    )  # fmt: skip


def _opened(desk: Desk, form: Opening, found: Told, incident: Incident, typed: Mapping[str, Any]) -> Response:
    words = [form.path, *(f"{name}={value}" for name in form.inputs for value in typed.get(name, ()))]
    key = said(typed, "key") or str(new_id())
    recorded = once(desk.db, desk.partnership.id, key, words, desk.at, lambda: _open(desk, found, incident))
    case = desk.db.get_one(Case, desk.db.get_one(RecordedEvent, recorded.event_id).case_id)
    return RedirectResponse(f"/cases/{case.reference}?recorded={recorded.seq}", 303)


def _asked(
    request: Request,
    form: Opening,
    typed: Mapping[str, Any],
    wrong: Mapping[str, str],
    *,
    begun: Begun | None = None,
) -> Response:
    return page(
        request, "record/open_form.html", status=422 if wrong else 200, form=form, event=form.event, typed=typed,
        wrong=wrong, back=("/open", "What is known first"), begun=begun, key=said(typed, "key") or str(new_id()),
    )  # fmt: skip
