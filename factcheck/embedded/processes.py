"""Child processes that cannot outlive their parent, and finding those of an earlier run that did.

Linux does both: the kernel signals a child when its parent dies, gives orphaned grandchildren to the
supervisor, and shows every process's environment and working folder in /proc. Elsewhere `watchdog`
stands in for the first.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from factcheck.embedded import accounts

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
IS_LINUX = sys.platform == "linux"
PROC = Path("/proc")
MARK = "FACTCHECK_RUN_OF"  # in the environment of all processes of a run, with its data folder


def spawn(
    command: Iterable[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    output: int,
    at_parents_death: signal.Signals,
    announce: Callable[[], None] | None = None,
    account: accounts.Account | None = None,
    errors: int = subprocess.STDOUT,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C reaches the supervisor alone.

    Call it from the main thread: the kernel takes the end of the thread that forked for the parent's death. Where a
    watchdog stands in for the kernel, the child calls ``announce`` before its program begins.
    """
    return subprocess.Popen(
        list(command),
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        start_new_session=True,
        preexec_fn=announce or die_with_parent(at_parents_death),
        **accounts.identity(account),
    )


def die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """What the child does between fork and exec; after the change of user, which would undo it."""
    if not IS_LINUX:
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def ask_the_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # it died in between, and the signal will not come
            os._exit(1)

    return ask_the_kernel


def give_way(child: int, niceness: int) -> None:
    """Make room, as the command nice does, for those that people wait for.

    Where Linux groups processes by session (sched_autogroup), niceness counts within the group alone, and each child
    has a session of its own: then its group has to be nice too.
    """
    os.setpriority(os.PRIO_PROCESS, child, niceness)
    with contextlib.suppress(OSError):  # no such grouping here
        (PROC / str(child) / "autogroup").write_text(str(niceness))


def adopt_orphans() -> None:
    """Let grandchildren whose parent dies become our children, so that none is lost from sight."""
    if IS_LINUX:
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def end_group(leader: int, *, within: float = 5.0) -> bool:
    """Kill what is left of a child's process group and wait until it is gone; true when it is.

    The dead are collected meanwhile, because they keep a group alive as long as nobody has asked how
    they ended.
    """
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
    return wait_for(lambda: _group_is_gone(leader), within)


def _group_is_gone(leader: int) -> bool:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(-leader, os.WNOHANG)
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return True
    except (
        PermissionError
    ):  # macOS says so of a group of zombies, and a foreign group is not ours to wait for
        return True
    return False


def wait_for(condition: Callable[[], bool], within: float, *, every: float = 0.02) -> bool:
    """Look until the condition holds, for at most so many seconds; whether it did."""
    end = time.monotonic() + within
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(every)
    return True


def signal_all(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)


def marked(data: Path) -> list[int]:
    """The living processes started for a data folder, other than this one. Empty where there is no /proc."""
    mark = os.fsencode(f"{MARK}={data}")
    return [pid for pid in _others() if mark in _read(pid, "environ").split(b"\0")]


def working_in(folder: Path) -> list[int]:
    """The living processes whose working folder this is: the processes of a PostgreSQL cluster."""
    return [pid for pid in _others() if _link(pid, "cwd") == str(folder)]


def children() -> list[int]:
    """The living and dead children of this process, adopted ones included."""
    parent = str(os.getpid()).encode()
    # The command in parentheses may hold anything, so the fields are counted from the last parenthesis.
    return [pid for pid in _others() if _read(pid, "stat").rpartition(b")")[2].split()[1:2] == [parent]]


def started_at(pid: int) -> str:
    """When a process started, in ticks: tells it from a later one of the same number. "" if gone."""
    fields = _read(pid, "stat").rpartition(b")")[2].split()
    return fields[19].decode() if len(fields) > 19 else ""


def _others() -> list[int]:
    if not IS_LINUX:
        return []
    own = os.getpid()
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit() and int(entry.name) != own]


def _read(pid: int, name: str) -> bytes:
    try:
        return (PROC / str(pid) / name).read_bytes()
    except OSError:
        return b""


def _link(pid: int, name: str) -> str:
    try:
        return str((PROC / str(pid) / name).readlink())
    except OSError:
        return ""
