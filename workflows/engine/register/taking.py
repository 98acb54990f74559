"""Taking a register in, whole or not at all: the faults of its cells and those of the law together."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from models import Partnership
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.importing import History, NotImported, Sum, import_register
from workflows.engine.register.histories import Register


def take_in(
    db: Session,
    partnership: Partnership,
    found: Register,
    actor: Actor,
    at: datetime,
    rows: Iterable[History] | None = None,
) -> Sum:
    """Records every history (`rows` are the same, where somebody watches them go by), in the caller's transaction.

    Raises `NotImported` with everything that is wrong: the transaction is then to be rolled back.
    """
    try:
        total = import_register(db, partnership, found.histories if rows is None else rows, actor, at)
    except NotImported as wrong:
        raise NotImported([*found.faults, *wrong.faults]) from wrong
    if found.faults:
        raise NotImported(found.faults)
    return total
