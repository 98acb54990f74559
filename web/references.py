"""References as people type them, spelt out as they are written."""

from re import compile as pattern

_SHORT = pattern(r"(?:(?P<before>(?:[A-Z]+-)?\d{4})-)?(?P<number>\d{1,3})")
_BETWEEN = pattern(r"[\s/\u2013-]+")


def spelt_out(said: str) -> str:
    """A reference as it is written: 2026-7 is -2026-007, 7 is -007, and wscp 2026/7 is WSCP-2026-007."""
    hyphened = _BETWEEN.sub("-", said.upper())
    short = _SHORT.fullmatch(hyphened)
    if short is None:
        return hyphened
    before = short["before"] or ""
    return f"{'' if before[:1].isalpha() or not before else '-'}{before}-{int(short['number']):03d}"
