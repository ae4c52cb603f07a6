"""Sharing a preview, and closing it."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import ArticleVersion, PreviewLink, User, Verdict
from claims.services import previewing
from tests import factories
from tests.claims.admin.conftest import Desk, words, workspace


@pytest.fixture
def verdict(chae: User) -> Verdict:
    return factories.submitted(factories.claim(by=chae), by=chae)


def share(thing: Verdict | ArticleVersion) -> str:
    kind = "verdict" if isinstance(thing, Verdict) else "version"
    return reverse("admin:claims_previewlink_share", args=[kind, thing.pk])


def test_an_editor_shares_a_verdict_and_sees_the_address_once(
    verdict: Verdict, ben: User, at_desk: Desk
) -> None:
    desk = at_desk(ben)
    assert share(verdict) in desk.get(workspace(verdict.claim)).content.decode()
    response = desk.post(share(verdict), {"for_whom": "Dr Holm", "days": 3})
    address = html.unescape(re.search(r'value="(https://desk.example/preview/[^"]+)"', words(response))[1])  # type: ignore[index]
    assert "no-store" in response["Cache-Control"]
    assert "The address is made." in words(response)
    assert Client().get(address.removeprefix("https://desk.example")).status_code == 200
    link = PreviewLink.objects.get()
    assert address not in words(desk.get(reverse("admin:claims_previewlink_change", args=[link.pk])))


def test_a_version_is_shared_from_the_articles_workspace(chae: User, ben: User, at_desk: Desk) -> None:
    version = factories.version(by=chae)
    assert share(version) in at_desk(ben).get(workspace(version.article)).content.decode()
    at_desk(ben).post(share(version), {"for_whom": "Dr Holm", "days": 3})
    assert PreviewLink.objects.get().article_version == version


def test_what_was_typed_is_kept(verdict: Verdict, ben: User, at_desk: Desk) -> None:
    page = words(at_desk(ben).post(share(verdict), {"for_whom": "Dr Holm", "days": 400}))
    assert "Not done." in page
    assert "Dr Holm" in page
    assert not PreviewLink.objects.exists()


def test_a_checker_shares_nothing(verdict: Verdict, chae: User, at_desk: Desk) -> None:
    assert share(verdict) not in at_desk(chae).get(workspace(verdict.claim)).content.decode()
    assert at_desk(chae).post(share(verdict), {"for_whom": "Dr Holm", "days": 3}).status_code == 403


def test_a_link_is_closed_by_one_button(verdict: Verdict, ben: User, at_desk: Desk) -> None:
    link = previewing.share(verdict, for_whom="Dr Holm", by=ben).link
    desk, page = at_desk(ben), reverse("admin:claims_previewlink_change", args=[link.pk])
    assert "Revoke it now" in words(desk.get(page))
    desk.post(reverse("admin:claims_previewlink_revoke", args=[link.pk]))
    assert "Revoke it now" not in words(desk.get(page))
    desk.post(reverse("admin:claims_previewlink_revoke", args=[link.pk]))
    assert "opens nothing any more" in words(desk.get(page))


@pytest.mark.parametrize(("kind", "pk"), [("claim", 1), ("verdict", 999999), ("version", 999999)])
def test_only_verdicts_and_versions_are_shared(ben: User, at_desk: Desk, kind: str, pk: int) -> None:
    assert at_desk(ben).get(reverse("admin:claims_previewlink_share", args=[kind, pk])).status_code == 404
