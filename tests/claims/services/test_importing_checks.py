"""Fact-checks of other publishers: brought in once however often, told apart, mapped, and refused by line."""

from __future__ import annotations

import gzip
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.exceptions import InvalidInput, NotAllowed
from claims.models import Batch, Event, ExternalCheck, RatingMapping
from claims.services import carrying_out, importing_checks, mapping_ratings, reading_checks
from claims.text.external_checks import Publisher
from tests.claims.text.test_external_checks import POLITIFACT, REVIEW, ROW


def lines(*rows):
    return "\n".join(json.dumps(row) for row in rows).encode()


def bring(raw, publisher=POLITIFACT, **more):
    return importing_checks.bring(
        reading_checks.rows_of(raw, name="file", publisher=publisher), name="file", **more
    )


def test_the_same_file_twice_changes_nothing(db):
    raw = lines(ROW, ROW | {"vclaim": "Another claim.", "vclaim_id": "6"})
    first, second = bring(raw), bring(raw)
    assert (first.added, first.changed, first.same) == (2, 0, 0)
    assert (second.added, second.changed, second.same) == (0, 0, 2)
    assert set(ExternalCheck.objects.values_list("version", flat=True)) == {1}


def test_every_column_arrives_as_it_was_told(db):
    odd = "Tab\tand \\N and “quotes”, \\. 𝄞"
    bring(lines(ROW | {"vclaim": odd, "title": odd, "speaker": "\\\\x"}))
    one = ExternalCheck.objects.get()
    assert (one.claim_text, one.title, one.claimant_name) == (
        "Tab and \\N and “quotes”, \\. 𝄞",
        "Tab and \\N and “quotes”, \\. 𝄞",
        "\\\\x",
    )
    assert (one.claimed_on, one.venue, str(one.reviewed_on)) == (
        "2019-10-24",
        "in an interview",
        "2019-10-28",
    )
    assert list(ExternalCheck.objects.saying("'tab':*")) == [one]


def test_what_changed_is_changed_and_counted(db):
    bring(lines(ROW))
    brought = bring(lines(ROW | {"truth_label": "false"}))
    one = ExternalCheck.objects.get()
    assert (brought.changed, one.rating_words, one.version) == (1, "false", 2)


def test_bad_rows_are_told_by_line_and_the_others_stand(db):
    raw = lines(ROW, ROW | {"date": "yesterday"}, ROW) + b"\n{broken\n\n[1]"
    brought = bring(raw)
    assert brought.added == 1
    told = dict(brought.refused)
    assert "yesterday" in told["line 2"]
    assert told["line 3"] == "the same stands in line 1"
    assert {"line 4", "line 6"} <= told.keys()


def test_an_import_is_on_record(db, ada):
    bring(lines(ROW), by=ada)
    event = Event.objects.get(kind="externalcheck.imported")
    assert event.actor_pk == ada.pk
    assert event.content.body["counts"] == {"added": 1, "changed": 0, "same": 0, "refused": 0}


def test_editors_bring_nothing_in(ben):
    with pytest.raises(NotAllowed):
        bring(lines(ROW), by=ben)


PAGE = f'<html><script type="application/ld+json">{json.dumps(REVIEW)}</script></html>'


@pytest.mark.parametrize(
    "raw",
    [
        PAGE.encode(),
        json.dumps({"@type": "DataFeed", "dataFeedElement": [{"item": [REVIEW]}]}).encode(),
        lines(REVIEW, REVIEW | {"url": "https://facts.example/2"}),
        gzip.compress(json.dumps([REVIEW]).encode(), mtime=0),
        b"\xef\xbb\xbf" + json.dumps(REVIEW).encode(),
    ],
)
def test_pages_feeds_and_lists_are_read(db, raw):
    assert bring(raw, Publisher()).added >= 1
    assert ExternalCheck.objects.filter(publisher_site="facts.example", rating_words="Mostly false").exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"<html>nothing</html>", b"no json", b"\xff\xfe", b"\x1f\x8bbroken", b'{"@type": "Thing"}', b"[" * 100_000,
        gzip.compress(b"[]", mtime=0)[:-4],
    ],
)  # fmt: skip
def test_what_holds_no_check_is_refused_in_words(db, raw):
    with pytest.raises(InvalidInput, match=r"^file (was not read|holds)"):
        bring(raw, Publisher())


def test_ratings_follow_their_mapping(ben, scale):
    bring(lines(ROW))
    mapping = RatingMapping.objects.get()  # made by the import, for somebody to decide
    assert (mapping.words, mapping.publisher_site, mapping.rating) == ("true", "politifact.com", None)
    mapping_ratings.edit(mapping, version=1, by=ben, rating=scale["accurate"])
    assert ExternalCheck.objects.get().rating == scale["accurate"]
    bring(lines(ROW | {"url": "/factchecks/2019/oct/29/x/y/", "truth_label": "TRUE"}))
    assert set(ExternalCheck.objects.values_list("rating__slug", flat=True)) == {"accurate"}


def test_a_publishers_own_mapping_comes_before_that_of_all(ben, scale):
    mapping_ratings.add(by=ben, publisher_site="", words=" False ", rating=scale["inaccurate"])
    bring(lines(ROW | {"truth_label": "false"}))
    assert ExternalCheck.objects.get().rating == scale["inaccurate"]
    own = RatingMapping.objects.get(publisher_site="politifact.com")
    mapping_ratings.edit(own, version=1, by=ben, rating=scale["partly-accurate"])
    assert ExternalCheck.objects.get().rating == scale["partly-accurate"]


def test_mapping_is_not_for_checkers(chae, scale):
    with pytest.raises(NotAllowed):
        mapping_ratings.add(by=chae, words="false", rating=scale["inaccurate"])


def test_a_file_is_looked_at_before_it_is_brought(ada):
    batch = importing_checks.take_in(name="a.jsonl", raw=lines(ROW, {}), by=ada, publisher=POLITIFACT)
    assert not ExternalCheck.objects.exists()
    importing_checks.start(batch, by=ada)
    assert carrying_out.perform(batch.pk)
    batch = Batch.objects.get(pk=batch.pk)
    assert (batch.done, batch.refused, batch.state) == (1, 1, Batch.State.DONE)
    assert batch.report["refused"][0]["name"] == "line 2"


def test_the_command_counts_and_names_what_it_refused(db, tmp_path: Path):
    file = tmp_path / "rows.jsonl"
    file.write_bytes(lines(ROW, ROW | {"date": "yesterday"}))
    out, err = StringIO(), StringIO()
    call_command(
        "import_claimreview", str(file), publisher="PolitiFact", site="politifact.com", base=POLITIFACT.base,
        stdout=out, stderr=err,
    )  # fmt: skip
    assert out.getvalue().startswith("1 added, 0 changed, 0 as they were, 1 refused.")
    assert err.getvalue().startswith("line 2: date: “yesterday”")
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_claimreview", str(tmp_path / "none"))


def test_the_command_fails_where_nothing_came_in(db, tmp_path: Path):
    file = tmp_path / "checks.jsonl"
    file.write_text('{"claim": "The harbour grew.", "url": "/factchecks/1/", "rating": "true"}\n')
    with pytest.raises(CommandError, match="--base"):
        call_command("import_claimreview", str(file), stdout=StringIO(), stderr=StringIO())
    assert not ExternalCheck.objects.exists()


@pytest.mark.parametrize("name", ["politifact-19250.jsonl.gz", "snopes-14231.jsonl.gz"])
def test_a_whole_corpus_is_read_and_refused_by_line(name):
    """The public research data, where it is there: every row is read or refused with a reason."""
    path = Path(__file__).parents[4] / "shared" / "bench" / "import" / name
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    publisher = POLITIFACT if "politifact" in name else Publisher("Snopes", "snopes.com", "", "en")
    rows = list(reading_checks.rows_of(path.read_bytes(), name=name, publisher=publisher))
    bad = [str(row.told) for row in rows if isinstance(row.told, ValueError)]
    assert len(rows) == int(name.split("-")[1].split(".")[0])
    assert len(bad) <= 2
    assert all(reason.startswith("date: ") for reason in bad)
