"""The child's bounds: real ones, set before it sees a byte of the page."""

import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from claims.clients import reader
from claims.clients.pages import Task
from claims.clients.reading import BeyondLimits, Unreadable
from claims.text.outcomes import FailureClass

ROOT = Path(__file__).resolve().parents[3]
BOUND = (
    "from claims.clients import pages, reader; reader.limit(pages.Task('html', None, '', 1, 2**28, 1.0)); "
)
TASK = Task("html", None, "https://a.example/", 1, 2**28, 1.0)


def run_bound(code: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", BOUND + code], cwd=ROOT, capture_output=True, timeout=20, check=False
    )


@pytest.mark.parametrize(
    "code",
    ["bytearray(2**29)", "import os; os.write(os.open('/dev/null', 1), b'x' * 2**29)"],
)
def test_memory_is_bounded(code: str) -> None:
    assert b"MemoryError" in run_bound(code).stderr


def test_processor_time_is_bounded() -> None:
    before = time.monotonic()

    assert run_bound("\nwhile True: pass").returncode < 0
    assert time.monotonic() - before < 4


def test_a_child_whose_parent_was_killed_ends_itself() -> None:
    assert run_bound("import time; time.sleep(15)").returncode == -14


def test_the_answer_is_bounded(tmp_path: Path) -> None:
    target = tmp_path / "answer"

    run_bound(f"open({str(target)!r}, 'wb').write(b'x' * 2**26)")

    assert target.stat().st_size <= 32 * 1024 * 1024


def test_bounds_cannot_be_raised_again() -> None:
    code = "import resource; print(resource.getrlimit(resource.RLIMIT_CPU), resource.getrlimit(resource.RLIMIT_AS))"

    assert run_bound(code).stdout.split() == b"(1, 1) (268435456, 268435456)".split()
    assert resource.getrlimit(resource.RLIMIT_CPU)[0] == resource.RLIM_INFINITY


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (BeyondLimits("too deep"), FailureClass.PARSE_LIMIT),
        (Unreadable("no text"), FailureClass.EXTRACT_FAILED),
    ],
)
def test_refusals_are_typed(error: Exception, failure: FailureClass, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(body: bytes, task: Task) -> None:
        raise error

    monkeypatch.setattr("claims.clients.markup.read", refuse)

    page = reader.read(b"<p>", TASK)

    assert (page.failure, page.detail) == (failure, str(error))
