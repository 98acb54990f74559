"""What the calendar libraries are asked, and how long they take over it."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter

from benchmarks.talk import Answer, answer

Adds = Callable[[date, int], date]


def counts(made: Callable[[list[date]], Adds]) -> None:
    """Answers with the library that `made` gives; it is told Swan's holidays, and need not use them."""
    questions: list[tuple[date, int]] = []
    given: dict[str, float] = {}
    adds: list[Adds] = []

    def ready(database: str, questions_at: str, seconds: float) -> Answer:
        whole = json.loads(Path(questions_at).read_text())
        questions.extend((date.fromisoformat(day), n) for day, n in whole["asked"])
        adds.append(made([date.fromisoformat(day) for day in whole["holidays"]]))
        pairs = zip(questions, whole["answers"], strict=True)
        given["wrong"] = sum(adds[0](day, n).isoformat() != said for (day, n), said in pairs)
        given["seconds"] = seconds
        return {}

    def one_round() -> Answer:
        add, begun, passes = adds[0], perf_counter(), 0
        while perf_counter() - begun < given["seconds"] or not passes:
            for day, n in questions:
                add(day, n)
            passes += 1
        rate = passes * len(questions) / (perf_counter() - begun)
        return {"dates": rate, "different answers": given["wrong"]}

    answer(ready=ready, round=one_round)
