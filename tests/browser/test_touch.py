"""A phone and a finger: words held and chosen become a claim, and a quote; whatever is tapped is large enough."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.models import Appearance, Article, Claim, Evidence, Snapshot, User
from tests import factories
from tests.browser.conftest import NARROW, Open

pytestmark = pytest.mark.slow
WORDS = "handled 4,200 ships in 2023"
QUOTE = "4,200 ships called at the port"
CAPTURED = f"The harbour list of Lowmark\n\nIn 2023 some {QUOTE}. Nobody counted twice."

# What a phone does when a finger is held on words and the handles are drawn to both ends: the touch begins, the browser
# selects, tells the page so by itself, and the touch is called off, since it is no tap.
HOLD = """async ([id, words]) => {
    const { rangeOf, textOf } = await import("/static/claims/text-offsets.js");
    const root = document.getElementById(id);
    const start = [...textOf(root).join("").split(words)[0]].length;
    const range = rangeOf(root, start, start + [...words].length);
    const target = range.startContainer.parentElement;
    target.scrollIntoView({ block: "center" });
    const { left, top } = range.getBoundingClientRect();
    const touch = new Touch({ identifier: 1, target, clientX: left + 2, clientY: top + 2 });
    const tell = (name, touches) => target.dispatchEvent(
        new TouchEvent(name, { bubbles: true, cancelable: true, touches, targetTouches: touches, changedTouches: [touch] }));
    tell("touchstart", [touch]);
    target.dispatchEvent(new PointerEvent("contextmenu", { bubbles: true, cancelable: true, pointerType: "touch" }));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    tell("touchcancel", []);
}"""
# Links within a line of words are as high as the line: WCAG 2.5.8 leaves those out.
SMALL = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter((one) => one.checkVisibility({ checkVisibilityCSS: true }) && getComputedStyle(one).display !== "inline")
    .filter((one) => !one.closest(".visually-hidden, .skip-to-content-link") && !one.matches(".visually-hidden"))
    .map((one) => [one, (one.matches("[type=checkbox], [type=radio]") && one.closest("label") || one).getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && Math.min(box.width, box.height) < 23.9)
    .map(([one, box]) => `${Math.round(box.width)}×${Math.round(box.height)} ${one.outerHTML.slice(0, 140)}`)"""


def hold(page: Page, within: str, words: str) -> None:
    page.evaluate(HOLD, [within, words])


@pytest.fixture
def article(chae: User, scale: dict[str, Any]) -> Article:
    return factories.article(by=chae)


@pytest.fixture
def claim(article: Article, chae: User) -> Claim:
    return factories.claim(by=chae, in_version=article.latest_version())


@pytest.fixture
def snapshot(claim: Claim, chae: User) -> Snapshot:
    source = factories.source(by=chae)
    return Snapshot.objects.create(
        job=source.capture_jobs.get(), source=source, url=source.url, status=200, text=CAPTURED
    )


def test_words_held_by_a_finger_become_a_claim(article: Article, chae: User, window: Open) -> None:
    at = window(chae, size=NARROW, has_touch=True, is_mobile=True)
    page = at.go(reverse("admin:claims_article_workspace", args=[article.pk]))
    hold(page, "article-text", WORDS)
    expect(page.locator("#selection-words")).to_have_text(f"“{WORDS}”")
    assert page.evaluate(SMALL) == []
    page.locator("#mark-selection").tap()
    expect(page.locator("#id_mark-statement")).to_be_focused()
    expect(page.locator("#id_mark-statement")).to_be_in_viewport()
    page.keyboard.type("The port handled 4,200 ships in 2023.")
    assert page.evaluate(SMALL) == []
    at.is_sound()
    page.get_by_role("button", name="Mark the claim").tap()
    expect(page.locator(".undo-words")).to_contain_text(f"Marked: “{WORDS}”")
    assert Appearance.objects.get(article_version__article=article).exact == WORDS
    at.is_sound()


def test_words_of_a_capture_held_by_a_finger_become_a_quote(
    claim: Claim, snapshot: Snapshot, chae: User, window: Open
) -> None:
    at = window(chae, size=NARROW, has_touch=True, is_mobile=True)
    page = at.go(f"{reverse('admin:claims_snapshot_change', args=[snapshot.pk])}?claim={claim.pk}")
    hold(page, "captured", QUOTE)
    expect(page.locator("#quote-words")).to_have_text(f"“{QUOTE}”")
    page.get_by_role("button", name="Quote as evidence").tap()
    expect(page.locator("#id_quote-quote")).to_have_value(QUOTE)
    expect(page.locator("#id_quote-stance")).to_be_focused()
    assert page.evaluate(SMALL) == []
    page.locator("#id_quote-stance").select_option("refutes")
    page.get_by_role("button", name="Add the evidence").tap()
    expect(page.locator("mark.passage")).to_have_text(QUOTE)
    at.is_sound()
    made = Evidence.objects.get(claim=claim)
    assert (made.stance, CAPTURED[made.start : made.end]) == ("refutes", QUOTE)
