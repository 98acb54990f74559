"""Serves the pages: `python -m web`."""

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


def main() -> None:
    """Until told to stop."""
    place = settings()
    logs.set_up("web", place)
    monitoring.begin(place, **SERVED)
    uvicorn.run(
        "web.app:app", host=place.web_address, port=place.web_port, forwarded_allow_ips=place.proxies,
        log_level=place.log_level.lower(), **SERVED,
    )  # fmt: skip


if __name__ == "__main__":
    main()
