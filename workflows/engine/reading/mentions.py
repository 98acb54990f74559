"""Every row that mentions a person, for somebody who asks what is kept of them; others in it are marked.

It walks the tables as they are declared, so that a table or a column that comes later is looked through as well.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, String, Table, Uuid, cast, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, SQLModel, col

from models import Case, Membership, Person
from models.sealing import installation_key, unseal
from workflows.engine.casework.recording import case_key
from workflows.engine.reading import sealed

SEALED = {"case": "sealed", "child": "sealed", "event": "sealed", "draft": "form"}
"""The columns that are opened and looked through: what they hold is nowhere else."""

SECRET = {
    "account": {"password", "totp", "totp_step"},
    "calendar_feed": {"token"},
    "invitation": {"token"},
    "web_session": {"token", "csrf", "aside"},
}
"""What lets somebody in. It says nothing of anybody and is not given out."""

OF_THE_CASE = frozenset({"case", "child", "event", "run", "item", "deadline"})
"""What is about a child whose case it is, whether its words name them or not."""

ANOTHER = "another person"


@dataclass(frozen=True, slots=True)
class Subject:
    """Who asks: by the names they go by, and by their row where they are one of the partnership's people."""

    names: tuple[str, ...]
    person: Person | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Everything by which words may mean them."""
        own = (self.person.slug, self.person.name, self.person.email) if self.person else ()
        return tuple(dict.fromkeys(word for word in (*self.names, *own) if word.strip()))


@dataclass(frozen=True, slots=True)
class Mention:
    """A row, with what it says by column. `read` are the columns of free text: a person must read them before they go.

    The names of other people that are known are marked as `mark` says; whoever else is in a text is not known to Swan.
    """

    table: str
    case: str | None
    says: Mapping[str, Any]
    read: tuple[str, ...] = ()


@dataclass
class Search:
    """One search through a partnership's rows; `mark` is what is made of another person's name."""

    db: Session
    partnership_id: UUID
    subject: Subject
    redacted: bool = False
    cases: dict[UUID, Case] = field(default_factory=dict)
    children: dict[UUID, list[str]] = field(default_factory=dict)

    def mentions(self) -> Iterator[Mention]:
        """Every one, table by table. Everything it has to open must be open: raises `CannotOpen` for another key."""
        asked = select(Case).where(col(Case.partnership_id) == self.partnership_id)
        self.cases = {case.id: case for case in self.db.execute(asked).scalars()}
        self.children = {id_: [child.get("name", "") for child in sealed.children(self.db, id_)] for id_ in self.cases}
        for table in SQLModel.metadata.sorted_tables:
            if "partnership_id" in table.c or table.name in ("account", "partnership"):
                yield from self._in(table)

    @cached_property
    def own(self) -> Mapping[str, frozenset[UUID]]:
        """What a column that refers to one of these tables holds where it refers to them."""
        person = self.subject.person
        accounts = select(col(Membership.account_id)).where(col(Membership.person_id) == person.id) if person else None
        return {
            "person": frozenset({person.id} if person else ()),
            "account": frozenset(self.db.execute(accounts).scalars()) if accounts is not None else frozenset(),
            "case": frozenset(id_ for id_, names in self.children.items() if self._is_in(" / ".join(names))),
        }

    def _in(self, table: Table) -> Iterator[Mention]:
        for row in self.db.execute(select(table).where(self._may_mean(table)).order_by(*table.primary_key)).mappings():
            opened = self._opened(table, row)
            if self._means(table, row, opened):
                yield self._mention(table, row, opened)

    def _may_mean(self, table: Table) -> ColumnElement[bool]:
        """By their ids, by words that stand open, by their case, or by what must be opened to be known."""
        ways: list[ColumnElement[bool]] = [
            cast(column, String).icontains(word, autoescape=True)
            for column in table.columns
            if isinstance(column.type, String | JSONB | ARRAY) and column.name not in SECRET.get(table.name, ())
            for word in self.subject.words
        ]
        ways += [column.in_(self._ids(column)) for column in table.columns if isinstance(column.type, Uuid)]
        if table.name in SEALED:
            ways.append(table.c[SEALED[table.name]].is_not(None))
        return or_(*ways) & self._of_here(table)

    def _of_here(self, table: Table) -> ColumnElement[bool]:
        """Of this partnership: an account is of those partnerships in which it is somebody."""
        if table.name == "account":
            return table.c.id.in_(self.own["account"])
        return table.c["id" if table.name == "partnership" else "partnership_id"] == self.partnership_id

    def _ids(self, column: ColumnElement[Any]) -> frozenset[UUID]:
        """What the column holds if the row is theirs; of a case's own tables, if it is a case of theirs."""
        refers = {key.column.table.name for key in column.foreign_keys}
        about = refers | ({column.table.name} if column.primary_key else set())
        if column.table.name not in OF_THE_CASE:
            about -= {"case"}
        return frozenset().union(*(self.own[name] for name in about & self.own.keys()))

    def _means(self, table: Table, row: RowMapping, opened: Mapping[str, Any] | None) -> bool:
        if table.name == "child":
            return self._is_in(json.dumps(opened, ensure_ascii=False))
        if table.name not in SEALED or self._is_in(json.dumps(opened, ensure_ascii=False)):
            return True
        plain = {name: value for name, value in row.items() if name != SEALED[table.name]}
        ids = {id_ for column in table.columns if isinstance(column.type, Uuid) for id_ in self._ids(column)}
        held = {value for value in plain.values() if isinstance(value, UUID)}
        return bool(ids & held) or self._is_in(json.dumps(plain, default=str, ensure_ascii=False))

    def _is_in(self, said: str) -> bool:
        plain = said.casefold()
        return any(word.casefold() in plain for word in self.subject.words)

    def _opened(self, table: Table, row: RowMapping) -> Mapping[str, Any] | None:
        """What is sealed in it; none where there is nothing, or where it was erased."""
        held = row[SEALED[table.name]] if table.name in SEALED else None
        if held is None:
            return None
        case_id = row["id"] if table.name == "case" else row["case_id"]
        if case_id is not None and sealed.is_erased(self.db, case_id):
            return None
        key = case_key(self.db, case_id) if case_id else installation_key()
        bound = row["id"] if table.name == "draft" else case_id
        found: Mapping[str, Any] = json.loads(unseal(key, held, bound))
        return found

    def _mention(self, table: Table, row: RowMapping, opened: Mapping[str, Any] | None) -> Mention:
        case_id = row["id"] if table.name == "case" else row.get("case_id")
        hidden = {*SECRET.get(table.name, ()), SEALED.get(table.name, "")}
        says = {name: self._plain(table, name, value) for name, value in row.items() if name not in hidden}
        texts = {name: self._marked(value, case_id) for name, value in (opened or {}).items()}
        case = self.cases.get(case_id) if case_id else None
        return Mention(table.name, case.reference if case else None, {**says, **texts}, tuple(texts))

    def _plain(self, table: Table, name: str, value: Any) -> Any:
        """As it stands; whoever else it is about is another person."""
        people = {key.column.table.name for key in table.c[name].foreign_keys} & {"person", "account"}
        own = self._ids(table.c[name])
        return ANOTHER if people and value is not None and value not in own else value

    def _marked(self, value: Any, case_id: UUID | None) -> Any:
        if isinstance(value, list):
            return [self._marked(one, case_id) for one in value]
        if not isinstance(value, str):
            return value
        for name in self._others(case_id):
            value = re.sub(rf"(?i)\b{re.escape(name)}\b", ANOTHER if self.redacted else r"[[\g<0>]]", value)
        return value

    def _others(self, case_id: UUID | None) -> Sequence[str]:
        """The names of everybody else that this partnership, or this case, knows; the longest first."""
        names = [*self._people(), *(self.children.get(case_id, ()) if case_id else ())]
        return sorted({name for name in names if name and not self._is_in(name)}, key=len, reverse=True)

    def _people(self) -> Iterable[str]:
        asked = select(col(Person.name)).where(col(Person.partnership_id) == self.partnership_id)
        return self.db.execute(asked).scalars()
