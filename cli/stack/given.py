"""Servers that were given rather than embedded, looked at before anything of ours starts."""

import psycopg
from kombu.exceptions import OperationalError

from cli.stack.parts import CannotStart
from cli.stack.postgres import OLDEST
from config.settings import Settings
from tasks.asking import asker

PATIENCE = 5
"""Seconds a given server may take to answer."""


def check(settings: Settings) -> None:
    """Raises CannotStart where a given server does not answer or is too old."""
    if not settings.embedded_database:
        check_database(settings.database_url)
    if not settings.embedded_broker:
        check_broker(settings)


def check_database(url: str) -> None:
    plain = url.replace("postgresql+psycopg", "postgresql", 1)
    try:
        with psycopg.connect(plain, connect_timeout=PATIENCE) as connection:
            version = connection.info.server_version // 10000
    except psycopg.OperationalError as refusal:
        raise CannotStart(f"DATABASE_URL does not answer: {' '.join(str(refusal).split())}") from refusal
    if version < OLDEST:
        raise CannotStart(f"Swan needs PostgreSQL {OLDEST} or later, and DATABASE_URL is {version}.")


def check_broker(settings: Settings) -> None:
    with asker(settings) as app, app.connection_for_write() as connection:
        try:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=PATIENCE)
        except OperationalError as refusal:
            raise CannotStart(f"REDIS_URL does not answer: {refusal}") from refusal
