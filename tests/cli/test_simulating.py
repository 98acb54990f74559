"""`swan simulate`: an account at the end, the same for a seed; nothing of the installation's touched, nothing left."""

import os
import subprocess
import sys
from pathlib import Path


def simulate(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The command, with its folder in this one and the servers of an installation that it must not touch."""
    elsewhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nowhere", "SMTP_URL": "smtp://127.0.0.1:9"}
    return subprocess.run(
        [str(Path(sys.executable).parent / "swan"), "simulate", *arguments],
        env={**os.environ, **elsewhere, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_account_is_the_only_line_and_nothing_is_left(tmp_path: Path) -> None:
    ended = simulate(tmp_path, "--cases", "1", "--seed", "5", "--faults", "crash,no-answer,lost")

    assert (ended.returncode, ended.stderr) == (0, "")
    [line] = ended.stdout.splitlines()
    assert line.startswith("Seed 5: 1 case-years, ")
    assert "faults (crash " in line
    assert ", 0 lost, 0 doubled, " in line.replace("; ", ", ")
    assert list(tmp_path.iterdir()) == []


def test_a_fault_that_does_not_exist_is_refused_before_anything_is_begun(tmp_path: Path) -> None:
    ended = simulate(tmp_path, "--faults", "fire")

    assert ended.returncode == 2
    assert "There is no fault called fire; there is all, none, crash" in " ".join(ended.stderr.split())
    assert list(tmp_path.iterdir()) == []
