"""The Celery app: its queues, its schedule, and the settings without which a hint could be lost or misread."""

import sys
from collections.abc import Sequence
from logging import Logger
from pkgutil import iter_modules
from typing import Any

from celery.signals import after_setup_logger, after_setup_task_logger, beat_init, worker_init
from kombu.entity import Queue

import tasks
from config.logs import dress
from config.memory import leave_alone
from config.settings import settings
from models.database import hang_up
from tasks.house import A_HINT_IS_OLD, HouseApp, HouseTask
from tasks.orders import take_no_orders
from tasks.queues import QUEUES
from tasks.safety import refuse_stranded_cases, refuse_unsafe_settings

TASK_LIMIT = 300
"""Seconds after which a task is killed; it is asked to end 30 seconds earlier."""

AT_MOST_ONE_MORE_TRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2}
"""Sending to a broker that is away: a hint is not worth waiting for, and the timekeeper sends another."""


def configuration() -> dict[str, Any]:
    """Read when first needed, so that importing a task needs no environment."""
    return {
        "include": [f"tasks.{one.name}" for one in iter_modules(tasks.__path__) if not one.ispkg and one.name != "app"],
        **(broker := settings().broker).said,
        "broker_transport_options": {
            **broker.options,
            "visibility_timeout": 2 * TASK_LIMIT,
            "socket_keepalive": True,
            **AT_MOST_ONE_MORE_TRY,
        },
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "accept_content": ["json"],
        "task_serializer": "json",
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_time_limit": TASK_LIMIT,
        "task_soft_time_limit": TASK_LIMIT - 30,
        "task_queues": [Queue(name) for name in QUEUES],  # type: ignore[no-untyped-call]
        "task_default_queue": "watch",
        "task_create_missing_queues": False,
        "task_routes": {f"{name}.*": {"queue": name} for name in QUEUES},
        "task_send_sent_event": True,
        "worker_send_task_events": True,
        "worker_prefetch_multiplier": 1,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "beat_scheduler": "tasks.timekeeper:Timekeeper",
        "beat_schedule": {
            "watch": {"task": "watch.look", "schedule": 60.0, "options": {"expires": A_HINT_IS_OLD}},
        },
        "timezone": "UTC",
    }


app = HouseApp("swan", task_cls=HouseTask)
app.add_defaults(configuration)


def before_anything(**_: Any) -> None:
    refuse_unsafe_settings(app)
    refuse_stranded_cases()
    take_no_orders()
    hang_up()  # a worker's parent asks no more, and would keep a connection beside those of its children
    leave_alone()  # what its children share with it


def write_as_we_do(logger: Logger, **_: Any) -> None:
    dress(logger, name_in(sys.argv))


def name_in(arguments: Sequence[str]) -> str:
    """The part that was started with these: worker, courier or timekeeper."""
    return next((word.partition("@")[0] for word in arguments if word.endswith("@%h")), "worker")


after_setup_logger.connect(write_as_we_do)
after_setup_task_logger.connect(write_as_we_do)
worker_init.connect(before_anything)
beat_init.connect(before_anything)
