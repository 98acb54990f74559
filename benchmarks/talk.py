"""The other side of `asking`: a line of JSON says what is asked, a line of JSON answers it. Knows nothing of Swan."""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

Answer = dict[str, float]


def answer(at_end: Callable[[], object] | None = None, **answers: Callable[..., Answer | None]) -> None:
    """Answers what is asked by these names until nobody can ask any more; then does what is to be done `at_end`."""
    # Whatever a library prints goes where it does not disturb.
    line = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for asked in sys.stdin:
        said: dict[str, Any] = json.loads(asked)
        answered = answers[said.pop("ask")](**said)
        line.write(json.dumps(answered or {}) + "\n")
        line.flush()
    if at_end is not None:
        at_end()
    os._exit(0)  # the threads of a library that does not end by itself are nobody's any more


class Watch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self.begun = time.perf_counter()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.begun


def plainly(database: str) -> str:
    """The address as PostgreSQL's own library reads it; SQLAlchemy's names a driver besides."""
    return database.replace("postgresql+psycopg://", "postgresql://", 1)
