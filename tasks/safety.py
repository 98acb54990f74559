"""Settings under which a notice could be lost or doubled, refused before anything is worked on."""

import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any

from celery import Celery
from kombu.connection import Connection
from redis import Redis
from sqlalchemy.exc import DBAPIError

from models.database import session
from tasks.channels import NoSuchChannel, NotConfigured, channel
from tasks.queues import QUEUES
from workflows.engine.casework.continuing import refuse_stranded

log = logging.getLogger(__name__)

OWN_KEYS = re.compile(
    rf"(?:_kombu\.binding(?:_\w+)?\.)?(?:{'|'.join(QUEUES)})(?:\x06\x16\d+)?"
    r"|_kombu\.binding(?:_\w+)?\.(?:celeryev|celery\.pidbox|reply\.celery\.pidbox)|_kombu\.binding_\w+"
    r"|.*\.reply\.celery\.pidbox"
    r"|unacked(?:_index|_mutex)?"
)
"""The keys that Celery and Flower make for our queues and for nobody else's."""


class Unsafe(SystemExit):
    """The settings could lose a notice; says why, one sentence a line. Uncaught it ends the program."""


def refuse_unsafe_settings(app: Celery) -> None:
    """Raises Unsafe; waits for a broker that does not answer yet, as the worker itself would."""
    with app.connection_for_write() as connection:
        connection.ensure_connection(errback=say_we_wait, interval_start=1, interval_step=0)
        found = [*unsafe_settings(app), *unsafe_channel(app), *unsafe_broker(client_of(connection))]
    if found:
        raise Unsafe("\n".join(found))


def refuse_stranded_cases() -> None:
    """Raises `Stranded` where a case stands at a place that today's law does not know."""
    try:
        with session("swan_clock") as db:
            refuse_stranded(db)
    except DBAPIError as failure:
        log.warning("The database does not answer yet, so nobody knows of stranded cases: %s.", type(failure).__name__)


def say_we_wait(failure: Exception, _seconds: float) -> None:
    log.warning("The broker does not answer yet: %s.", type(failure).__name__)


def client_of(connection: Connection) -> Redis:
    client: Redis = connection.default_channel.client  # type: ignore[attr-defined]
    return client


def unsafe_settings(app: Celery) -> Iterator[str]:
    if early := sorted(task.name for task in our_tasks(app) if not task.acks_late):
        yield f"task_acks_late must stay on for {', '.join(early)}: acknowledged early, a killed worker's task is gone."
    if lost := sorted(task.name for task in our_tasks(app) if not task.reject_on_worker_lost):
        yield f"task_reject_on_worker_lost must stay on for {', '.join(lost)}: else a killed child's task is gone."
    visibility = app.conf.broker_transport_options.get("visibility_timeout", 3600)
    if visibility < app.conf.task_time_limit:
        yield (
            f"visibility_timeout is {visibility} s and a task may run {app.conf.task_time_limit} s: "
            "it would be handed to a second worker while the first still has it."
        )


def our_tasks(app: Celery) -> Iterable[Any]:
    app.finalize()
    return [task for name, task in app.tasks.items() if not name.startswith("celery.")]


def unsafe_channel(app: Celery) -> Iterator[str]:
    try:
        channel()
    except (NoSuchChannel, NotConfigured) as refusal:
        yield str(refusal)


def unsafe_broker(client: Redis) -> Iterator[str]:
    policy = client.info("memory").get("maxmemory_policy")
    if policy != "noeviction":
        yield f"The broker forgets when it is full (maxmemory-policy {policy}): set it to noeviction."
    if (foreign := first_foreign_key(client)) is not None:
        yield f"The broker's database holds what is not Swan's ({foreign}): give Swan a database of its own."


def first_foreign_key(client: Redis) -> str | None:
    names = (key.decode(errors="replace") if isinstance(key, bytes) else key for key in client.scan_iter(count=1000))
    return next((name for name in names if not OWN_KEYS.fullmatch(name)), None)
