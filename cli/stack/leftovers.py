"""What an earlier stack left running, found by process number and start time, and ended before a new one starts."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from cli.stack.child import Child, kill_group

RECORD = "processes.json"
GRACE = 5.0
"""Seconds an orphan has to end by itself: it was told to when its supervisor died."""


def begun(pid: int) -> str | None:
    """What tells this process from every other that ever had its number; None if there is none, or only its corpse."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.parent.parent.joinpath("stat").exists():
        return begun_by_ps(pid)
    try:
        after_name = stat.read_text().rpartition(")")[2].split()
    except OSError:
        return None
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return None if after_name[0] in "ZX" else f"{boot} {after_name[19]}"


def begun_by_ps(pid: int) -> str | None:
    """Where there is no /proc (macOS)."""
    answer = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return answer.stdout.strip() or None


def write_down(data: Path, children: Iterable[Child]) -> None:
    """Who is running now, for whoever starts here after we were killed."""
    found = {str(child.pid): begun(child.pid) for child in children}
    draft = data / f"{RECORD}.new"
    draft.write_text(json.dumps(found))
    draft.replace(data / RECORD)


def left(data: Path) -> list[int]:
    """The processes written down here that still run and are still the same."""
    try:
        found = json.loads((data / RECORD).read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return []
    return [int(pid) for pid, mark in found.items() if mark is not None and begun(int(pid)) == mark]


def end_leftovers(data: Path) -> list[int]:
    """End them, gently first; returns which there were. Call it holding the data folder."""
    found = left(data)
    for pid in found:
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + GRACE
    while left(data) and time.monotonic() < until:
        time.sleep(0.05)
    for pid in left(data):
        kill_group(pid)
    return found
