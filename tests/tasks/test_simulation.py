"""The simulator: years of cases among faults lose nothing, people hear the same, and what is broken shows."""

from collections.abc import Iterator
from random import SystemRandom
from typing import Any

import pytest
from sqlalchemy import text

from config.settings import settings
from models.database import close_engines
from tasks.simulation import Kind, Lost, Simulated, kinds_of, simulate
from tests.emptied import empty
from tests.servers import PostgresServer
from workflows.engine.casework import climbing, delivering

STACK_UP = frozenset(Kind) - {Kind.OUTAGE}
"""All that can go wrong without changing who is told what on which day."""


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


def test_years_among_faults_lose_nothing_and_double_nothing(place: str) -> None:
    account = simulate(Simulated(SystemRandom().randrange(10**6), cases=4))

    assert (account.lost, account.doubled) == ((), 0), account
    assert account.notices > 100, account
    assert set(account.faults) > STACK_UP - {Kind.PROVIDER_DOWN, Kind.RESTART}, account


def test_who_is_told_what_on_which_day_is_the_same_whatever_goes_wrong(place: str) -> None:
    seed = SystemRandom().randrange(10**6)
    calm = simulate(Simulated(seed, cases=1, kinds=frozenset()))
    close_engines()
    empty(place)
    among_faults = simulate(Simulated(seed, cases=1, kinds=STACK_UP))

    assert calm.faults.total() == 0
    assert among_faults.faults.total() > 0
    assert among_faults.told == calm.told, f"seed {seed}"
    assert among_faults.done["recorded"] == calm.done["recorded"], f"seed {seed}"


def test_no_answer_from_a_provider_is_the_only_way_to_a_second_copy(place: str) -> None:
    """Hints and workers may fail as they like: where every try is answered, nobody hears anything twice."""
    harmless = frozenset({Kind.TWO_AT_ONCE, Kind.LOST, Kind.DOUBLED, Kind.REORDERED, Kind.EMPTIED, Kind.RESTART})
    account = simulate(Simulated(SystemRandom().randrange(10**6), cases=2, kinds=harmless))

    assert account.faults.total() > 0
    assert (account.lost, account.doubled, account.perhaps_twice) == ((), 0, 0), account


BROKEN = {
    "a rung nobody hears of is climbed": (climbing, "CLIMB", "then 'superseded'", "then 'climbed'"),
    "a try that was not answered counts as none": (
        delivering, "CLAIM", "chosen.attempts > 0 and chosen.outcome is null", "false",
    ),
    "a refused message counts as sent": (delivering, "SETTLE", "set status = :status", "set status = 'sent'"),
    "a claim lasts for days": (delivering, "CLAIM", "again_at = now() +", "again_at = now() + 48 *"),
}  # fmt: skip
"""A statement of the product's, and what is changed in it."""


def broken(statement: Any, was: str, becomes: str) -> Any:
    """The statement with that one change, its parameters typed as before."""
    sql = str(statement.text)
    assert was in sql, "the statement no longer says this"
    return text(sql.replace(was, becomes)).bindparams(*statement._bindparams.values())


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_shows(place: str, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    module, name, was, becomes = BROKEN[what]
    monkeypatch.setattr(module, name, broken(getattr(module, name), was, becomes))

    assert any(shows(place, kinds) for kinds in (frozenset({Kind.OUTAGE}), frozenset(Kind))), what


def shows(place: str, kinds: frozenset[Kind]) -> bool:
    """Whether the simulation of one case says that something is wrong."""
    close_engines()
    empty(place)
    try:
        account = simulate(Simulated(4, cases=1, kinds=kinds))
    except Lost:
        return True
    return bool(account.lost or account.doubled)


def test_kinds_of_fault_are_named_or_refused() -> None:
    assert kinds_of("all") == frozenset(Kind)
    assert kinds_of("none") == frozenset()
    assert kinds_of("crash, lost") == {Kind.CRASH, Kind.LOST}
    with pytest.raises(ValueError, match="There is no fault called fire; there is all, none, crash"):
        kinds_of("fire")
