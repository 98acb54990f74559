"""Moments strewn over some seconds, and how late a peer was at each of them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median, quantiles

from benchmarks.talk import Answer


def strewn(moments: int, seconds: int) -> list[datetime]:
    draw, now = Random(7), datetime.now(UTC)
    return [now + timedelta(seconds=1 + draw.random() * seconds) for _ in range(moments)]


def told(seconds: Sequence[float]) -> Answer:
    """Of the seconds by which each moment was late."""
    many = len(seconds) > 1
    late, worst = (quantiles(seconds, n=20)[-1], quantiles(seconds, n=100)[-1]) if many else (seconds[0], seconds[0])
    return {"late by, p95": 1000 * late, "late by, median": 1000 * median(seconds), "late by, p99": 1000 * worst}
