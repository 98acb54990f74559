"""A worker that climbs until nothing is due: `climb` in transactions of its own, as the sweep calls it."""

from benchmarks.talk import Answer, Watch, answer
from models.clock import swan_now
from models.database import close_engines, session
from workflows.engine.casework.climbing import climb


class Climber:
    """Keeps the address of its database between two questions."""

    database = ""

    def ready(self, database: str) -> None:
        """From now on in this database."""
        close_engines()
        self.database = database
        with session("swan_clock", url=database) as db:
            swan_now(db)

    def round(self) -> Answer:
        watch, rungs, longest = Watch(), 0, 0.0
        while True:
            batch = Watch()
            with session("swan_clock", url=self.database) as db:
                climbed = climb(db, swan_now(db))
            if not climbed:
                return {"rungs": rungs, "seconds": watch.seconds, "longest": longest}
            rungs, longest = rungs + climbed, max(longest, batch.seconds)

    def leave(self) -> None:
        close_engines()


if __name__ == "__main__":
    climber = Climber()
    answer(ready=climber.ready, round=climber.round, leave=climber.leave)
