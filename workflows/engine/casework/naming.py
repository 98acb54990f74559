"""Short names stand in messages, calendars and addresses: none of them may be that of a child of the case."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from models import Case, CaseKey, Child, Partnership
from models.sealing import unseal, unwrap
from workflows.engine.refusals import Code, Refused

WORD = re.compile(r"[^\W\d_]{3,}")
"""Initials are no name: they would forbid every short name that holds them."""

_CHILDREN = select(col(Child.sealed)).where(col(Child.case_id) == bindparam("case"))


def short_names(item: str | None, details: Mapping[str, Any], partnership: Partnership) -> set[str]:
    """Those that somebody made up: a partner's or an agency's are nobody's."""
    lists = (value for value in details.values() if isinstance(value, list))
    said = {*([item] if item else []), *(name for names in lists for name in names)}
    return said - {*partnership.partners, *partnership.agencies}


def refuse_a_childs(db: Session, case: Case, said: Iterable[str]) -> None:
    """Raises `Refused` where one of these short names holds a word of a child's name, without repeating it."""
    if {word for name in said for word in name.split("-")} & _known(db, case):
        raise Refused(
            Code.BAD_ANSWER,
            "A short name stands in messages and calendars, and this one is in a child's name: choose another, such as "
            "mother or inquest.",
        )


def _known(db: Session, case: Case) -> set[str]:
    """The words of the children's names, in small letters; none, where they were erased."""
    kept = db.get(CaseKey, case.id)
    if kept is None:
        return set()
    key = unwrap(kept.wrapped, case.id)
    opened = (json.loads(unseal(key, sealed, case.id)) for sealed in db.execute(_CHILDREN, {"case": case.id}).scalars())
    return {word.casefold() for child in opened for word in WORD.findall(child.get("name", ""))}
