"""The simulator: years of cases among faults lose nothing, people hear the same, and what is broken shows."""

from collections.abc import Iterator
from random import SystemRandom
from typing import Any

import pytest
from sqlalchemy import text

from config.settings import settings
from models.columns import new_id
from models.database import close_engines
from tasks.simulation import Kind, Lost, Simulated, faults, kinds_of, simulate
from tests.emptied import empty
from tests.servers import PostgresServer
from workflows.engine.casework import climbing, delivering
from workflows.engine.casework.remembering import NOTHING, Remembered, remember, remembered

STACK_UP = frozenset(Kind) - {Kind.OUTAGE, Kind.CLOCK_AHEAD}
"""All that can go wrong without changing who is told what on which day."""

SELDOM = frozenset({Kind.PROVIDER_DOWN, Kind.OUTAGE})


@pytest.fixture
def place(
    postgres: PostgresServer, tasks_database: str, database: str, told: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """An empty record of this test's own, as this process's settings have it; its connection string."""
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    close_engines()
    yield postgres.conninfo(tasks_database)
    close_engines()
    settings.cache_clear()


@pytest.mark.parametrize("half", [1, 2])
def test_years_among_faults_lose_nothing_and_double_nothing(place: str, half: int) -> None:
    account = simulate(Simulated(SystemRandom().randrange(10**6), cases=46))

    assert (account.lost, account.doubled) == ((), 0), account.wanted
    assert account.notices > 100 * account.case_years, account
    assert set(account.faults) >= frozenset(Kind) - SELDOM, account


def test_the_same_seed_plays_the_same_again(place: str) -> None:
    wanted = Simulated(SystemRandom().randrange(10**6), cases=2)
    first = simulate(wanted)
    empty(place)

    assert simulate(wanted) == first, wanted


def test_whoever_begins_to_play_remembers_no_case_of_an_earlier_play(place: str) -> None:
    """Its cases would be the same ones, and what is not read again is a statement less in which to be struck."""
    stray = new_id()
    remember(stray, Remembered(1))
    simulate(Simulated(SystemRandom().randrange(10**6), cases=1, kinds=frozenset()))

    assert remembered(stray) is NOTHING


def test_the_record_is_all_that_a_restart_after_every_step_leaves(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(faults.ONE_IN, Kind.RESTART, 1)
    seed = SystemRandom().randrange(10**6)
    restarted = simulate(Simulated(seed, cases=1, kinds=frozenset({Kind.RESTART})))
    empty(place)
    untouched = simulate(Simulated(seed, cases=1, kinds=frozenset()))

    assert restarted.faults[Kind.RESTART] >= restarted.events > 0
    assert (restarted.told, restarted.done, restarted.lost) == (untouched.told, untouched.done, ()), restarted.wanted


def test_who_is_told_what_on_which_day_is_the_same_whatever_goes_wrong(place: str) -> None:
    seed = SystemRandom().randrange(10**6)
    calm = simulate(Simulated(seed, cases=1, kinds=frozenset()))
    empty(place)
    among_faults = simulate(Simulated(seed, cases=1, kinds=STACK_UP))

    assert calm.faults.total() == 0
    assert among_faults.faults.total() > 0
    assert among_faults.told == calm.told, among_faults.wanted
    assert among_faults.done["recorded"] == calm.done["recorded"], among_faults.wanted


def test_no_answer_from_a_provider_is_the_only_way_to_a_second_copy(place: str) -> None:
    """Hints and workers may fail as they like: where every try is answered, nobody hears anything twice."""
    harmless = frozenset(
        {Kind.TWO_AT_ONCE, Kind.LOST, Kind.DOUBLED, Kind.LATE, Kind.REORDERED, Kind.EMPTIED, Kind.RESTART}
        | {Kind.CLOCK_BACK, Kind.CLOCK_AHEAD}
    )
    account = simulate(Simulated(SystemRandom().randrange(10**6), cases=2, kinds=harmless))

    assert account.faults.total() > 0
    assert (account.lost, account.doubled, account.perhaps_twice) == ((), 0, 0), account


BROKEN = {
    "a rung nobody hears of is climbed": (Kind.OUTAGE, climbing, "CLIMB", "then 'superseded'", "then 'climbed'"),
    "a try that was not answered counts as none": (
        Kind.TAKEN_UNSAID, delivering, "CLAIM", "chosen.attempts > 0 and chosen.outcome is null", "false",
    ),
    "a refused message counts as sent": (
        Kind.REFUSED, delivering, "SETTLE", "set status = :status", "set status = 'sent'",
    ),
    "a claim lasts for days": (Kind.CRASH, delivering, "CLAIM", "again_at = now() +", "again_at = now() + 48 *"),
}  # fmt: skip
"""What has to go wrong for it to show, a statement of the product's, and what is changed in it."""


def broken(statement: Any, was: str, becomes: str) -> Any:
    """The statement with that one change, its parameters typed as before."""
    sql = str(statement.text)
    assert was in sql, "the statement no longer says this"
    return text(sql.replace(was, becomes)).bindparams(*statement._bindparams.values())


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_shows(place: str, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    kind, module, name, was, becomes = BROKEN[what]
    monkeypatch.setitem(faults.ONE_IN, kind, 5)
    assert not shows(place, kind)
    monkeypatch.setattr(module, name, broken(getattr(module, name), was, becomes))
    assert shows(place, kind)


def shows(place: str, kind: Kind) -> bool:
    """Whether the simulation of one case says that something is wrong."""
    empty(place)
    try:
        account = simulate(Simulated(4, cases=1, kinds=frozenset({kind})))
    except Lost:
        return True
    return bool(account.lost or account.doubled)


def test_kinds_of_fault_are_named_or_refused() -> None:
    assert kinds_of("all") == frozenset(Kind)
    assert kinds_of("none") == frozenset()
    assert kinds_of("crash, lost") == {Kind.CRASH, Kind.LOST}
    assert str(Simulated(7, 2, 3, kinds_of("lost,crash"))) == (
        "swan simulate --cases 2 --years 3 --seed 7 --faults crash,lost"
    )
    assert str(Simulated(7)).endswith("--faults all")
    assert str(Simulated(7, kinds=frozenset())).endswith("--faults none")
    with pytest.raises(ValueError, match="There is no fault called fire; there is all, none, crash"):
        kinds_of("fire")
