"""Passwords of local accounts: Argon2id, no rules of composition, and nothing that a list of guesses begins with."""

from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type
from zxcvbn_rs_py import zxcvbn

SHORTEST, LONGEST = 12, 128
GUESSED_SOON = 3
"""Below this score of zxcvbn a password is among the first guesses of whoever knows about the person or the place."""

READ_BY_ZXCVBN = 72

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
"""The floor of OWASP for Argon2id: 19 MiB, two passes, one lane."""

NOBODYS = HASHER.hash(
    "nobody has this password; an unknown name is verified against it, so that it takes the same path"
)


def kept(password: str) -> str:
    """What is kept of a password."""
    return HASHER.hash(password)


def right(password: str, kept_hash: str | None) -> bool:
    """Whether this is the password; one verification whoever asks, also where there is no account."""
    try:
        return HASHER.verify(kept_hash or NOBODYS, password[:LONGEST]) and kept_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def wrong_with(password: str, about: Iterable[str] = ()) -> str:
    """Why this cannot be a password, in a sentence; empty where it can; `about` are words to try first."""
    if len(password) < SHORTEST:
        return f"Password must be {SHORTEST} characters or more; three or four words are easy to remember"
    if len(password) > LONGEST:
        return f"Password must be {LONGEST} characters or fewer"
    if int(zxcvbn(password[:READ_BY_ZXCVBN], [*about, "swan", "safeguarding"]).score) < GUESSED_SOON:
        return "Password must be harder to guess; three or four words that have nothing to do with one another will do"
    return ""
