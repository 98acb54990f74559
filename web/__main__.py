"""Serves the pages: `python -m web`."""

import gc
from importlib import import_module
from typing import Any

import uvicorn

from config import logs
from config.settings import settings
from web import monitoring

SERVED: dict[str, Any] = {
    "access_log": False,
    "log_config": None,
    "server_header": False,
    "lifespan": "off",
    "timeout_graceful_shutdown": 5,
}
"""Nothing is logged of what is asked for: an address may carry a one-time link."""


APP = "web.app"


def main() -> None:
    """Until told to stop."""
    place = settings()
    logs.set_up("web", place)
    monitoring.begin(place, **SERVED)
    import_module(APP)
    look_no_more()
    uvicorn.run(
        f"{APP}:app", host=place.web_address, port=place.web_port, forwarded_allow_ips=place.proxies,
        log_level=place.log_level.lower(), **SERVED,
    )  # fmt: skip


def look_no_more() -> None:
    """The collector leaves alone what is there from the start: looking through it takes longer than many pages."""
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
