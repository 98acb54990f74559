"""The named queues: a task waits in the one that bears the noun of its name."""

from celery import Celery
from kombu.connection import Connection
from redis import Redis

QUEUES = ("deadlines", "notices", "watch")

OUTWARD = ("notices",)
"""Where a task waits for somebody outside, who may hang: no worker that takes these takes anything else."""

INWARD = tuple(queue for queue in QUEUES if queue not in OUTWARD)


def queue_of(task: str) -> str:
    return task.partition(".")[0]


def waiting_in(connection: Connection, queue: str) -> int:
    """How many messages wait in the queue for a worker; those a worker has taken are not counted."""
    client: Redis = connection.default_channel.client  # type: ignore[attr-defined]
    return int(client.llen(queue))


def lengths(app: Celery) -> dict[str, int]:
    """How many messages wait in each queue."""
    with app.connection_for_read() as connection:
        return {queue: waiting_in(connection, queue) for queue in QUEUES}
