"""The account PostgreSQL runs under when we are root, which it refuses to be."""

import ctypes
import os
import pwd
import sys
from dataclasses import dataclass
from pathlib import Path

PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 47, 2
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
CAPABILITY_VERSION_3 = 0x20080522

libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Account:
    """An account without privileges, and whether it must be let through folders that are closed to it."""

    uid: int
    gid: int
    let_through: bool = False

    def become(self) -> None:
        """Turn this process, a child not yet executed, into the account. Groups first: afterwards it may not."""
        if self.let_through:
            libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
        os.setgroups([])
        os.setgid(self.gid)
        os.setuid(self.uid)
        if self.let_through:
            _ = keeps(CAP_DAC_READ_SEARCH) or keeps(CAP_DAC_OVERRIDE)


def keeps(capability: int) -> bool:
    """Keep one capability through the next exec; false where this machine does not grant it."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    bit = 1 << capability
    sets = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
    if libc.capset(ctypes.byref(header), ctypes.byref(sets)) != 0:
        return False
    return bool(libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) == 0)


def unprivileged(*needed: Path) -> Account | None:
    """Who runs PostgreSQL: nobody under root, ourselves otherwise.

    Root's own folders are closed to others, and opening them for the database's sake would open them for everybody. So
    where a needed path lies behind a closed folder, the account alone is let through, reading only.
    """
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        nobody = pwd.getpwuid(65534)
    closed = sys.platform == "linux" and not all(open_to_all(path) for path in needed)
    return Account(nobody.pw_uid, nobody.pw_gid, let_through=closed)


def open_to_all(path: Path) -> bool:
    """Whether every folder above may be passed by anybody; one that is not there yet will be made private."""
    return all(folder.exists() and folder.stat().st_mode & 0o001 for folder in path.absolute().parents)
