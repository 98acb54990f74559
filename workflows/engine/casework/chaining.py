"""Appends to a case's chain: each event carries the hash of the one before it, over exactly what is stored."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any
from uuid import UUID

FIRST = "0" * 64

UNSAID = frozenset({"hash", "partnership_id"})
"""What stands in a row and not in its link: whose it is, for a case that is handed over takes its history along."""


def linked(prev: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with `prev` and `hash` set: `prev` is the hash of the case's last event, or zeros for the first."""
    whole = {**row, "prev": prev or FIRST}
    return {**whole, "hash": digest(whole)}


def digest(row: Mapping[str, Any]) -> str:
    """sha256 (hex) of an event's stored columns as canonical JSON, without what is `UNSAID`."""
    said = {name: _plain(value) for name, value in row.items() if name not in UNSAID}
    return sha256(json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()  # as the record gives it back, wherever it was said
    return value.isoformat() if isinstance(value, date | time) else value
