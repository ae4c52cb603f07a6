"""An article that is read from the right: marked by keyboard, and sound on the desk and in public."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from claims.models import Appearance, Article, Rating, User
from tests import factories
from tests.browser.conftest import NARROW, Open

pytestmark = pytest.mark.slow

TEXT = "الميناء في لومارك\n\nاستقبل الميناء 4200 سفينة في عام 2023، حسب Lowmark Gazette. إنه ميناء جميل."
WORDS = "الميناء 4200 سفينة"


@pytest.fixture
def article(chae: User, scale: dict[str, Any]) -> Article:
    return factories.article(by=chae, text=TEXT, title="حركة الميناء", language="ar", byline="ليلى حداد")


def test_a_claim_is_marked_by_the_keys_that_point_where_one_reads(
    article: Article, chae: User, window: Open
) -> None:
    at = window(chae, size=NARROW)
    page = at.go(reverse("admin:claims_article_workspace", args=[article.pk]))
    page.keyboard.press("t")
    page.keyboard.press("ArrowDown")
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    for _ in range(2):
        page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator("#selection-words")).to_have_text(f"“{WORDS}”")
    page.keyboard.press("c")
    expect(page.locator("#id_mark-statement")).to_be_focused()
    page.keyboard.type("استقبل ميناء لومارك 4200 سفينة.")
    page.keyboard.press("Tab")
    page.keyboard.press("s")  # kind: statistic
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type("الميناء")
    page.keyboard.press("Enter")
    expect(page.locator("#claim-list > li")).to_have_count(1)
    assert Appearance.objects.get().exact == WORDS
    at.is_sound()


def test_its_claim_is_sound_on_a_desk_turned_round_and_in_public(
    article: Article, chae: User, ben: User, window: Open
) -> None:
    Rating.objects.filter(slug="accurate").update(labels={"ar": "صحيح"})
    claim = factories.published_claim(
        author=chae, editor=ben, in_version=article.latest_version(), words=WORDS, language="ar",
        statement="استقبل ميناء لومارك 4200 سفينة (Lowmark Gazette).", claimant_label="ليلى حداد",
        summary="سجل الميناء يذكر 4200 سفينة.",
    )  # fmt: skip
    desk = window(chae)
    page = desk.go(reverse("admin:claims_claim_workspace", args=[claim.pk]))
    page.evaluate("document.documentElement.dir = 'rtl'")
    desk.is_sound()
    public = window(size=NARROW)
    page = public.go(reverse("public:claim", args=[claim.slug]))
    expect(page.locator(".verdict-box .rating")).to_contain_text("صحيح")
    assert page.locator("h1").evaluate("one => getComputedStyle(one).direction") == "rtl"
    public.is_sound()
