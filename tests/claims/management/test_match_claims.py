"""``manage.py match_claims``: a run over another collection, of which nothing stays behind."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.models import Wording

pytestmark = pytest.mark.django_db
DOCS = [
    {"id": "ships", "claim": "The port of Lowmark handled 4,800 ships in 2022.", "title": "Did ships come?"},
    {"id": "bridge", "claim": "The bridge in Lowmark opened in 1932.", "title": ""},
]


def lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    text = "".join(json.dumps(row) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def match(
    tmp_path: Path, docs: list[dict[str, Any]], queries: list[dict[str, Any]], **options: Any
) -> tuple[list[str], str]:
    said = io.StringIO()
    call_command(
        "match_claims",
        corpus=lines(tmp_path / "docs.jsonl.gz", docs),
        queries=lines(tmp_path / "queries.jsonl", queries),
        output=tmp_path / "run.trec",
        stdout=said,
        **options,
    )
    return (tmp_path / "run.trec").read_text().splitlines(), said.getvalue()


def test_a_run_names_query_document_rank_score_and_tag(tmp_path: Path) -> None:
    run, said = match(
        tmp_path, DOCS, [{"id": "q1", "text": "4,800 ships were handled by the #PortOfLowmark"}]
    )
    query, q0, document, rank, score, tag = run[0].split()
    assert (query, q0, document, rank, tag) == ("q1", "Q0", "ships", "1", "factcheck")
    assert 0 < float(score) <= 1
    assert "1 queries over 2 claims" in said


SPOKEN = [
    {"id": "debate_7", "text": "The port of Lowmark is busy."},
    {"id": "debate_8", "text": "He counted them."},
    {"id": "debate_20", "text": "He counted them."},
    {"id": "alone", "text": "He counted them."},
]


def found_for(run: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in run:
        query, _, document, *_ = line.split()
        found.setdefault(query, []).append(document)
    return found


def test_sentences_of_a_text_are_asked_with_those_beside_them(tmp_path: Path) -> None:
    run, _ = match(tmp_path, DOCS, SPOKEN, sentences=True)
    assert found_for(run).keys() == {"debate_7", "debate_8"}
    assert found_for(run)["debate_8"][0] == "ships"


def test_queries_stand_alone_unless_it_is_said_what_stands_around_them(tmp_path: Path) -> None:
    run, _ = match(
        tmp_path, DOCS, [*SPOKEN, {"id": "told", "text": "He counted them.", "around": SPOKEN[0]["text"]}]
    )
    assert found_for(run).keys() == {"debate_7", "told"}


def test_nothing_stays_behind(tmp_path: Path) -> None:
    match(tmp_path, DOCS, [])
    assert Wording.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relname = 'claims_wording' AND relpersistence = 't'"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    ("docs", "named"),
    [
        ([*DOCS, DOCS[0]], "ships stands in the collection twice"),
        ([{"id": "a b", "claim": "x"}], "docs.jsonl.gz, line 1"),
        ([{"id": "a"}], "“claim” or “text” is missing"),
        ([{"id": "a", "text": "x", "around": ["y"]}], "is no text"),
    ],
)
def test_a_broken_collection_is_refused_in_words(
    tmp_path: Path, docs: list[dict[str, Any]], named: str
) -> None:
    with pytest.raises(CommandError, match=named):
        match(tmp_path, docs, [{"id": "q", "text": "ships"}])
    assert not (tmp_path / "run.trec").exists()
    assert Wording.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("The port’s 4,800 SHIPS in Málaga, 2022!", ["port", "4800", "ships", "malag", "2022"]),
        ("북한군이 러시아에", ["북한", "러시"]),
        ("中国经济", ["中国", "国经", "经济"]),
        ("the of and", []),
        ("", []),
    ],
)
def test_words_are_read_as_stems(said: str, words: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_words(%s)", [said])
        assert cursor.fetchone() == (words,)
