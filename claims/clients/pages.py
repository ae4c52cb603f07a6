"""From what was fetched to what a page says, by way of a child process that may fail in any way it likes.

Parsers are fed what strangers wrote. They run in a plain subprocess with limits on processor time, memory
and wall time, without the desk's environment; a plain one, because a Celery child may not have
multiprocessing children.
"""

import datetime as dt
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any

from claims.clients.fetched import Fetched
from claims.text.outcomes import FailureClass

LIMIT_EXIT = 3
"""The exit status by which the child says that it ran into a limit."""

_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = (sys.executable, "-s", "-P", "-X", "utf8", "-m", "claims.clients.reader")
_ENVIRONMENT = {"PYTHONPATH": str(_ROOT), "PYTHONHASHSEED": "0"}
_KINDS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "text/plain": "plain",
    "text/markdown": "plain",
}
_UNTYPED = ("", "application/octet-stream", "binary/octet-stream", "unknown/unknown")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says. Paragraphs of `text` stand on lines of their own; what is not known is empty or None.

    Dates are the days the page itself names, in its own time zone. `failure` is that of the fetch, else of
    reading.
    """

    title: str = ""
    text: str = ""
    byline: str = ""
    canonical_url: str = ""
    published_on: dt.date | None = None
    modified_on: dt.date | None = None
    language: str = ""
    failure: FailureClass | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What reading one page may cost: whole seconds of processor time, bytes of memory, seconds in all."""

    cpu_seconds: int = 3
    memory_bytes: int = 512 * 1024 * 1024
    wall_seconds: float = 6.0


@dataclass(frozen=True, slots=True)
class Task:
    """What the child is told before the body."""

    kind: str
    charset: str | None
    url: str
    cpu_seconds: int
    memory_bytes: int
    wall_seconds: float


def read(fetched: Fetched, limits: ReadingLimits | None = None) -> Page:
    """What the fetched page says. Error pages are read too; nothing that is in a page raises."""
    if not fetched.body:
        return Page(
            failure=fetched.failure or FailureClass.EXTRACT_FAILED, detail="there was nothing to read"
        )
    kind = kind_of(fetched.content_type, fetched.body)
    if kind is None:
        page = Page(failure=FailureClass.UNSUPPORTED_TYPE, detail=fetched.content_type)
    else:
        page = _read_in_child(fetched, kind, limits or ReadingLimits())
    return replace(page, failure=fetched.failure) if fetched.failure else page


def kind_of(content_type: str, body: bytes) -> str | None:
    """`html`, `pdf` or `plain`: by the signature of PDF, by type, and by looks where no type was given."""
    beginning = body[:1024].lstrip()
    if beginning.startswith(b"%PDF-"):
        return "pdf"
    if content_type not in _UNTYPED:
        return _KINDS.get(content_type)
    if beginning.startswith(b"<"):
        return "html"
    return None if b"\0" in beginning else "plain"


def _read_in_child(fetched: Fetched, kind: str, limits: ReadingLimits) -> Page:
    task = Task(kind, fetched.charset, fetched.final_url or fetched.url, **asdict(limits))
    message = json.dumps(asdict(task)).encode() + b"\n" + fetched.body
    with tempfile.TemporaryFile() as answer:
        try:
            status = _run(message, answer, limits.wall_seconds)
        except subprocess.TimeoutExpired:
            return _limit("it took too long")
        if status == LIMIT_EXIT or status < 0:
            return _limit("it used too much time or memory")
        answer.seek(0)
        return _page(status, answer.read())


def _run(message: bytes, answer: IO[bytes], seconds: float) -> int:
    """The child's exit status. Its answer goes to a file, the size of which is limited for it too."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and module, nothing from outside in the command
        _COMMAND,
        input=message,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env=_ENVIRONMENT,
        cwd="/",
        timeout=seconds,
        check=False,
    )
    return done.returncode


def _page(status: int, answer: bytes) -> Page:
    try:
        said: dict[str, Any] = json.loads(answer) if status == 0 else {}
    except ValueError:
        said = {}
    if not said:
        return Page(failure=FailureClass.EXTRACT_FAILED, detail="the parser gave up")
    for name in ("published_on", "modified_on"):
        said[name] = dt.date.fromisoformat(said[name]) if said[name] else None
    said["failure"] = FailureClass(said["failure"]) if said["failure"] else None
    return Page(**said)


def _limit(detail: str) -> Page:
    return Page(failure=FailureClass.PARSE_LIMIT, detail=detail)
