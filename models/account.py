"""An account: somebody who may sign in, and what vouches for them."""

from datetime import datetime
from uuid import UUID

from sqlmodel import SQLModel, UniqueConstraint

from models.columns import instant, primary_key

LOCAL = "local"
"""The issuer of an account whose password Swan itself keeps."""


class Account(SQLModel, table=True):
    """Known by `issuer` and `subject`, never by a mail address, which its owner may change and somebody else be given.

    Of a local account the subject is the name signed in with, `password` an Argon2id hash, `totp` the second factor's
    secret sealed under the installation's key, `totp_step` the last step of 30 seconds whose code was used.
    """

    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: UUID = primary_key()
    issuer: str
    subject: str
    password: str | None = None
    totp: str | None = None
    totp_step: int | None = None
    made_at: datetime = instant()
    disabled_at: datetime | None = instant(default=None)
