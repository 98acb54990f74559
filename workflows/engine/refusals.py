"""Why something was not recorded: one code for programs, one sentence for people."""

from enum import StrEnum


class Code(StrEnum):
    """The only reasons for which Swan refuses."""

    FUTURE = "future"
    TOO_EARLY = "too-early"
    NO_RIGHT = "no-right"
    CONTRADICTION = "contradiction"
    NOT_POSSIBLE = "not-possible"
    NOBODY_TAKES_IT = "nobody-takes-it"
    BAD_ANSWER = "bad-answer"
    UNKNOWN = "unknown"
    CONFLICT = "conflict"
    NEEDS_REASON = "needs-reason"


class Refused(ValueError):
    """Nothing was changed. `code` says why to programs, `str()` to people, in one sentence."""

    def __init__(self, code: Code, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
