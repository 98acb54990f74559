"""Drafts: what somebody typed into a form and has not recorded yet, kept sealed for them alone until it is done."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import bindparam, delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from config.settings import settings
from models import Case, Draft, WebSession
from models.clock import swan_now
from models.columns import new_id
from models.sealing import CannotOpen, installation_key, seal, unseal
from web.fields import Typed, said
from workflows.engine.casework.recording import case_key
from workflows.engine.refusals import Refused

MOST = 200_000
"""Characters of a form that are kept; what is longer is no typing."""

KEY, ITEM = "key", "item"
SAVE, UNSEEN = "save", "save-unseen"
"""What is pressed to come back later, and what our script asks for each time a field is left."""

OF_THE_MOMENT = frozenset({"action", "seen"})
"""What a form says of the page it was sent from, and of nothing that was typed."""

Page = TypeVar("Page", bound=Callable[..., Any])
_TITLES: dict[Callable[..., Any], Callable[..., str]] = {}

_D = Draft
_MINE = (
    select(_D, Case)
    .outerjoin(Case, col(Case.id) == col(_D.case_id))
    .where(col(_D.person_id) == bindparam("person"))
    .order_by(col(_D.saved_at).desc(), col(_D.id))
)
_OF_CASE = _MINE.where(col(_D.case_id) == bindparam("case"))
_AT = _MINE.where(col(_D.path) == bindparam("path"))
_LET_GO = delete(_D).where(
    col(_D.person_id) == bindparam("person"),
    or_(col(_D.path) == bindparam("path"), col(_D.id) == bindparam("draft")),
)
_CASE = select(Case).where(col(Case.reference) == bindparam("reference"))
_KEEP = insert(Draft).on_conflict_do_nothing()


@dataclass(frozen=True, slots=True)
class Begun:
    """A form that was begun. `seen` is the last entry its case had then, `moved` whether there is another by now."""

    id: UUID
    title: str
    path: str
    case_id: UUID | None
    reference: str | None
    saved_at: datetime
    seen: int
    moved: bool
    typed: Mapping[str, list[str]]

    @property
    def about(self) -> str:
        """Which item it is about, as it was chosen."""
        return said(self.typed, ITEM)


def keeps(title: str | Callable[..., str]) -> Callable[[Page], Page]:
    """Marks the function that takes a form: what is typed into it is kept. `title` may be made from its address."""

    def noted(page: Page) -> Page:
        _TITLES[page] = title if callable(title) else lambda **_: title
        return page

    return noted


def place(path: str, typed: Typed) -> str:
    """Where the form is found again: its address, and which item it is about."""
    item = said(typed, ITEM)
    return f"{path}?{ITEM}={item}" if item.replace("-", "").isalnum() else path


def is_kept(request: Request) -> bool:
    return getattr(request.scope.get("route"), "endpoint", None) in _TITLES


def keep(request: Request, db: Session, whose: WebSession, typed: Typed) -> bool:
    """Keeps what was typed in place of what was kept of this form before; false where this form keeps nothing.

    In the transaction of `db`, which has entered the partnership. Under the key of its case where it has one; where
    that was destroyed, nothing written of the case is kept any more.
    """
    words = {name: list(values) for name, values in typed.items() if name not in OF_THE_MOMENT}
    if not is_kept(request) or whose.person_id is None or not words or len(json.dumps(words)) > MOST:
        return False
    case: Case | None = None
    if "reference" in request.path_params:
        asked = {"reference": request.path_params["reference"]}
        case = db.execute(_CASE, asked).scalar_one_or_none()
    title = _TITLES[request.scope["route"].endpoint](**request.path_params)
    told = {"title": title, "seen": case.seq if case else 0, "typed": words}
    let_go(request, db, whose, typed)
    draft_id, case_id = _form_id(typed) or new_id(), case.id if case else None
    try:
        key = _sealing_key(db, case_id)
    except Refused:
        return False
    db.execute(
        _KEEP,
        {
            "id": draft_id, "partnership_id": whose.partnership_id, "person_id": whose.person_id, "case_id": case_id,
            "path": place(request.url.path, typed), "saved_at": swan_now(db),
            "form": seal(key, json.dumps(told), draft_id),
        },
    )  # fmt: skip
    return True


def put_by(request: Request, db: Session, whose: WebSession, typed: Typed, onward: str) -> Response | None:
    """The answer to a form that is put by, and kept, to come back later; none where something else was pressed."""
    action = said(typed, "action")
    if action not in (SAVE, UNSEEN):
        return None
    keep(request, db, whose, typed)
    return RedirectResponse(onward, 303) if action == SAVE else Response(status_code=204)


def let_go(request: Request, db: Session, whose: WebSession, typed: Typed) -> None:
    """This form is being sent: what was kept of it has done its work. Whoever does not record it keeps it again."""
    if is_kept(request):
        asked = {"person": whose.person_id, "path": place(request.url.path, typed), "draft": _form_id(typed)}
        db.execute(_LET_GO, asked)


def throw_away(db: Session, whose: WebSession, draft: UUID) -> bool:
    """Whether there was such a draft of theirs to throw away."""
    found = db.execute(_LET_GO, {"person": whose.person_id, "path": "", "draft": draft})
    return bool(getattr(found, "rowcount", 0))


def begun_at(db: Session, whose: WebSession, where: str) -> Begun | None:
    """What this person began at this place, if anything can be read of it."""
    return next(iter(_read(db, db.execute(_AT, {"person": whose.person_id, "path": where}).all())), None)


def begun(db: Session, whose: WebSession, case_id: UUID | None = None) -> list[Begun]:
    """Everything this person began, or what they began in one case; the last first."""
    if case_id is None:
        return _read(db, db.execute(_MINE, {"person": whose.person_id}).all())
    return _read(db, db.execute(_OF_CASE, {"person": whose.person_id, "case": case_id}).all())


def _read(db: Session, rows: Sequence[Any]) -> list[Begun]:
    found = []
    for draft, case in rows:
        try:
            told = json.loads(unseal(_sealing_key(db, draft.case_id), draft.form, draft.id))
        except (CannotOpen, Refused):
            # What was written in the case was erased, and what was typed about it is gone with it.
            continue
        moved, reference = (case.seq > told["seen"], case.reference) if case else (False, None)
        found.append(
            Begun(
                draft.id, told["title"], draft.path, draft.case_id, reference, draft.saved_at, told["seen"], moved,
                told["typed"],
            )
        )  # fmt: skip
    return found


def _sealing_key(db: Session, case_id: UUID | None) -> bytes:
    return case_key(db, case_id) if case_id else installation_key(settings().key_file)


def _form_id(typed: Typed) -> UUID | None:
    """The word that makes a double press one event: it is the same form as long as it carries it."""
    try:
        return UUID(said(typed, KEY))
    except ValueError:
        return None
