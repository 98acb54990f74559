"""Swan as it will be one release from now, and two: the real code in a folder of its own, one column called otherwise.

A name is changed over two releases, so that at every moment both the older and the newer code can work: the first adds
the new column and writes it, the second takes what is left in the old one over and drops that.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from cli.stack.parts import ROOT
from tests.acceptance.stack import Stack

PACKAGES = ("config", "models", "tasks", "workflows")

OLD, NEW = "provider_reference", "their_reference"

MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "{revision}", "{before}"


def upgrade() -> None:
    {steps}
"""
ADDS = f'op.add_column("message", sa.Column("{NEW}", sa.String(), nullable=True))'
TAKES_OVER = f'op.execute("update message set {NEW} = {OLD} where {NEW} is null")'
DROPS = f'op.drop_column("message", "{OLD}")'


class Release:
    """A copy of our packages in this folder, as it stands now; `changes` make another release of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in PACKAGES:
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))

    @property
    def environment(self) -> dict[str, str]:
        """In which a process finds this release before any other."""
        return {"PYTHONPATH": str(self.folder)}

    def changes(self, file: str, before: str, after: str) -> None:
        """AssertionError where today's code does not say so any more."""
        place = self.folder / file
        said = place.read_text()
        assert said.count(before) == 1, f"{file} says {said.count(before)} times: {before}"
        place.write_text(said.replace(before, after))

    def adds_a_migration(self, revision: str, before: str, *steps: str) -> None:
        written = MIGRATION.format(revision=revision, before=before, steps="\n    ".join(steps))
        (self.folder / "models" / "migrations" / "versions" / f"{revision}.py").write_text(written)

    def migrates(self, stack: Stack) -> None:
        """As the first step of its rollout, while the release before it runs."""
        told = {**os.environ, **self.environment, "DATABASE_URL": stack.url}
        subprocess.run([sys.executable, "-m", "models.migrate"], cwd=self.folder, env=told, check=True)


def next_release(folder: Path) -> Release:
    """It adds the new column, writes that, and knows nothing of the old one."""
    release = Release(folder)
    release.changes("workflows/engine/casework/delivering.py", f"{OLD} = :reference", f"{NEW} = :reference")
    release.changes("models/message.py", f"{OLD}: str", f"{NEW}: str")
    release.adds_a_migration("0002", "0001", ADDS)
    return release


def release_after_next(folder: Path) -> Release:
    """It drops the old column."""
    release = next_release(folder)
    release.adds_a_migration("0003", "0002", TAKES_OVER, DROPS)
    return release
