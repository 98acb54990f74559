"""The kinds of column the record is made of, each said once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, cast
from uuid import UUID

import uuid_utils
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import DateTime, String, TypeDecorator
from sqlmodel import Field


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: aware or refused (ValueError), kept and given back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant without a time zone cannot be recorded")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None


class _Ids(threading.local):
    source: Iterator[UUID] | None = None


_IDS = _Ids()


def new_id() -> UUID:
    """A time-ordered id (uuid7), made here so that rows can name one another before they are written."""
    return UUID(bytes=uuid_utils.uuid7().bytes) if _IDS.source is None else next(_IDS.source)


@contextmanager
def ids_from(source: Iterator[UUID]) -> Iterator[None]:
    """While this lasts, new ids of this thread are these: in a simulation, that it can be played again."""
    _IDS.source = source
    try:
        yield
    finally:
        _IDS.source = None


def primary_key() -> UUID:
    return cast(UUID, Field(default_factory=new_id, primary_key=True))


def instant(**more: Any) -> Any:
    return Field(sa_type=cast(Any, UTCDateTime), **more)


def document(**more: Any) -> Any:
    """Nothing is no row's null inside JSON: where there is no document, the column is empty."""
    return Field(sa_type=cast(Any, JSONB(none_as_null=True)), **more)


def words(**more: Any) -> Any:
    return Field(sa_type=cast(Any, ARRAY(String)), **more)


FOREVER = date(9999, 12, 31)
