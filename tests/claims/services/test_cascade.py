"""What is not read twice: “not modified”, equal bytes, equal text; and what is extracted in full, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from claims.clients.http import Fetched
from claims.clients.page import Extracted, Page
from claims.models import Extraction, ExtractionJob, Finding, HostSlot, Probe, Snapshot, Source, User
from claims.services import bringing, capturing, extracting, probing
from claims.text.outcomes import FailureClass
from tests import captures, factories

MARKED = (
    ("Content-Type", "text/html"),
    ("ETag", '"one"'),
    ("Last-Modified", "Mon, 02 Nov 2026 10:00:00 GMT"),
)
CONDITIONS = {
    "etag": '"one"', "last_modified": "Mon, 02 Nov 2026 10:00:00 GMT", "validated_url": "https://port.example/list",
}  # fmt: skip


class Reader:
    """Reads as ``captures.read`` does, and counts how often it had to."""

    def __init__(self) -> None:
        self.pages = 0

    def __call__(self, fetched: Any) -> Page:
        self.pages += 1
        return captures.read(fetched)


@pytest.fixture(autouse=True)
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    counting = Reader()
    monkeypatch.setattr("claims.clients.pages.read", counting)
    return counting


@pytest.fixture
def source(chae: User) -> Source:
    return factories.source(by=chae, url="https://port.example/list")


def capture(source: Source, answer: Any = None, *, asked: list[Any] | None = None) -> Snapshot:
    def fetch(url: str, **options: Any) -> Any:
        if asked is not None:
            asked.append(options)
        return captures.answering(answer or html())(url)

    snapshot = capturing.perform(captures.due_job(source).pk, fetch=fetch)
    assert snapshot is not None
    return snapshot


def html(text: str = captures.TEXT, **fields: Any) -> Any:
    return captures.page(text, **({"content_type": "text/html", "headers": MARKED} | fields))


def unchanged() -> Any:
    return Fetched(url="", status=304, not_modified=True)


def test_the_second_request_is_conditional(source: Source) -> None:
    asked: list[Any] = []
    capture(source, asked=asked)
    capture(source, asked=asked)
    assert asked == [{}, CONDITIONS]


def test_not_modified_says_what_was_said_before(source: Source, reader: Reader) -> None:
    first, second = capture(source), capture(source, unchanged())
    assert (second.status, second.is_good, second.body_id, second.text) == (
        304,
        True,
        first.body_id,
        first.text,
    )
    assert reader.pages == 1
    assert source.latest_snapshot() == second


def test_the_marks_stay_those_of_the_full_answer(source: Source) -> None:
    asked: list[Any] = []
    capture(source)
    capture(source, unchanged())
    capture(source, unchanged(), asked=asked)
    assert asked == [CONDITIONS]


def test_a_host_is_not_believed_for_ever(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    capture(source)
    monkeypatch.setattr(bringing, "LOOK_ANYWAY_AFTER", timedelta(seconds=-1))
    capture(source, asked=asked)
    assert asked == [{}]


def test_not_modified_unasked_is_no_success(source: Source) -> None:
    assert capture(source, unchanged()).failure == FailureClass.BAD_RESPONSE


def test_a_changed_address_is_asked_in_full(source: Source) -> None:
    asked: list[Any] = []
    capture(source)
    source.refresh_from_db()
    Source.objects.filter(pk=source.pk).update(url="https://port.example/other")
    source.refresh_from_db()
    capture(source, asked=asked)
    assert asked == [{}]


def test_equal_bytes_are_not_read_again(source: Source, reader: Reader) -> None:
    first, second = capture(source), capture(source)
    assert reader.pages == 1
    assert (second.text, second.title, second.text_sha256) == (first.text, first.title, first.text_sha256)
    assert second.status == 200


@pytest.mark.parametrize(
    "change", [{"text": "Other words stand here."}, {"headers": (("Content-Type", "text/plain"),)}]
)
def test_other_bytes_or_another_type_are_read(source: Source, reader: Reader, change: dict[str, Any]) -> None:
    capture(source)
    capture(source, html(**change))
    assert reader.pages == 2


def test_a_failure_between_leaves_the_baseline_alone(source: Source, reader: Reader) -> None:
    first = capture(source)
    capture(source, captures.failed(FailureClass.TRUNCATED, status=200))
    third = capture(source)
    assert (third.body_id, third.text) == (first.body_id, first.text)
    assert reader.pages == 2  # the cut page's emptiness too


# --- Full extraction ----------------------------------------------------------------------------------------------


def extracted(text: str = "The article.", **fields: Any) -> Callable[..., Extracted]:
    return lambda body, **about: Extracted(text=text, tool="test 1", **fields)


def test_a_new_text_is_extracted_once(source: Source) -> None:
    snapshot = capture(source)
    job = ExtractionJob.objects.get()
    made = extracting.perform(job.pk, extract=extracted(published_on=dt.date(2026, 11, 2)))
    assert made is not None
    assert (made.blob_id, made.text, made.published_on) == (snapshot.body_id, "The article.", "2026-11-02")
    capture(source)
    assert ExtractionJob.objects.count() == 1
    assert extracting.perform(job.pk, extract=extracted()) is None


def test_other_bytes_with_the_same_text_are_not_extracted(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.clients.pages.read", lambda fetched: Page(title="A", text="The same."))
    capture(source, html("one"))
    second = capture(source, html("two"))
    assert ExtractionJob.objects.count() == 1
    extracting.perform(ExtractionJob.objects.get().pk, extract=extracted())
    assert Extraction.objects.of(second) == Extraction.objects.get()


@pytest.mark.parametrize(
    "answer",
    [captures.page(), captures.failed(FailureClass.HTTP_404, status=404)],
    ids=["plain text", "a failure"],
)
def test_only_good_html_is_extracted(source: Source, answer: Any) -> None:
    capture(source, answer)
    assert not ExtractionJob.objects.exists()


def test_checks_that_wait_are_judged_when_it_is_there(source: Source) -> None:
    snapshot = capture(source)
    waiting = {"publication-date"}
    judged = set(snapshot.findings.values_list("check_id", flat=True))
    assert not waiting & judged
    extracting.perform(ExtractionJob.objects.get().pk, extract=extracted())
    assert waiting <= set(snapshot.findings.values_list("check_id", flat=True))


def test_a_capture_that_came_meanwhile_is_judged_too(source: Source) -> None:
    capture(source)
    second = capture(source)
    extracting.perform(ExtractionJob.objects.get().pk, extract=extracted())
    assert Finding.objects.filter(snapshot=second, check_id="publication-date").exists()


def test_another_source_with_the_same_bytes_is_judged_too(source: Source, chae: User) -> None:
    capture(source)
    mirror = capture(factories.source(by=chae, url="https://mirror.example/list"))
    extracting.perform(ExtractionJob.objects.get().pk, extract=extracted())
    assert Finding.objects.filter(snapshot=mirror, check_id="publication-date").exists()


def test_a_page_is_extracted_in_the_charset_that_its_host_named(source: Source) -> None:
    capture(source, html(headers=(("Content-Type", 'Text/HTML; Charset="EUC-KR"; x=1'),)))
    asked: list[Any] = []

    def extract(body: bytes, **about: Any) -> Extracted:
        asked.append((about["content_type"], about["charset"]))
        return Extracted(text="The article.")

    extracting.perform(ExtractionJob.objects.get().pk, extract=extract)
    assert asked == [("text/html", "euc-kr")]


def test_a_failure_of_the_desk_is_tried_again_and_given_up_with_a_result(source: Source) -> None:
    capture(source)
    job = ExtractionJob.objects.get()

    def broken(body: bytes, **about: Any) -> Extracted:
        raise MemoryError("as ordered")

    with pytest.raises(MemoryError):
        extracting.perform(job.pk, extract=broken)
    ExtractionJob.objects.filter(pk=job.pk).update(attempt=5, next_attempt_at=None)
    given_up = extracting.bury(job.pk)
    assert given_up is not None
    assert (given_up.failure, given_up.detail) == ("worker_lost", "MemoryError: as ordered")
    assert extracting.bury(job.pk) is None


def test_a_lost_reader_says_nothing_of_the_page(source: Source) -> None:
    capture(source)
    job = ExtractionJob.objects.get()
    with pytest.raises(extracting.NobodyToRead):
        extracting.perform(job.pk, extract=extracted(failure=FailureClass.WORKER_LOST, detail="killed"))
    job.refresh_from_db()
    assert (job.state, job.last_error) == ("pending", "NobodyToRead: killed")
    assert not Extraction.objects.exists()


def test_a_late_extraction_is_discarded(source: Source) -> None:
    capture(source)
    job = ExtractionJob.objects.get()

    def overtaken(body: bytes, **about: Any) -> Extracted:
        ExtractionJob.objects.filter(pk=job.pk).update(attempt=7)
        return Extracted()

    assert extracting.perform(job.pk, extract=overtaken) is None
    assert not Extraction.objects.exists()


# --- The probe ----------------------------------------------------------------------------------------------------


def probed(source: Source, ask: Any) -> Snapshot:
    snapshot = capturing.perform(captures.due_job(source).pk, fetch=captures.answering(html()), probe=ask)
    assert snapshot is not None
    return snapshot


def test_a_host_is_asked_once_and_its_answer_kept(source: Source, chae: User) -> None:
    asked: list[str] = []

    def ask(url: str) -> Probe:
        asked.append(url)
        return Probe(url=url + "x", status=404)

    neighbour = factories.source(by=chae, url="https://port.example/other")
    first = probed(source, ask)
    HostSlot.objects.update(next_request_at=timezone.now() - timedelta(minutes=1))
    second = probed(neighbour, ask)
    assert first.probe is not None
    assert (first.probe, first.probe.host) == (second.probe, "port.example")
    assert asked == [source.url]


def test_who_did_not_answer_is_asked_again_after_a_day(source: Source) -> None:
    probed(source, lambda url: Probe(url=url, failure="timeout"))
    assert not probing.needed("port.example")
    old = Probe.objects.get()
    assert not Probe.objects.valid(old.asked_at + timedelta(hours=25)).exists()


@pytest.mark.parametrize(
    ("url", "folder", "ending"),
    [
        ("https://a.example/news/story.html?id=3", "https://a.example/news/", ".html"),
        ("https://a.example/news/2026/", "https://a.example/news/2026/", ""),
        ("https://a.example", "https://a.example/", ""),
    ],
)
def test_the_made_up_address_stands_beside_the_page(url: str, folder: str, ending: str) -> None:
    made = probing.made_up(url)
    assert made.startswith(folder)
    assert made.endswith(ending)
    assert made != probing.made_up(url)
