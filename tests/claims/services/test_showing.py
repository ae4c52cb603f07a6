"""What arrived, shown inside the desk: whole as bytes, harmless as a page."""

from __future__ import annotations

import hashlib
import zlib

import pytest
from django.utils import timezone

from claims.exceptions import InvalidInput
from claims.models import Blob, CaptureJob, Snapshot, Source, User
from claims.services import showing
from tests import factories

HOSTILE = b"""<html><head><title>T</title><script>alert(1)</script><style>body{}</style></head>
<body onload="alert(2)"><p>Read this.</p><img src="https://tracker.example/x.png"><form action="/"><input></form>
<a href="javascript:alert(3)">x</a><iframe src="https://a.example"></iframe></body></html>"""


@pytest.fixture
def source(chae: User) -> Source:
    return factories.source(by=chae)


def captured(source: Source, body: bytes | None, content_type: str) -> Snapshot:
    blob = None
    if body is not None:
        blob = Blob.objects.create(
            sha256=hashlib.sha256(body).hexdigest(), compressed=zlib.compress(body), size=len(body)
        )
    job = CaptureJob.objects.create(source=source, state="done", due_at=timezone.now(), host="x")
    return Snapshot.objects.create(
        job=job,
        source=source,
        url=source.url,
        status=200,
        body=blob,
        headers=[["content-Type", content_type]],
    )


def test_the_bytes_are_those_that_arrived(source: Source) -> None:
    assert showing.body(captured(source, HOSTILE, "text/html")) == HOSTILE


def test_nothing_in_a_copy_acts_or_loads(source: Source) -> None:
    copy = showing.sanitised_copy(captured(source, HOSTILE, "text/html; charset=utf-8")).lower()
    assert "read this." in copy
    assert [
        word for word in ("<script", "alert", "<style", "<img", "<form", "<iframe", "tracker") if word in copy
    ] == []


@pytest.mark.parametrize(
    ("body", "content_type", "says"),
    [
        (None, "text/html", "Nothing arrived"),
        (b"%PDF-1.4 x", "application/pdf", "can’t be shown here"),
        (b"\x89PNG", "image/png", "can’t be shown here"),
    ],
)
def test_what_cannot_be_shown_says_why(
    source: Source, body: bytes | None, content_type: str, says: str
) -> None:
    with pytest.raises(InvalidInput, match=says):
        showing.sanitised_copy(captured(source, body, content_type))


@pytest.mark.parametrize(
    ("content_type", "can_be_shown"),
    [
        ("text/html; charset=utf-8", True),
        ("", True),
        ("application/xhtml+xml", True),
        ("text/plain", True),
        ("application/pdf", False),
    ],
)
def test_a_copy_is_offered_by_type(source: Source, content_type: str, can_be_shown: bool) -> None:
    assert showing.has_page(captured(source, b"x", content_type)) == can_be_shown


def test_bytes_that_the_law_wanted_destroyed_are_not_shown(source: Source) -> None:
    Blob.objects.create(sha256="a" * 64, compressed=b"", size=5)
    job = source.capture_jobs.get()
    snapshot = Snapshot.objects.create(job=job, source=source, url=source.url, body_id="a" * 64)
    with pytest.raises(InvalidInput, match="destroyed"):
        showing.body(snapshot)
