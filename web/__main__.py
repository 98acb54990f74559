"""Serves the pages: `python -m web`."""

from contextlib import suppress
from functools import partial
from typing import Any

import uvicorn

from config import logs
from config.memory import leave_alone
from config.settings import settings
from web import monitoring
from web.keeping import Keeper
from web.serving import ONE_AT_A_TIME, Door, Server, door_of

SERVED: dict[str, Any] = {
    "access_log": False,
    "log_config": None,
    "server_header": False,
    "lifespan": "off",
    "timeout_graceful_shutdown": 5,
}
"""Nothing is logged of what is asked for: an address may carry a one-time link."""


def main() -> None:
    """Until told to stop. Both doors are opened once, and whoever is free answers at them."""
    place = settings()
    logs.set_up("web", place)
    served = {**SERVED, "backlog": ONE_AT_A_TIME}
    numbers = monitoring.asked(place, **served)
    pages = uvicorn.Config(
        "web.app:app", host=place.web_address, port=place.web_port, forwarded_allow_ips=place.proxies,
        log_level=place.log_level.lower(), **served,
    )  # fmt: skip
    for config in (numbers, pages):
        config.load()
    leave_alone()
    answer = partial(answers, pages, door_of(pages), numbers, door_of(numbers))
    if place.web_processes == 1:
        answer()
    else:
        Keeper(place.web_processes, answer).keep()


def answers(pages: uvicorn.Config, door: Door, numbers: uvicorn.Config, side_door: Door) -> None:
    monitoring.begin(numbers, side_door)
    with suppress(KeyboardInterrupt):
        Server(pages).run([door])


if __name__ == "__main__":
    main()
