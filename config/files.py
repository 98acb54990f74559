"""Files that are written whole or not at all, once, for their owner alone."""

import contextlib
import os
import tempfile
from pathlib import Path


def written_once(place: Path, content: bytes) -> None:
    """Leaves what is there already as it is: two processes that come at once end up with the same file (0600)."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".") as fresh:
        fresh.write(content)
        fresh.flush()
        with contextlib.suppress(FileExistsError):
            os.link(fresh.name, place)
