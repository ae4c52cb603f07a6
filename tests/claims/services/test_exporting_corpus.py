"""All that is published as files: whole or not at all, each claim once, nothing that was taken down."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from claims.exceptions import IllegalTransition, NotAllowed
from claims.models import Claimant, Corpus, CorpusPiece, Event, Verdict
from claims.services import dispatching, exporting_corpus, hiding, publishing, reviewing
from tests import factories

LINES, TABLE, REVIEWS = Corpus.File.values


@pytest.fixture
def published(chae, ben, noise):
    def publish(**fields):
        return factories.published_claim(author=chae, editor=ben, **fields)

    return publish


@pytest.fixture
def withdrawn(published, chae, ben):
    claim = published()
    old = Verdict.objects.published().get(claim=claim)
    notice = reviewing.submit(reviewing.draft_withdrawal(old, by=chae, public_note="Wrong port."), by=chae)
    publishing.approve_and_publish(notice, by=ben)
    return claim


@pytest.fixture
def in_small_pieces(monkeypatch):
    monkeypatch.setattr(exporting_corpus, "AT_ONCE", 2)


@pytest.fixture
def later(monkeypatch):
    """Some minutes go by after what was taken down: the database lets nobody change when that was."""

    def go_by():
        at = timezone.now() - timedelta(minutes=2)
        monkeypatch.setattr(exporting_corpus, "_last_taken_down", lambda: at)
        Corpus.objects.update(created_at=at - timedelta(minutes=5))

    return go_by


def made(ada):
    corpus = exporting_corpus.ask(by=ada)
    assert exporting_corpus.perform(corpus.pk)
    return Corpus.objects.get(pk=corpus.pk)


def body(corpus, file):
    raw = b"".join(exporting_corpus.read(corpus, file, 0, 10**9))
    assert corpus.files[file] == {"size": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
    return gzip.decompress(raw)


def lines(corpus):
    return [json.loads(one) for one in body(corpus, LINES).splitlines() if one]


def table(corpus):
    text = body(corpus, TABLE).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def reviews(corpus):
    return json.loads(body(corpus, REVIEWS))["dataFeedElement"]


def test_every_claim_is_in_all_files_once(ada, published, in_small_pieces, client):
    slugs = [published(statement=f"Claim {n} of five.").slug for n in range(5)]
    corpus = made(ada)
    assert [one["document"]["slug"] for one in lines(corpus)] == slugs
    assert [one["slug"] for one in table(corpus)] == slugs
    assert [one["url"].split("/")[-2] for one in reviews(corpus)] == slugs
    assert (corpus.done, corpus.total, corpus.reviews) == (5, 5, 5)
    first = client.get(f"/api/v1/claims/{slugs[0]}/").content
    assert body(corpus, LINES).splitlines()[0] == first


def test_a_withdrawn_claim_is_told_to_be_gone(ada, published, withdrawn):
    stands = published()
    corpus = made(ada)
    states = {one["document"]["slug"]: one["state"]["standing"] for one in lines(corpus)}
    assert states == {withdrawn.slug: "withdrawn", stands.slug: "current"}
    row = next(one for one in table(corpus) if one["slug"] == withdrawn.slug)
    assert (row["standing"], row["rating"], row["change_note"]) == ("withdrawn", "", "Wrong port.")
    gone, _ = sorted(reviews(corpus), key=lambda one: "item" in one)
    assert set(gone) == {"@type", "url", "dateDeleted"}
    assert corpus.withdrawn == 1


def test_what_is_internal_or_hidden_stays_inside(ada, ben, published, later):
    published(reach="internal", statement="Inside.")
    hidden = published(statement="Hidden.")
    hiding.hide(hidden, reason="A lawyer called.", by=ben)
    later()
    corpus = made(ada)
    assert lines(corpus) == table(corpus) == reviews(corpus) == []


def test_no_cell_is_carried_out_by_a_spreadsheet(ada, published):
    who = Claimant.objects.create(slug="x", name='=HYPERLINK("https://bad.example")')
    published(statement="=1+1 ships, “quoted”,\r\nin two lines.", claimant=who)
    (row,) = table(made(ada))
    assert row["statement"] == "'=1+1 ships, “quoted”,\r\nin two lines."
    assert row["claimant"].startswith("'=")


def test_nothing_is_shown_before_it_is_whole_and_what_was_there_stays(ada, published, in_small_pieces):
    for _ in range(5):
        published()
    first = made(ada)
    second = exporting_corpus.ask(by=ada)
    assert not exporting_corpus.perform(second.pk, seconds=0)
    second.refresh_from_db()
    assert (second.state, second.done, second.attempt) == ("pending", 2, 0)
    assert exporting_corpus.newest() == first
    while not exporting_corpus.perform(second.pk, seconds=0):
        pass
    assert exporting_corpus.newest() == second
    assert len(lines(Corpus.objects.get(pk=second.pk))) == 5


def test_a_piece_that_failed_is_done_again_and_no_claim_twice(ada, published, in_small_pieces, monkeypatch):
    for _ in range(3):
        published()
    corpus = exporting_corpus.ask(by=ada)
    append = exporting_corpus._append

    def fail(corpus, file, body):
        append(corpus, file, body)
        if corpus.done and file == REVIEWS:
            raise OSError("the disk is full")

    monkeypatch.setattr(exporting_corpus, "_append", fail)
    with pytest.raises(OSError, match="disk"):
        exporting_corpus.perform(corpus.pk)
    corpus.refresh_from_db()
    assert (corpus.done, corpus.last_error) == (2, "OSError: the disk is full")
    monkeypatch.setattr(exporting_corpus, "_append", append)
    Corpus.objects.update(next_attempt_at=None)
    assert exporting_corpus.perform(corpus.pk)
    corpus.refresh_from_db()
    assert len(lines(corpus)) == len(table(corpus)) == len(reviews(corpus)) == 3


def test_another_worker_behind_the_fence_writes_nothing(ada, published):
    published()
    corpus = exporting_corpus.ask(by=ada)
    held = Corpus.objects.held(corpus.pk, attempt=1)
    assert Corpus.objects.claim(corpus.pk) == 1
    Corpus.objects.update(attempt=2)
    assert not exporting_corpus._piece(held)
    assert not exporting_corpus._finish(held)
    assert not CorpusPiece.objects.exists()


def test_a_piece_holds_so_many_claims_whatever_the_number_of_all(ada, published, in_small_pieces):
    for _ in range(4):
        published()
    corpus = made(ada)
    assert corpus.pieces.filter(file=LINES).count() == 2


def test_an_empty_desk_has_files_that_can_be_read(ada, noise):
    corpus = made(ada)
    assert (lines(corpus), table(corpus), reviews(corpus)) == ([], [], [])


def test_it_is_made_anew_after_a_correction_and_rests_otherwise(ada, published, chae, ben):
    claim = published()
    corpus = made(ada)
    assert exporting_corpus.renew() is None
    old = Verdict.objects.published().get(claim=claim)
    new = reviewing.draft_correction(
        old, by=chae, change="other_correction", public_note="A slip.", summary="It was 4,201."
    )
    publishing.approve_and_publish(reviewing.submit(new, by=chae), by=ben, overrides={"captured": "By hand."})
    assert exporting_corpus.renew() is None, "not at once: a busy desk would do nothing else"
    Corpus.objects.update(finished_at=timezone.now() - timedelta(minutes=11))
    renewed = exporting_corpus.renew()
    assert (renewed.asked_by, exporting_corpus.renew()) == (None, None)
    dispatching.work_off()
    (row,) = table(exporting_corpus.newest())
    assert (row["number"], row["summary"], row["change_note"]) == ("2", "It was 4,201.", "A slip.")
    assert exporting_corpus.newest() == renewed != corpus


def test_the_first_is_made_without_being_asked_for(published):
    published()
    assert exporting_corpus.renew() is not None


def test_what_was_hidden_since_withholds_it_until_there_is_a_newer_one(ada, ben, published, later):
    claim, stands = published(), published()
    made(ada)
    hiding.hide(claim, reason="A lawyer called.", by=ben)
    assert exporting_corpus.newest() is None
    assert exporting_corpus.renew() is None, "what is being hidden just now must not get in"
    assert not CorpusPiece.objects.exists()
    later()
    assert exporting_corpus.renew() is not None
    dispatching.work_off()
    assert [one["document"]["slug"] for one in lines(exporting_corpus.newest())] == [stands.slug]


def test_those_that_are_replaced_are_let_go_after_an_hour(ada, published):
    published()
    first, second = made(ada), made(ada)
    assert exporting_corpus.let_go() == 0
    Corpus.objects.update(finished_at=timezone.now() - timedelta(minutes=61))
    assert exporting_corpus.let_go() == 1
    assert (first.pieces.exists(), second.pieces.exists()) == (False, True)


def test_what_is_let_go_while_it_is_read_breaks_off(ada, published):
    published()
    corpus = made(ada)
    reading = exporting_corpus.read(corpus, LINES, 0, 10)
    CorpusPiece.objects.all().delete()
    assert list(reading) == []
    corpus = made(ada)
    pieces = exporting_corpus.read(corpus, REVIEWS, 0, 10**6)
    next(pieces)
    CorpusPiece.objects.all().delete()
    with pytest.raises(RuntimeError, match="let go"):
        list(pieces)


def test_one_is_made_at_a_time_and_it_is_on_record(ada, published):
    exporting_corpus.ask(by=ada)
    with pytest.raises(IllegalTransition):
        exporting_corpus.ask(by=ada)
    assert Event.objects.get(kind="corpus.begun").actor_pk == ada.pk


def test_only_admins_ask_for_it(ben, db):
    with pytest.raises(NotAllowed):
        exporting_corpus.ask(by=ben)


def test_one_that_kills_its_workers_is_given_up(ada, published):
    published()
    corpus = exporting_corpus.ask(by=ada)
    Corpus.objects.update(attempt=5)
    assert exporting_corpus.bury(corpus.pk)
    assert exporting_corpus.ask(by=ada).state == "pending"
