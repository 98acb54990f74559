"""A Python part to be forked: says what it was given and what it holds, and goes on until told otherwise."""

import atexit
import logging
import os
import signal
import sys
import time
from pathlib import Path

from config.settings import settings


def held() -> set[str]:
    """The files it has open, but for its own output and what is nothing."""
    found = set()
    for number in os.listdir("/proc/self/fd"):
        try:
            found.add(os.readlink(f"/proc/self/fd/{number}"))
        except OSError:
            continue
    return {name for name in found if name != os.devnull and not name.startswith("pipe:")}


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def main() -> None:
    if sys.argv[-1] == "refuses":
        raise SystemExit("my reason")
    if sys.argv[-1] == "fails":
        raise LookupError("my reason")
    atexit.register(say, "forked has ended well")
    child = os.fork()
    if child == 0:
        time.sleep(600)

    def ends(number: int, frame: object) -> None:
        os.kill(child, signal.SIGKILL)
        sys.exit(0)

    signal.signal(signal.SIGTERM, ends)
    named = Path("/proc/self/comm").read_text().strip()
    say(f"named {named}, told {settings().given_link}, holds {held() or 'nothing'}")
    say(f"the key is {os.environ.get('NOTIFY_API_KEY', 'not told')}; {len(logging.getLogger().handlers)} handlers")
    while True:
        time.sleep(600)


if __name__ == "__main__":
    main()
