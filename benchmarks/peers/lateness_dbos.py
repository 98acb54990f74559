"""DBOS: durable workflows that sleep until a moment."""

from datetime import UTC, datetime

from dbos import DBOS

from benchmarks.peers.strewing import strewn, told
from benchmarks.talk import Answer, answer


@DBOS.workflow()
def wakes(at: str) -> float:
    due = datetime.fromisoformat(at)
    DBOS.sleep((due - datetime.now(UTC)).total_seconds())
    return (datetime.now(UTC) - due).total_seconds()


class Program:
    """Keeps what it was told between two questions."""

    def ready(self, database: str, broker: str, moments: int, cases: int, seconds: int) -> None:
        self.moments, self.seconds = moments, seconds
        DBOS(config={"name": "wakers", "system_database_url": database, "console_log_level": "ERROR"})
        DBOS.launch()

    def round(self) -> Answer:
        begun = [DBOS.start_workflow(wakes, at.isoformat()) for at in strewn(self.moments, self.seconds)]
        return told([one.get_result() for one in begun])


if __name__ == "__main__":
    program = Program()
    answer(ready=program.ready, round=program.round)
