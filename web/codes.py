"""The second factor of a local account: codes of an authenticator app, each taken once."""

from datetime import datetime
from io import BytesIO
from uuid import UUID

import segno
from pyotp import TOTP, random_base32
from sqlmodel import Session

from config.settings import settings
from models import Account
from models.clock import real_now
from models.sealing import CannotOpen, installation_key, seal, unseal

STEP = 30
"""Seconds a code stands in the app."""

NEAR = (0, -1, 1)
"""Steps beside the present one whose codes are taken too: clocks differ, and typing takes time."""


def new_secret() -> str:
    """160 bits, as apps take them."""
    return random_base32(32)


def sealed(secret: str, account_id: UUID) -> str:
    return seal(installation_key(settings().key_file), secret, account_id)


def opened(kept: str, account_id: UUID) -> str:
    """Raises `CannotOpen` where the installation's key is another."""
    return unseal(installation_key(settings().key_file), kept, account_id)


def step_of(code: str, secret: str, at: datetime, last: int | None) -> int | None:
    """The step whose code this is; none where it is wrong, or of a step not after the last one used.

    `at` is a real moment, whatever the time of a demonstration.
    """
    typed, now = "".join(code.split()), int(at.timestamp()) // STEP
    for near in NEAR:
        fits = typed.isascii() and TOTP(secret).verify(typed, for_time=(now + near) * STEP)
        if fits and (last is None or now + near > last):
            return now + near
    return None


def takes(db: Session, account: Account, typed: str) -> bool:
    """Whether this is the account's code of the moment; it is used up with that. The account must be locked."""
    try:
        secret = opened(account.totp or "", account.id)
    except CannotOpen:
        return False
    step = step_of(typed, secret, real_now(db), account.totp_step)
    if step is not None:
        account.totp_step = step
        db.add(account)
    return step is not None


def address(secret: str, name: str) -> str:
    """What the app reads from the picture."""
    return TOTP(secret).provisioning_uri(name=name, issuer_name="Swan")


def picture(secret: str, name: str) -> str:
    """The same as SVG, without styles of its own: the policy of the pages refuses those."""
    drawn = BytesIO()
    segno.make(address(secret, name), error="m").save(
        drawn,
        kind="svg",
        xmldecl=False,
        svgns=False,
        scale=5,
        border=2,
        svgclass="sw-qr",
        lineclass=None,
        omitsize=False,
    )
    return drawn.getvalue().decode()


def spaced(secret: str) -> str:
    """The secret in groups of four, for typing."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
