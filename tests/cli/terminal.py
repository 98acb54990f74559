"""A terminal for the tests: runs `swan` as a person would, and gives back what it said and how it ended."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from typer.testing import CliRunner

from cli.main import app
from config.settings import settings
from models import Demonstration
from models.database import close_engines, session
from tests.office import moment


@dataclass(frozen=True)
class Said:
    """What a command said, its lines joined as if the terminal were endless, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def words(self) -> str:
        return " ".join(self.out.split())


class Terminal:
    """Commands on one database, at a time the test sets. DATABASE_URL names that database for the whole of a test."""

    def __init__(self, url: str) -> None:
        self.url = url

    def __call__(self, *arguments: str, typed: str | None = None) -> Said:
        ran = CliRunner().invoke(app, arguments, input=typed)
        if ran.exception is not None and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        return Said(ran.exit_code, ran.stdout, ran.stderr)

    def does(self, *arguments: str, typed: str | None = None) -> Said:
        """As a call, for what must go well."""
        said = self(*arguments, typed=typed)
        assert said.code == 0, said.err
        return said

    def reads(self, *arguments: str) -> Any:
        """What the command answers in JSON."""
        return json.loads(self.does(*arguments, "--json").out)

    def it_is(self, written: str) -> None:
        with session("swan_owner", url=self.url) as db:
            db.merge(Demonstration(stands_at=moment(written)))

    def rows(self, statement: str) -> list[Any]:
        with session("swan_owner", url=self.url) as db:
            return list(db.execute(text(statement)))

    def close(self) -> None:
        """Nothing this test's environment was read for may outlast it."""
        close_engines()
        settings.cache_clear()
