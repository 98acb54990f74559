"""The frame of the benchmarks, tried at a size at which no figure means anything."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import page, picture
from benchmarks.asking import Absent
from benchmarks.measured import Measured, judged, keep
from benchmarks.measures import measures
from benchmarks.rounds import play
from benchmarks.stage import Stage
from benchmarks.words import SWAN, Figure, Goal, Measure, Side
from tests.servers import PostgresServer

RUN = {"day": "1 May 2026", "processor": "a processor", "system": "a system", "servers": "servers"}
RATE = Figure("things", "a second", "more")
TIME = Figure("one thing", "ms", "less")


@pytest.fixture
def stage(postgres: PostgresServer) -> Stage:
    """The peers' environment is our own: what is not in it is not there to be asked."""
    return Stage(postgres.settings, Path(sys.executable), tiny=True)


def played(measure: Measure, stage: Stage, rounds: int = 1) -> Measured:
    return play(measure, stage, rounds, lambda who, done: None, RUN)


def nobody(stage: Stage) -> Stage:
    stage.python = Path("/nowhere/python")
    return stage


def test_a_measure_is_played_by_those_who_are_there_and_the_others_are_told_of(stage: Stage) -> None:
    measured = played(measures()["calendar"], stage)

    assert set(measured.figures) == {SWAN, "holidays", "numpy"}
    assert "workalendar" in measured.absent["workalendar"]
    assert measured.figures["numpy"][0]["different answers"] == 0


def test_the_floor_writes_the_rows_that_swan_writes(stage: Stage) -> None:
    """Counted by the measure itself, which fails where they are not as many."""
    measured = played(measures()["events"], nobody(stage))

    assert set(measured.figures) == {SWAN, "Swan, read anew", "bare psycopg"}


def test_a_correction_can_be_taken_back_and_written_again(stage: Stage) -> None:
    assert set(played(measures()["replay"], stage).figures) == {SWAN, "bare psycopg", "built from nothing"}


def test_what_is_climbed_is_the_same_for_swan_and_the_floor(stage: Stage) -> None:
    measured = played(measures()["climbing"], nobody(stage))

    told = {side: rounds[0]["notices"] for side, rounds in measured.figures.items()}
    assert len(told) == 4
    assert len(set(told.values())) == 1


def test_every_goal_speaks_of_a_figure_that_is_there() -> None:
    asked = [(name, measure.figure(goal.figure)) for name, measure in measures().items() for goal in measure.goals]

    assert {"calendar", "climbing", "events", "replay"} <= {name for name, _ in asked}


def in_turn(names: Sequence[str], seen: list[str]) -> Measure:
    """Each side notes that it was played; the one called "ends" ends in its second round."""

    def round_of(name: str) -> dict[str, float]:
        seen.append(name)
        if name == "ends" and seen.count(name) == 2:
            raise Absent("its last words")
        return {"things": float(len(name) * 10), "one thing": 100 / len(name)}

    @contextmanager
    def sides(_stage: Stage) -> Iterator[list[Side]]:
        yield [Side(name, f"asked of {name}", lambda name=name: round_of(name)) for name in names]  # type: ignore[misc]

    return Measure("A measure", "What is it?", (RATE, TIME), sides, (Goal("things", times=2, against="bare"),))


def test_each_round_is_begun_by_another_side_and_the_first_does_not_count(stage: Stage) -> None:
    seen: list[str] = []
    measured = played(in_turn([SWAN, "bare", "peer"], seen), stage, rounds=2)

    assert seen == [SWAN, "bare", "peer", "bare", "peer", SWAN, "peer", SWAN, "bare"]
    assert [len(rounds) for rounds in measured.figures.values()] == [2, 2, 2]


def test_a_side_that_ends_is_left_out_with_its_last_words(stage: Stage) -> None:
    measured = played(in_turn([SWAN, "ends"], []), stage, rounds=3)

    assert set(measured.figures) == {SWAN}
    assert measured.absent == {"ends": "its last words"}


def some(swan: Sequence[float], bare: Sequence[float]) -> Measured:
    figures = {SWAN: [{"things": one, "one thing": one} for one in swan]}
    figures["bare"] = [{"things": one, "one thing": one} for one in bare]
    return Measured({SWAN: "", "bare": ""}, figures, {}, 1.0, RUN)


def test_a_ratio_is_taken_within_each_round_and_says_how_many_times_as_good_swan_is() -> None:
    measured = some([10, 30, 20], [20, 30, 80])

    assert measured.times(RATE, "bare") == (0.5, 0.25, 1.0)
    assert measured.times(TIME, "bare") == (2.0, 1.0, 4.0)
    assert measured.times(RATE, "nobody") is None


@pytest.mark.parametrize(
    ("goal", "found", "reached"),
    [
        (Goal("things", times=0.5, against="bare"), "0.50 times", True),
        (Goal("things", times=0.6, against="bare"), "0.50 times", False),
        (Goal("things", times=1, against="nobody"), "not measured", None),
        (Goal("things", at_least=20), "20 a second", True),
        (Goal("one thing", at_most=19), "20 ms", False),
        (Goal("one thing", at_most=30, side="bare"), "30 ms", True),
    ],
)
def test_a_goal_is_judged_by_the_median(goal: Goal, found: str, reached: bool | None) -> None:
    judgement = judged(goal, in_turn([], []), some([10, 30, 20], [20, 30, 80]))

    assert (judgement.found, judgement.reached) == (found, reached)


def test_what_was_found_is_kept_and_read_again_and_drawn(tmp_path: Path) -> None:
    measure, measured = in_turn([], []), some([10, 30, 20], [20, 30, 80])
    keep(tmp_path / "results.json", {"one": measured})
    found = Measured.read(tmp_path / "results.json")

    written, drawn = page.written({"one": measure}, found), picture.drawn({"one": measure}, found)

    assert "| Swan | 20 (10–30) | 20 (10–30) |  |" in written
    assert "| bare | 30 (20–80) | 30 (20–80) | 0.50 |" in written
    bars = [bar for bar in ElementTree.fromstring(drawn).iter() if bar.get("class") in ("swan", "other")]
    swan, bare = (float(bar.get("width", 0)) for bar in bars)
    assert swan / bare == pytest.approx(20 / 30)
