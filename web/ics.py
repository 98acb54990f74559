"""Dates as calendars outside read them (RFC 5545): whole days that block nothing, a reference and a step, no name."""

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event, vText

from web.dates import plainly
from workflows.engine.reading.agenda import Entry

ICS = "text/calendar; charset=utf-8"
EVERY_HOUR = "PT1H"
"""How often to read again; given as text: of a timedelta, icalendar writes no duration under a name of no standard."""

KEPT = timedelta(days=30)
"""So long an ended date stays as cancelled: a calendar that never hears of its end would keep it for good."""


def written(entries: Iterable[Entry], link: str, name: str = "") -> bytes:
    """A calendar of these dates; with a `name`, one to be read again and again. `link` is where Swan is reached."""
    made = Calendar()
    made.add("prodid", "-//Swan//Dates//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    if name:
        # A text of its own: icalendar escapes no comma in properties that RFC 5545 itself does not know.
        made.add("name", vText(name))
        made.add("x-wr-calname", vText(name))
        made.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
        made.add("x-published-ttl", EVERY_HOUR)
    for entry in entries:
        made.add_component(_event(entry, link))
    text: bytes = made.to_ical()
    return text


def _event(entry: Entry, link: str) -> Event:
    expected = "expected: " if entry.expectation else ""
    made = Event()
    made.add("uid", str(entry.id))
    made.add("dtstamp", entry.changed_at)
    made.add("last-modified", entry.changed_at)
    made.add("sequence", entry.changes)
    made.add("dtstart", entry.due_on)
    made.add("dtend", entry.due_on + timedelta(days=1))
    made.add("summary", f"{entry.reference}: {expected}{plainly(entry.title)}")
    made.add("url", f"{link.rstrip('/')}/cases/{entry.reference}")
    made.add("class", "PRIVATE")
    made.add("transp", "TRANSPARENT")
    made.add("status", "CONFIRMED" if entry.is_open else "CANCELLED")
    return made
