"""Children of the supervisor: what nobody waits for makes room."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from factcheck.embedded import processes


@pytest.fixture
def child(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    made = processes.spawn(
        [sys.executable, "-c", "import signal; signal.pause()"],
        folder=tmp_path,
        environment=os.environ,
        output=subprocess.DEVNULL,
        at_parents_death=signal.SIGTERM,
    )
    yield made
    made.kill()
    made.wait(10)


def test_a_child_that_gives_way_does_so_among_all_processes(child: subprocess.Popen[bytes]) -> None:
    processes.give_way(child.pid, 7)
    assert os.getpriority(os.PRIO_PROCESS, child.pid) == 7
    group = Path(f"/proc/{child.pid}/autogroup")
    if not group.exists():
        pytest.skip("This kernel groups no processes by session.")
    assert group.read_text().split()[-1] == "7"
