"""The files of a test cluster, kept from one run of the tests for the next: with them its migrated template.

Making a cluster and migrating in it takes longer than most runs. A kept one is copied, never used itself, and one that
another PostgreSQL made is left alone and replaced.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from factcheck.embedded import accounts


class KeptCluster:
    """``folder`` holds the files, a stamp that says which binaries made them, and a lock."""

    def __init__(self, folder: Path, *, made_by: str) -> None:
        self.folder, self.made_by = folder, made_by
        self.files, self.stamp = folder / "postgres", folder / "stamp"

    def copy_to(self, home: Path, account: accounts.Account | None) -> bool:
        """False: there is nothing to copy, or nothing that this PostgreSQL can use."""
        with self._locked(fcntl.LOCK_SH):
            if not self.stamp.exists() or self.stamp.read_text() != self.made_by:
                return False
            shutil.copytree(self.files, home, symlinks=True)
        for path in [home, *home.rglob("*")]:
            accounts.give(account, path)
        home.chmod(0o700)
        return True

    def keep(self, home: Path) -> None:
        """Move the files of a cluster that was shut down here. The stamp goes first and comes last."""
        with self._locked(fcntl.LOCK_EX):
            self.stamp.unlink(missing_ok=True)
            shutil.rmtree(self.files, ignore_errors=True)
            shutil.move(home, self.files)
            self.stamp.write_text(self.made_by)

    @contextlib.contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, how)
            yield
        finally:
            os.close(lock)
