"""Serves the pages: `python -m web`."""

import uvicorn

from config.settings import settings


def main() -> None:
    """Until told to stop. Nothing is logged of what is asked for: an address may carry a one-time link."""
    place = settings()
    uvicorn.run(
        "web.app:app", host=place.web_address, port=place.web_port, access_log=False, server_header=False,
        forwarded_allow_ips=place.proxies, log_level=place.log_level.lower(), lifespan="off",
        timeout_graceful_shutdown=5,
    )  # fmt: skip


if __name__ == "__main__":
    main()
