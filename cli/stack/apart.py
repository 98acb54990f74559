"""A folder and settings of one command's own: nothing of the installation's is touched, and nothing is left."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.settings import Settings, settings


@contextmanager
def folder_apart(name: str) -> Iterator[Path]:
    """A folder for as long as this lasts."""
    folder = Path(tempfile.mkdtemp(prefix=f"swan-{name}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def settings_apart(folder: Path, **variables: str) -> Settings:
    """The settings of this process from here on, and of every part it starts: embedded servers in this folder."""
    for name in Settings.variables():
        for told in (name, f"{name}_FILE"):
            os.environ.pop(told, None)
    os.environ |= {"SWAN_DATA": str(folder / "data"), **variables}
    settings.cache_clear()
    return settings()
