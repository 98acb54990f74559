"""What a monitoring system asks, on a port of its own that no person is shown: is it well, is the clock, the numbers.

It is served beside the pages and not by a worker: whoever asks whether the clock stands still must get an answer then.
"""

from collections.abc import Iterator
from threading import Thread
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0, generate_latest
from prometheus_client.registry import Collector
from sqlalchemy.exc import DBAPIError

from config.settings import Settings
from models.clock import swan_now
from models.database import session
from web.serving import Door, Server
from workflows.engine.reading.gauges import gauges
from workflows.engine.reading.standing import Check, of_heartbeats, of_watch

NOT_WELL = 503


def create_monitoring(database: str = "") -> FastAPI:
    """/health, /health/scheduler and /metrics, on this database (the settings' own where none is named)."""
    made = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Counted(database))

    @made.get("/health")
    def health() -> Response:
        """Whether the record can be read."""
        try:
            with session("swan_clock", url=database) as db:
                swan_now(db)
        except DBAPIError:
            return PlainTextResponse("the database does not answer\n", NOT_WELL)
        return PlainTextResponse("well\n")

    @made.get("/health/scheduler")
    def scheduler() -> Response:
        """Whether somebody keeps the time, and what is due is told."""
        try:
            wrong = [f"{one.name}: {one.said}\n" for one in of_clockwork(database) if one.state == "wrong"]
        except DBAPIError:
            wrong = ["the database does not answer\n"]
        return PlainTextResponse("".join(wrong) or "well\n", NOT_WELL if wrong else 200)

    @made.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_1_0_0)

    return made


def of_clockwork(database: str) -> list[Check]:
    with session("swan_clock", url=database) as db:
        return [*of_heartbeats(db), *of_watch(db)]


class Counted(Collector):
    """Counts when it is asked; a database that is away is a number, too."""

    def __init__(self, database: str) -> None:
        self.database = database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            with session("swan_clock", url=self.database) as db:
                found = list(gauges(db))
        except DBAPIError:
            found = []
        yield GaugeMetricFamily("swan_database_up", "1 where the record can be read.", value=float(bool(found)))
        for gauge in found:
            family = GaugeMetricFamily(gauge.name, gauge.says, labels=gauge.labels)
            for labels, number in gauge.rows:
                family.add_metric(labels, number)
            yield family


def asked(place: Settings, **served: Any) -> uvicorn.Config:
    return uvicorn.Config(
        create_monitoring(), host=place.metrics_address, port=place.metrics_port, log_level="warning", **served
    )


def begin(at: uvicorn.Config, door: Door) -> None:
    """Answers from here on, in a thread that ends with the process."""
    Thread(target=Server(at).run, args=([door],), name="monitoring", daemon=True).start()
