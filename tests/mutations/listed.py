"""Deliberate faults in calendar, ladder, course, climbing and claims, each with the tests that must notice it."""

from dataclasses import dataclass

CALENDAR, COUNTING, RUNGS = (f"workflows/engine/{name}.py" for name in ("calendar", "counting", "rungs"))
JUDGING, DEADLINES = (f"workflows/engine/course/{name}.py" for name in ("judging", "deadlines"))
CASEWORK = "workflows/engine/casework"
CLIMBING, GATHERING, REPEATING, DELIVERING, HOLDERS, ACKNOWLEDGING, ARMING, CHAINING = (
    f"{CASEWORK}/{name}.py"
    for name in (
        "climbing", "gathering", "repeating", "delivering", "holders", "acknowledging", "arming", "chaining",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutation:
    """In `file` the text `was`, there once, becomes `becomes`; `tests` must then fail."""

    what: str
    file: str
    was: str
    becomes: str
    tests: str


def of(file: str, tests: str, *faults: tuple[str, str, str]) -> list[Mutation]:
    return [Mutation(what, file, was, becomes, f"tests/engine/{tests}.py") for what, was, becomes in faults]


QUICK = [
    *of(
        CALENDAR,
        "test_calendar",
        (
            "the day itself is counted",
            "{day: bisect_right(working, day)",
            "{day: bisect_left(working, day)",
        ),
        ("a month is thirty days", ".add(months=n)", ".add(days=30 * n)"),
    ),
    *of(
        CALENDAR,
        "test_london_time",
        ("eight is eight in Greenwich", "return _london(day, time(8))", "return datetime.combine(day, time(8), UTC)"),
    ),
    *of(RUNGS, "test_rungs", ("due today is late today", "if due < london_date(at):", "if due <= london_date(at):")),
    *of(
        JUDGING,
        "course/test_judging",
        (
            "a fact may contradict itself",
            "if taken is not None and not event.many:",
            "if taken is not None and event.many:",
        ),
    ),
    *of(
        DEADLINES,
        "course/test_deadlines",
        ("a change of the law begins a day late", "declared.since <= on)", "declared.since < on)"),
    ),
]
"""Those that need no database and are noticed in a second or two."""

LONG = [
    *of(
        CALENDAR,
        "test_calendar",
        (
            "counted back, the day itself is counted",
            "bisect_left(self._working, day) - n",
            "bisect_right(self._working, day) - n",
        ),
        (
            "a bank holiday is a working day",
            "return day.weekday() <= _FRIDAY and day not in self.holidays",
            "return day.weekday() <= _FRIDAY",
        ),
        (
            "a closure is a working day of the office",
            "_open=tuple(day for day in working if day not in closures)",
            "_open=working",
        ),
    ),
    *of(
        COUNTING,
        "test_counting",
        ("what repeats counts one too few", "span.n * (nth + 1)", "span.n * max(nth, 1)"),
        (
            "the safe day lies after the date",
            "calendar.working_day_on_or_before(due)",
            "calendar.working_day_on_or_after(due)",
        ),
    ),
    *of(
        RUNGS,
        "test_rungs",
        ("a reminder on a closure day goes late", "later = rung.kind in", "later = rung.kind not in"),
        ("every rung that is past is told", "_past(rung) if rung in gone[:-1] else now", "now"),
        (
            "a date of law that has passed can wait",
            "return deadline.weight in BY_LAW_OR_GUIDANCE and not deadline.expectation",
            "return False",
        ),
        ("what repeats comes the next day", "times * rung.n", "times + rung.n"),
        (
            "corrected, what was past is told again",
            "return [_past(rung) if rung.due_at <= at else rung for rung in rungs]",
            "return rungs",
        ),
    ),
    *of(
        JUDGING,
        "course/test_judging",
        ("a step may come before its process", "happening.on < run.begun_on and", "happening.on > run.begun_on and"),
        ("an answer may come before its question", "if state.is_open and on < state.started_on:", "if False:"),
    ),
    *of(
        DEADLINES,
        "course/test_deadlines",
        ("what can no longer be met stays open", "elif happening.name in declared.missed_by:", "elif False:"),
        (
            "an older awareness does not count",
            "anchor < still_open.counted.anchor:",
            "anchor > still_open.counted.anchor:",
        ),
    ),
    *of(
        CLIMBING,
        "casework/test_climbing_together",
        (
            "a partnership is swept by two at once",
            "where pg_try_advisory_xact_lock(uuid_hash_extended(partnership_id, 0))",
            "where true",
        ),
    ),
    *of(
        CLIMBING,
        "casework/test_climbing",
        ("what is settled is chased", "deadline.status = 'open' as owed", "true as owed"),
        ("the lowest rung is told", "named.person_id, standing.n desc", "named.person_id, standing.n"),
        ("heard once is not heard", "heard.id = highest.id or heard.n > highest.n", "heard.id = highest.id or false"),
    ),
    *of(
        CLIMBING,
        "casework/test_acknowledging",
        ("who has it is reminded all the same", "acknowledgement.look_on > :day", "false"),
        (
            "who has it is not heard of on the day to look",
            "acknowledgement.look_on > :day",
            "acknowledgement.look_on >= :day",
        ),
    ),
    *of(
        GATHERING,
        "casework/test_gathering",
        (
            "mail goes at the weekend",
            "where extract(isodow from :day + step) < 6",
            "where extract(isodow from :day + step) < 8",
        ),
    ),
    *of(
        GATHERING,
        "casework/test_gathering",
        (
            "a claimed message is added to",
            "message.status = 'waiting' and message.attempts = 0",
            "message.status = 'waiting'",
        ),
    ),
    *of(
        DELIVERING,
        "casework/test_delivering",
        (
            "a claim that ran out still begins",
            "where id = :id and claimed_at = :claimed_at and status = 'waiting'",
            "where id = :id and (claimed_at = :claimed_at or true) and status = 'waiting'",
        ),
        (
            "a second copy does not say so",
            "perhaps_twice or chosen.attempts > 0 and chosen.outcome is null",
            "perhaps_twice",
        ),
        ("it fails a try later", "TRIES = 4", "TRIES = 5"),
        ("it is tried again at once", "and again_at <= now() and not exists (", "and not exists ("),
        (
            "what was given back counts as tried",
            "set attempts = attempts - 1, outcome = :before",
            "set outcome = :before",
        ),
    ),
    *of(
        REPEATING,
        "casework/test_repeating",
        (
            "the beat goes on from when it was told",
            "calendar.add(self.counted_from, self.begins + n * self.days) for n in count(gone + 1)",
            "calendar.add(told_on, n * self.days) for n in count(1)",
        ),
    ),
    *of(
        HOLDERS,
        "casework/test_holders",
        (
            "a role ends a day early",
            "(holding.to_on is null or holding.to_on >= :day)",
            "(holding.to_on is null or holding.to_on > :day)",
        ),
        (
            "the absent are told",
            "then holding.deputy_id else holding.person_id end",
            "then holding.person_id else holding.person_id end",
        ),
    ),
    *of(
        ACKNOWLEDGING,
        "casework/test_acknowledging",
        ("it may be left until the day it is due", "if look_on >= due_on:", "if look_on > due_on:"),
    ),
    *of(
        ARMING,
        "casework/test_arming",
        (
            "an imported past is told",
            "case when due_at > :at then 'armed' else 'past' end",
            "case when due_at > :at then 'armed' else 'armed' end",
        ),
    ),
    *of(
        CHAINING,
        "test_audit",
        (
            "the day is not in the chain",
            'UNSAID = frozenset({"hash", "partnership_id"})',
            'UNSAID = frozenset({"hash", "partnership_id", "happened_on"})',
        ),
    ),
]

ALL = [*QUICK, *LONG]
