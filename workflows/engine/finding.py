"""What an audit finds, what it looks with, and the list each rule puts itself on."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Result, String, Uuid, bindparam, text
from sqlmodel import Session

from models.columns import UTCDateTime

MAY_WAIT = timedelta(minutes=15)
"""What is due longer than this and still not told is late."""

AT_MOST = 100
"""Findings of one kind that are named one by one."""

_NAMED = re.compile(r"(?<![:\w]):(\w+)")
_TYPES: dict[str, Any] = {"at": UTCDateTime(), "late": UTCDateTime(), "case": Uuid()}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be: which rule, about what (a reference, a slug), and why, in one sentence.

    `wrong` false: nothing is broken, and somebody should look at it.
    """

    rule: str
    about: str
    sentence: str
    wrong: bool = True


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the record, at the business moment `at`: all of it, or one case of it."""

    db: Session
    at: datetime
    case: UUID | None = None

    def rows(self, statement: str, **more: Any) -> Result[Any]:
        """Rows of `statement`, which may name :at, :late, :case, :most, and whatever `more` there is."""
        known = {"at": self.at, "late": self.at - MAY_WAIT, "case": self.case, "most": AT_MOST, **more}
        asked = {name: known[name] for name in _NAMED.findall(statement)}
        lists: dict[str, Any] = {name: ARRAY(String()) for name, value in asked.items() if isinstance(value, list)}
        types = {name: type_ for name, type_ in {**_TYPES, **lists}.items() if name in asked}
        typed: list[Any] = [bindparam(name, type_=type_) for name, type_ in types.items()]
        return self.db.execute(text(statement).bindparams(*typed), asked)


Rule = Callable[[Look], Iterator[Finding]]
AT_EVERY_LOOK: list[Rule] = []
IN_FULL: list[Rule] = []


def at_every_look(rule: Rule) -> Rule:
    """A rule cheap enough to be asked every minute of a record of millions: its rows come off partial indexes."""
    AT_EVERY_LOOK.append(rule)
    return rule


def in_full(rule: Rule) -> Rule:
    """A rule that reads the whole record, or one case."""
    IN_FULL.append(rule)
    return rule
