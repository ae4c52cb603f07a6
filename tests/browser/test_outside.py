"""What passes between the desk and its readers: a tip from its form to its answer, hiding and showing again, a preview."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from claims.models import Claim, Hiding, PreviewLink, Tip, User
from claims.public import tips
from claims.services import answering, desk_settings, hiding, previewing, tipping
from tests import factories
from tests.browser.conftest import MODES, NARROW, Open
from tests.browser.keyboard import focus, unreached
from tests.conftest import member

pytestmark = pytest.mark.slow
TEXT = "Did the port of Lowmark really handle 4,200 ships in 2023?"


@pytest.fixture
def bea(transactional_db: None) -> User:
    return member("bea", "editor")


@pytest.fixture
def ada(transactional_db: None) -> User:
    return member("ada", "admin")


@pytest.fixture
def claim(chae: User, ben: User, scale: dict[str, Any]) -> Claim:
    return factories.published_claim(author=chae, editor=ben)


@pytest.fixture(autouse=True)
def in_no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser that is driven fills a form in faster than a person."""
    cache.clear()
    monkeypatch.setattr(tips, "AT_LEAST", 0)


def received(**fields: str) -> Tip:
    return tipping.receive(kind="check", text=TEXT, **fields)  # type: ignore[arg-type]


def test_a_reader_sends_a_tip_without_scripts(window: Open, transactional_db: None) -> None:
    at = window(java_script_enabled=False)
    page = at.go(reverse("public:tips"))
    page.get_by_label("What should we check?").fill("short")
    page.get_by_label("Your name").fill("R. Eader")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Not sent yet.")
    expect(page.get_by_label("Your name")).to_have_value("R. Eader")
    at.wrongs.clear()  # the console tells of the refusal's status, 422
    page.get_by_label("What should we check?").fill(TEXT)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert Tip.objects.get().text == TEXT


def test_what_readers_and_outsiders_see_is_sound(claim: Claim, ben: User, chae: User, window: Open) -> None:
    verdict = factories.submitted(factories.claim(by=chae), by=chae)
    shown = previewing.share(verdict, for_whom="Dr Holm", by=ben).token
    text = previewing.share(factories.version(by=chae), for_whom="Dr Holm", by=ben).token
    at = window()
    paths = ["/tips/", "/tips/thanks/", f"/claims/{claim.slug}/", f"/claims/{claim.slug}/report/"]
    for path in [*paths, f"/preview/{shown}/", f"/preview/{text}/"]:
        at.go(path)
        at.is_sound(modes=MODES)
    page = at.go("/tips/")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_be_visible()
    at.wrongs.clear()  # the console tells of the refusal's status, 422
    at.is_sound(modes=MODES)
    hiding.hide(claim, reason="R", by=ben)
    at = window()  # another browser: the first one holds its copy for a minute
    expect(at.go(f"/claims/{claim.slug}/").get_by_role("heading", level=1)).to_have_text(
        "This page is under review"
    )
    at.wrongs.clear()  # and of 410
    at.is_sound(modes=MODES)


def test_tips_are_worked_through_by_keyboard_alone(chae: User, window: Open) -> None:
    first, second = received(), tipping.receive(kind="check", text="The mayor has two dogs, somebody says.")
    at = window(chae)
    page = at.go(reverse("admin:claims_tip_changelist"))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".tip-text")).to_contain_text("4,200 ships")
    page.wait_for_load_state()
    page.keyboard.press("d")
    page.keyboard.type("We have no way to count ships.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".tip-text")).to_contain_text("two dogs")
    page.wait_for_load_state()
    page.keyboard.press("r")
    page.keyboard.type("Dogs are beyond us.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("on record")
    at.is_sound()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("declined", "answered")


def test_a_tip_is_attached_by_mouse_and_answered_with_kept_words(
    claim: Claim, chae: User, ben: User, window: Open
) -> None:
    answering.add_template(by=ben, name="We checked it", text="We looked at “{statement}”: {link}")
    tip = received(email="r@mail.example")
    at = window(chae)
    page = at.go(reverse("admin:index"))
    page.get_by_role("link", name="1 tip waits to be read").click()
    page.get_by_role("link", name=TEXT).click()
    page.get_by_role("button", name="Attach to this claim").first.click()
    expect(page.get_by_text("Nothing waits.")).to_be_visible()
    page = at.go(reverse("admin:claims_tip_change", args=[tip.pk]))
    page.get_by_role("button", name="Use these words").click()
    expect(page.get_by_label("Answer", exact=False).last).to_have_value(
        f"We looked at “{claim.statement}”: https://desk.example/claims/{claim.slug}/"
    )
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("The desk sends it within a minute.")).to_be_visible()
    at.is_sound()


def test_every_way_of_a_tips_page_is_reached_by_tab(chae: User, window: Open) -> None:
    received()
    tip = received(name="R. Eader", email="r@mail.example")
    page = window(chae).go(reverse("admin:claims_tip_change", args=[tip.pk]))
    assert unreached(page) == []


def test_one_editor_hides_and_another_shows_again(claim: Claim, ben: User, bea: User, window: Open) -> None:
    hides, reviews, reader = window(ben), window(bea), window()
    workspace = reverse("admin:claims_claim_workspace", args=[claim.pk])
    page = hides.go(workspace)
    page.get_by_role("link", name="Hide now").click()
    page.get_by_label("Why it has to go at once").fill("A lawyer called.")
    hides.is_sound()
    page.get_by_role("button", name="Hide now").click()
    expect(page.locator("#takedown")).to_contain_text("Hidden, and to be reviewed")
    hides.is_sound()
    expect(reader.go(f"/claims/{claim.slug}/").locator("main")).not_to_contain_text(claim.statement)
    reader.wrongs.clear()  # the console tells of 410

    page = reviews.go(reverse("admin:index"))
    page.get_by_role("link", name=claim.statement[:30]).first.click()
    focus(page, "textarea")
    page.keyboard.type("The quotation is right.")
    focus(page, "button[value=lifted]")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("shown again")
    assert Hiding.objects.get().outcome == "lifted"
    expect(reader.go(f"/claims/{claim.slug}/").get_by_role("heading", level=1)).to_have_text(claim.statement)


def test_a_preview_is_shared_opened_and_closed(
    chae: User, ben: User, scale: dict[str, Any], window: Open
) -> None:
    verdict = factories.submitted(factories.claim(by=chae), by=chae)
    editor, outsider = window(ben), window(size=NARROW, color_scheme="dark")
    page = editor.go(reverse("admin:claims_claim_workspace", args=[verdict.claim_id]))
    page.get_by_role("link", name="Show an outsider").click()
    page.get_by_label("For whom").fill("Dr Holm")
    page.get_by_role("button", name="Make the address").click()
    address = page.get_by_role("textbox", name="Address").input_value()
    editor.is_sound()
    path = address.removeprefix("https://desk.example")
    expect(outsider.go(path).get_by_role("note").first).to_contain_text("Preview for Dr Holm · not published")
    page.get_by_role("link", name="How often it was opened").click()
    expect(page.locator(".field-opened")).to_contain_text("1")
    page.get_by_role("button", name="Revoke it now").click()
    expect(page.locator(".messagelist")).to_contain_text("Revoked")
    expect(outsider.go(path).get_by_role("heading", level=1)).to_contain_text("shows nothing")
    outsider.wrongs.clear()  # the console tells of 404
    assert PreviewLink.objects.get().opened == 1


def test_a_stale_save_of_the_settings_loses_nothing(ada: User, window: Open) -> None:
    page = window(ada).go(reverse("admin:claims_desksettings_changelist"))
    desk_settings.change(version=1, by=ada, preview_days=3)
    page.get_by_label("Days that a preview link lives").fill("5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Days that a preview link lives")).to_have_value("5")
    expect(page.locator(".theirs")).to_contain_text("3")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".messagelist")).to_contain_text("saved")
