"""A list of dates as a spreadsheet: the case's reference, when it is due, how far off that is, and what it is."""

from collections.abc import Sequence

from fastapi.responses import Response

from web.dates import Dated
from web.desk import Desk
from web.sheets import Cell, download, workbook
from workflows.engine.reading.seen import whose

COLUMNS = ("Case", "Due", "That is", "What", "About", "Whose word")


def due_list(desk: Desk, title: str, found: Sequence[Dated]) -> Response:
    """To be kept; that it was taken is written down. The file is called as its `title` is."""
    name = title.lower().replace(" ", "-")
    desk.did(f"{name}-downloaded", dates=str(len(found)))
    rows = [_cells(one) for one in found]
    return download(f"{name}-{desk.today.isoformat()}.xlsx", workbook(title, COLUMNS, rows))


def _cells(one: Dated) -> list[Cell]:
    return [one.deadline.reference, one.on, one.words, one.title, one.about, whose(one.deadline)]
