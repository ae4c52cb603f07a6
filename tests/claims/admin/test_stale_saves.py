"""Somebody saved first: every form that can be stale shows both texts, keeps what was typed, and saves at the second try."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from claims.models import Article, Assessment, Claim, Note, Source, User, Verdict
from claims.services import assessing, citing, keeping, marking, reviewing
from tests import factories
from tests.claims.admin.conftest import Desk, act, words

pytestmark = pytest.mark.usefixtures("noise")
THEIRS, MINE = "Words of theirs", "Words of mine"
Saved = tuple[str, dict[str, Any], Any]
"""The form's address, what is sent from a page opened before a colleague saved, and what reads the stored words."""


@pytest.fixture
def claim(chae: User) -> Claim:
    return factories.claim(by=chae)


def of_a_verdict(claim: Claim, chae: User, ben: User) -> Saved:
    verdict = factories.draft(claim, by=chae)
    reviewing.edit(verdict, by=ben, version=verdict.version, summary=THEIRS)
    typed = {"verdict-summary": MINE, "verdict-rating": verdict.rating_id, "verdict-reach": "fact_check"}
    typed |= {"verdict-language": "en", "verdict-opened_version": verdict.version}
    address = reverse("admin:claims_claim_verdict", args=[claim.pk])
    return address, typed, lambda: Verdict.objects.get(pk=verdict.pk).summary


def of_a_verdict_begun_by_two(claim: Claim, chae: User, ben: User) -> Saved:
    page_opened_before = {"verdict-opened_version": 0, "verdict-summary": MINE, "verdict-language": "en"}
    rating = factories.scale()["accurate"]
    factories.draft(claim, by=ben, summary=THEIRS)
    typed = page_opened_before | {"verdict-rating": rating.pk, "verdict-reach": "fact_check"}
    address = reverse("admin:claims_claim_verdict", args=[claim.pk])
    return address, typed, lambda: Verdict.objects.get(claim=claim).summary


def of_an_assessment(claim: Claim, chae: User, ben: User) -> Saved:
    rating = factories.scale()["accurate"]
    first = assessing.assess(claim, by=chae, rating=rating, reasoning="At first")
    assessing.assess(claim, by=chae, rating=rating, reasoning=THEIRS, version=first.version)
    typed = {
        "assess-rating": rating.pk,
        "assess-confidence": "medium",
        "assess-reasoning": MINE,
        "assess-version": 1,
    }
    return act(claim, "assess"), typed, lambda: Assessment.objects.get(pk=first.pk).reasoning


def of_a_claim(claim: Claim, chae: User, ben: User) -> Saved:
    marking.edit_claim(claim, version=claim.version, by=ben, statement=THEIRS)
    typed = {
        "statement": MINE,
        "kind": "statistic",
        "rated": "so",
        "tier": "core",
        "language": "en",
        "opened_version": 1,
    }
    return change(claim), typed, lambda: Claim.objects.get(pk=claim.pk).statement


def of_an_article(claim: Claim, chae: User, ben: User) -> Saved:
    article = Article.objects.get(versions__appearances__claim=claim)
    keeping.edit(article, version=article.version, by=ben, title=THEIRS)
    typed = {"title": MINE, "slug": article.slug, "work": "after", "language": "en", "opened_version": 1}
    return change(article), typed, lambda: Article.objects.get(pk=article.pk).title


def of_a_source(claim: Claim, chae: User, ben: User) -> Saved:
    source = factories.source(by=chae)
    citing.edit_source(source, version=1, by=ben, title=THEIRS)
    typed = {
        "title": MINE,
        "slug": source.slug,
        "url": source.url,
        "kind": "newspaper",
        "publisher": source.publisher,
        "language": "en",
    }
    return change(source), typed | {"opened_version": 1}, lambda: Source.objects.get(pk=source.pk).title


def of_evidence(claim: Claim, chae: User, ben: User) -> Saved:
    piece = factories.evidence(claim, by=chae)
    citing.edit_evidence(piece, version=1, by=ben, summary=THEIRS)
    typed = {
        "summary": MINE,
        "stance": "supports",
        "weight": "key",
        "quote": piece.quote,
        "opened_version": 1,
    }
    return change(piece), typed, lambda: type(piece).objects.get(pk=piece.pk).summary


def of_a_note(claim: Claim, chae: User, ben: User) -> Saved:
    note = marking.add_note(claim, kind=Note.Kind.REMARK, text="At first", by=chae)
    keeping.edit(note, version=1, by=ben, text=THEIRS)
    typed = {"kind": "remark", "text": MINE, "details": "{}", "opened_version": 1}
    return change(note), typed, lambda: Note.objects.get(pk=note.pk).text


def change(thing: Any) -> str:
    return reverse(f"admin:claims_{thing._meta.model_name}_change", args=[thing.pk])


FORMS = [
    of_a_verdict, of_a_verdict_begun_by_two, of_an_assessment, of_a_claim, of_an_article, of_a_source, of_evidence,
    of_a_note,
]  # fmt: skip


@pytest.mark.parametrize("saved", FORMS)
def test_a_stale_save_shows_both_texts_and_overwrites_nothing(
    claim: Claim, chae: User, ben: User, at_desk: Desk, saved: Any
) -> None:
    address, typed, stored = saved(claim, chae, ben)
    page = words(at_desk(chae).post(address, typed))
    assert stored() == THEIRS
    assert 'of <mark class="is-theirs">theirs</mark>' in page
    assert 'of <mark class="is-mine">mine</mark>' in page
    assert page.count(MINE) >= 1  # and in its field, as it was typed


@pytest.mark.parametrize("saved", FORMS)
def test_whoever_has_seen_both_may_save(
    claim: Claim, chae: User, ben: User, at_desk: Desk, saved: Any
) -> None:
    address, typed, stored = saved(claim, chae, ben)
    client = at_desk(chae)
    form = client.post(address, typed)
    version = next(name for name in typed if name.endswith("version"))
    current = words(form).split(f'name="{version}" value="')[1].split('"')[0]
    assert client.post(address, typed | {version: current}).status_code == 302
    assert stored() == MINE


def test_a_choice_is_shown_by_its_words(claim: Claim, chae: User, ben: User, at_desk: Desk) -> None:
    marking.edit_claim(claim, version=1, by=ben, kind="event")
    address, typed, _ = of_a_claim(Claim.objects.get(pk=claim.pk), chae, ben)
    page = words(at_desk(chae).post(address, typed | {"rated": "said"}))
    assert (
        '<mark class="is-mine">said</mark>: that the <mark class="is-mine">words were spoken</mark>' in page
    )
