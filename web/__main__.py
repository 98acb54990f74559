"""Serves the pages: `python -m web`."""

import gc
from contextlib import suppress
from functools import partial
from socket import socket
from typing import Any

import uvicorn

from config import logs
from config.settings import settings
from web import monitoring
from web.keeping import Keeper
from web.serving import Server

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
    numbers = monitoring.asked(place, **SERVED)
    pages = uvicorn.Config(
        "web.app:app", host=place.web_address, port=place.web_port, forwarded_allow_ips=place.proxies,
        log_level=place.log_level.lower(), **SERVED,
    )  # fmt: skip
    for config in (numbers, pages):
        config.load()
    look_no_more()
    answer = partial(answers, pages, pages.bind_socket(), numbers, numbers.bind_socket())
    if place.web_processes == 1:
        answer()
    else:
        Keeper(place.web_processes, answer).keep()


def answers(pages: uvicorn.Config, door: socket, numbers: uvicorn.Config, side_door: socket) -> None:
    monitoring.begin(numbers, side_door)
    with suppress(KeyboardInterrupt):
        Server(pages).run([door])


def look_no_more() -> None:
    """The collector leaves alone what is there from the start: looking through it takes longer than many pages."""
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
