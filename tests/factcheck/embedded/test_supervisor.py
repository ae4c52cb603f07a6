"""The supervisor over small shell commands: what it repairs, what it reports, what it leaves behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factcheck.running import as_from_a_terminal
from tests.living import children, is_alive

ROOT = Path(__file__).resolve().parent.parent.parent.parent
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not Path("/proc/self").exists(), reason="Linux only")]


class Run:
    """A supervisor in a process of its own, and what it has said so far."""

    def __init__(self, folder: Path, wanted: list[dict[str, Any]], *before: str, elsewhere: bool) -> None:
        self.folder = folder
        self.log = folder / "said.txt"
        command = [*before, sys.executable, "-m", "tests.factcheck.embedded.supervised", json.dumps(wanted)]
        command += ["elsewhere"] if elsewhere else []
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=output, stderr=output, preexec_fn=as_from_a_terminal
            )

    def said(self) -> str:
        return self.log.read_text()

    def wait(self, condition: Callable[[], object], within: float = 15) -> None:
        end = time.monotonic() + within
        while not condition():
            assert time.monotonic() < end, self.said()
            time.sleep(0.02)

    def wait_for_words(self, words: str) -> None:
        self.wait(lambda: words in self.said())

    def pid(self, name: str) -> int:
        """The number that a command wrote to a file of this name."""
        path = self.folder / name
        self.wait(lambda: path.exists() and path.read_text().endswith("\n"))
        return int(path.read_text())

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=20)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def start(*wanted: dict[str, Any], before: tuple[str, ...] = (), elsewhere: bool = False) -> Run:
        runs.append(Run(tmp_path, list(wanted), *before, elsewhere=elsewhere))
        return runs[-1]

    yield start
    for run in runs:
        if run.process.poll() is None:
            run.end(signal.SIGKILL)


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def sleeper(folder: Path, name: str = "sleeper", **more: Any) -> dict[str, Any]:
    return {"name": name, "shell": f"echo $$ > '{folder}/{name}'; exec sleep 600", "keep": True, **more}


def test_a_killed_process_is_started_again_and_that_is_said(
    start: Callable[..., Run], tmp_path: Path
) -> None:
    run = start(sleeper(tmp_path))
    first = run.pid("sleeper")
    (tmp_path / "sleeper").unlink()
    os.kill(first, signal.SIGKILL)
    assert run.pid("sleeper") != first
    run.wait_for_words("sleeper is started again.")
    assert "sleeper was killed (SIGKILL); starting it again in 0.0 s." in run.said()


def test_what_keeps_dying_is_given_up_and_takes_the_others_with_it(
    start: Callable[..., Run], tmp_path: Path
) -> None:
    run = start(sleeper(tmp_path), {"name": "broken", "shell": "echo why; exit 3", "keep": True})
    assert run.process.wait(timeout=20) == 1
    assert "broken ended with code 3, for the 6th time within a minute: giving up." in run.said()
    assert run.said().count("broken   | why") == 6
    assert not is_alive(run.pid("sleeper"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_everything(
    start: Callable[..., Run], tmp_path: Path, number: signal.Signals
) -> None:
    run = start(sleeper(tmp_path), sleeper(tmp_path, "other"))
    pids = [run.pid("sleeper"), run.pid("other")]
    run.wait_for_words("watching")
    assert run.end(number) == 0
    assert not any(map(is_alive, pids))


def test_a_stop_signal_while_it_starts_ends_everything(start: Callable[..., Run], tmp_path: Path) -> None:
    run = start(sleeper(tmp_path), {"name": "slow", "shell": "sleep 600", "once": True})
    pid = run.pid("sleeper")
    assert run.end(signal.SIGINT) == 0
    assert not is_alive(pid)


def test_nohup_is_respected(start: Callable[..., Run], tmp_path: Path) -> None:
    run = start(sleeper(tmp_path), before=("/usr/bin/nohup",))
    run.wait_for_words("watching")
    run.process.send_signal(signal.SIGHUP)
    time.sleep(0.3)
    assert is_alive(run.pid("sleeper"))
    assert run.end(signal.SIGTERM) == 0


@pytest.mark.parametrize("elsewhere", [False, True], ids=["on Linux", "elsewhere"])
def test_nothing_outlives_a_killed_supervisor(
    start: Callable[..., Run], tmp_path: Path, elsewhere: bool
) -> None:
    run = start(sleeper(tmp_path), sleeper(tmp_path, "other"), elsewhere=elsewhere)
    pids = [run.pid("sleeper"), run.pid("other")]
    run.end(signal.SIGKILL)
    run.wait(lambda: not any(map(is_alive, pids)), within=20)


def test_without_its_watchdog_it_still_starts_and_repairs(start: Callable[..., Run], tmp_path: Path) -> None:
    later = tmp_path / "go"
    run = start(
        sleeper(tmp_path),
        {"name": "gate", "shell": "sleep 600", "ready": str(later), "within": 15},
        sleeper(tmp_path, "late"),
        elsewhere=True,
    )
    run.pid("sleeper")
    watchdog = next(pid for pid in children(run.process.pid) if "watchdog.py" in command_of(pid))
    os.kill(watchdog, signal.SIGKILL)
    later.touch()
    late = run.pid("late")
    assert is_alive(late)
    assert run.end(signal.SIGTERM) == 0
    assert not is_alive(late)


def test_who_does_not_listen_is_ended_by_force(start: Callable[..., Run], tmp_path: Path) -> None:
    deaf = f"trap '' TERM; echo $$ > '{tmp_path}/deaf'; while :; do sleep 1; done"
    run = start({"name": "deaf", "shell": deaf, "keep": True, "grace": 0.2})
    pid = run.pid("deaf")
    assert run.end(signal.SIGTERM) == 0
    assert "deaf: still busy, insisting." in run.said()
    assert not is_alive(pid)


def test_grandchildren_in_the_group_are_ended_with_their_parent(
    start: Callable[..., Run], tmp_path: Path
) -> None:
    family = f"sleep 600 & echo $! > '{tmp_path}/child'; echo $$ > '{tmp_path}/parent'; wait"
    run = start({"name": "family", "shell": family, "keep": True})
    child = run.pid("child")
    os.kill(run.pid("parent"), signal.SIGKILL)
    run.wait(lambda: not is_alive(child))


def test_grandchildren_that_left_their_group_are_ended_at_the_stop(
    start: Callable[..., Run], tmp_path: Path
) -> None:
    family = f"setsid sh -c 'echo $$ > \"{tmp_path}/daemon\"; exec sleep 600' & exec sleep 600"
    run = start({"name": "family", "shell": family, "keep": True})
    daemon = run.pid("daemon")
    run.wait_for_words("watching")
    assert run.end(signal.SIGINT) == 0
    assert not is_alive(daemon)


def test_a_one_time_process_gives_its_answer_and_shows_its_errors(start: Callable[..., Run]) -> None:
    run = start({"name": "once", "shell": "echo one; echo trouble >&2; echo two", "once": True})
    run.wait_for_words("answer: ['one', 'two']")
    assert "once     | trouble" in run.said()
    assert run.end(signal.SIGINT) == 0


def test_a_one_time_process_that_fails_ends_the_start(start: Callable[..., Run], tmp_path: Path) -> None:
    run = start(sleeper(tmp_path), {"name": "once", "shell": "echo why >&2; exit 4", "once": True})
    assert run.process.wait(timeout=20) == 1
    assert "once     | why" in run.said()
    assert "once ended with code 4" in run.said()
    assert not is_alive(run.pid("sleeper"))


def test_a_service_that_is_never_ready_ends_the_start(start: Callable[..., Run], tmp_path: Path) -> None:
    run = start(sleeper(tmp_path, keep=False, ready="/nonexistent", within=0.3))
    assert run.process.wait(timeout=20) == 1
    assert "sleeper did not answer within 0 seconds." in run.said()
    assert not is_alive(run.pid("sleeper"))


def test_a_quiet_start_is_silent_when_it_succeeds(start: Callable[..., Run], tmp_path: Path) -> None:
    loud = f"echo noise; touch '{tmp_path}/ready'; sleep 0.3; echo later; exec sleep 600"
    run = start({"name": "loud", "shell": loud, "ready": str(tmp_path / "ready"), "quiet": True})
    run.wait_for_words("later")
    assert "noise" not in run.said()


def test_a_quiet_start_is_told_when_it_fails(start: Callable[..., Run]) -> None:
    run = start(
        {"name": "loud", "shell": "echo no space left; exit 1", "ready": "/nonexistent", "quiet": True}
    )
    assert run.process.wait(timeout=20) == 1
    assert "loud     | no space left" in run.said()
    assert "loud did not start" in run.said()


def test_what_cannot_be_started_is_said(start: Callable[..., Run], tmp_path: Path) -> None:
    run = start(sleeper(tmp_path), {"name": "lost", "shell": "true", "folder": "/nonexistent", "keep": True})
    assert run.process.wait(timeout=20) == 1
    assert "lost cannot be started" in run.said()
    assert not is_alive(run.pid("sleeper"))
