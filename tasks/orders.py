"""What a worker answers over the broker: questions about itself, and no orders."""

from typing import Any

from celery.worker.control import Panel, stats

ANSWERED = frozenset(
    {
        "active",
        "active_queues",
        "clock",
        "disable_events",
        "enable_events",
        "heartbeat",
        "hello",
        "ping",
        "query_task",
        "registered",
        "reserved",
        "revoked",
        "scheduled",
        "stats",
    }
)


def take_no_orders() -> None:
    """From here on everything else is declined: shutting down, revoking, other queues, showing the settings."""
    for name in Panel.data:
        if name not in ANSWERED:
            Panel.data[name] = decline
    Panel.data["stats"] = figures


def figures(state: Any, **_arguments: Any) -> dict[str, Any]:
    """What Celery answers, without the broker: its address may hold the password, and Flower would show it."""
    return {name: value for name, value in stats(state).items() if name != "broker"}


def decline(_state: Any, **_arguments: Any) -> dict[str, str]:
    return {"error": "Swan's workers answer questions and take no orders."}
