"""Keeps a stack of stand-in parts up, as `swan up` keeps the real one: `python -m tests.cli.standins DATA NAME...`."""

import sys
from pathlib import Path

from rich.console import Console

from cli.stack.child import Child
from cli.stack.command import keep_up
from cli.stack.parts import Part
from cli.stack.whole import servers
from tests.servers import settings_in


def never(child: Child) -> bool:
    return False


def shell(name: str, script: str, data: Path, **more: object) -> Part:
    """A part that runs a script; the data folder is among its arguments, so that a test can find it."""
    return Part(name, ("/bin/sh", "-c", script, name, str(data)), **more)  # type: ignore[arg-type]


def forked(name: str, *words: str, **more: object) -> Part:
    """A part that is a program of Python, and is forked."""
    module = "tests.cli.forked_part"
    return Part(name, (sys.executable, "-m", module, *words), made_of=(module,), **more)  # type: ignore[arg-type]


def stand_in(name: str, data: Path) -> Part:
    made = {
        "worker": shell("worker", "echo worker speaks; sleep 600 & wait", data),
        "deaf": shell("deaf", "trap '' TERM; while true; do sleep 600; done", data, grace=0.3),
        "forked": forked("forked", str(data), variables=frozenset({"SWAN_LINK", "SWAN_DATA"})),
        "forked-refusing": forked("forked-refusing", "refuses", ready=never),
        "forked-failing": forked("forked-failing", "fails", ready=never),
        "failing": shell("failing", "echo my reason; exit 3", data, ready=never),
        "once": shell("once", "echo done once", data, once=True),
        "once-failing": shell("once-failing", "exit 4", data, once=True),
        "told": shell(
            "told",
            'echo "told $SWAN_LINK, not ${NOTIFY_API_KEY:-the key}"',
            data,
            once=True,
            variables=frozenset({"SWAN_LINK"}),
        ),
        "unready": shell("unready", "sleep 600", data, ready=never),
    }
    return made[name]


def main() -> None:
    data, names = Path(sys.argv[1]), sys.argv[2:]
    settings = settings_in(data)
    parts = [part for name in names for part in (servers(settings) if name == "servers" else [stand_in(name, data)])]
    keep_up(settings, Console(), parts)


if __name__ == "__main__":
    main()
