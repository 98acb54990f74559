"""Brings the database to the newest migration: `python -m models.migrate`."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from config.settings import settings


def migrate(url: str = "", revision: str = "head") -> None:
    """Runs every migration not yet run. Two at once are harmless: the second waits for the first."""
    configuration = Config()
    configuration.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    connectable = create_engine(url or settings().database_url)
    with connectable.begin() as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, revision)
    connectable.dispose()


if __name__ == "__main__":
    migrate()
