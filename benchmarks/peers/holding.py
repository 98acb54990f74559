"""What a process holds in memory; Linux only."""

from pathlib import Path


def kilobytes(pid: int | str = "self") -> float:
    """PSS of one process: what is shared is shared out."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("Pss:")))
