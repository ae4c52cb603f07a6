"""`manage.py test`: a throw-away PostgreSQL, pytest's own exit code, nothing left."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from factcheck.embedded import commands, postgres, processes
from tests.factcheck import running

pytestmark = pytest.mark.slow
ALONE = [
    "-q",
    "--noconftest",
    "-p",
    "no:django",
    "-p",
    "no:cacheprovider",
    "-c",
    os.devnull,
    "--rootdir",
    "/",
]


@pytest.mark.parametrize(("body", "code"), [("assert True", 0), ("assert False", 1)])
def test_pytests_exit_code_is_given_on(tmp_path: Path, body: str, code: int) -> None:
    test = tmp_path / "test_it.py"
    test.write_text(
        f"import os\ndef test_it():\n    assert 'factcheck_owner@' in os.environ['DATABASE_URL']\n    {body}\n"
    )
    done = running.manage("test", *ALONE, str(test))
    assert done.returncode == code, done.stdout + done.stderr
    assert f"1 {'failed' if code else 'passed'} in" in done.stdout.splitlines()[-1]


def test_a_desk_can_be_started_where_tests_ran_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What they keep lies in no folder of a desk's: `up` refuses one in which something else was before."""
    monkeypatch.delenv(commands.DATA, raising=False)
    kept: list[Path] = []

    @contextlib.contextmanager
    def throwaway(*, keep_in: Path) -> Iterator[postgres.Cluster]:
        kept.append(keep_in)
        binaries = postgres.Binaries(tmp_path, 18)
        yield postgres.Cluster(tmp_path, tmp_path, binaries, binaries)

    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.setattr(postgres, "throwaway", throwaway)
    monkeypatch.setattr(commands, "_pytest", lambda arguments, url: 0)
    assert commands.test([]) == 0
    assert kept
    assert not any(one.is_relative_to(commands.default_data()) for one in kept)


def test_a_given_server_is_used_instead(tmp_path: Path) -> None:
    test = tmp_path / "test_it.py"
    test.write_text(
        "import os\ndef test_it(): assert os.environ['DATABASE_URL'] == 'postgresql://given/db'\n"
    )
    done = running.manage("test", *ALONE, str(test), TEST_DATABASE_URL="postgresql://given/db")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_interrupted_it_leaves_no_server(tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C goes to the whole group, as from a terminal; the others to the command alone."""
    note = tmp_path / "where"
    test = tmp_path / "test_it.py"
    test.write_text(
        "import os, time, pathlib\ndef test_it():\n"
        f"    pathlib.Path({str(note)!r}).write_text(os.environ['DATABASE_URL'] + '\\n')\n    time.sleep(60)\n"
    )
    command = [sys.executable, "manage.py", "test", *ALONE, str(test)]
    child = subprocess.Popen(
        command, cwd=running.ROOT, env=running.told(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True, preexec_fn=running.as_from_a_terminal,
    )  # fmt: skip
    try:
        running.wait(lambda: note.exists() and note.read_text().endswith("\n"))
        cluster = Path(note.read_text().strip().partition("host=")[2]) / "postgres"
        assert processes.working_in(cluster)
        (os.killpg if number == signal.SIGINT else os.kill)(child.pid, number)
        code = child.wait(timeout=30)
        running.wait(lambda: not processes.working_in(cluster))
        running.wait(lambda: not group_lives(child.pid))
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    assert code != 0
    if number == signal.SIGKILL:
        with postgres.throwaway():  # the next one tidies up
            pass
    assert not cluster.parent.exists()


def group_lives(leader: int) -> bool:
    """Whether a process group has a member that is more than a zombie nobody has asked about yet."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, group = path.read_text().rpartition(")")[2].split()[:3]
            if int(group) == leader and state != "Z":
                return True
    return False
