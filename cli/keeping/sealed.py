"""Files sealed with age: whoever makes a backup needs only the recipient's public word, and cannot read it back."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyrage

from cli.words import Usage


def new_identity(place: Path) -> str:
    """Makes the secret file that opens backups, private to its owner, and gives the word that they are sealed to.

    Raises `Usage` where the file is there already: overwriting it would close every backup for ever.
    """
    identity = pyrage.x25519.Identity.generate()
    try:
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Usage(f"{place} is there already: it may be what opens your backups.") from None
    with os.fdopen(descriptor, "w") as file:
        file.write(f"# opens backups sealed to {identity.to_public()}\n{identity}\n")
    return str(identity.to_public())


def identity_in(place: Path) -> pyrage.x25519.Identity:
    """Raises `Usage` in one sentence where the file holds none."""
    try:
        lines = place.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        raise Usage(f"{place} cannot be read.") from None
    for line in lines:
        if line.startswith("AGE-SECRET-KEY-"):
            try:
                return pyrage.x25519.Identity.from_str(line.strip())
            except pyrage.IdentityError:
                break
    raise Usage(f"{place} holds no secret that opens a backup: 'swan backup-key' makes one.")


def recipient(said: str) -> pyrage.x25519.Recipient:
    """Raises `Usage` in one sentence."""
    try:
        return pyrage.x25519.Recipient.from_str(said.strip())
    except pyrage.RecipientError:
        raise Usage("--to takes the word that 'swan backup-key' said; it begins with age1.") from None


@contextmanager
def whole_or_not_at_all(place: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name only when everything is in it and on the disk; private to its owner."""
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


def seal(reader: IO[bytes], writer: IO[bytes], to: pyrage.x25519.Recipient) -> None:
    pyrage.encrypt_io(reader, writer, [to])


def unseal(place: Path, writer: IO[bytes], identity: pyrage.x25519.Identity) -> None:
    """Raises `Usage` where the file is not whole, was changed, or was sealed to somebody else."""
    try:
        with place.open("rb") as reader:
            pyrage.decrypt_io(reader, writer, [identity])
    except (pyrage.DecryptError, OSError) as wrong:
        raise Usage(f"{place} cannot be opened: it is not whole, was changed, or was sealed to another key.") from wrong
