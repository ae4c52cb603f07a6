"""Feeds at the desk: what is followed, what went wrong, and the list of what they brought."""

from __future__ import annotations

import pytest
from django.urls import reverse

from claims.models import Article, Feed, FeedEntry, FeedJob, User
from claims.services import sketching
from tests import factories
from tests.claims.admin.conftest import Desk, said, words

TEXT = " ".join(
    f"On day {day} the port of Lowmark handled {day * 37} ships, the mayor said." for day in range(1, 12)
)


@pytest.fixture
def feed(db: None) -> Feed:
    return Feed.objects.create(url="https://feeds.example/a", title="Gazette")


@pytest.fixture
def entry(feed: Feed) -> FeedEntry:
    made = FeedEntry.objects.create(feed=feed, key="1", title="Ships doubled", text=TEXT, sha256="0")
    sketching.of_entry(made)
    return made


def page(entry: FeedEntry) -> str:
    return reverse("admin:claims_feedentry_change", args=[entry.pk])


def act(entry: FeedEntry, name: str) -> str:
    return reverse("admin:claims_feedentry_act", args=[entry.pk, name])


def test_an_editor_follows_a_feed(ben: User, at_desk: Desk) -> None:
    told = {"url": "https://feeds.example/b", "language": "en", "every_minutes": "30", "is_followed": "on"}
    at_desk(ben).post(reverse("admin:claims_feed_add"), told)
    assert FeedJob.objects.get().feed == Feed.objects.get()
    assert Feed.objects.get().created_by == ben


def test_bounds_are_kept(ben: User, at_desk: Desk) -> None:
    told = {"url": "https://feeds.example/b", "language": "en", "every_minutes": "1", "is_followed": "on"}
    assert at_desk(ben).post(reverse("admin:claims_feed_add"), told).status_code == 200
    assert not Feed.objects.exists()


def test_what_went_wrong_stands_on_its_page_and_in_the_list(feed: Feed, ben: User, at_desk: Desk) -> None:
    Feed.objects.update(problem="It can’t be fetched: no such host", failures=3)
    told = words(at_desk(ben).get(reverse("admin:claims_feed_change", args=[feed.pk])))
    assert "It can’t be fetched: no such host" in told
    assert "3 times in a row" in told
    assert "broken" in words(at_desk(ben).get(reverse("admin:claims_feed_changelist")))


def test_what_waits_is_a_queue(entry: FeedEntry, chae: User, at_desk: Desk) -> None:
    address = reverse("admin:claims_feedentry_changelist") + "?state__in=new,changed"
    assert "Ships doubled" in words(at_desk(chae).get(address))
    FeedEntry.objects.update(state="left")
    assert "Ships doubled" not in words(at_desk(chae).get(address))


def test_it_is_taken_by_a_checker_and_by_no_contributor(
    entry: FeedEntry, chae: User, ana: User, at_desk: Desk
) -> None:
    assert act(entry, "take") not in words(at_desk(ana).get(page(entry)))
    at_desk(ana).post(act(entry, "take"))
    assert not Article.objects.exists()
    assert act(entry, "take") in words(at_desk(chae).get(page(entry)))
    response = at_desk(chae).post(act(entry, "take"))
    assert said(response) == ["Brought in."]
    assert response["Location"] == reverse("admin:claims_article_workspace", args=[Article.objects.get().pk])


def test_left_aside_the_next_one_comes(entry: FeedEntry, feed: Feed, chae: User, at_desk: Desk) -> None:
    older = entry
    newer = FeedEntry.objects.create(feed=feed, key="2", title="Boats", text=TEXT, sha256="1")
    response = at_desk(chae).post(act(newer, "leave"))
    assert response["Location"] == page(older)


def test_nearly_the_same_text_is_shown_with_its_masthead(entry: FeedEntry, chae: User, at_desk: Desk) -> None:
    factories.article(by=chae, text=f"By our reporter. {TEXT}", title="Harbour boom", outlet="The Herald")
    told = words(at_desk(chae).get(page(entry)))
    assert "Nearly the same text" in told
    assert "Harbour boom" in told
    assert "The Herald" in told


def test_an_article_shows_others_with_nearly_its_text(chae: User, at_desk: Desk) -> None:
    one = factories.article(by=chae, text=TEXT, title="Harbour boom", slug="boom")
    factories.article(
        by=chae, text=f"By our reporter. {TEXT}", title="Ships", slug="ships", outlet="The Herald"
    )
    told = words(at_desk(chae).get(reverse("admin:claims_article_workspace", args=[one.pk])))
    assert "The same text elsewhere" in told
    assert "The Herald" in told
