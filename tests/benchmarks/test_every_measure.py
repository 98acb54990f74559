"""Every measure there is, played once at a size at which no figure means anything, on the real servers and stack."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.measured import Measured
from benchmarks.measures import measures
from benchmarks.words import SWAN


@pytest.mark.soak
@pytest.mark.acceptance
def test_every_measure_can_be_played(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks", "--tiny", "--rounds", "1", "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    found = Measured.read(tmp_path / "results.json")
    assert found.keys() == measures().keys()
    assert all(one.figures for one in found.values())
    assert all(SWAN in one.figures for name, one in found.items() if name in ("events", "climbing", "eight_o_clock"))
