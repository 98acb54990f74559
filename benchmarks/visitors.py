"""The pages as people use them: served by a process of their own, and opened by a browser without eyes."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import quantiles
from time import perf_counter, sleep

import httpx2
from sqlalchemy import select
from sqlmodel import col

from benchmarks.stage import Stage
from benchmarks.story import COORDINATOR, Office
from models import Account, Membership, Person
from models.account import LOCAL
from models.clock import real_now
from models.columns import new_id
from models.database import session
from web import sessions
from web.sessions import SIGNED_IN, Caller

STARTS_WITHIN = 30
"""Seconds."""


@dataclass(frozen=True)
class Served:
    """The pages at an address of this machine."""

    link: str
    place: Office

    @contextmanager
    def coordinator(self) -> Iterator[httpx2.Client]:
        """Signed in, in a browser of their own."""
        cookies = {"swan": self._signed_in()}
        with httpx2.Client(base_url=self.link, cookies=cookies, timeout=60, trust_env=False) as client:
            yield client

    def alone(self, paths: Sequence[str], times: int) -> float:
        """One person, one page after another: the 95th percentile in milliseconds."""
        with self.coordinator() as client:
            return p95([opened(client, path) for path in islice(cycle(paths), times)])

    def together(self, paths: Sequence[str], people: int, times: int) -> float:
        """So many people at once, each of them one page after another: the 95th percentile of all, milliseconds.

        All of them are signed in, with a browser each, before the first opens a page.
        """

        def one(client: httpx2.Client) -> list[float]:
            return [opened(client, path) for path in islice(cycle(paths), times)]

        with ExitStack() as stack:
            clients = [stack.enter_context(self.coordinator()) for _ in range(people)]
            at_once = stack.enter_context(ThreadPoolExecutor(people))
            return p95([took for person in at_once.map(one, clients) for took in person])

    def _signed_in(self) -> str:
        home = self.place.partnership
        with session("swan_app", home, url=self.place.url) as db:
            person = db.execute(select(col(Person.id)).where(col(Person.slug) == COORDINATOR)).scalar_one()
            now = real_now(db)
            account = Account(issuer=LOCAL, subject=str(new_id()), made_at=now)
            db.add(account)
            db.flush()
            db.add(Membership(account_id=account.id, partnership_id=home, person_id=person))
            word, _ = sessions.begin(
                db, Caller("127.0.0.1", "benchmark"), stage=SIGNED_IN, account_id=account.id, partnership_id=home,
                person_id=person, proved_at=now,
            )  # fmt: skip
        return word


def opened(client: httpx2.Client, path: str) -> float:
    """Milliseconds until the whole page is here."""
    begun = perf_counter()
    answer = client.get(path)
    took = 1000 * (perf_counter() - begun)
    assert answer.status_code == 200, f"{path} was answered {answer.status_code}"
    return took


def p95(took: Sequence[float]) -> float:
    return quantiles(took, n=20, method="inclusive")[-1]


@contextmanager
def served(stage: Stage, place: Office) -> Iterator[Served]:
    """While this lasts, `python -m web` on the record of this office."""
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        port, numbers = one.getsockname()[1], other.getsockname()[1]
    link = f"http://127.0.0.1:{port}"
    told = {"DATABASE_URL": place.url, "SWAN_WEB_PORT": str(port), "SWAN_LINK": link, "SWAN_METRICS_PORT": str(numbers)}
    env = {**os.environ, **stage.settings.environment(), **told}
    running = subprocess.Popen([sys.executable, "-m", "web"], env=env, stdout=subprocess.DEVNULL)
    try:
        _wait(link, running)
        yield Served(link, place)
    finally:
        running.terminate()
        running.wait()


def _wait(link: str, running: subprocess.Popen[bytes]) -> None:
    until = perf_counter() + STARTS_WITHIN
    while perf_counter() < until:
        try:
            if httpx2.get(f"{link}/health", trust_env=False).status_code == 200:
                return
        except httpx2.TransportError:
            sleep(0.05)
        assert running.poll() is None, "the pages ended instead of starting"
    raise AssertionError(f"the pages did not answer within {STARTS_WITHIN} s")
