"""A page that the browser makes ready before it is opened: nobody is present there, and it asks for nothing, until then.

While Playwright is attached, Chromium only fetches such a page and does not make it; so the page is told that it is one.
"""

from __future__ import annotations

import mimetypes
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.models import Article, Presence, User
from tests import factories
from tests.browser.conftest import Open

pytestmark = pytest.mark.slow

READY = "Object.defineProperty(document, 'prerendering', { configurable: true, get: () => window.isOpened !== true })"
OPENED = "() => { window.isOpened = true; document.dispatchEvent(new Event('prerenderingchange')); }"
SETTLED = 1_500  # milliseconds: three times as long as a page waits before it gives its first sign of life


@pytest.fixture
def article(chae: User, scale: dict[str, Any]) -> Article:
    where = factories.version(by=chae)
    factories.claim(by=chae, in_version=where)
    return where.article


def made_ready(page: Page, path: str) -> list[str]:
    """Go to a page as a browser does that makes it ready; what is posted from it is in the list."""
    posted: list[str] = []
    page.on("request", lambda request: request.method == "POST" and posted.append(request.url))
    page.add_init_script(READY)
    page.goto(path)
    return posted


def test_nobody_is_there_before_the_page_is_opened(article: Article, chae: User, window: Open) -> None:
    at = window(chae)
    posted = made_ready(at.page, f"{at.server}{reverse('admin:claims_article_workspace', args=[article.pk])}")
    at.page.wait_for_timeout(SETTLED)
    assert posted == []
    assert not Presence.objects.exists()
    with at.page.expect_response(lambda answer: answer.request.method == "POST"):
        at.page.evaluate(OPENED)
    assert [one.person for one in Presence.objects.all()] == [chae]


def test_what_comes_after_it_is_made_ready_once_it_is_opened(
    article: Article, chae: User, window: Open
) -> None:
    at = window(chae)
    made_ready(at.page, f"{at.server}{reverse('admin:claims_article_workspace', args=[article.pk])}")
    at.page.evaluate("document.querySelector('#claim-list .claim-row a').focus()")
    at.page.wait_for_timeout(SETTLED)
    assert at.page.locator("a.is-likely").count() == 0
    at.page.evaluate(OPENED)
    expect(at.page.locator("#claim-list .claim-row a.is-likely")).to_have_count(1)


def test_the_browser_begins_to_make_ready_the_claim_at_hand(
    article: Article, chae: User, window: Open
) -> None:
    """It then tells that it doesn't, because of who is attached: which it says of nothing that it was not asked for."""
    mimetypes.add_type("application/speculationrules+json", ".speculationrules")  # as WhiteNoise serves it
    at = window(chae)
    begun: list[tuple[str, str]] = []
    browser = at.context.new_cdp_session(at.page)
    browser.on(
        "Preload.prerenderStatusUpdated",
        lambda told: begun.append((told["key"]["action"], told["key"]["url"])),
    )
    browser.send("Preload.enable")
    page = at.go(reverse("admin:claims_article_workspace", args=[article.pk]))
    page.wait_for_timeout(SETTLED)
    assert begun == []
    page.keyboard.press("j")
    address = page.locator("#claim-list .claim-row a").evaluate("(link) => link.href")
    expect(page.locator("a.is-likely")).to_have_count(1)
    page.wait_for_timeout(SETTLED)
    assert ("Prerender", address) in begun
