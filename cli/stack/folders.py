"""The data folder: made for its owner only, held by one stack at a time, with the passwords made once in it."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cli.stack.account import Account


class InUse(Exception):
    """Another command holds the data folder; says which."""


def make_private(folder: Path) -> Path:
    """The folder, made passable by its owner only if it is not there; PermissionError if others could change it.

    One that is there keeps its mode: SWAN_DATA may name a folder that others have business in.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = folder.stat()
    if found.st_uid != os.geteuid() or found.st_mode & 0o002:
        raise PermissionError(f"{folder} can be changed by others: give Swan a folder of its own.")
    return folder


def make_sockets(folder: Path, account: Account | None) -> None:
    """An empty folder for the servers' sockets. Made new each time: in a shared place it could be somebody else's."""
    if folder.is_symlink() or (folder.exists() and folder.stat().st_uid not in allowed_owners(account)):
        raise PermissionError(f"{folder} belongs to somebody else: remove it.")
    remove_sockets(folder)
    folder.mkdir(mode=0o700)
    give(folder, account)


def remove_sockets(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def allowed_owners(account: Account | None) -> set[int]:
    return {os.geteuid()} | ({account.uid} if account else set())


def give(folder: Path, account: Account | None) -> None:
    if account is not None:
        os.chown(folder, account.uid, account.gid)


def made_once(place: Path) -> str:
    """The password in this file, made at random and readable by its owner only if the file is not there yet."""
    try:
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return place.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        password = secrets.token_urlsafe(24)
        file.write(password + "\n")
    return password


@contextmanager
def held(data: Path, who: str) -> Iterator[None]:
    """Hold the data folder for this process alone; the kernel lets go when we die. Raises InUse."""
    make_private(data)
    with (data / "lock").open("a+") as file:
        if not taken(file, fcntl.LOCK_EX | fcntl.LOCK_NB):
            file.seek(0)
            raise InUse(f"{data} is already in use by {file.read().strip() or 'another command'}.")
        file.truncate(0)
        file.write(f"{who}, process {os.getpid()}\n")
        file.flush()
        yield


def taken(file: IO[str], how: int) -> bool:
    try:
        fcntl.flock(file, how)
    except BlockingIOError:
        return False
    return True
