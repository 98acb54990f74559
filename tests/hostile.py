"""What people and programs send that was never meant: words that break things, and how many of them are tried."""

from collections.abc import Callable
from random import SystemRandom
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

Tried = TypeVar("Tried")

WORDS = (
    "", " ", "\0", "a\0b", "\x1b[31m", "\ufeff", "\u202ehtap", "e\u0301" * 40, "\U0001f9a2", "\ufffe",
    "9" * 12, "9" * 5000, "-1", "+3", "1_0", "٣", "２０２６", "1e9", "NaN", "0x10", "31", "00",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "{{ ''.__class__ }}", "${7*7}",
    "{0.__class__}",
    "'; drop table person; --", "%s%n%(name)s", "\\", "../../etc/passwd", "a\r\nBcc: x@elsewhere.invalid", "a\nb",
    "=cmd|' /C calc'!A0", "@sum(1)", "\t=1", "null", "None", "true", "[]", "x" * 5_000, "é" * 300,
    "00000000-0000-0000-0000-000000000000", "01a22be3-6a88-7060-80bf-1441eb268e2e'", "2026-02-30", "0000-00-00",
    "99999-01-01", "24:61", "23:59:60", "WSCP-0000-000", "WSCP-２０２６-００１", "ESCP-2026-001",
)  # fmt: skip
"""Each has broken something somewhere."""

words = st.sampled_from(WORDS) | st.text(max_size=40)

FEW, MANY = 1, 10
"""How many times as much is tried whenever tests run, and in `make soak`."""

some = pytest.mark.parametrize("much", [FEW, pytest.param(MANY, marks=pytest.mark.soak)])


def tries(strategy: st.SearchStrategy[Tried], times: int, attempt: Callable[[Tried], Any], much: int = FEW) -> None:
    """So many draws, the same whenever tests run; in `make soak` others each time, by a seed that a failure names."""
    drawn = settings(
        max_examples=times * much, deadline=None, database=None, derandomize=much == FEW, print_blob=True,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink),
    )(given(strategy)(lambda one: attempt(one)))  # fmt: skip
    if much == FEW:
        drawn()
        return
    chosen = SystemRandom().randrange(10**6)
    try:
        seed(chosen)(drawn)()
    except BaseException as failed:
        failed.add_note(f"Played again by the seed {chosen}.")
        raise
