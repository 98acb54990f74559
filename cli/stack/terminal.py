"""One readable log of the whole stack: on the terminal with a mark for each part, and in a file."""

import json
import logging
import os
import time
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from rich.console import Console
from rich.text import Text

OURSELVES = "swan"
COLOURS = ("cyan", "green", "magenta", "yellow", "blue", "bright_cyan", "bright_magenta")
WIDTH = 11
FILE_SIZE, FILES_KEPT = 5_000_000, 3


class Log:
    """What the parts say, line by line. A terminal that has gone away is no reason to stop."""

    def __init__(self, place: Path, console: Console | None, *, as_json: bool = False) -> None:
        self.place = place
        self.console = console
        self.as_json = as_json
        self.colours: dict[str, str] = {OURSELVES: "bold"}
        os.close(os.open(place, os.O_CREAT | os.O_APPEND, 0o600))
        self.file = RotatingFileHandler(place, maxBytes=FILE_SIZE, backupCount=FILES_KEPT)
        stamped = logging.Formatter("%(asctime)s.%(msecs)03dZ %(message)s", datefmt="%Y-%m-%dT%H:%M:%S")
        stamped.converter = time.gmtime
        self.file.setFormatter(logging.Formatter("%(message)s") if as_json else stamped)

    def line(self, who: str, said: str) -> None:
        """One line of one part, as it said it."""
        kept = as_object(who, said) if self.as_json else f"{who:<{WIDTH}} {said}"
        self.file.emit(logging.makeLogRecord({"msg": kept}))
        if self.console is None:
            return
        colour = self.colours.setdefault(who, COLOURS[len(self.colours) % len(COLOURS)])
        marked = Text.assemble((f"{who:<{WIDTH}}", colour), " ", Text.from_ansi(said))
        try:
            self.console.print(marked, soft_wrap=True, highlight=False)
        except OSError:
            self.console = None

    def say(self, said: str) -> None:
        """One line of our own."""
        self.line(OURSELVES, said)

    def close(self) -> None:
        self.file.close()


def as_object(who: str, said: str) -> str:
    """A line as JSON: our own parts say theirs so already, and what a server says is put into an object."""
    if said.startswith("{"):
        return said
    return json.dumps({"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "part": who, "says": said})
