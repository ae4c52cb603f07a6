"""Work that is saved without leaving the claim's page: in a browser, by keyboard, and when the desk does not answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.models import Claim, Evidence, User
from tests import factories
from tests.browser.conftest import Open

pytestmark = pytest.mark.slow
QUOTED = "In 2023 some 4,200 ships called at the port."


@pytest.fixture
def claim(chae: User, scale: dict[str, Any]) -> Claim:
    factories.source(by=chae, url="https://example.org/ships")
    return factories.claim(by=chae)


def begin_evidence(page: Page) -> None:
    """By the keys of the page, until the words of a source are typed."""
    page.keyboard.press("e")
    page.keyboard.insert_text("https://example.org/ships")
    page.locator("[name=evidence-quote]").focus()
    page.keyboard.insert_text(QUOTED)


def test_evidence_is_added_twice_without_leaving_the_page(claim: Claim, chae: User, window: Open) -> None:
    at = window(chae)
    page = at.go(reverse("admin:claims_claim_workspace", args=[claim.pk]))
    page.evaluate("window.isTheSamePage = true")
    for n in (1, 2):
        begin_evidence(page)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#evidence .evidence-card, #evidence [data-step]")).to_have_count(n)
        expect(page.locator("#stay-says")).to_contain_text("The evidence is added.")
    assert page.evaluate("window.isTheSamePage")
    assert page.url.endswith("#evidence")
    at.is_sound()
    assert Evidence.objects.filter(claim=claim).count() == 2


def test_what_stands_already_is_left_alone(claim: Claim, chae: User, window: Open) -> None:
    factories.evidence(claim, by=chae)
    page = window(chae).go(reverse("admin:claims_claim_workspace", args=[claim.pk]))
    page.evaluate(
        "() => { for (const id of ['adding', 'verdict', 'count-notes']) document.getElementById(id).isOld = true; }"
    )
    page.evaluate("document.querySelector('.evidence-card').isOld = true")
    begin_evidence(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".evidence-card")).to_have_count(2)
    old = page.evaluate("[...document.querySelectorAll('[id]')].filter((one) => one.isOld).length")
    assert old == 4
    expect(page.locator("#count-evidence")).to_have_text("2")


def test_the_form_for_evidence_is_blank_and_folded_again(claim: Claim, chae: User, window: Open) -> None:
    page = window(chae).go(reverse("admin:claims_claim_workspace", args=[claim.pk]))
    begin_evidence(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#stay-says")).to_contain_text("The evidence is added.")
    expect(page.locator("[name=evidence-quote]")).to_have_value("")
    expect(page.locator("#add-evidence[open]")).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "evidence"
    page.reload()
    expect(page.locator(".draft-offer")).to_have_count(0)


def test_words_typed_elsewhere_stay_where_they_are(claim: Claim, chae: User, window: Open) -> None:
    page = window(chae).go(reverse("admin:claims_claim_workspace", args=[claim.pk]))
    page.keyboard.press("n")
    page.locator("[name=note-text]").fill("Ask the harbour office.")
    page.evaluate("document.activeElement.blur()")
    begin_evidence(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#stay-says")).to_contain_text("The evidence is added.")
    expect(page.locator(".draft-offer")).to_have_count(0)
    expect(page.locator("[name=note-text]")).to_have_value("Ask the harbour office.")


def test_what_the_desk_refuses_comes_back_with_its_words(claim: Claim, chae: User, window: Open) -> None:
    page = window(chae).go(reverse("admin:claims_claim_workspace", args=[claim.pk]))
    page.evaluate("window.isTheSamePage = true")
    begin_evidence(page)
    page.locator("[name=evidence-url]").fill("https://example.org/nobody-knows-it")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#add-evidence .has-errors")).to_contain_text("Choose a source")
    expect(page.locator("[name=evidence-quote]")).to_have_value(QUOTED)
    assert page.evaluate("window.isTheSamePage")


def test_a_desk_that_does_not_answer_takes_no_words(claim: Claim, chae: User, window: Open) -> None:
    page = window(chae).go(reverse("admin:claims_claim_workspace", args=[claim.pk]))
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('No network.')); }")
    begin_evidence(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".stay-trouble")).to_contain_text("What you typed is still here")
    expect(page.locator("[name=evidence-quote]")).to_have_value(QUOTED)
