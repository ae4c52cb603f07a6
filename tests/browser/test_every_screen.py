"""Every screen of the desk, wide and narrow, light and dark: no console error, no broken policy, nothing axe objects to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from claims.models import (
    Article,
    Batch,
    CaptureJob,
    Event,
    Hiding,
    HostRule,
    PreviewLink,
    SignOff,
    Tip,
    User,
    WatchRule,
    WebhookDelivery,
    WebhookSubscription,
)
from tests import world
from tests.browser.conftest import BOTH, Mode, Open, Window, too_wide, violations
from tests.conftest import member
from tests.world import World

pytestmark = pytest.mark.slow
DARK = "rgb(22, 23, 26)"  # --paper of the dark theme


@pytest.fixture
def boss(transactional_db: None) -> User:
    person = member("ada", "admin")
    User.objects.filter(pk=person.pk).update(is_superuser=True)
    return User.objects.get(pk=person.pk)


@pytest.fixture
def everything(chae: User, ben: User, boss: User) -> World:
    return world.build(author=chae, editor=ben, admin=boss)


def lists() -> list[str]:
    return [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
        if model._meta.app_label in {"claims", "auth"}
    ]


def pages(made: World) -> list[str]:
    """Our own screens, and a form of each kind."""
    claim, article, source = made.claim, made.article, made.source
    things: list[Any] = [
        claim, article, source, claim.evidence.first(), claim.publications.get(), claim.notes.first(),
        source.snapshots.first(), claim.verdicts.get().rating, WatchRule.objects.first(), HostRule.objects.first(),
        WebhookSubscription.objects.first(), WebhookDelivery.objects.first(),
    ]  # fmt: skip
    forms = [reverse(f"admin:claims_{one._meta.model_name}_change", args=[one.pk]) for one in things if one]
    return [
        reverse("admin:index"),
        reverse("admin:claims_article_workspace", args=[article.pk]),
        reverse("admin:claims_article_new_version", args=[article.pk]),
        reverse(
            "admin:claims_article_changes", args=[Article.objects.filter(versions__number=2).latest("pk").pk]
        ),
        reverse("admin:claims_claim_workspace", args=[claim.pk]),
        f"{reverse('admin:claims_claim_workspace', args=[claim.pk])}?history=people",
        f"{reverse('admin:claims_claim_alike')}?statement=The+port+of+Lowmark+handled+4,900+ships+in+2021.",
        reverse("admin:claims_claim_history", args=[claim.pk]),
        reverse("admin:claims_source_page", args=[source.pk]),
        reverse("admin:claims_source_difference", args=[source.pk]),
        reverse("admin:claims_alert_changelist"),
        reverse("admin:claims_alert_change", args=[claim.verdicts.get().alerts.get().pk]),
        reverse("admin:claims_batch_change", args=[Batch.objects.latest("pk").pk]),
        reverse("admin:claims_article_queries", args=[article.pk]),
        reverse("admin:claims_article_letter", args=[article.pk]),
        reverse("admin:claims_article_clearance", args=[article.pk]),
        reverse(
            "admin:claims_article_clearance",
            args=[SignOff.objects.standing().latest("pk").article_version.article_id],
        ),
        reverse("admin:claims_checklistitem_add"),
        reverse("admin:claims_topic_add"),
        reverse("admin:import_rows", args=["source"]),
        reverse("admin:load_fixture"),
        reverse("admin:import_checks"),
        reverse("admin:claims_article_add"),
        reverse("admin:claims_article_intake"),
        reverse("admin:claims_desksettings_judging"),
        reverse("admin:claims_feed_add"),
        reverse("admin:claims_source_add"),
        reverse("admin:claims_claimant_add"),
        reverse("admin:claims_user_add"),
        reverse("admin:claims_hostrule_add"),
        reverse("admin:claims_hostrule_delete", args=[HostRule.objects.latest("pk").pk]),
        reverse("admin:claims_webhooksubscription_add"),
        *map(
            reverse,
            ("admin:own_settings", "admin:notifications", "admin:figures", "admin:tokens", "api:guide"),
        ),
        *outside_pages(made),
        reverse("admin:password_change"),
        *forms,
    ]


def outside_pages(made: World) -> list[str]:
    """The desk's screens for what passes between it and its readers."""
    version, asked = made.article.versions.get(), Event.objects.filter(kind="redaction.asked").latest("pk")
    return [
        reverse("admin:claims_tip_change", args=[Tip.objects.latest("pk").pk]),
        f"{reverse('admin:claims_tip_changelist')}?state=declined",
        reverse("admin:claims_answertemplate_add"),
        reverse("admin:claims_hiding_hide", args=[made.claim.pk]),
        reverse("admin:claims_claim_merge", args=[made.claim.pk]),
        reverse("admin:claims_claim_split", args=[made.claim.pk]),
        reverse("admin:claims_hiding_change", args=[Hiding.objects.latest("pk").pk]),
        reverse("admin:claims_claim_workspace", args=[Hiding.objects.latest("pk").claim_id]),
        reverse("admin:claims_redaction_ask"),
        reverse("admin:claims_redaction_asked", args=[asked.pk]),
        reverse("admin:claims_previewlink_share", args=["version", version.pk]),
        reverse("admin:claims_previewlink_change", args=[PreviewLink.objects.latest("pk").pk]),
    ]


def wrongs_of(window: Window, paths: list[str]) -> list[str]:
    """What is wrong with screens, each with its address and its mode: every other one is opened narrow and dark."""
    found = []
    for number, path in enumerate(paths):
        modes = BOTH[:: -1 if number % 2 else 1]
        window.turn(modes[0])
        window.go(path)
        window.page.evaluate(
            "document.querySelectorAll('details').forEach((one) => { one.open = !one.matches('.menu') })"
        )
        found += [f"{path} {mode}: {wrong}" for mode in modes for wrong in wrongs_in(window, mode)]
    return found


def wrongs_in(window: Window, mode: Mode) -> list[str]:
    window.turn(mode)
    found = window.wrongs + violations(window.page) + too_wide(window.page)
    window.wrongs.clear()
    return found


def test_every_screen_of_ours_is_sound(everything: World, boss: User, window: Open) -> None:
    assert wrongs_of(window(boss), pages(everything)) == []


def test_every_list_is_sound(everything: World, boss: User, window: Open) -> None:
    assert wrongs_of(window(boss), lists()) == []


def test_menus_open_and_close_by_themselves(everything: World, chae: User, window: Open) -> None:
    at = window(chae)
    page = at.go(reverse("admin:index"))
    page.get_by_text("Records").click()
    at.is_sound(within="details.menu[open]")
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0


def test_a_choice_among_many_is_named_when_it_is_open(everything: World, chae: User, window: Open) -> None:
    at = window(chae)
    page = at.go(reverse("admin:claims_claim_workspace", args=[everything.claim.pk]))
    page.keyboard.press("e")
    page.get_by_label("Source", exact=True).click()
    page.locator(".select2-dropdown").wait_for()
    page.keyboard.type("Gazette")
    page.locator(".select2-results__option").first.wait_for()
    at.is_sound(within=".select2-container--open")
    at.is_sound(within="#add-evidence .field-source")


def test_a_choice_among_many_is_looked_up_by_keyboard(everything: World, chae: User, window: Open) -> None:
    """What looks it up is loaded when one comes there, and one is in it then."""
    page = window(chae).go(reverse("admin:claims_claim_workspace", args=[everything.claim.pk]))
    page.keyboard.press("e")
    assert page.evaluate("window.django?.jQuery") is None
    page.get_by_label("Source", exact=True).focus()
    page.locator(".field-source .select2-selection:focus").wait_for()
    page.keyboard.press("Enter")
    page.keyboard.type("Gazette")
    page.locator(".select2-results__option").first.wait_for()


def test_the_date_picker_of_django_is_named_and_readable(everything: World, chae: User, window: Open) -> None:
    at = window(chae)
    page = at.go(reverse("admin:claims_article_change", args=[everything.article.pk]))
    page.locator("#calendarlink0").click()
    page.locator(".calendarbox").first.wait_for()
    at.is_sound()


def test_errors_in_a_form_are_sound_too(everything: World, chae: User, window: Open) -> None:
    at = window(chae)
    page = at.go(reverse("admin:claims_source_add"))
    page.locator("input[name=_save]").click()
    page.locator(".errornote").wait_for()
    at.is_sound()


def test_the_theme_can_be_chosen_and_is_kept(everything: World, chae: User, window: Open) -> None:
    at = window(chae, color_scheme="light")
    page = at.go(reverse("admin:index"))
    page.locator(".masthead-account summary").click()
    page.locator(".theme-toggle").click()
    expect(page.locator("body")).to_have_css("background-color", DARK)
    at.go(reverse("admin:claims_claim_changelist"))
    expect(page.locator("body")).to_have_css("background-color", DARK)


def test_paper_is_white_whatever_the_theme(everything: World, chae: User, window: Open) -> None:
    page = window(chae, color_scheme="dark").go(
        reverse("admin:claims_claim_workspace", args=[everything.claim.pk])
    )
    expect(page.locator("body")).to_have_css("background-color", DARK)
    page.emulate_media(media="print")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator("h1")).to_have_css("color", "rgb(29, 27, 24)")


def test_the_claim_workspace_is_walked_by_keyboard_alone(everything: World, ben: User, window: Open) -> None:
    page = window(ben).go(reverse("admin:claims_claim_workspace", args=[everything.claim.pk]))
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.classList.contains('evidence-card')")
    page.keyboard.press("n")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Written by keyboard")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".messagelist").wait_for()
    assert everything.claim.notes.filter(text="Written by keyboard").exists()


def test_words_typed_and_not_saved_are_not_left_without_asking(
    everything: World, chae: User, window: Open
) -> None:
    page = window(chae).go(reverse("admin:claims_claim_workspace", args=[everything.claim.pk]))
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.keyboard.press("n")
    page.locator("#add-note textarea").fill("Half a thought")
    page.evaluate("location.assign('/desk/')")
    page.wait_for_timeout(200)
    assert asked == ["beforeunload"]


def test_a_desk_whose_work_stands_still_says_so_soundly(everything: World, boss: User, window: Open) -> None:
    CaptureJob.objects.pending().update(due_at=timezone.now() - timedelta(minutes=5))
    at = window(boss)
    page = at.go(reverse("admin:index"))
    banner = page.get_by_role("status").filter(has_text="Source checks stand still")
    expect(banner).to_contain_text("manage.py dispatch")
    at.is_sound(modes=BOTH)
