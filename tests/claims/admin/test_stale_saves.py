"""Somebody saved first: every form that can be stale shows both texts, keeps what was typed, and saves at the second try."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Article, Assessment, Claim, Note, Source, Topic, User, Verdict
from claims.services import assessing, citing, keeping, marking, organising, reviewing
from tests import factories
from tests.claims.admin.conftest import Desk, act, words, workspace

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


# --- As a browser sends it: with what the form was opened with ----------------------------------------------------


def opened(client: Client, address: str, prefix: str = "") -> dict[str, Any]:
    """All that the page's form would send if nothing were typed."""
    form = client.get(address).context["editor" if prefix else "adminform"]
    form = form if prefix else form.form
    sent = {}
    for bound in form:
        value = bound.value()
        if value not in (None, False, []):
            sent[bound.html_name] = "on" if value is True else value
        if bound.field.show_hidden_initial:
            sent[bound.html_initial_name] = "" if value is None else value
    return sent


def test_what_one_left_alone_stays_as_the_colleague_saved_it(
    claim: Claim, chae: User, ben: User, at_desk: Desk
) -> None:
    verdict, client = factories.draft(claim, by=chae), at_desk(chae)
    sent = opened(client, workspace(claim), "verdict")
    reviewing.edit(verdict, by=ben, version=1, summary=THEIRS, recheck_on=date(2027, 1, 1))
    address = reverse("admin:claims_claim_verdict", args=[claim.pk])
    page = client.post(address, sent | {"verdict-explanation": MINE})
    assert "You both changed it, but not the same fields." in words(page)
    assert page.context["editor"].kept == ["Summary", "Re-check date"]
    assert page.context["editor"]["summary"].value() == THEIRS
    version = page.context["editor"]["opened_version"].value()
    again = opened_again(page.context["editor"])
    assert client.post(address, again | {"verdict-opened_version": version}).status_code == 302
    verdict.refresh_from_db()
    assert (verdict.summary, verdict.explanation, verdict.recheck_on) == (THEIRS, MINE, date(2027, 1, 1))


def opened_again(form: Any) -> dict[str, Any]:
    """What the page that came back would send if it were only saved again."""
    names = [
        name for bound in form for name in (bound.html_name, bound.html_initial_name) if name in form.data
    ]
    return {name: form.data[name] for name in names}


def test_where_both_changed_the_same_field_both_texts_are_shown(
    claim: Claim, chae: User, ben: User, at_desk: Desk
) -> None:
    client = at_desk(chae)
    sent = opened(client, change(claim))
    marking.edit_claim(claim, version=1, by=ben, statement=THEIRS, kind="event")
    page = client.post(change(claim), sent | {"statement": MINE})
    form = page.context["adminform"].form
    assert [both.label for both in form.theirs()] == ["Statement"]
    assert form.kept == ["Kind"]


@pytest.mark.parametrize("hold", [True, False])
def test_a_box_that_a_colleague_ticked_or_cleared_is_kept(
    claim: Claim, chae: User, ben: User, at_desk: Desk, hold: bool
) -> None:
    if not hold:
        claim = marking.edit_claim(claim, version=1, by=ben, legal_hold=True)
    client = at_desk(chae)
    sent = opened(client, change(claim))
    marking.edit_claim(claim, version=claim.version, by=ben, legal_hold=hold)
    page = client.post(change(claim), sent | {"claimant_label": MINE})
    again = opened_again(page.context["adminform"].form)
    assert client.post(change(claim), again).status_code == 302
    stored = Claim.objects.get(pk=claim.pk)
    assert (stored.legal_hold, stored.claimant_label) == (hold, MINE)


def test_topics_that_a_colleague_added_are_shown_and_not_lost(
    claim: Claim, chae: User, ben: User, at_desk: Desk
) -> None:
    """Of topics alone too: they stand in a table of their own."""
    harbour, sums = (
        keeping.add(Topic, by=chae, slug=name, name=name.title(), kind="beat") for name in ("harbour", "sums")
    )
    client = at_desk(chae)
    form = client.get(change(claim)).context["adminform"].form
    typed = {name: form[name].value() for name in form.fields}
    typed = {name: value for name, value in typed.items() if value not in (None, False)} | {
        "topics": [sums.pk]
    }
    organising.sort(claim, topics=[harbour], by=ben)
    page = client.post(change(claim), typed)
    assert "Somebody saved this while you wrote" in words(page)
    assert list(claim.topics.all()) == [harbour]
    again = page.context["adminform"].form
    client.post(change(claim), typed | {"opened_version": again["opened_version"].value()})
    assert list(claim.topics.all()) == [sums]
