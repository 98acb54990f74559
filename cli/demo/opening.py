"""How the office is opened in a year that was played: where its record stays, and the command that serves it."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shlex import join

from cli.stack.folders import InUse, held
from config.settings import Settings

THEIRS = frozenset(
    {
        "SWAN_WEB_ADDRESS", "SWAN_WEB_PORT", "SWAN_METRICS_ADDRESS", "SWAN_METRICS_PORT",
        "SWAN_FLOWER_ADDRESS", "SWAN_FLOWER_PORT",
    }
)  # fmt: skip
"""What differs between machines and not between records: which ports are free."""


@dataclass(frozen=True, slots=True)
class Serving:
    """Where pages are served on this machine, and the variables that would lead `swan up` to another record."""

    address: str
    elsewhere: tuple[str, ...]


def serving() -> Serving:
    """As the environment has it, before a demonstration takes what is not its own out of it."""
    told = [name + end for name in Settings.variables() for end in ("", "_FILE") if name not in THEIRS]
    port = os.environ.get("SWAN_WEB_PORT") or Settings.model_fields["web_port"].default
    return Serving(f"http://127.0.0.1:{port}", tuple(name for name in told if name in os.environ))


def settled(folder: Path) -> Path:
    """The folder under the name every demonstration ends with, in place of the one before: they do not pile up.

    It stays where it is while somebody has the one before open, or where that is not ours to take away.
    """
    last = Path(tempfile.gettempdir()) / f"swan-demo-{os.getuid()}"
    try:
        if last.exists():
            with held(last / "data", "swan demo"):
                shutil.rmtree(last)
        return folder.rename(last)
    except (InUse, OSError):
        return folder


def how_to_open(folder: Path, serve: Serving) -> Iterator[str]:
    """In two lines: the command, and what one finds at which address."""
    unset = [word for name in serve.elsewhere for word in ("-u", name)]
    # Whoever looks about has no mail server: what they cause to be told goes into the log.
    command = join(["env", *unset, "SWAN_CHANNEL=log", f"SWAN_DATA={folder / 'data'}", sys.argv[0], "up"])
    yield f"The year stays in {folder}. To open the office in it:  {command}"
    yield f"Then go to {serve.address}: it offers a demonstration sign-in for each role, without a password."
