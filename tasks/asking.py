"""The broker for whoever only asks: no task of ours, and no setting but its address."""

from celery import Celery

from config.settings import Settings


def asker(place: Settings) -> Celery:
    """Close it, or use it `with`."""
    return Celery(changes=place.broker.said, set_as_current=False)
