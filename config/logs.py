"""One line an event, plain for people or JSON for programs, with the ids by which it can be followed from part to part.

What a line says is written here and by the libraries, and never what somebody typed; what it is about stands beside it,
in fields of known names: references and ids.
"""

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from config.settings import Settings, settings

ABOUT = (
    "request", "command", "task", "case", "event", "act", "what", "mail", "because", "fate", "channel", "code",
    "attempt", "method", "route", "status", "ms", "done",
)  # fmt: skip
"""The fields a line may have beside its words; anything else that a library attaches is left out.

`request`, `command` and `task` say in whose course it was said; `mail` is a message's id, which
is in its Message-ID; `because` names the events that it came of.
"""

_COURSE: ContextVar[Mapping[str, str]] = ContextVar("course", default={})  # noqa: B039 - never changed in place


@contextmanager
def in_the_course_of(**ids: str) -> Iterator[None]:
    """Every line said inside bears these ids."""
    before = _COURSE.set({**_COURSE.get(), **ids})
    try:
        yield
    finally:
        _COURSE.reset(before)


def about(record: logging.LogRecord) -> dict[str, Any]:
    """What stands beside the words of a line."""
    said = {name: value for name in ABOUT if (value := vars(record).get(name)) not in (None, "", [])}
    return {**_COURSE.get(), **said}


class AsJson(logging.Formatter):
    """One object a line, whatever is in it: a line break in a word is written as one."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self.part = part

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said = {"at": at, "part": self.part, "level": record.levelname.lower(), "logger": record.name}
        failed = {"failed": self.formatException(record.exc_info)} if record.exc_info else {}
        return json.dumps({**said, "says": record.getMessage(), **about(record), **failed}, default=str)


class AsText(logging.Formatter):
    """For people: moment, words, and in brackets what it is about. No word of it begins a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        beside = ", ".join(f"{name} {value}" for name, value in about(record).items())
        words = f"{at} {record.levelname}: {record.getMessage().rstrip()}{f' ({beside})' if beside else ''}"
        failed = f"\n{self.formatException(record.exc_info)}" if record.exc_info else ""
        return words.replace("\r", "\\r").replace("\n", "\\n") + failed


def formatter(part: str, place: Settings) -> logging.Formatter:
    return AsJson(part) if place.log == "json" else AsText()


def dress(logger: logging.Logger, part: str, place: Settings | None = None) -> None:
    """From here on its handlers write lines as we write them; a part whose libraries have set up the rest."""
    for handler in logger.handlers:
        handler.setFormatter(formatter(part, place or settings()))


def set_up(part: str, place: Settings) -> None:
    """From here on everything that this process says goes to its error output, a line an event."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(part, place))
    logging.basicConfig(handlers=[handler], level=place.log_level, force=True)
