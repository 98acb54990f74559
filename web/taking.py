"""A register that was sent in: read, tried and undone again, and carried from the preview to its confirmation."""

import zlib
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass

from web.dates import Dated, dated_all
from web.desk import Desk
from web.refusing import WrongForm
from workflows.engine.casework.importing import Fault, NotImported, Sum
from workflows.engine.reading.deadlines import owed
from workflows.engine.register.histories import Register, Span, histories
from workflows.engine.register.table import LARGEST, Table, read
from workflows.engine.register.taking import take_in

MOST_CARRIED = 900_000
"""Characters of a packed file in a form: a browser's form may not carry much more."""

MOST_CASES = 200
"""Lines that are tried while somebody waits."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What an import would come to: what it would make, and every date that would then be open."""

    total: Sum
    empty: int
    open: Sequence[Dated]


def tried(desk: Desk, raw: bytes) -> Tried:
    """Does it all and undoes it again. Raises `NotImported` with everything that is wrong."""
    table, found = _understood(desk, raw)
    once = desk.db.begin_nested()
    try:
        total = take_in(desk.db, desk.partnership, found, desk.actor(), desk.at)
        still_open = open_dates(desk)
    finally:
        once.rollback()
    return Tried(total, table.empty, still_open)


def taken(desk: Desk, raw: bytes) -> Sum:
    """Records it. Raises `NotImported`; then nothing of it is kept."""
    _, found = _understood(desk, raw)
    with desk.db.begin_nested():
        return take_in(desk.db, desk.partnership, found, desk.actor(), desk.at)


def _understood(desk: Desk, raw: bytes) -> tuple[Table, Register]:
    table = read(raw)
    if len(table.rows) > MOST_CASES:
        sentence = f"it has more than {MOST_CASES} cases: whoever runs Swan takes it in with 'swan import'."
        raise NotImported([Fault(1, "the file", sentence)])
    span = Span(desk.today, desk.today)
    return table, histories(table, desk.partnership.prefix, desk.partnership.name, span)


def open_dates(desk: Desk) -> list[Dated]:
    """Every date that is owed in the partnership, as far as whoever looks may see its case."""
    mine = [one for one in owed(desk.db, desk.partnership.id) if desk.knows.sees(one.case_id)]
    return dated_all(mine, desk.today, desk.calendar)


def packed(raw: bytes) -> str:
    """The file as a form carries it. Raises `NotImported` where it is too large for that."""
    word = b64encode(zlib.compress(raw, 9)).decode()
    if len(word) > MOST_CARRIED:
        sentence = "it is too large for a page: whoever runs Swan takes it in with 'swan import'."
        raise NotImported([Fault(1, "the file", sentence)])
    return word


def unpacked(word: str) -> bytes:
    """What `packed` made. Raises `WrongForm` for anything else."""
    try:
        raw = zlib.decompressobj().decompress(b64decode(word, validate=True), LARGEST + 1)
    except (NotBase64, zlib.error, ValueError) as wrong:
        raise WrongForm(fields="packed") from wrong
    return raw
