"""Brings the database to the newest migration: `python -m models.migrate`."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from config.settings import settings


def migrate(url: str = "", revision: str = "head") -> None:
    """Runs every migration not yet run. Two at once are harmless: the second waits for the first."""
    configuration = _configuration()
    connectable = create_engine(url or settings().database_url)
    with connectable.begin() as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, revision)
    connectable.dispose()


def is_newest(url: str = "") -> bool:
    """Whether every migration there is has been run."""
    newest = set(ScriptDirectory.from_config(_configuration()).get_heads())
    connectable = create_engine(url or settings().database_url)
    with connectable.connect() as connection:
        there = set(MigrationContext.configure(connection).get_current_heads())
    connectable.dispose()
    return there == newest


def server_version(url: str = "") -> int:
    """The server's own number for its version: 180003 is PostgreSQL 18.3."""
    connectable = create_engine(url or settings().database_url)
    with connectable.connect() as connection:
        version: int = connection.execute(text("select current_setting('server_version_num')::int")).scalar_one()
    connectable.dispose()
    return version


def _configuration() -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return configuration


if __name__ == "__main__":
    migrate()
