"""Loading the seed article: whole, once, and safe to repeat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from claims.models import (
    Appearance,
    Article,
    ArticleVersion,
    CaptureJob,
    Claim,
    Claimant,
    Event,
    EventContent,
    Evidence,
    Note,
    Rating,
    Sentence,
    Source,
)
from claims.services import auditing, importing
from tests.claims.services.fixture_data import ARTICLE, SHA256, fields, text, write
from tests.database.base import as_owner


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[importing.Report]:
    """Loaded once for this module, in a transaction that is never kept; every test has a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield importing.load_fixtures(["seed"])
        transaction.set_rollback(True)


@pytest.fixture
def seed(loaded: importing.Report, db: None) -> importing.Report:
    return loaded


def test_the_seed_is_loaded_whole(seed: importing.Report) -> None:
    counts = [
        model.objects.count() for model in (Claim, Claimant, Source, Evidence, Appearance, Note, Rating)
    ]
    assert counts == [29, 29, 88, 136, 29, len(fields("seed/notes")), 12]
    assert ArticleVersion.objects.get().sha256 == SHA256


def test_a_report_counts_what_was_added(seed: importing.Report) -> None:
    assert "29 claims" in str(seed)
    assert "136 evidence" in str(seed)


def test_the_text_is_split_and_its_sentences_hold_claims(seed: importing.Report) -> None:
    assert Sentence.objects.count() == 13
    assert set(Sentence.objects.values_list("disposition", flat=True)) == {"claim"}


def test_an_appearance_gets_its_surroundings(seed: importing.Report) -> None:
    one = Appearance.objects.get(claim__slug="yoon-not-sit-idle")
    assert text()[one.end :].startswith(one.suffix)
    assert one.quoted[0]["text"] == "sit idle"
    assert one.appeared_on == "2024-10-24"


def test_every_source_waits_for_its_capture(seed: importing.Report) -> None:
    assert CaptureJob.objects.pending().values("source").distinct().count() == 88


def test_every_row_leaves_an_event_of_the_same_act(seed: importing.Report) -> None:
    assert Event.objects.filter(kind="claim.imported").count() == 29
    assert Event.objects.filter(kind__endswith=".imported").values("act").distinct().count() == 1
    assert auditing.verify() == []


def test_an_event_says_what_was_loaded_and_from_where(seed: importing.Report) -> None:
    claim = Claim.objects.get(slug="k2-deal-7bn")
    body = EventContent.objects.get(event__kind="claim.imported", event__claim_pk=claim.pk).body
    assert body["file"] == "fixtures/seed/claims.json"
    assert body["fields"]["suggested_rating"] == ["accurate"]


def test_loading_twice_adds_nothing_and_says_so(seed: importing.Report) -> None:
    events = Event.objects.count()
    report = importing.load_fixtures(["seed"])
    assert str(report).startswith("Nothing to add and nothing to change")
    assert not report.added
    assert not report.changed
    assert Event.objects.count() == events
    assert Claim.objects.exclude(version=1).count() == 0


def test_all_claims_start_unreviewed(seed: importing.Report) -> None:
    assert set(Claim.objects.values_list("status", flat=True)) == {"unreviewed"}


def test_what_differs_is_changed_by_a_versioned_save(seed: importing.Report, tmp_path: Path) -> None:
    row = {"model": "claims.claim", "fields": {"slug": "k2-deal-7bn", "tier": "granular"}}
    report = importing.load_fixtures([write(tmp_path, [row])])
    claim = Claim.objects.get(slug="k2-deal-7bn")
    assert (claim.tier, claim.version) == ("granular", 2)
    assert str(report) == "Added nothing; changed 1 claim."
    body = EventContent.objects.get(event__kind="claim.edited").body
    assert body["changes"] == {"tier": ["core", "granular"]}


def test_a_reference_is_changed_by_name(seed: importing.Report, tmp_path: Path) -> None:
    row = {"model": "claims.claim", "fields": {"slug": "k2-deal-7bn", "suggested_rating": ["unresolved"]}}
    importing.load_fixtures([write(tmp_path, [row])])
    assert Claim.objects.get(slug="k2-deal-7bn").suggested_rating.slug == "unresolved"


def test_a_source_that_moved_is_captured_anew(seed: importing.Report, tmp_path: Path) -> None:
    with as_owner():
        CaptureJob.objects.all().delete()
    row = {"model": "claims.source", "fields": {"slug": "pap-duda", "url": "https://pap.pl/en/elsewhere"}}
    importing.load_fixtures([write(tmp_path, [row])])
    assert [job.source.slug for job in CaptureJob.objects.all()] == ["pap-duda"]


def test_fields_that_a_fixture_leaves_out_are_left_alone(seed: importing.Report, tmp_path: Path) -> None:
    row = {"model": "claims.claimant", "fields": {"slug": "nis", "note": "Changed."}}
    importing.load_fixtures([write(tmp_path, [row])])
    nis = Claimant.objects.get(slug="nis")
    assert (nis.note, nis.country) == ("Changed.", "KR")


def test_a_changed_appearance_is_updated(seed: importing.Report, tmp_path: Path) -> None:
    row = next(one for one in fields("seed/appearances") if one["claim"] == ["duda-seoul-summit"])
    importing.load_fixtures(
        [write(tmp_path, [{"model": "claims.appearance", "fields": row | {"appeared_on": "2024"}}])]
    )
    assert Appearance.objects.get(claim__slug="duda-seoul-summit").appeared_on == "2024"


def test_a_second_version_follows_the_first(seed: importing.Report, tmp_path: Path) -> None:
    row = {"article": [ARTICLE], "number": 2, "text": text() + "A correction."}
    importing.load_fixtures([write(tmp_path, [{"model": "claims.articleversion", "fields": row}])])
    assert Article.objects.get(slug=ARTICLE).latest_version().number == 2
    assert Sentence.objects.filter(article_version__number=2).count() == 14
