"""A Celery of a measure's own: its app, its worker, and the broker's database to count in."""

import os
import subprocess
import sys
import time
from pathlib import Path

from celery import Celery
from redis import Redis

BROKER = "BENCHMARK_BROKER"
DONE = "done"
KEPT: list[Redis] = []


def made(name: str) -> Celery:
    """The app, as the program that asks and its worker both know it."""
    app = Celery(name, broker=os.environ.get(BROKER, "memory://"))
    app.conf.update(task_ignore_result=True, task_acks_late=True, worker_prefetch_multiplier=16)
    return app


def counter() -> Redis:
    """The broker itself counts what has run."""
    if not KEPT:
        place, _, query = os.environ[BROKER].removeprefix("redis+socket://:").partition("?")
        password, _, path = place.partition("@")
        KEPT.append(Redis(unix_socket_path=path, password=password, db=int(query.partition("=")[2])))
    return KEPT[0]


def begin(app: Celery, module: str, broker: str, *options: str) -> "subprocess.Popen[bytes]":
    """A worker of this program's app, once it has run the task `nothing`, which counts."""
    os.environ[BROKER] = app.conf.broker_url = broker
    counter().flushdb()
    celery = [str(Path(sys.executable).parent / "celery"), "--quiet", "-A", f"benchmarks.peers.{module}", "worker"]
    worker = subprocess.Popen([*celery, "--without-gossip", "--without-mingle", *options])
    app.send_task("nothing")
    while not counter().exists(DONE):
        time.sleep(0.1)
    return worker
