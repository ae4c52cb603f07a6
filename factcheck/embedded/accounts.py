"""Whom PostgreSQL runs as, because it refuses to run as root, and what that account can reach."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

CANDIDATES = ("postgres", "nobody", "daemon")


class Identity(TypedDict, total=False):
    """The keyword arguments by which `subprocess` starts a process as somebody else."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """An existing user of this machine without rights of its own."""

    name: str
    uid: int
    gid: int


def unprivileged_account() -> Account | None:
    """The account to run PostgreSQL as: None for "as we are", which any user but root can.

    Raises LookupError where root finds no other account to use.
    """
    if os.geteuid() != 0:
        return None
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise LookupError("PostgreSQL refuses to run as root, and there is no other account: run this as a user.")


def identity(account: Account | None) -> Identity:
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def can_pass(account: Account | None, folder: Path) -> bool:
    """Whether the account may pass this existing folder, and every one above it.

    Judged from the mode bits. Access lists are not looked at: where only they allow it, the answer is no.
    """
    if account is None:
        return True
    folder = folder.resolve()
    return all(_allows(account, each, 0o1) for each in (folder, *folder.parents))


def can_read(account: Account | None, path: Path) -> bool:
    """Whether the account may read an existing file, or list and pass an existing folder."""
    if account is None:
        return True
    path = path.resolve()
    return can_pass(account, path.parent) and _allows(account, path, 0o5 if path.is_dir() else 0o4)


def _allows(account: Account, path: Path, bits: int) -> bool:
    status = path.stat()
    if status.st_uid == account.uid:
        bits <<= 6
    elif status.st_gid == account.gid:
        bits <<= 3
    return status.st_mode & bits == bits


def give(account: Account | None, path: Path) -> None:
    """Make the account the owner of a file or folder; nothing to do for "as we are"."""
    if account is not None:
        os.chown(path, account.uid, account.gid)


def open_to_all(folder: Path) -> None:
    """Let everybody read a tree that was copied with the modes of a careful user."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
