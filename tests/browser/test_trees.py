"""What a screen reader is told: of six screens the headings, landmarks and names, and what is said after an act.

The outlines are kept in ``tests/golden/trees``. After a change that was meant: ``OUTLINES=write`` in the environment
writes them anew, and the difference is read before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.models import Article, Publication, User
from tests import factories, histories
from tests.browser import trees
from tests.browser.conftest import Open

pytestmark = pytest.mark.slow
KEPT = Path(__file__).parents[1] / "golden" / "trees"


def addresses(made: histories.History) -> dict[str, str]:
    article = Article.objects.get(versions__appearances__claim=made.claim)
    return {
        "dashboard": reverse("admin:index"),
        "article-workspace": reverse("admin:claims_article_workspace", args=[article.pk]),
        "claim-workspace": reverse("admin:claims_claim_workspace", args=[made.claim.pk]),
        "alert": reverse("admin:claims_alert_change", args=[made.alert.pk]),
        "claims": reverse("admin:claims_claim_changelist"),
        "public-claim": reverse("public:claim", args=[Publication.objects.get().slug]),
    }


def differs(name: str, found: str) -> bool:
    """Whether the outline is another than the one that is kept."""
    kept = KEPT / f"{name}.txt"
    if os.environ.get("OUTLINES") == "write":
        kept.write_text(found)
    return found != kept.read_text()


def test_every_screen_is_told_in_order_and_by_name(chae: User, ben: User, window: Open) -> None:
    made = histories.build(author=chae, editor=ben)
    at = window(ben)
    roots = {name: trees.tree(at.go(address)) for name, address in addresses(made).items()}
    assert {name: wrongs for name, root in roots.items() if (wrongs := trees.wrongs(root))} == {}
    outlines = {name: trees.outline(root) for name, root in roots.items()}
    assert {name: told for name, told in outlines.items() if differs(name, told)} == {}


# --- The article's text and what is said --------------------------------------------------------------------------


@pytest.fixture
def article(chae: User, ben: User) -> Article:
    """One claim published, one new, and one inside the other."""
    version = factories.version(by=chae)
    factories.published_claim(author=chae, editor=ben, in_version=version)
    factories.claim(by=chae, in_version=version, words="4,200 ships")
    return version.article


def said(page: Page, words: str) -> None:
    """It is said in a place that speaks up, after the page stood."""
    expect(page.locator("#workspace-says")).to_contain_text(words)
    assert any(words in one.words for one in trees.tree(page).of("status"))


def test_marks_are_told_with_number_and_status_where_they_begin(
    article: Article, chae: User, window: Open
) -> None:
    page = window(chae).go(reverse("admin:claims_article_workspace", args=[article.pk]))
    (text,) = [one for one in trees.tree(page).of("region") if one.name == "The text"]
    told = [one.name or one.words for one in text.of("link", "mark")]
    inner = [
        "Claim 2, unreviewed",
        "4,200 ships",
    ]  # in a mark of its own within the outer one's, so told twice
    assert told == ["Claim 1, published", "handled", *inner, "4,200 ships", "in 2023"]


def test_what_was_done_with_words_and_sentences_is_said(article: Article, chae: User, window: Open) -> None:
    page = window(chae).go(reverse("admin:claims_article_workspace", args=[article.pk]))
    for key in ("t", "ArrowDown", "ArrowDown", "s", "c"):
        page.keyboard.press(key)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#claim-list > li")).to_have_count(3)
    said(page, "Marked: “")
    expect(page.locator("#article-text")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    said(page, "Not checkable, because it is: O opinion")
    page.keyboard.press("q")
    expect(page.locator(".coverage-words")).to_contain_text("1 not checkable")
    said(page, "is not checkable: question")
