"""The words of an anchor: short lines that come through a mail unharmed, and can be read out of one again.

    Swan anchor 17 of westmarch at the end of 2026-11-23
    anchor 16 <digest>
    door 12 <digest>
    office 41 <digest>
    reads 214 <digest>
    WSCP-2026-001 7 <digest>

Each line is a chain, its length and its last link: the anchors before this one, those of the door, the office's events,
then each case's. `reads` are the entries of the access record since the anchor before. A digest is a sha256 in base64.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from email.policy import default
from hashlib import sha256

BEFORE, DOOR, OFFICE, READS = "anchor", "door", "office", "reads"
"""What a line can be of, besides a case."""

THE_DOOR = "the-door"
"""Whose anchors those are that belong to no partnership."""

_HEAD = re.compile(r"Swan anchor (?P<seq>\d+) of (?P<place>\S+) at the end of (?P<day>\d{4}-\d\d-\d\d)")
_LINE = re.compile(r"(?P<what>\S+) (?P<length>\d+) (?P<digest>[A-Za-z0-9+/]{43})")


class NoAnchor(ValueError):
    """There is no anchor in this text, or not a whole one; says so in one sentence."""


@dataclass(frozen=True, slots=True)
class Line:
    """A chain of so many links, the last of them with this hash (hex)."""

    what: str
    length: int
    hash: str

    @property
    def is_of_a_case(self) -> bool:
        return self.what not in (BEFORE, DOOR, OFFICE, READS)

    def __str__(self) -> str:
        return f"{self.what} {self.length} {b64encode(bytes.fromhex(self.hash)).decode().rstrip('=')}"


@dataclass(frozen=True, slots=True)
class Stood:
    """What an anchor says: where every chain of a place ended at the end of a London day."""

    seq: int
    place: str
    day: date
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return "\n".join((f"Swan anchor {self.seq} of {self.place} at the end of {self.day}", *map(str, self.lines)))

    @property
    def hash(self) -> str:
        """What the next anchor says of this one."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def name(self) -> str:
        return f"anchor {self.seq} of {self.place}, {self.day:%A %-d %B %Y}"

    def line(self, what: str) -> Line | None:
        return next((one for one in self.lines if one.what == what), None)


def read_from(text: str) -> list[Stood]:
    """Every anchor in a text, whatever stands around it or before its lines. Raises `NoAnchor` where there is none."""
    lines = [line.strip(" \t\r>") for line in text.splitlines()]
    found = [_stood(head, lines[n + 1 :]) for n, line in enumerate(lines) if (head := _HEAD.fullmatch(line))]
    if not found:
        raise NoAnchor("no anchor is in it: one begins with 'Swan anchor'.")
    return found


def words_of(file: bytes) -> str:
    """The words of a file: of a message that was saved, those of its plain part."""
    part = message_from_bytes(file, policy=default).get_body(("plain",))
    return str(part.get_content()) if part is not None else ""


def _stood(head: re.Match[str], rest: list[str]) -> Stood:
    try:
        day = date.fromisoformat(head["day"])
    except ValueError as wrong:
        raise NoAnchor(f"{head['day']} is not a day.") from wrong
    return Stood(int(head["seq"]), head["place"], day, tuple(_lines(rest)))


def _lines(rest: list[str]) -> Iterator[Line]:
    for line in rest:
        said = _LINE.fullmatch(line)
        if said is None:
            return
        yield Line(said["what"], int(said["length"]), b64decode(said["digest"] + "=").hex())
