"""The child process of `pages`: reads one page under limits, writes what it says as JSON, and ends.

Input: one line of JSON (`pages.Task`), then the body's bytes.
"""

import dataclasses
import importlib
import json
import resource
import signal
import sys

from claims.clients.pages import LIMIT_EXIT, Page, Task
from claims.clients.reading import BeyondLimits, Unreadable
from claims.text.outcomes import FailureClass

_MAX_ANSWER = 32 * 1024 * 1024
_READERS = {"html": "markup", "pdf": "papers", "plain": "plain"}


def main() -> int:
    """Read standard input, write standard output; the exit status."""
    task = Task(**json.loads(sys.stdin.buffer.readline()))
    limit(task)
    try:
        page = read(sys.stdin.buffer.read(), task)
    except (MemoryError, RecursionError):
        return LIMIT_EXIT
    answer = json.dumps(dataclasses.asdict(page), default=str, ensure_ascii=False)
    sys.stdout.buffer.write(answer.encode("utf-8", "replace"))
    return 0


def read(body: bytes, task: Task) -> Page:
    """What the page says, or the typed reason why it could not be read."""
    # Each parser is loaded only where it is needed: pypdf alone takes longer than most pages.
    module = importlib.import_module(f"claims.clients.{_READERS[task.kind]}")
    try:
        page: Page = module.read(body, task)
    except BeyondLimits as reason:
        return Page(failure=FailureClass.PARSE_LIMIT, detail=str(reason))
    except Unreadable as reason:
        return Page(failure=FailureClass.EXTRACT_FAILED, detail=str(reason))
    return page


def limit(task: Task) -> None:
    """Bind this process before it sees a byte of the page. Not to be undone: the hard limits are the same."""
    bounds = {
        resource.RLIMIT_AS: task.memory_bytes,
        resource.RLIMIT_CPU: task.cpu_seconds,
        resource.RLIMIT_FSIZE: _MAX_ANSWER,
        resource.RLIMIT_CORE: 0,
    }
    for what, bound in bounds.items():
        resource.setrlimit(what, (bound, bound))
    # Where the parent was killed nobody else would end a child that hangs without using the processor.
    signal.alarm(int(task.wall_seconds) + 1)


if __name__ == "__main__":
    sys.exit(main())
