"""From one London day to another, both included, as the record is asked for it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from workflows.engine.calendar import midnight_after


def days_of(since: date | None, until: date | None) -> Mapping[str, datetime | None]:
    """The first and the last day there are have no midnight beyond them, and leave nothing out."""
    return {
        "since": midnight_after(since - timedelta(days=1)) if since and since > date.min else None,
        "until": midnight_after(until) if until and until < date.max else None,
    }
