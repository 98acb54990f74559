"""Each deliberate fault is noticed by the tests named beside it, in a copy of the tree with that one change."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutations.listed import ALL, QUICK, Mutation

ROOT = Path(__file__).parents[2]
COPIED = ("cli", "config", "examples", "models", "tasks", "tests", "web", "workflows", "pyproject.toml")
FAILED, PASSED = 1, 0
"""How pytest ends. A file that does not even load is another number, and would be no proof."""

OF_THE_RUN = ("PYTEST_CURRENT_TEST", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_XDIST_TESTRUNUID")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree, to be broken and mended again."""
    made = tmp_path_factory.mktemp("mutations")
    for name in COPIED:
        there = ROOT / name
        if there.is_dir():
            shutil.copytree(there, made / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(there, made / name)
    return made


@pytest.fixture
def broken(copy: Path, request: pytest.FixtureRequest) -> Iterator[Mutation]:
    """The copy with this one change, which is taken back afterwards."""
    mutation: Mutation = request.param
    file = copy / mutation.file
    whole = file.read_text()
    assert whole.count(mutation.was) == 1, f"{mutation.file} no longer says once: {mutation.was}"
    file.write_text(whole.replace(mutation.was, mutation.becomes))
    yield mutation
    file.write_text(whole)


def ends(copy: Path, *tests: str) -> tuple[int, str]:
    """How these tests end in the copy, and what they say. No byte code: a change within a second would go unseen."""
    kept = {name: value for name, value in os.environ.items() if name not in OF_THE_RUN}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", f"--basetemp={copy / 'temp'}", *tests],
        cwd=copy, env={**kept, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return ran.returncode, ran.stdout + ran.stderr


def named(mutations: list[Mutation]) -> list[str]:
    return list(dict.fromkeys(one.tests for one in mutations))


def what(mutation: Mutation) -> str:
    return mutation.what


def test_there_are_enough_and_each_is_in_its_file_once() -> None:
    assert len(ALL) >= 24
    assert len({one.what for one in ALL}) == len(ALL)
    for one in ALL:
        assert (ROOT / one.file).read_text().count(one.was) == 1, f"{one.file} no longer says once: {one.was}"
        assert (ROOT / one.tests).is_file()


@pytest.mark.xdist_group("mutations")
class TestQuick:
    def test_unbroken_the_copy_passes(self, copy: Path) -> None:
        ended, said = ends(copy, *named(QUICK))
        assert ended == PASSED, said

    @pytest.mark.parametrize("broken", QUICK, ids=what, indirect=True)
    def test_it_is_noticed(self, copy: Path, broken: Mutation) -> None:
        ended, said = ends(copy, broken.tests)
        assert ended == FAILED, said


@pytest.mark.soak
@pytest.mark.xdist_group("mutations")
class TestAll:
    def test_unbroken_the_copy_passes(self, copy: Path) -> None:
        ended, said = ends(copy, *named(ALL))
        assert ended == PASSED, said

    @pytest.mark.parametrize("broken", ALL, ids=what, indirect=True)
    def test_it_is_noticed(self, copy: Path, broken: Mutation) -> None:
        ended, said = ends(copy, broken.tests)
        assert ended == FAILED, said
