"""Alembic's door: runs the migrations on the connection it is given, one at a time in the whole installation."""

from alembic import context
from sqlalchemy import text
from sqlmodel import SQLModel

import models

assert models.__all__, "every table must be known before migrations are compared with them"

connection = context.config.attributes["connection"]
connection.execute(text("select pg_advisory_xact_lock(hashtext('swan migrations'))"))
context.configure(connection=connection, target_metadata=SQLModel.metadata)
context.run_migrations()
