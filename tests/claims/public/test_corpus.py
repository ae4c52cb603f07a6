"""All that is published as files, as somebody fetches them: at once, in parts, and from where it broke off."""

from __future__ import annotations

import gzip
import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import http_date

from claims.models import Corpus
from claims.services import exporting_corpus, hiding

LINES = "/data/claims.jsonl.gz"


@pytest.fixture
def corpus(published, ada, monkeypatch):
    monkeypatch.setattr(exporting_corpus, "AT_ONCE", 1)
    for _ in range(3):
        published()
    exporting_corpus.perform(exporting_corpus.ask(by=ada).pk)
    return Corpus.objects.get()


def fetched(answer):
    return b"".join(answer.streaming_content)


@pytest.fixture
def whole(reader, corpus):
    return fetched(reader.get(LINES))


def test_a_file_comes_whole(reader, corpus):
    answer = reader.get(LINES)
    body = fetched(answer)
    assert (answer.status_code, answer["Content-Length"]) == (200, str(len(body)))
    assert (answer["Accept-Ranges"], answer["Content-Type"]) == ("bytes", "application/gzip")
    assert hashlib.sha256(body).hexdigest() == corpus.files["claims.jsonl.gz"]["sha256"]
    assert len(gzip.decompress(body).splitlines()) == 3
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("0-9", 0, 10), ("5-5", 5, 6), ("100-", 100, None), ("-7", -7, None), ("0-999999999", 0, None), ("-999999999", 0, None)],
)  # fmt: skip
def test_a_part_is_sent_where_one_is_asked_for(reader, whole, asked, start, end):
    answer = reader.get(LINES, headers={"range": f"bytes={asked}"})
    part = whole[start:end]
    assert fetched(answer) == part
    first = start if start >= 0 else len(whole) + start
    if len(part) < len(whole):
        assert answer.status_code == 206
        assert answer["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(whole)}"


def test_every_part_of_every_place_is_the_same_bytes(reader, whole):
    """Over the edges of pieces too."""
    step = 97
    parts = [
        fetched(reader.get(LINES, headers={"range": f"bytes={at}-{at + step - 1}"}))
        for at in range(0, len(whole), step)
    ]
    assert b"".join(parts) == whole


@pytest.mark.parametrize("address", ["/data/manifest.json", LINES])
def test_what_a_file_takes_does_not_grow_with_what_is_in_it(published, ada, reader, address):
    """Here claims share a piece, as five hundred of them do."""
    asked = []
    for claims in (1, 3):
        for _ in range(claims):
            published()
        exporting_corpus.perform(exporting_corpus.ask(by=ada).pk)
        with CaptureQueriesContext(connection) as queries:
            answer = reader.get(address)
            assert b"".join(answer) if answer.streaming else answer.content
        asked.append(len(queries))
    assert asked[0] == asked[1] < 6


@pytest.mark.parametrize("asked", ["bytes=5-2", "bytes=a-b", "lines=0-1", "bytes=0-1,5-6", "bytes=-"])
def test_what_is_no_range_is_passed_over(reader, whole, asked):
    answer = reader.get(LINES, headers={"range": asked})
    assert (answer.status_code, fetched(answer)) == (200, whole)


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_part_that_is_not_there_is_416(reader, whole, asked):
    answer = reader.get(LINES, headers={"range": asked})
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(whole)}")


def test_a_download_goes_on_only_with_the_same_file(reader, whole):
    first = reader.head(LINES)
    for mark in (first["ETag"], first["Last-Modified"]):
        on = reader.get(LINES, headers={"range": "bytes=10-", "if-range": mark})
        assert (on.status_code, fetched(on)) == (206, whole[10:])
    for mark in ('"another"', f"W/{first['ETag']}", http_date(0), "nonsense"):
        anew = reader.get(LINES, headers={"range": "bytes=10-", "if-range": mark})
        assert (anew.status_code, fetched(anew)) == (200, whole)


def test_who_has_it_is_told_so(reader, corpus):
    first = reader.head(LINES)
    assert reader.get(LINES, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert reader.get(LINES, headers={"if-modified-since": first["Last-Modified"]}).status_code == 304


def test_the_page_and_the_manifest_name_every_file(reader, corpus):
    page, told = reader.page("/data/"), reader.get("/data/manifest.json").json()
    assert (told["claims"], told["withdrawn"], told["reviews"]) == (3, 0, 3)
    for name, about in told["files"].items():
        assert about["url"] == f"https://desk.example/data/{name}"
        assert f'href="{about["url"]}"' in page
        assert {"size", "sha256"} <= set(about)


@pytest.mark.parametrize("name", ["manifest.json", "claims.csv.gz", "claimreview.json.gz"])
def test_what_may_not_be_shown_is_not_there_for_now(reader, corpus, ben, name):
    assert reader.get(f"/data/{name}").status_code == 200
    hiding.hide(corpus_claim(), reason="A lawyer called.", by=ben)
    answer = reader.get(f"/data/{name}")
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "60", "no-store")
    assert "being made" in reader.page("/data/")


def corpus_claim():
    from claims.models import Publication

    return Publication.objects.earliest("pk").claim


def test_other_names_are_not_there(reader, corpus):
    assert reader.get("/data/claims.json").status_code == 404
