"""WARC files of captures, read back by warcio: the bytes, the way there, and what must stay inside."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
import tracemalloc
import zlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from claims.exceptions import InvalidInput, NotAllowed
from claims.models import Blob, Event, Extraction, Snapshot, Source, User
from claims.services import exporting_warc
from claims.services.exporting_warc import SAME_BODY, STILL_THE_SAME, Selection
from tests import factories

FIRST = datetime(2024, 11, 1, 9, 30, 0, 123456, tzinfo=UTC)
HTML = [["Content-Type", "text/html; charset=utf-8"]]


@pytest.fixture
def source(chae: User, noise: None) -> Source:
    return factories.source(by=chae, url="https://gazette.example/list?year=2023")


def captured(
    source: Source, body: bytes = b"<p>4,200 ships</p>", *, day: float = 0, **fields: Any
) -> Snapshot:
    at = FIRST + timedelta(days=day)
    blob = None
    if body:
        sha256 = hashlib.sha256(body).hexdigest()
        blob, _ = Blob.objects.get_or_create(
            sha256=sha256, defaults={"compressed": zlib.compress(body), "size": len(body)}
        )
    text = body.decode("latin-1").replace("\x00", "")
    given: dict[str, Any] = {
        "url": source.url, "final_url": source.url, "status": 200, "headers": HTML, "text": text, "body": blob,
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(), "captured_at": at,
    }  # fmt: skip
    job = source.capture_jobs.create(due_at=at, state="done")
    return Snapshot.objects.create(job=job, source=source, **(given | fields))


class Read:
    """A record with its payload, which warcio unpacked as any reader would."""

    def __init__(self, record: ArcWarcRecord) -> None:
        self.kind: str = record.rec_type
        self.warc = {name.lower(): value for name, value in record.rec_headers.headers}
        self.http = record.http_headers
        self.payload: bytes = record.content_stream().read()

    @property
    def url(self) -> str:
        return self.warc.get("warc-target-uri", "")


def read(selection: Selection, **options: Any) -> list[Read]:
    """The file's records. Raises if any digest is wrong."""
    written = b"".join(exporting_warc.export(selection, **options))
    return [Read(record) for record in ArchiveIterator(io.BytesIO(written), check_digests="raise")]


def of(source: Source) -> list[Read]:
    return read(exporting_warc.of_source(source))


def only(records: list[Read], kind: str) -> Read:
    (found,) = [one for one in records if one.kind == kind]
    return found


def test_a_capture_is_asked_answered_and_described(source: Source) -> None:
    snapshot = captured(source)
    records = of(source)
    assert [one.kind for one in records] == ["warcinfo", "request", "response", "metadata"]
    assert {one.url for one in records[1:]} == {source.url}
    assert {one.warc["warc-date"] for one in records[1:]} == {"2024-11-01T09:30:00.123456Z"}
    answer = only(records, "response").warc["warc-record-id"]
    assert only(records, "request").warc["warc-concurrent-to"] == answer
    assert only(records, "metadata").warc["warc-refers-to"] == answer
    assert json.loads(only(records, "metadata").payload)["snapshot"] == snapshot.pk


@pytest.mark.parametrize(
    "body", [b"<p>4,200 ships</p>", "항만".encode("euc-kr"), bytes(range(256)) * 300, b"\r\n\r\nHTTP/1.1 200 OK\r\n", b"0"]
)  # fmt: skip
def test_the_bytes_are_those_that_were_captured(source: Source, body: bytes) -> None:
    captured(source, body)
    answer = only(of(source), "response")
    assert answer.payload == body
    digest = base64.b32encode(hashlib.sha256(body).digest()).decode()
    assert answer.warc["warc-payload-digest"] == f"sha256:{digest}"


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate"])
def test_headers_of_the_packing_are_kept_apart(source: Source, coding: str) -> None:
    sent = [["Content-Encoding", coding], ["Transfer-Encoding", "chunked"], ["Content-Length", "7"], *HTML]
    captured(source, headers=sent)
    answer = only(of(source), "response")
    assert answer.payload == b"<p>4,200 ships</p>"
    assert answer.http.headers == [
        ("X-Orig-Content-Encoding", coding),
        ("X-Orig-Transfer-Encoding", "chunked"),
        ("X-Orig-Content-Length", "7"),
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", "18"),
    ]


def test_what_was_asked_is_told_as_far_as_it_is_known(source: Source) -> None:
    captured(source)
    asked = only(of(source), "request")
    assert asked.http.to_str() == "GET /list?year=2023 HTTP/1.1\r\nHost: gazette.example\r\n"


def test_each_redirect_is_an_answer_of_its_own(source: Source) -> None:
    hops = [[301, source.url], [302, "https://gazette.example/old"]]
    captured(source, final_url="https://gazette.example/new", redirects=hops)
    answers = [one for one in of(source) if one.kind == "response"]
    assert [(one.url, one.http.get_statuscode(), one.http.get_header("Location")) for one in answers] == [
        (source.url, "301", "https://gazette.example/old"),
        ("https://gazette.example/old", "302", "https://gazette.example/new"),
        ("https://gazette.example/new", "200", None),
    ]
    assert [one.payload for one in answers[:2]] == [b"", b""]
    assert {one.warc["warc-truncated"] for one in answers[:2]} == {"unspecified"}


def test_a_page_that_sent_its_readers_on_is_told_in_the_metadata_alone(source: Source) -> None:
    captured(source, final_url="https://gazette.example/new", redirects=[[200, source.url]])
    records = of(source)
    assert only(records, "response").url == "https://gazette.example/new"
    assert json.loads(only(records, "metadata").payload)["redirects"] == [[200, source.url]]


def test_the_same_bytes_again_are_a_revisit(source: Source) -> None:
    captured(source)
    captured(source, b"other", day=1)
    captured(source, day=2, headers=[["ETag", '"2"']])
    records = of(source)
    assert Counter(one.kind for one in records)["response"] == 2
    first = next(one for one in records if one.kind == "response")
    again = only(records, "revisit")
    assert again.warc["warc-profile"] == SAME_BODY
    assert again.warc["warc-refers-to"] == first.warc["warc-record-id"]
    assert again.warc["warc-refers-to-target-uri"] == source.url
    assert again.warc["warc-refers-to-date"] == "2024-11-01T09:30:00.123456Z"
    assert again.warc["warc-payload-digest"] == first.warc["warc-payload-digest"]
    assert again.http.get_header("ETag") == '"2"'


def test_not_modified_is_a_revisit(source: Source) -> None:
    captured(source)
    captured(source, day=1, status=304)
    again = only(of(source), "revisit")
    assert again.warc["warc-profile"] == STILL_THE_SAME
    assert again.http.statusline == "304 Not Modified"


def test_another_sources_equal_bytes_stand_in_full(source: Source, chae: User) -> None:
    claim = factories.claim(by=chae)
    for one in (source, factories.source(by=chae)):
        captured(one)
        factories.evidence(claim, by=chae, source=one)
    kinds = Counter(one.kind for one in read(exporting_warc.of_claim(claim)))
    assert (kinds["response"], kinds["revisit"]) == (2, 0)


def test_a_failure_is_its_metadata_alone(source: Source) -> None:
    captured(source, b"", status=None, failure="timeout", detail="not done within 30 s", headers=[])
    records = of(source)
    assert [one.kind for one in records] == ["warcinfo", "metadata"]
    told = json.loads(only(records, "metadata").payload)
    assert (told["failure"], told["detail"], told["sha256"]) == ("timeout", "not done within 30 s", None)


def test_an_error_page_is_an_answer(source: Source) -> None:
    captured(source, b"Gone.", status=410, failure="http_410")
    answer = only(of(source), "response")
    assert (answer.http.statusline, answer.payload) == ("410 Gone", b"Gone.")


def test_what_was_read_stands_in_the_metadata_once(source: Source) -> None:
    first = captured(source)
    Extraction.objects.create(blob=first.body, tool="some tool", text="The article.", title="A list")
    captured(source, b"<p>4,200 ships</p>", day=1)
    one, other = [json.loads(record.payload) for record in of(source) if record.kind == "metadata"]
    assert (one["text"], one["article"]["text"]) == (first.text, "The article.")
    assert "text" not in other
    assert other["text_of_snapshot"] == first.pk


def test_the_file_says_what_it_is(source: Source, settings: Any) -> None:
    captured(source)
    about = only(of(source), "warcinfo")
    told = dict(line.split(": ", 1) for line in about.payload.decode().strip().splitlines())
    assert told["conformsTo"].endswith("/warc-1.1/")
    assert told["http-header-user-agent"] == settings.SOURCE_FETCH_USER_AGENT
    assert about.warc["warc-filename"] == f"source-{source.slug}.warc.gz"


def test_records_have_the_same_names_in_every_file(source: Source, chae: User) -> None:
    captured(source, redirects=[[301, source.url]], final_url="https://gazette.example/new")
    claim = factories.claim(by=chae)
    factories.evidence(claim, by=chae, source=source)
    names = [one.warc["warc-record-id"] for one in of(source)[1:]]
    assert len(set(names)) == len(names) == 5
    assert names == [one.warc["warc-record-id"] for one in read(exporting_warc.of_claim(claim))[1:]]


def test_the_same_file_twice_is_the_same_bytes(source: Source) -> None:
    captured(source)
    selection = exporting_warc.of_source(source)
    one, other = (b"".join(exporting_warc.export(selection, at=FIRST)) for _ in range(2))
    assert one == other


def test_every_record_is_packed_by_itself(source: Source) -> None:
    captured(source)
    written = b"".join(exporting_warc.export(exporting_warc.of_source(source)))
    assert written.count(b"\x1f\x8b\x08\x00\x00\x00\x00\x00") == 4


@pytest.mark.parametrize(
    "fields",
    [
        {"headers": [["X-Odd", "한글 — “quoted”"], ["Empty", ""]]},
        {"headers": [["X-Two", "one\r\nWARC-Type: response\r\n\r\nHTTP/1.1 200 OK"]]},
        {"final_url": "https://gazette.example/항만?q=“a”"},
        {"status": 299},
        {"status": 999},
    ],
)
def test_whatever_a_server_said_the_file_can_be_read(source: Source, fields: dict[str, Any]) -> None:
    captured(source, **fields)
    records = of(source)
    assert [one.kind for one in records] == ["warcinfo", "request", "response", "metadata"]
    assert only(records, "response").payload == b"<p>4,200 ships</p>"


# --- What it holds ------------------------------------------------------------------------------------------------


def test_a_claims_file_holds_the_sources_of_its_evidence(chae: User, noise: None) -> None:
    claim = factories.claim(by=chae)
    sources = [factories.evidence(claim, by=chae).source for _ in range(2)]
    for one in Source.objects.all():
        captured(one)
    found = {record.url for record in read(exporting_warc.of_claim(claim)) if record.kind == "response"}
    assert found == {one.url for one in sources if one}


def test_an_articles_file_holds_those_of_all_its_claims(chae: User, noise: None) -> None:
    version = factories.version(by=chae)
    shared = factories.source(by=chae)
    for words in ("handled 4,200 ships", "Nobody keeps a list"):
        factories.evidence(factories.claim(by=chae, in_version=version, words=words), by=chae, source=shared)
    captured(shared)
    selection = exporting_warc.of_article(version.article)
    assert (selection.sources, selection.captures) == ([shared], 1)


@pytest.fixture
def secret(chae: User) -> Source:
    one = factories.source(by=chae, is_sensitive=True, public_wording="An official")
    captured(one)
    return one


def test_protected_sources_are_left_out(source: Source, secret: Source, chae: User) -> None:
    claim = factories.claim(by=chae)
    for one in (source, secret):
        factories.evidence(claim, by=chae, source=one)
    captured(source)
    selection = exporting_warc.of_claim(claim)
    assert (selection.sources, selection.protected) == ([source], 1)
    told = b"".join(record.payload for record in read(selection)).decode()
    assert secret.slug not in told


def test_a_protected_source_must_be_asked_for_as_such(secret: Source) -> None:
    with pytest.raises(InvalidInput, match="protected"):
        exporting_warc.of_source(secret)
    assert len(read(exporting_warc.of_source(secret, include_sensitive=True))) == 4


def test_every_file_leaves_an_event_even_if_nobody_reads_it(source: Source, ben: User) -> None:
    captured(source)
    exporting_warc.export(exporting_warc.of_source(source), by=ben)
    event = Event.objects.about(source).get(kind="captures.exported")
    assert (event.actor_pk, event.content.body) == (
        ben.pk,
        {"sources": 1, "captures": 1, "protected": [], "left_out": 0},
    )


def test_taking_out_a_protected_source_is_on_record_without_its_name(secret: Source) -> None:
    exporting_warc.export(exporting_warc.of_source(secret, include_sensitive=True))
    event = Event.objects.about(secret).get(kind="captures.exported")
    assert event.content.body["protected"] == [secret.pk]
    assert secret.publisher not in f"{event.subject_label}{event.content.body}"


def test_readers_take_nothing_out(source: Source, cleo: User) -> None:
    with pytest.raises(NotAllowed):
        exporting_warc.export(exporting_warc.of_source(source), by=cleo)
    assert not Event.objects.filter(kind="captures.exported").exists()


# --- Many captures ------------------------------------------------------------------------------------------

SIZE = 20_000


def many(source: Source, count: int, *, start: int = 0) -> None:
    """Captures with bodies that neither repeat nor shrink."""
    numbers = random.Random(start)
    bodies = [numbers.randbytes(SIZE) for _ in range(count)]
    blobs = [
        Blob(sha256=hashlib.sha256(body).hexdigest(), compressed=zlib.compress(body, 1), size=SIZE)
        for body in bodies
    ]
    Blob.objects.bulk_create(blobs)
    times = [FIRST + timedelta(hours=start + n) for n in range(count)]
    jobs = source.capture_jobs.bulk_create(
        [source.capture_jobs.model(source=source, due_at=at, state="done") for at in times]
    )
    Snapshot.objects.bulk_create(
        Snapshot(
            job=job, source=source, url=source.url, final_url=source.url, status=200, headers=HTML, body=blob, captured_at=at
        )
        for job, blob, at in zip(jobs, blobs, times, strict=True)
    )  # fmt: skip


def peak(source: Source) -> tuple[int, int]:
    """The most memory that the file took while it was written, and its size."""
    selection = exporting_warc.of_source(source)
    tracemalloc.start()
    size = sum(len(piece) for piece in exporting_warc.export(selection))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most, size


@pytest.mark.slow
def test_ten_times_as_many_captures_take_no_more_memory(source: Source) -> None:
    many(source, 30)
    few, _ = peak(source)
    many(source, 270, start=1000)
    most, size = peak(source)
    assert size > 300 * SIZE * 0.99
    assert most < few + 1_000_000
    assert most < 4_000_000
    written = io.BytesIO(b"".join(exporting_warc.export(exporting_warc.of_source(source))))
    kinds = Counter(record.rec_type for record in ArchiveIterator(written, check_digests="raise"))
    assert kinds == {"warcinfo": 1, "request": 300, "response": 300, "metadata": 300}
