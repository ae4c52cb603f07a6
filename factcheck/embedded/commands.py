"""The commands of `manage.py` that are this project's own: up, down, reset, test. All others are Django's."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

from factcheck.embedded import desk, folder, places, postgres, processes, screen, supervisor, valkey

DATA = "FACTCHECK_DATA"  # the data folder of commands that have no option for it
SLOWEST_STOP = 60.0  # seconds
PROBLEMS = (
    folder.FolderRefused,
    places.PlaceRefused,
    postgres.PostgresFailed,
    valkey.ValkeyFailed,
    supervisor.Failed,
    LookupError,
)
# Settings want an address; this one leads nowhere, and never by accident to another database of this machine.
NOWHERE = "postgresql://factcheck_app@/factcheck?host=/nonexistent"
NO_DATABASE = (
    "There is no database: run `python3 manage.py up` in another terminal and repeat this command, "
    "or set DATABASE_URL."
)
OURS = """Commands of this project:
  up      run the desk on this machine (--port N, --host ADDRESS, --data FOLDER)
  down    stop the desk that runs from a data folder (--data FOLDER)
  reset   delete a data folder (--data FOLDER, --yes)
  test    run the tests on a throw-away PostgreSQL (takes pytest's arguments)
"""


def main(argv: list[str]) -> int:
    """Run a command; gives the exit code."""
    name = argv[1] if len(argv) > 1 else "help"
    own = {"up": up, "down": down, "reset": reset}
    try:
        if name == "test":
            return test(argv[2:])
        if name in own:
            return own[name](_options(name, argv[2:]))
    except PROBLEMS as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        return 128 + signal.SIGINT
    if name in ("help", "--help", "-h") and len(argv) <= 2:
        print(OURS)
    return django_command(argv)


def _options(name: str, arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"manage.py {name}")
    parser.add_argument("--data", type=Path, default=default_data(), help="the data folder (default: .data)")
    if name == "up":
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1", help="any but loopback: no demonstration")
    if name == "reset":
        parser.add_argument("--yes", action="store_true", help="do not ask")
    return parser.parse_args(arguments)


# Of tests and pictures, apart from the desk's own data: `up` refuses a folder in which something else was first.
SCRATCH = desk.ROOT / ".scratch"


def default_data() -> Path:
    return Path(os.environ.get(DATA) or desk.ROOT / ".data")


def up(options: argparse.Namespace) -> int:
    if os.environ.get("PRODUCTION", "0").lower() not in ("", "0", "false", "no", "off"):
        raise folder.FolderRefused("PRODUCTION is set: see Production in README.md, `up` is for one machine.")
    os.umask(0o077)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # until the supervisor takes over
    data = folder.DataFolder(options.data)
    place = places.find(options.host, options.port)
    words = screen.Screen(sys.stdout.fileno(), colours=sys.stdout.isatty(), logs=data.logs)
    desk.up(data, place, words)
    return 0


def down(options: argparse.Namespace) -> int:
    data = folder.DataFolder(options.data)
    running = data.running()
    if not data.is_locked() or running is None:
        print(f"No desk is running from {data.path}.")
        return 0
    if not running.is_alive():
        raise folder.FolderRefused(f"{data.path} is locked by a process that is not known: nothing was done.")
    try:
        os.kill(running.pid, signal.SIGTERM)
    except PermissionError:
        raise folder.FolderRefused("The desk belongs to another user, who has to stop it.") from None
    if not processes.wait_for(lambda: not data.is_locked(), SLOWEST_STOP, every=0.1):
        raise folder.FolderRefused(f"Process {running.pid} has not ended within {SLOWEST_STOP:.0f} seconds.")
    print("The desk is stopped.")
    return 0


def reset(options: argparse.Namespace) -> int:
    data = folder.DataFolder(options.data)
    if not data.exists():
        print(f"There is nothing to delete in {data.path}.")
        return 0
    if not options.yes and not _is_sure(data.path):
        print("Nothing was deleted.")
        return 1
    data.refuse_foreign()
    with data.locked():
        desk.end_predecessor(data, print)
        data.remove()
    print(f"{data.path} is deleted. `python3 manage.py up` starts anew.")
    return 0


def _is_sure(path: Path) -> bool:
    print(
        f"This deletes the desk's database, with all its claims and verdicts, and everything else in {path}."
    )
    try:
        return input("Type yes to delete it: ").strip().lower() == "yes"
    except EOFError:
        return False


def test(arguments: list[str]) -> int:
    """Run pytest on a throw-away cluster, or on the server of TEST_DATABASE_URL; gives pytest's exit code."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return _pytest(arguments, given)
    with postgres.throwaway(keep_in=SCRATCH / "tests") as cluster:
        return _pytest(arguments, cluster.url(postgres.OWNER))


def side_by_side(arguments: list[str]) -> list[str]:
    """What lets the tests run beside one another, unless these arguments say how many or want one at a time.

    Two more than there are processors, because tests wait: for servers that dawdle, for Chromium, for PostgreSQL. The
    long modules begin first (tests/conftest.py), so that nobody waits for one of them at the end.
    """
    alone = any(
        one.startswith(("-n", "--numprocesses", "--pdb", "--trace")) or one == "-x" for one in arguments
    )
    workers = min((os.cpu_count() or 1) + 2, 5)
    return [] if alone else ["-n", str(workers), "--dist", "loadscope", "--no-loadscope-reorder"]


def _pytest(arguments: list[str], database_url: str) -> int:
    """Ctrl-C reaches pytest by itself, which sums up and ends; SIGTERM is handed on to it."""
    told = {**os.environ, "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    child = subprocess.Popen(
        [sys.executable, "-m", "pytest", *side_by_side(arguments), *arguments],
        cwd=desk.ROOT,
        env=told,
        preexec_fn=processes.die_with_parent(signal.SIGTERM),
    )
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    while True:
        try:
            code = child.wait()
        except KeyboardInterrupt:
            continue
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # what is left to do is short, and leaves nothing behind
        return code if code >= 0 else 128 - code


def django_command(argv: list[str]) -> int:
    """Django's own command, beside the running desk if there is one and nothing else is said."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    if not os.environ.get("DATABASE_URL"):
        os.environ.update(beside_the_desk(argv[1] if len(argv) > 1 else "help"))
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(argv)
    except OperationalError:
        if os.environ["DATABASE_URL"] != NOWHERE:
            raise
        print(NO_DATABASE, file=sys.stderr)
        return 1
    return 0


def beside_the_desk(command: str) -> dict[str, str]:
    """What settings have to be told so that a command sees the desk that runs from the default data folder.

    What alters tables needs their owner; everything else has no more rights than the desk itself.
    """
    data = folder.DataFolder(default_data())
    running = data.running() if data.is_locked() else None
    if running is None or not running.url:
        return {"DATABASE_URL": NOWHERE}
    if command in ("migrate", "vector_candidates"):
        return {**running.environment, "DATABASE_URL": running.owner_url}
    return running.environment
