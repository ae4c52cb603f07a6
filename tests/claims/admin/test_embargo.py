"""An embargo in the desk: set on the article, told where people work, and kept everywhere outside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from claims.exceptions import GateNotMet
from claims.models import Article, Claim, User
from claims.services import keeping
from tests import factories
from tests.claims.admin.conftest import Desk, words, workspace


@pytest.fixture
def article(chae: User) -> Article:
    return factories.article(by=chae)


@pytest.fixture
def claim(article: Article, chae: User) -> Claim:
    return factories.claim(by=chae, in_version=article.latest_version())


def under_embargo(article: Article, by: User) -> None:
    until = timezone.now() + timedelta(hours=3)
    keeping.edit(article, version=article.version, by=by, embargo_until=until)


def test_it_is_set_in_the_desks_own_time(article: Article, chae: User, at_desk: Desk) -> None:
    desk, change = at_desk(chae), reverse("admin:claims_article_change", args=[article.pk])
    form = desk.get(change).context["adminform"].form
    typed = {name: form[name].value() for name in form.fields if name != "embargo_until"}
    typed |= {
        "embargo_until_0": "2031-05-01",
        "embargo_until_1": "09:00:00",
        "opened_version": article.version,
    }
    with override_settings(TIME_ZONE="Asia/Seoul"), timezone.override("Asia/Seoul"):
        desk.post(change, {name: value for name, value in typed.items() if value})
    article.refresh_from_db()
    assert article.embargo_until is not None
    assert article.embargo_until.isoformat() == "2031-05-01T00:00:00+00:00"


def test_the_form_names_the_zone(article: Article, chae: User, at_desk: Desk) -> None:
    page = words(at_desk(chae).get(reverse("admin:claims_article_change", args=[article.pk])))
    assert "In the desk’s own time (UTC)." in page


def test_both_workspaces_say_until_when(article: Article, claim: Claim, chae: User, at_desk: Desk) -> None:
    desk = at_desk(chae)
    for thing in (article, claim):
        assert "Embargo until" not in words(desk.get(workspace(thing)))
    under_embargo(article, chae)
    for thing in (article, claim):
        assert "Embargo until" in words(desk.get(workspace(thing)))


def test_nothing_of_it_is_outside(article: Article, claim: Claim, chae: User) -> None:
    under_embargo(article, chae)
    reader = Client()
    for address in (f"/articles/{article.slug}/", f"/api/v1/articles/{article.slug}/"):
        assert reader.get(address).status_code == 404
    for address in ("/articles/", "/api/v1/articles/"):
        assert article.slug not in reader.get(address).content.decode()


def test_its_claims_are_not_published_and_no_reason_overrides_that(
    article: Article, claim: Claim, chae: User, ben: User
) -> None:
    under_embargo(article, chae)
    factories.evidence(claim, by=chae)
    verdict = factories.approved(claim, by=chae, approver=ben)
    with pytest.raises(GateNotMet) as refused:
        factories.publish(verdict, by=ben)
    assert "embargo" in refused.value.lines
