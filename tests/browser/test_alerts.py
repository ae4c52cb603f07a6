"""Alerts in a browser: from a page that changed to a resolved alert, by keyboard alone; sound in every window."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from claims.models import Alert, Claim, User, Verdict
from claims.services import capturing, citing
from tests import factories, histories
from tests.browser import keyboard
from tests.browser.conftest import MODES, Open
from tests.histories import History

pytestmark = pytest.mark.slow
QUEUE = reverse("admin:claims_alert_changelist")


@pytest.fixture
def made(chae: User, ben: User) -> History:
    return histories.build(author=chae, editor=ben)


def alert_page(made: History) -> str:
    return reverse("admin:claims_alert_change", args=[made.alert.pk])


# --- From a page that changes to a resolved alert -----------------------------------------------------------------


@pytest.fixture
def demonstrated(chae: User, ben: User, live_server: Any, settings: Any) -> Claim:
    """A published claim on a page of the demonstration, which says something else once it was captured."""
    settings.DEMONSTRATION = True
    settings.SOURCE_FETCH_ALLOW_LOOPBACK = True
    source = factories.source(
        by=chae, slug="saltmere-budget", publisher="Treasurer of Saltmere Quay",
        url=f"{live_server.url}{reverse('public:demonstration-source', args=['budget'])}",
    )  # fmt: skip
    first = capturing.perform(source.capture_jobs.get().pk)
    assert first is not None
    claim = factories.claim(by=chae, statement="Rebuilding the breakwater is to cost 2.4 million crowns.")
    citing.cite(
        first, claim=claim, quote="The works are estimated at 2.4 million crowns", stance="supports", weight="sole",
        by=chae,
    )  # fmt: skip
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    return claim


def test_a_published_claims_source_changes_and_the_alert_is_worked_off_by_keyboard_alone(
    demonstrated: Claim, ben: User, window: Open
) -> None:
    at = window(ben)
    page = at.go(QUEUE)
    expect(page.locator(".all-well")).to_be_visible()
    (source,) = {one.source for one in demonstrated.evidence.select_related("source")}
    assert source
    page = at.go(reverse("admin:claims_source_page", args=[source.pk]))
    page.keyboard.press("c")
    expect(page.locator(".messagelist")).to_contain_text("waiting its turn")
    capturing.perform(source.capture_jobs.pending().get().pk)

    page = at.go(QUEUE)
    at.is_sound()
    page.keyboard.press("j")
    expect(page.locator(":focus")).to_have_text(demonstrated.statement)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("quoted words")
    expect(page.locator(".source-health-line").first).to_contain_text("critical")
    expect(page.locator("#change .change-side").first).to_contain_text("2.4 million crowns")
    at.is_sound()

    page.keyboard.press("d")
    page.wait_for_url("**/difference/**")
    page.keyboard.press("n")
    expect(page.locator(".pair.is-current")).to_be_focused()
    expect(page.locator(".fate")).to_contain_text("The works are estimated at 2.4 million crowns")
    at.is_sound()

    page.go_back()
    page.keyboard.press("1")
    page.keyboard.type("The verdict names the estimate and its date; that stands.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Resolved")
    expect(page.locator("#resolved-heading")).to_contain_text("no effect on the verdict")
    at.is_sound()

    page.keyboard.press("b")
    expect(page.locator(".all-well")).to_be_visible()
    page.keyboard.press("r")
    expect(page.locator(".resolved")).to_contain_text("The verdict names the estimate and its date")
    at.is_sound()
    demonstrated.refresh_from_db()
    assert demonstrated.status == "published"


# --- Each page ----------------------------------------------------------------------------------------------------


def test_queue_and_alert_are_sound_with_all_of_it_open(made: History, ben: User, window: Open) -> None:
    at = window(ben)
    for address in (QUEUE, f"{QUEUE}?state=resolved", f"{QUEUE}?source={made.source.pk}", alert_page(made)):
        page = at.go(address)
        # one after the other: of the ways out only one is open at a time
        for number in range(page.locator("details.way").count()):
            page.evaluate("(n) => { document.querySelectorAll('details.way')[n].open = true }", number)
            at.is_sound(modes=MODES)
        at.is_sound(modes=MODES)


def test_everything_on_these_pages_is_reached_by_keyboard(made: History, ben: User, window: Open) -> None:
    at = window(ben)
    for address in (QUEUE, alert_page(made)):
        assert keyboard.unreached(at.go(address)) == [], address


@pytest.mark.parametrize(
    ("key", "typed", "change"),
    [
        ("3", "The page says 3.1 million by now.", "rating_correction"),
        ("4", "Nothing carries it.", "withdrawal"),
    ],
)
def test_a_correction_or_a_withdrawal_is_begun_by_keyboard_alone(
    made: History, ben: User, window: Open, key: str, typed: str, change: str
) -> None:
    page = window(ben).go(alert_page(made))
    page.keyboard.press(key)
    if page.evaluate("document.activeElement.tagName") == "SELECT":  # the class of change comes first
        page.keyboard.press("Tab")
    page.keyboard.type(typed)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(
        f"{page.url.split('/desk/')[0]}{reverse('admin:claims_claim_workspace', args=[made.claim.pk])}#verdict"
    )
    verdict = Verdict.objects.open().get(claim=made.claim)
    assert (verdict.change, verdict.public_note) == (change, typed)


def test_what_cannot_be_done_says_why(made: History, ben: User, window: Open) -> None:
    page = window(ben).go(alert_page(made))
    page.keyboard.press("2")
    expect(page.locator(".way[open] .why-not")).to_contain_text("Nothing was replaced yet")


def test_the_source_was_replaced_by_what_was_added_since(
    made: History, chae: User, ben: User, window: Open
) -> None:
    factories.evidence(made.claim, by=chae, quote="4,200 calls were counted")
    page = window(ben).go(alert_page(made))
    page.keyboard.press("2")
    page.get_by_label("What stands in for it").select_option(index=1)
    page.get_by_label("Why", exact=False).last.fill("The ministry counts too.")
    page.get_by_role("button", name="The source was replaced").click()
    expect(page.locator("#resolved-heading")).to_contain_text("source replaced")
    assert "4,200 calls were counted" in Alert.objects.get(pk=made.alert.pk).resolution_reason


def test_a_refused_form_keeps_what_was_typed_and_has_the_cursor(
    made: History, ben: User, window: Open
) -> None:
    at = window(ben)
    page = at.go(alert_page(made))
    page.keyboard.press("1")
    page.keyboard.type("   ")
    page.evaluate("document.querySelector('.way[open] form').noValidate = true")
    page.get_by_role("button", name="It has no effect", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Not done.")
    expect(page.locator(".has-errors textarea")).to_be_focused()
    at.is_sound()


def test_the_filters_are_links_that_can_be_sent_to_a_colleague(
    made: History, ben: User, window: Open
) -> None:
    page = window(ben).go(QUEUE)
    page.get_by_role("link", name="Critical").click()
    expect(page.locator(".all-well")).to_be_visible()
    page.get_by_role("link", name="Serious").click()
    expect(page.locator(".cause")).to_have_count(1)
    assert "severity=2" in page.url


def test_without_scripts_an_alert_is_resolved_too(made: History, ben: User, window: Open) -> None:
    page = window(ben, java_script_enabled=False).go(QUEUE)
    page.locator(".cause-row a").first.click()
    page.get_by_role("link", name="The whole page side by side").click()
    expect(page.locator("#change-1 del").first).to_have_text("4,200")
    page.go_back()
    page.locator("details.way > summary").first.click()
    page.get_by_label("Why the verdict holds all the same").fill("A misprint.")
    page.get_by_role("button", name="It has no effect", exact=True).click()
    expect(page.locator("#resolved-heading")).to_contain_text("no effect on the verdict")
