"""Anchors: each day is closed when it is over, and what it came to is kept as a file beside the database."""

import logging
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from config.files import written_once
from config.settings import settings
from models.clock import swan_now
from models.database import session
from tasks.app import app
from workflows.engine.anchor_lines import THE_DOOR
from workflows.engine.casework.anchoring import close, days_to_close

log = logging.getLogger(__name__)

NEWEST = text("""
select distinct on (anchor.partnership_id) coalesce(partnership.slug, :door) as place, anchor.day, anchor.text
from anchor left join partnership on partnership.id = anchor.partnership_id
order by anchor.partnership_id, anchor.seq desc
""").bindparams(door=THE_DOOR)


@app.task(name="watch.anchor")  # type: ignore[untyped-decorator]
def anchor() -> int:
    """Close the day that is over, for each partnership by itself; a second run finds none to close."""
    with session("swan_clock") as db:
        day, places = days_to_close(db)
    for place in places:
        with session("swan_clock") as db:
            close(db, place, day, swan_now(db))
    with session("swan_clock") as db:
        keep(db, settings().anchors)
    return len(places)


def keep(db: Session, folder: Path) -> None:
    """The newest anchor of each place as a file, once. A folder that cannot be written fails nothing."""
    for place, day, said in db.execute(NEWEST):
        try:
            written_once(folder / f"{place}-{day}.txt", f"{said}\n".encode())
        except OSError as failure:
            log.warning("The anchors cannot be kept as files: %s.", type(failure).__name__)
            return
