"""Whatever a document is made of, reading, extracting and showing it ends in time, in a type, and elsewhere."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from claims.clients import pages
from claims.clients.fetched import Fetched
from claims.clients.page import ReadingLimits
from claims.text.outcomes import FailureClass as F
from tests.claims.clients.hostile import HOSTILE

URL = "https://hostile.example/"
TIGHT = ReadingLimits(cpu_seconds=1, wall_seconds=4)
MOST_GROWTH = 64 * 1024  # kB
SLOW = {
    "attributes-behind-ends", "attributes-of-many-tags", "datelines", "entities", "formatting", "inline-picture", "links",
    "metas", "misnested", "nested-self-closing", "only-spaces", "times",
}  # fmt: skip
TYPED = {None, F.PARSE_LIMIT, F.EXTRACT_FAILED, F.UNSUPPORTED_TYPE}


def read(body: bytes, content_type: str) -> F | None:
    page = pages.read(Fetched(URL, body=body, content_type=content_type), TIGHT)
    assert not set("\0\x08\ud800") & set(page.text + page.title + page.byline)
    assert len(page.title) <= 500
    return page.failure


def extract(body: bytes, content_type: str) -> F | None:
    return pages.extract(body, content_type=content_type, url=URL, limits=TIGHT).failure


def show(body: bytes, content_type: str) -> F | None:
    try:
        pages.sanitised(body, content_type=content_type, limits=TIGHT)
    except pages.NotShown as refusal:
        return refusal.failure
    return None


@pytest.fixture(scope="module", autouse=True)
def helpers() -> None:
    """Started before anything is measured."""
    for act in (read, extract, show):
        act(b"<p>text</p>", "text/html")


def cases() -> list[object]:
    return [pytest.param(name, marks=pytest.mark.slow if name in SLOW else ()) for name in HOSTILE]


@pytest.mark.parametrize("act", [read, extract, show])
@pytest.mark.parametrize("name", cases())
def test_a_hostile_document_has_a_typed_outcome(name: str, act: Callable[[bytes, str], F | None]) -> None:
    make, content_type, outcomes = HOSTILE[name]
    body = make()
    grown, started = growth(), time.monotonic()

    outcome = act(body, content_type)

    assert time.monotonic() - started < TIGHT.wall_seconds + 10
    assert grown() < MOST_GROWTH
    assert outcome in (outcomes if act is read else TYPED)


def growth() -> Callable[[], int]:
    """Tells by how many kB this process has become larger since, at its largest."""
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    return lambda: _status("VmHWM") - before


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def test_growth_is_noticed() -> None:
    grown = growth()
    assert grown() < MOST_GROWTH
    kept = bytearray(2 * MOST_GROWTH * 1024)

    assert grown() > MOST_GROWTH, len(kept)


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 60
