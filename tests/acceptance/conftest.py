"""One stack for each process that runs tests, and an office on it for each test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from sqlalchemy import create_engine

from cli.stack import parts
from config.settings import settings
from models.migrate import migrate
from tests.acceptance.live_office import LiveOffice, Told, told_by
from tests.acceptance.outside import Flower
from tests.acceptance.stack import Process, Stack
from tests.acceptance.stories import Story
from tests.office import an_office


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Everything running; what a test kills, the next one finds started again."""
    whole = Stack(tmp_path_factory.mktemp("stack"))
    try:
        yield whole
    finally:
        whole.close()


@pytest.fixture
def office(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveOffice]:
    with office_on(stack, monkeypatch) as live:
        yield live


@contextmanager
def office_on(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveOffice]:
    """Empty, with everything started that does not run."""
    monkeypatch.setenv("SWAN_DATA", str(stack.settings.data))
    settings.cache_clear()
    stack.starts()
    live = LiveOffice(stack)
    try:
        yield live
    finally:
        live.close()
        settings.cache_clear()


@pytest.fixture(scope="module")
def flower(stack: Stack) -> Iterator[Flower]:
    process = Process(parts.flower(stack.settings), stack.settings)
    assert process.part.prepare is not None
    process.part.prepare()
    process.runs()
    yield Flower(process)
    process.stops()


@pytest.fixture(scope="session")
def undisturbed(stack: Stack) -> Callable[[Story], list[Told]]:
    """What people are told in a story in which nothing is killed, climbed step by step in one process.

    In a record beside that of the stack, which no process of the stack knows; each story is told once.
    """
    url = stack.postgres.create("undisturbed")
    migrate(url)

    @cache
    def told_in(story: Story) -> list[Told]:
        engine = create_engine(url)
        with engine.connect() as connection:
            for office in an_office(connection):
                story(office)
                told = told_by(office)
        engine.dispose()
        return told

    return told_in
