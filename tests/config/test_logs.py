"""Lines of the log: one an event whatever is in it, with the ids by which it can be followed and nothing else."""

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest

from config.logs import AsJson, AsText, in_the_course_of

TYPED = 'carol\n{"level": "info", "says": "signed in"}\r\n2026-11-30 INFO: signed in'


@pytest.fixture
def said() -> StringIO:
    return StringIO()


@pytest.fixture
def log(said: StringIO) -> Iterator[logging.Logger]:
    made = logging.getLogger("tests.lines")
    made.propagate, made.level = False, logging.INFO
    made.addHandler(logging.StreamHandler(said))
    yield made
    made.handlers.clear()


def lines(said: StringIO) -> list[str]:
    return said.getvalue().splitlines()


@pytest.mark.parametrize("formatter", [AsJson("web"), AsText()])
def test_a_line_break_that_somebody_typed_begins_no_line(
    log: logging.Logger, said: StringIO, formatter: logging.Formatter
) -> None:
    log.handlers[0].setFormatter(formatter)

    log.info("refused %s", TYPED)
    log.info("refused", extra={"what": TYPED})

    assert len(said.getvalue().split("\n")) == 3, "two lines and the end of the last"
    assert "\r" not in said.getvalue()


def test_a_line_of_json_can_be_read_back_whole(log: logging.Logger, said: StringIO) -> None:
    log.handlers[0].setFormatter(AsJson("worker"))

    with in_the_course_of(request="ab12"), in_the_course_of(task="t1"):
        log.info("told %s", TYPED, extra={"case": ["WSCP-2026-001"], "because": []})
    log.warning("alone")

    first, second = map(json.loads, lines(said))
    assert first.pop("at").endswith("+00:00")
    assert first == {
        "part": "worker", "level": "info", "logger": "tests.lines", "says": f"told {TYPED}", "request": "ab12",
        "task": "t1", "case": ["WSCP-2026-001"],
    }  # fmt: skip
    assert (second["level"], second["says"], "request" in second) == ("warning", "alone", False)


def test_what_a_library_attaches_is_left_out(log: logging.Logger, said: StringIO) -> None:
    log.handlers[0].setFormatter(AsJson("worker"))

    log.info("received", extra={"data": {"args": "a name"}, "what": "deadlines.sweep"})

    assert "a name" not in said.getvalue()
    assert json.loads(said.getvalue())["what"] == "deadlines.sweep"


def test_for_people_it_stands_in_brackets(log: logging.Logger, said: StringIO) -> None:
    log.handlers[0].setFormatter(AsText())

    log.info("recorded", extra={"case": "WSCP-2026-001", "what": "letters_sent"})

    assert lines(said)[0].partition(" ")[2] == "INFO: recorded (case WSCP-2026-001, what letters_sent)"
