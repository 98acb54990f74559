"""The course of a case: what its events come to, in the order they were recorded; recording and replay are one."""

from workflows.engine.course.following import replay, take
from workflows.engine.course.standing import (
    Course,
    DeadlineKey,
    DeadlineState,
    Happening,
    ItemState,
    Law,
    RunState,
    Status,
)

__all__ = [
    "Course",
    "DeadlineKey",
    "DeadlineState",
    "Happening",
    "ItemState",
    "Law",
    "RunState",
    "Status",
    "replay",
    "take",
]
