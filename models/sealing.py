"""What is sealed under a case's key: names and free text. Without the key they are gone, and the chain still holds."""

import os
from base64 import b64decode, b64encode
from functools import cache
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from config.files import written_once
from config.settings import settings

NONCE = 12


class KeyMissing(SystemExit):
    """The installation's key file is not there, although something was sealed with it, or is not private."""


class CannotOpen(ValueError):
    """The text was not sealed with this key for this case."""


def seal(key: bytes, text: str, case_id: UUID) -> str:
    """`text` encrypted (AES-256-GCM) and bound to its case; base64."""
    nonce = os.urandom(NONCE)
    return b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), case_id.bytes)).decode()


def unseal(key: bytes, sealed: str, case_id: UUID) -> str:
    """The text again. Raises `CannotOpen` where the key or the case is another."""
    raw = b64decode(sealed)
    try:
        return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], case_id.bytes).decode()
    except InvalidTag as wrong:
        raise CannotOpen("This text cannot be opened with the key at hand.") from wrong


def new_case_key(case_id: UUID) -> tuple[bytes, str]:
    """A fresh key for a case, and the same wrapped by the installation's key, as it is stored."""
    key = AESGCM.generate_key(256)
    nonce = os.urandom(NONCE)
    wrapped = AESGCM(installation_key(settings().key_file)).encrypt(nonce, key, case_id.bytes)
    return key, b64encode(nonce + wrapped).decode()


def unwrap(wrapped: str, case_id: UUID) -> bytes:
    """The case's key. Raises `CannotOpen` where the installation's key is another."""
    raw = b64decode(wrapped)
    try:
        return AESGCM(installation_key(settings().key_file)).decrypt(raw[:NONCE], raw[NONCE:], case_id.bytes)
    except InvalidTag as wrong:
        raise CannotOpen("The case's key was wrapped by another installation's key.") from wrong


@cache
def installation_key(place: Path) -> bytes:
    """The key of the installation, made at first use in a file only its owner can read (0600)."""
    if not place.exists():
        _make(place)
    if place.stat().st_mode & 0o077:
        raise KeyMissing(f"The key file {place} can be read by others: make it 0600.")
    return b64decode(place.read_bytes())


def _make(place: Path) -> None:
    if settings().env == "production":
        raise KeyMissing(f"The key file {place} is not there; production never makes one by itself.")
    written_once(place, b64encode(AESGCM.generate_key(256)))
