"""Somebody who records all the while: an event every so often, and how long each of them took."""

import time
from collections.abc import Iterator
from statistics import median
from uuid import UUID

from benchmarks.story import STORY, Act, Office, happens, office
from benchmarks.talk import Answer, answer


class Recorder:
    """Keeps the case it is telling between two questions, and begins another when its story is told."""

    def ready(self, database: str, partnership: str) -> None:
        self.place: Office = office(database, UUID(partnership))
        self.told = self.tell()

    def tell(self) -> Iterator[float]:
        """The stories of one case after another; seconds that each event took."""
        while True:
            case = None
            for act in STORY:
                case, took = self.timed(case, act)
                yield took

    def timed(self, case: UUID | None, act: Act) -> tuple[UUID, float]:
        begun = time.perf_counter()
        case = happens(self.place, case, act)
        return case, time.perf_counter() - begun

    def round(self, seconds: float, a_second: float) -> Answer:
        """At an even pace for so long; one that comes late is not made up for."""
        begun, took = time.perf_counter(), list[float]()
        while time.perf_counter() - begun < seconds:
            took.append(next(self.told))
            ahead = len(took) / a_second - (time.perf_counter() - begun)
            time.sleep(max(ahead, 0))
        return {"events": len(took), "median": 1000 * median(took)}


if __name__ == "__main__":
    recorder = Recorder()
    answer(ready=recorder.ready, round=recorder.round)
