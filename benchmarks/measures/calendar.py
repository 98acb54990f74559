"""Working-day arithmetic: the fifth, tenth and fifteenth working day after each day of eleven years."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from time import perf_counter

from benchmarks.stage import PeerSide, Stage, asks
from benchmarks.words import SWAN, Figure, Figures, Goal, Measure, Side
from config.bank_holidays import ENGLAND_AND_WALES
from workflows.engine.calendar import Calendar

FIRST, LAST = date(2018, 1, 1), date(2028, 12, 31)
SPANS = (5, 10, 15)
"""Working days of a notification, of an answer to the Panel, and of a Rapid Review."""

RATE, WRONG = "dates", "different answers"

_LIBRARY = "The same dates, one call each, by its own holidays of England"
PEERS = (
    PeerSide("holidays", "calendar_holidays", f"{_LIBRARY} (`get_nth_working_day`)."),
    PeerSide("workalendar", "calendar_workalendar", f"{_LIBRARY} (`add_working_days`)."),
    PeerSide("numpy", "calendar_numpy", "`busday_offset`, one date a call, with Swan's own list of holidays."),
)

Question = tuple[date, int]


@contextmanager
def sides(stage: Stage) -> Iterator[list[Side]]:
    """Every peer is given the questions and Swan's answers, and says in how many its own differ."""
    calendar = Calendar.build(ENGLAND_AND_WALES)
    questions = list(asked(calendar))[:: stage.of(1, 97)]
    answers = [calendar.add(day, n) for day, n in questions]
    place = stage.settings.data / "questions.json"
    place.write_text(
        json.dumps({"asked": questions, "answers": answers, "holidays": list(ENGLAND_AND_WALES)}, default=str)
    )
    with stage.peers(PEERS, questions_at=place, seconds=stage.of(500, 1) / 1000) as peers:
        swan = Side(
            SWAN,
            "`Calendar.add`, one date a call: a date beyond the known holidays is refused, which no other does.",
            partial(one_round, calendar, questions, stage.of(500, 1) / 1000),
        )
        yield [swan, *(Side(peer.name, peer.asked, asks(program)) for peer, program in peers)]


def asked(calendar: Calendar) -> Iterator[Question]:
    """Each day of these years with each span whose answer is known; the last days of the last year are left out."""
    for ordinal in range(FIRST.toordinal(), (LAST - timedelta(days=30)).toordinal()):
        yield from ((date.fromordinal(ordinal), n) for n in SPANS)


def one_round(calendar: Calendar, questions: Sequence[Question], seconds: float) -> Figures:
    """Whole passes through the questions until the time is up."""
    begun, passes = perf_counter(), 0
    while perf_counter() - begun < seconds or not passes:
        for day, n in questions:
            calendar.add(day, n)
        passes += 1
    return {RATE: passes * len(questions) / (perf_counter() - begun), WRONG: 0}


MEASURE = Measure(
    title="Working days counted",
    question=f"The {', '.join(map(str, SPANS))} working days after each day from 2018 to 2028, one date a call.",
    figures=(Figure(RATE, "a second", "more"), Figure(WRONG, "dates", "less")),
    sides=sides,
    goals=(
        Goal(RATE, times=3, against="numpy"),
        Goal(RATE, times=50, against="holidays"),
        Goal(RATE, times=50, against="workalendar"),
        Goal(WRONG, at_most=0, side="holidays"),
        Goal(WRONG, at_most=0, side="numpy"),
    ),
    remarks=("workalendar does not know 8 May 2023, the coronation of King Charles III: its answers differ there.",),
)
