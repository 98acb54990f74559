"""A partnership's file with anything wrong in it is refused in sentences that say where, or is as its rules have it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from config.partnerships import WrongPartnership, read, shipped
from tests.hostile import some, tries, words

WESTMARCH = shipped("westmarch").read_text(encoding="utf-8")
LINES = WESTMARCH.splitlines()
ODD: tuple[Any, ...] = (
    True,
    0,
    -1,
    10**30,
    1.5,
    float("nan"),
    float("inf"),
    [],
    {},
    [[1]],
    {"a": {"b": 1}},
    "2026-02-30",
)
values = (words | st.sampled_from(ODD)).map(lambda odd: json.dumps(odd).replace(": ", " = "))
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


@st.composite
def altered(draw: st.DrawFn) -> bytes:
    """The shipped file with values, lines or bytes of it altered."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(lines) - 1))
        name, equals, rest = lines[place].partition(" = ")
        how = draw(st.sampled_from(["value", "inner", "drop", "twice", "junk"]))
        if how == "value" and equals:
            lines[place] = f"{name} = {draw(values)}"
        elif how == "inner" and '"' in rest:
            before, _, after = rest.partition('"')
            lines[place] = f"{name} = {before}{draw(values)}" + after.partition('"')[2]
        elif how == "junk":
            lines[place] = draw(words)
        else:
            lines[place : place + 1] = [lines[place]] * 2 if how == "twice" else []
    raw = "\n".join(lines).encode("utf-8", "surrogatepass")
    cut = draw(st.integers(0, len(raw)))
    return raw if draw(st.integers(0, 5)) else raw[:cut] + draw(st.binary(max_size=4)) + raw[cut:]


@some
def test_it_is_read_or_refused_in_sentences(tmp_path: Path, much: int) -> None:
    file = tmp_path / "westmarch.toml"

    def attempt(raw: bytes) -> None:
        file.write_bytes(raw)
        try:
            plan = read(file)
        except WrongPartnership as wrong:
            said = wrong.mistakes
        else:
            said = ()
            assert "\0" not in plan.model_dump_json().replace("\\u0000", "\0"), raw
        assert all(mistake.endswith(".") and "Traceback" not in mistake for mistake in said), said
        assert all(len(mistake) < 500 and mistake.isprintable() for mistake in said), said

    tries(altered(), 150, attempt, much)


@pytest.mark.parametrize("odd", ["9" * 5000, "[" * 50_000, "{a=" * 5_000, "1_" * 3_000 + "1"])
def test_what_goes_on_for_ever_is_refused(tmp_path: Path, odd: str) -> None:
    file = tmp_path / "westmarch.toml"
    file.write_text(f"review_day = {odd}\n{WESTMARCH}")
    with pytest.raises(WrongPartnership):
        read(file)


@pytest.mark.parametrize("name", ["a b", "WEST", "..", "é", "west.march", "-west"])
def test_a_name_that_is_no_slug_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / f"{name}.toml"
    file.write_text(WESTMARCH)
    with pytest.raises(WrongPartnership, match="slug: must be a short name"):
        read(file)
