"""Where a duty, or its number of days, comes from, and how much that weighs."""

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """How much an authority weighs. A page says "statutory" only of `STATUTE`."""

    STATUTE = "statute"
    STATUTORY_GUIDANCE = "statutory guidance"
    PANEL_GUIDANCE = "Panel guidance"
    GOVUK_INSTRUCTION = "GOV.UK instruction"
    LOCAL = "local"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class Authority:
    """Where a duty, or its number of days, comes from; `source` names the paragraph, regulation or letter."""

    weight: Weight
    source: str
    read_against_2026: bool = False

    def __str__(self) -> str:
        return f"{self.weight}: {self.source}"


def statute(source: str, *, read_against_2026: bool = False) -> Authority:
    return Authority(Weight.STATUTE, source, read_against_2026)


def statutory_guidance(source: str, *, read_against_2026: bool = False) -> Authority:
    return Authority(Weight.STATUTORY_GUIDANCE, source, read_against_2026)


def panel_guidance(source: str, *, read_against_2026: bool = False) -> Authority:
    return Authority(Weight.PANEL_GUIDANCE, source, read_against_2026)


def govuk_instruction(source: str, *, read_against_2026: bool = False) -> Authority:
    return Authority(Weight.GOVUK_INSTRUCTION, source, read_against_2026)


def local(source: str) -> Authority:
    """A local choice: no edition of the guidance can unsettle it."""
    return Authority(Weight.LOCAL, source, read_against_2026=True)


def given(source: str) -> Authority:
    """A date somebody else set: a letter, a court, another area."""
    return Authority(Weight.GIVEN, source, read_against_2026=True)
