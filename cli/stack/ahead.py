"""What every part would do first in its life, done once before they are forked: they share what that makes."""

from contextlib import suppress

from billiard.util import get_pdeathsig
from kombu.exceptions import OperationalError
from sqlalchemy.exc import DBAPIError

from config.settings import Settings
from models.clock import swan_now
from models.database import hang_up, session
from tasks.app import app
from tasks.heartbeat import here
from workflows.engine.casework.continuing import Stranded, refuse_stranded


def speak_to_the_record(place: Settings) -> None:
    """An engine for each role is made, and has asked what a node asks at its start; no connection stays.

    A part asks again itself: it refuses what it finds, or waits for a server that is away, in its own words.
    """
    with suppress(Stranded, DBAPIError), session("swan_clock", url=place.database_url) as db:
        here(db)
        refuse_stranded(db)
    with suppress(DBAPIError), session("swan_app", url=place.database_url) as db:
        swan_now(db)
    hang_up()


def speak_to_the_broker(_: Settings) -> None:
    """The app has found its tasks and asked whether anybody is there; no connection stays."""
    app.loader.import_default_modules()
    app.finalize()
    with suppress(OperationalError), app.connection_for_write() as connection:
        app.control.ping(timeout=0.01, connection=connection)


def tie_a_child(_: Settings) -> None:
    """A child is tied to a node by a declaration in C, and the parser that reads it is large."""
    with suppress(OSError):  # where the kernel knows no such tie
        get_pdeathsig()
