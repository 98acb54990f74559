"""A law changed at random, as a slip of the pen changes it, is right or is refused in a sentence: never a traceback."""

from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

from hypothesis import strategies as st

from tests.engine.test_verify import GOOD
from tests.hostile import some, tries
from workflows.engine.language import Span, Unit, Workflow, all_items, says
from workflows.engine.registry import canonical, from_canonical, workflows
from workflows.engine.verify import WrongDefinition, faults, verify_together

LAWS = [GOOD, *workflows().values()]
NAMES = (
    "",
    " ",
    "open",
    "closed",
    "nowhere",
    "letter_came",
    "letter_answered",
    "return",
    "coordinator",
    "\0",
    "a b",
    "é" * 300,
)
names = st.sampled_from(NAMES)
numbers = st.sampled_from([-9999, -1, 0, 1, 2, 31, 32, 400, 10**6])
spans = st.builds(Span, st.sampled_from(Unit), numbers)
ITEMS = all_items("return", in_={"received", "nowhere"})
OTHERS = (None, True, 7, "word", b"word", 1.5, (), ("a",), frozenset({"a"}), {}, date(2025, 3, 3), Unit.DAYS, ITEMS)


def slipped(draw: st.DrawFn, value: Any, *, of_its_kind: bool) -> Any:
    """Another value in place of this one: of its own kind, or of any."""
    if not of_its_kind:
        return draw(st.sampled_from(OTHERS))
    if isinstance(value, tuple):
        kept = tuple(one for one in value if draw(st.booleans()))
        return draw(st.sampled_from([(), kept, value * 2, tuple(reversed(value))]))
    if isinstance(value, Enum):
        return draw(st.sampled_from(type(value)))
    if isinstance(value, dict):
        return {name: said for name, said in value.items() if draw(st.booleans())}
    pools: dict[type, st.SearchStrategy[Any]] = {
        bool: st.booleans(), int: numbers, str: names, Span: spans, frozenset: st.frozensets(names, max_size=2),
        date: st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    }  # fmt: skip
    return draw(next((pool for kind, pool in pools.items() if isinstance(value, kind)),
                     st.none() | names | numbers | spans | st.just(says("tone", "odd")) | st.just(ITEMS)))  # fmt: skip


def changed(draw: st.DrawFn, part: Any, *, of_its_kind: bool) -> Any:
    """The same word of the law with one thing in it changed, however deep it lies."""
    field = draw(st.sampled_from(fields(part)))
    value = getattr(part, field.name)
    inner = [one for one in value if is_dataclass(one)] if isinstance(value, tuple) else []
    if inner and draw(st.integers(0, 4)):
        place = value.index(draw(st.sampled_from(inner)))
        other = changed(draw, value[place], of_its_kind=of_its_kind)
        return replace(part, **{field.name: (*value[:place], other, *value[place + 1 :])})
    if is_dataclass(value) and draw(st.booleans()):
        return replace(part, **{field.name: changed(draw, value, of_its_kind=of_its_kind)})
    return replace(part, **{field.name: slipped(draw, value, of_its_kind=of_its_kind)})


@st.composite
def wrong_laws(draw: st.DrawFn, *, of_its_kind: bool = True) -> Workflow:
    law = draw(st.sampled_from(LAWS))
    for _ in range(draw(st.integers(1, 3))):
        law = changed(draw, law, of_its_kind=of_its_kind)
    return law


def is_right_or_said(law: Workflow) -> None:
    """Alone and among the others."""
    others = [one for one in workflows().values() if one.name != law.name]
    for said in faults(law, [event for one in others for event in one.events]):
        assert said.endswith("."), said
        assert len(said.splitlines()) == 1, said
    refused = refusal([law, *others])
    assert refused.endswith(".") if refused else from_canonical(canonical(law)) == law


def refusal(laws: list[Workflow]) -> str:
    try:
        verify_together(laws)
    except WrongDefinition as wrong:
        return str(wrong)
    return ""


@some
def test_a_slip_in_a_law_is_said_in_a_sentence_or_makes_no_difference(much: int) -> None:
    tries(wrong_laws(), 250, is_right_or_said, much)


@some
def test_a_word_of_another_kind_is_said_in_a_sentence(much: int) -> None:
    tries(wrong_laws(of_its_kind=False), 250, is_right_or_said, much)
