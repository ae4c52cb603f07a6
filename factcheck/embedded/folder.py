"""The data folder of a desk on one machine: its files, its lock, and what is running from it.

lock              held by the running `up`
running.json      what runs: process, addresses; written for `down`, `shell` and the next start
secret_key        Django's, made at the first start
postgres/         the cluster, or `elsewhere` with the path of the folder that holds it
valkey/ beat/     the broker's file, the time table's memory
logs/             what every process said, two files of 5 MB each
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

from factcheck.embedded import accounts, processes

CONTENTS = (
    "running.json",
    "prepared.json",
    "demonstration",
    "secret_key",
    "elsewhere",
    "postgres",
    "postgres.new",
    "copies",
    "valkey",
    "beat",
    "logs",
)
SYSTEM = Path("/var/lib/factcheck")
# A socket's path must stay below 104 bytes on macOS and 108 on Linux; PostgreSQL adds "/.s.PGSQL.5432".
LONGEST_SOCKET_FOLDER = 85


class FolderRefused(Exception):
    """This data folder can't be used now; the text says why, and what to do."""


@dataclass(frozen=True)
class Running:
    """What `up` tells other commands about itself. Addresses are empty until they answer.

    ``environment`` is what the desk's processes were given, so that `manage.py shell` sees the same desk.
    """

    pid: int
    started: str
    sockets: str = ""
    url: str = ""
    owner_url: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    def is_alive(self) -> bool:
        """Whether that very process still lives, and not a later one of the same number."""
        return processes.started_at(self.pid) == self.started


class DataFolder:
    """A data folder by its path, which need not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute().resolve()
        self.logs = self.path / "logs"
        self.beat = self.path / "beat"
        self.valkey = self.path / "valkey"
        self.prepared = self.path / "prepared.json"
        self.demonstration = self.path / "demonstration"  # there once its log-ins may be in the database
        self._lock = self.path / "lock"
        self._running = self.path / "running.json"
        self._elsewhere = self.path / "elsewhere"

    def make(self) -> None:
        """Make the folder, or take the one that is there if it is ours. Raises FolderRefused."""
        try:
            self.refuse_foreign()
            if not self.exists():
                self.path.mkdir(parents=True, exist_ok=True)
                self.path.chmod(0o711)  # PostgreSQL's account has to pass it, whatever the umask says
            self._lock.touch(mode=0o600)
            for part in (self.logs, self.beat, self.valkey):
                part.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise FolderRefused(f"The data folder {self.path} cannot be used: {error.strerror}.") from error

    def exists(self) -> bool:
        """Whether a desk has ever been started from here."""
        return self._lock.exists()

    def refuse_foreign(self) -> None:
        """Raises FolderRefused for a folder of something else, or of another user."""
        if not self.path.exists():
            return
        if not self.exists() and any(self.path.iterdir()):
            raise FolderRefused(
                f"{self.path} is not empty and not a data folder of this desk: choose another."
            )
        owner = self.path.stat().st_uid
        if self.exists() and owner != os.geteuid():
            raise FolderRefused(
                f"The data folder {self.path} belongs to {_user(owner)}, and this is {_user(os.geteuid())}: "
                "run the command as that user, or choose another folder with --data."
            )

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock, which ends with this process however it ends. Raises FolderRefused if it is held."""
        with self._lock.open("r+b") as lock:
            # A glance of another command at the lock takes it for a moment.
            if not processes.wait_for(lambda: _take(lock), within=0.3):
                running = self.running()
                where = f" at {running.url}" if running and running.url else ""
                raise FolderRefused(
                    f"The desk is already running{where} from {self.path}. "
                    "Stop it with `python3 manage.py down`, or start another with --data FOLDER --port N."
                )
            yield

    def is_locked(self) -> bool:
        """Whether an `up` is running from this folder."""
        try:
            with self._lock.open("r+b") as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def running(self) -> Running | None:
        """What the last `up` wrote of itself; it need not be alive any more."""
        try:
            return Running(**json.loads(self._running.read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def write_running(self, running: Running) -> None:
        unfinished = self._running.with_suffix(".new")
        unfinished.touch(mode=0o600)
        unfinished.write_text(json.dumps(asdict(running), indent=1) + "\n")
        unfinished.replace(self._running)

    def forget_running(self) -> None:
        """Remove the note and the sockets' folder of a run that has ended."""
        running = self.running()
        if running and Path(running.sockets).name.startswith("factcheck-"):
            shutil.rmtree(running.sockets, ignore_errors=True)
        self._running.unlink(missing_ok=True)

    def secret_key(self) -> str:
        """Django's secret key, made once and kept with the data that it protects."""
        path = self.path / "secret_key"
        if not path.exists():
            unfinished = path.with_suffix(".new")
            unfinished.touch(mode=0o600)
            unfinished.write_text(secrets.token_urlsafe(64) + "\n")
            unfinished.replace(path)
        return path.read_text().strip()

    def clusters(self) -> list[Path]:
        """Where a cluster of this desk may be: in the folder, or outside."""
        outside = self._outside()
        return [base / "postgres" for base in (self.path, outside) if base is not None]

    def _outside(self) -> Path | None:
        try:
            return Path(self._elsewhere.read_text().strip())
        except OSError:
            return None

    def cluster_folder(self, account: accounts.Account | None) -> Path:
        """The folder that holds the cluster: this one, or one outside if the account can't reach this one.

        Raises FolderRefused.
        """
        if known := self._outside():
            return known
        if accounts.can_pass(account, self.path):
            return self.path
        outside = SYSTEM / secrets.token_hex(6)
        try:
            for folder in (SYSTEM, outside):
                folder.mkdir(parents=True, exist_ok=True)
                folder.chmod(0o711)
        except OSError as error:
            raise FolderRefused(
                f"PostgreSQL refuses to run as root, and its account can reach neither {self.path} nor "
                f"{SYSTEM} ({error.strerror}): run this as an ordinary user, or choose another --data folder."
            ) from error
        self._elsewhere.write_text(f"{outside}\n")
        return outside

    def remove(self) -> None:
        """Delete what a desk has written, and nothing else that may lie in the folder."""
        outside = self._outside()
        if outside is not None and outside.parent == SYSTEM:
            shutil.rmtree(outside, ignore_errors=True)
        for name in (*CONTENTS, "lock"):
            path = self.path / name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # something else lies in it
            self.path.rmdir()


def sockets_folder(account: accounts.Account | None) -> Path:
    """A new private folder for sockets, with a path short enough for them, which the account may use.

    Raises FolderRefused.
    """
    for base in (tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm"):
        if len(os.fsencode(base)) > LONGEST_SOCKET_FOLDER - 20 or not accounts.can_pass(account, Path(base)):
            continue
        with contextlib.suppress(OSError):
            made = Path(tempfile.mkdtemp(prefix="factcheck-", dir=base)).resolve()
            accounts.give(account, made)
            return made
    raise FolderRefused(
        "There is no temporary folder to put sockets in: set TMPDIR to one with a short path."
    )


def _take(lock: BinaryIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _user(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
