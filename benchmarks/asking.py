"""A program in a process of its own, asked line by line: JSON there and JSON back."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

Figures = dict[str, float]

ROOT = Path(__file__).parent.parent


class Absent(Exception):
    """The program cannot be asked; says why in a few words."""


class Asked:
    """A running program that can be asked; `words` is where it complains."""

    def __init__(self, process: "subprocess.Popen[str]", words: IO[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process, self.words = process, words
        self.there, self.back = process.stdin, process.stdout

    def ask(self, what: str, **more: object) -> Figures:
        """What the program answers; raises Absent with its last words where it has none."""
        try:
            self.there.write(json.dumps({"ask": what, **more}, default=str) + "\n")
            self.there.flush()
        except BrokenPipeError:
            raise Absent(self.last_words()) from None
        line = self.back.readline()
        if not line:
            raise Absent(self.last_words())
        answer: Any = json.loads(line)
        return {name: float(value) for name, value in answer.items()}

    def last_words(self) -> str:
        self.process.wait()
        self.words.seek(0)
        lines = self.words.read().decode(errors="replace").strip().splitlines()
        return lines[-1][:200] if lines else "it ended without a word"

    def end(self) -> None:
        """It ends by itself when nobody can ask it any more."""
        with suppress(BrokenPipeError):
            self.there.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.back.close()


@contextmanager
def running(python: Path, program: str, **given: object) -> Iterator[Asked]:
    """A program of this package as long as it is wanted, told what it is given. Raises Absent where it does not start.

    A peer's is in `peers` and runs in the peers' environment; Swan's is in `hands` and runs in ours.
    """
    if not python.exists():
        raise Absent("its environment is not installed")
    # It is given an address, and reads no setting of Swan's.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SWAN_", "DATABASE_URL"))}
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(
            [python, "-m", f"benchmarks.{program}"],
            cwd=ROOT,
            env=kept | {"PYTHONWARNINGS": "ignore"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=words,
            text=True,
        )
        asked = Asked(process, words)
        try:
            asked.ask("ready", **given)
            yield asked
        finally:
            asked.end()
