"""What was typed into a form whose session had run out: kept, sealed, until the same account signs in again."""

import json
from typing import Any

from sqlmodel import Session

from config.settings import settings
from models import WebSession
from models.sealing import CannotOpen, installation_key, seal, unseal
from web.forms import Form

KEPT = "kept"
MOST = 200_000
"""Characters of a form that are kept; what is longer is no typing."""


def aside(form: Form, over: WebSession, path: str) -> dict[str, Any]:
    """What the next session of this browser must remember of the form; nothing where it was nobody's."""
    text = json.dumps(form.texts())
    if over.account_id is None or not form.texts() or len(text) > MOST:
        return {}
    sealed = seal(installation_key(settings().key_file), text, over.account_id)
    return {KEPT: {"path": path, "account": str(over.account_id), "form": sealed}}


def given_back(session: WebSession, path: str) -> dict[str, list[str]]:
    """The fields that were typed at this path; empty where none were, or by somebody else."""
    held = session.aside.get(KEPT)
    if not held or held["path"] != path or held["account"] != str(session.account_id) or session.account_id is None:
        return {}
    try:
        opened = unseal(installation_key(settings().key_file), held["form"], session.account_id)
    except CannotOpen:
        return {}
    fields: dict[str, list[str]] = json.loads(opened)
    return fields


def let_go(db: Session, session: WebSession, path: str) -> None:
    """The form at this path is being sent again: what was kept of it has done its work."""
    if session.aside.get(KEPT, {}).get("path") == path:
        session.aside = {name: value for name, value in session.aside.items() if name != KEPT}
        db.add(session)
