"""Lists at the desk, as they are used: chosen rows, kept lists, files in and out; by mouse, by keys, without a script."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.admin import batches
from claims.models import Batch, Claim, SavedFilter, Source, User
from claims.services import batching, bulk_acts, carrying_out, saving_filters
from tests import factories
from tests.browser.conftest import MODES, NARROW, WIDE, Open
from tests.browser.keyboard import focus, unreached
from tests.conftest import member

pytestmark = pytest.mark.slow
LIST = reverse("admin:claims_claim_changelist")


@pytest.fixture
def ada(transactional_db: None) -> User:
    return member("ada", "admin")


@pytest.fixture
def claims(chae: User, scale: dict[str, Any]) -> list[Claim]:
    return [factories.claim(by=chae) for _ in range(3)]


def assigned(person: User) -> int:
    return Claim.objects.filter(assigned_to=person).count()


def test_claims_are_given_away_by_mouse(claims: list[Claim], chae: User, ben: User, window: Open) -> None:
    at = window(ben)
    page = at.go(LIST)
    for box in page.locator(".action-select").all()[:2]:
        box.check()
    page.get_by_label("Action:").select_option(label="Assign")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.get_by_role("heading", name="2 rows can be done")).to_be_visible()
    at.is_sound()
    assert assigned(chae) == 0
    page.get_by_label("Assigned to").select_option(label="chae")
    page.get_by_role("button", name="Assign: 2").click()
    expect(page.locator(".messagelist")).to_contain_text("2 of 2 done")
    assert assigned(chae) == 2


@pytest.mark.parametrize("noun", ["claim", "article", "source", "evidence", "verdict"])
def test_all_columns_are_in_sight_beside_the_filter(
    noun: str, ada: User, chae: User, ben: User, scale: dict[str, Any], window: Open
) -> None:
    """In a window of 1280, with a long statement, a long name, and somebody and a day that it is due."""
    User.objects.filter(pk=chae.pk).update(credit_name="Bartholomew Featherstonehaugh")
    claim = factories.claim(
        by=chae, statement="A statement of many words says something. " * 4, kind="attribution"
    )
    factories.evidence(claim, by=chae)
    factories.approved(claim, by=chae, approver=ben)
    Claim.objects.filter(pk=claim.pk).update(assigned_to=chae, due_on="2026-11-30")
    page = window(ada).go(reverse(f"admin:claims_{noun}_changelist"))
    width, room = page.evaluate(
        "() => { const list = document.querySelector('.results'); return [list.scrollWidth, list.clientWidth]; }"
    )
    assert width <= room


def test_in_a_narrow_window_each_row_is_a_card(
    ada: User, chae: User, claims: list[Claim], window: Open
) -> None:
    """Nobody pushes it sideways; each cell says what it tells, one without anything is left out; it can be sorted."""
    Claim.objects.filter(pk=claims[0].pk).update(assigned_to=chae)
    at = window(ada, size=NARROW)
    page = at.go(f"{LIST}?o=-1")
    width, room = page.evaluate(
        "() => { const list = document.querySelector('.results'); return [list.scrollWidth, list.clientWidth]; }"
    )
    assert width <= room
    cells = page.locator("td.field-assigned_to:visible")
    assert cells.count() == 1
    label = "cell => getComputedStyle(cell, '::before').content"
    assert cells.evaluate(label) == '"Assigned to: "'
    expect(page.get_by_role("row")).to_have_count(1 + len(claims))
    expect(page.get_by_role("columnheader", name="Due on").get_by_role("link")).to_be_visible()
    at.is_sound()


def test_claims_are_put_on_hold_by_keyboard_alone(claims: list[Claim], ben: User, window: Open) -> None:
    at = window(ben)
    page = at.go(LIST)
    for key in "jxjxa":
        page.keyboard.press(key)
    page.keyboard.type("Put")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/batch/**")
    focus(page, ".batch-form .primary")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("2 of 2 done")
    assert Claim.objects.filter(legal_hold=True).count() == 2


def test_a_list_is_kept_and_opened_again_by_keyboard(claims: list[Claim], ben: User, window: Open) -> None:
    at = window(ben)
    page = at.go(LIST + "?status__exact=unreviewed")
    page.keyboard.press("s")
    page.keyboard.type("To begin with")
    page.keyboard.press("Enter")
    expect(page.locator(".kept-list[aria-current]")).to_have_text("To begin with")
    at.go(LIST)
    page.keyboard.press("1")
    page.wait_for_url("**?status__exact=unreviewed")
    at.is_sound()
    page.get_by_role("button", name="Let “To begin with” go").click()
    expect(page.locator(".messagelist")).to_contain_text("no longer kept")
    assert not SavedFilter.objects.exists()


def test_every_part_of_a_list_is_reached_by_the_tab_key(claims: list[Claim], ben: User, window: Open) -> None:
    page = window(ben).go(LIST)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("choose the row")
    page.keyboard.press("Escape")
    assert unreached(page) == []


def test_a_list_is_sound_with_its_menus_open(claims: list[Claim], ben: User, ada: User, window: Open) -> None:
    saving_filters.keep(
        by=ben, listed="claim", name="To begin with", query="kind__exact=event", is_shared=True
    )
    at = window(ada)
    page = at.go(LIST)
    at.is_sound(modes=MODES)
    for mode in MODES:
        at.turn(mode)
        for key, menu in (("s", "#keep-list"), ("e", "#export-list")):
            page.keyboard.press(key)
            at.is_sound(within=f"{menu}[open]")
            page.keyboard.press("Escape")
    at.go(reverse("admin:import_rows", args=["claim"]))
    at.is_sound(modes=MODES)


def test_a_list_is_taken_away_as_a_file(claims: list[Claim], ben: User, window: Open) -> None:
    page = window(ben).go(LIST)
    page.keyboard.press("e")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    raw = Path(waiting.value.path()).read_bytes()
    assert waiting.value.suggested_filename == "claims.csv"
    assert len(list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))) == 3


def test_what_was_chosen_is_still_there_when_it_is_refused(
    claims: list[Claim], chae: User, ben: User, window: Open
) -> None:
    batch = bulk_acts.prepare(bulk_acts.ACTS["assign"], [claims[0].pk], by=ben)
    at = window(ben)
    page = at.go(reverse("admin:claims_batch_change", args=[batch.pk]))
    User.objects.filter(pk=chae.pk).update(is_active=False)
    page.get_by_label("Due on").fill("2026-12-01")
    page.get_by_label("Assigned to").select_option(label="chae")
    page.get_by_role("button", name="Assign: 1").click()
    expect(page.locator(".field-error")).to_be_visible()
    expect(page.get_by_label("Due on")).to_have_value("2026-12-01")
    at.is_sound()


def test_the_progress_of_long_work_is_seen_and_its_end(
    claims: list[Claim], chae: User, ben: User, window: Open
) -> None:
    batch = bulk_acts.prepare(bulk_acts.ACTS["hold"], [claim.pk for claim in claims], by=ben)
    batching.confirm(batch, by=ben, plan={"options": {}})
    at = window(ben, size=NARROW, color_scheme="dark")
    page = at.go(reverse("admin:claims_batch_change", args=[batch.pk]))
    expect(page.get_by_role("status")).to_have_text("Waiting for a worker…")
    at.is_sound()
    carrying_out.perform(batch.pk, seconds=0)
    expect(page.get_by_role("status")).to_have_text("1 of 3")
    expect(page.get_by_role("progressbar")).to_have_js_property("value", 1)
    carrying_out.perform(batch.pk)
    expect(page.locator("script[src*=batch]")).to_have_count(0)  # the page is loaded anew at the end
    expect(page.get_by_role("status")).to_contain_text("is finished: 3 of 3 done")
    at.is_sound()


def test_long_work_is_called_off(claims: list[Claim], ben: User, window: Open) -> None:
    batch = bulk_acts.prepare(bulk_acts.ACTS["hold"], [claim.pk for claim in claims], by=ben)
    batching.confirm(batch, by=ben)
    page = window(ben).go(reverse("admin:claims_batch_change", args=[batch.pk]))
    page.get_by_role("button", name="Call it off").click()
    expect(page.get_by_role("status")).to_contain_text("was called off: 0 of 3 were done")
    assert Batch.objects.get().state == "done"


def test_many_rows_are_worked_on_without_a_script(
    claims: list[Claim], ben: User, window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 0)
    page: Page = window(ben, java_script_enabled=False).go(LIST)
    for box in page.locator(".action-select").all():
        box.check()
    page.get_by_label("Action:").select_option(label="Put on legal hold")
    page.get_by_role("button", name="Go", exact=True).click()
    page.get_by_role("button", name="Put on legal hold: 3").click()
    expect(page.get_by_text("Waiting for a worker…")).to_be_visible()
    carrying_out.perform(Batch.objects.get().pk)
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("3 of 3 done")).to_be_visible()


ROWS = "url,kind,publisher,colour\nhttps://a.example/,agency,Agency A,blue\nnowhere,agency,B,red\n"


def test_a_table_is_looked_at_refused_and_brought_in_without_its_bad_row(
    ada: User, window: Open, tmp_path: Path
) -> None:
    (tmp_path / "rows.csv").write_text(ROWS)
    at = window(ada)
    page = at.go(reverse("admin:claims_source_changelist"))
    page.get_by_role("link", name="Import").click()
    page.get_by_label("File").set_input_files(tmp_path / "rows.csv")
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("line 3, url")).to_be_visible()
    at.is_sound()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("1 rows are wrong")
    at.is_sound()
    page.get_by_label("Skip the bad rows").check()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("1 added, 0 changed")).to_be_visible()
    at.is_sound()
    assert Source.objects.get().publisher == "Agency A"


@pytest.mark.parametrize(("by", "size", "scheme"), [("mouse", NARROW, "dark"), ("keyboard", WIDE, "light")])
def test_a_fixture_is_refused_with_its_problems(
    ada: User, window: Open, tmp_path: Path, by: str, size: Any, scheme: Any
) -> None:
    (tmp_path / "more.json").write_text(
        '[{"model": "claims.origin", "fields": {"slug": "a", "colour": "red"}}]'
    )
    at = window(ada, size=size, color_scheme=scheme)
    page = at.go(reverse("admin:load_fixture"))
    page.get_by_label("File").set_input_files(tmp_path / "more.json")
    if by == "mouse":
        page.get_by_role("button", name="Look at it").click()
    else:
        focus(page, "#content form .action.primary")
        page.keyboard.press("Enter")
    expect(page.get_by_text("object 1 (claims.origin a), field colour")).to_be_visible()
    expect(page.get_by_role("button", name="Load it")).to_have_count(0)
    at.is_sound()
