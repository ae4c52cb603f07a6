"""What comes in, and what becomes one: each new screen by keyboard, wide and narrow, judged by axe."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from claims.models import Article, Claim, Evidence, Feed, FeedEntry, PassageRefusal, User
from claims.services import cutting_passages, merging, sketching
from tests import captures, factories
from tests.browser.conftest import Open
from tests.browser.test_every_screen import wrongs_of

SHIPS = "The port of Lowmark handled 4,200 ships in 2023."
SAID = "The port of Lowmark handled 4,100 ships in 2023, said Ida Holm, who keeps the list of the harbour."
OTHER = "Ships of the port of Lowmark were counted in 2023 by two clerks, who found 4,200 ships in all."
TEXT = " ".join(
    f"On day {day} the port of Lowmark handled {day * 37} ships, the mayor said." for day in range(1, 12)
)


@pytest.fixture
def claim(transactional_db: None, chae: User) -> Claim:
    claim = factories.claim(by=chae, statement=SHIPS)
    for publisher, words in (("Harbour Gazette", SAID), ("Lowmark Herald", OTHER)):
        captures.capture(factories.source(by=chae, publisher=publisher), captures.page(words))
    cutting_passages.cut_some()
    return claim


@pytest.fixture
def entries(transactional_db: None) -> list[FeedEntry]:
    feed = Feed.objects.create(
        url="https://feeds.example/",
        title="The Gazette",
        problem="It can’t be fetched: no such host",
        failures=2,
    )
    made = [
        FeedEntry.objects.create(feed=feed, key=key, title=f"Ships {key}", text=TEXT, sha256=key)
        for key in ("one", "two")
    ]
    for one in made:
        sketching.of_entry(one)
    return made


def workspace(claim: Claim) -> str:
    return reverse("admin:claims_claim_workspace", args=[claim.pk])


def test_offered_passages_are_sound(claim: Claim, chae: User, window: Open) -> None:
    assert wrongs_of(window(chae), [workspace(claim)]) == []


def test_an_offered_passage_is_taken_and_another_refused_by_one_key(
    claim: Claim, chae: User, window: Open
) -> None:
    page = window(chae).go(workspace(claim))
    page.keyboard.press("o")
    expect(page.locator("[data-passage]").first).to_be_focused()
    first = page.locator("[data-passage] blockquote").first.inner_text()
    page.keyboard.press("t")
    page.wait_for_url("**?take=*")
    expect(page.locator("#add-evidence textarea").first).to_have_value(first)
    page.locator("#add-evidence button.primary").click()
    expect(page.locator(".evidence-card")).to_have_count(1)
    assert Evidence.objects.get().snapshot is not None
    page.keyboard.press("o")
    page.keyboard.press("x")
    expect(page.locator("[data-passage]")).to_have_count(0)
    assert PassageRefusal.objects.count() == 1


def test_merging_and_splitting_are_sound(claim: Claim, chae: User, ben: User, window: Open) -> None:
    other = factories.claim(by=chae, statement=SHIPS.replace("4,200", "4,201"))
    factories.draft(claim, by=chae)
    merge = reverse("admin:claims_claim_merge", args=[claim.pk])
    done = merging.ask(factories.claim(by=chae), other, reason="One number.", by=ben)
    screens = [
        merge, f"{merge}?into={other.pk}", reverse("admin:claims_claim_split", args=[claim.pk]),
        reverse("admin:claims_merge_change", args=[done.pk]), workspace(done.claim),
        reverse("admin:claims_merge_changelist"),
    ]  # fmt: skip
    assert wrongs_of(window(ben), screens) == []


def test_two_claims_are_merged_by_keyboard(claim: Claim, chae: User, ben: User, window: Open) -> None:
    other = factories.claim(by=chae, statement=SHIPS.replace("4,200", "4,201"))
    page = window(ben).go(reverse("admin:claims_claim_merge", args=[claim.pk]) + f"?into={other.pk}")
    page.locator("#id_reason").focus()
    page.keyboard.type("The same number, told twice.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Merged.")
    claim.refresh_from_db()
    assert claim.status == "merged"


def test_what_comes_in_is_sound(entries: list[FeedEntry], ben: User, window: Open) -> None:
    factories.article(by=ben, text=f"By our reporter. {TEXT}", outlet="The Herald")
    screens = [
        reverse("admin:claims_article_intake"), reverse("admin:claims_feed_changelist"),
        reverse("admin:claims_feed_change", args=[entries[0].feed_id]), reverse("admin:claims_feed_add"),
        reverse("admin:claims_feedentry_changelist") + "?state__in=new,changed",
        reverse("admin:claims_feedentry_change", args=[entries[0].pk]), reverse("admin:claims_article_changelist"),
    ]  # fmt: skip
    at = window(ben)
    assert wrongs_of(at, screens) == []
    page = at.go(reverse("admin:claims_article_intake"))
    page.locator("#id_pasted").fill(TEXT)
    page.locator("form.panel button.primary").click()
    expect(page.locator("h1")).to_contain_text("Is it right?")
    at.is_sound()


def test_entries_are_decided_by_one_key_each(entries: list[FeedEntry], chae: User, window: Open) -> None:
    page = window(chae).go(reverse("admin:claims_feedentry_change", args=[entries[1].pk]))
    page.keyboard.press("x")
    page.wait_for_url(f"**{reverse('admin:claims_feedentry_change', args=[entries[0].pk])}")
    page.keyboard.press("t")
    page.wait_for_url("**/workspace/**")
    assert Article.objects.get().title == "Ships one"
    assert set(FeedEntry.objects.values_list("state", flat=True)) == {"left", "taken"}
