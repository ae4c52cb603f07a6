"""Feeds that a desk follows, from a real server to the list of what they brought."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.exceptions import InvalidInput, NotAllowed
from claims.models import Article, Event, Feed, FeedEntry, FeedJob, User
from claims.services import following, taking_entries
from tests import factories

BODY = " ".join(
    f"On day {day} the port of Lowmark handled {day * 37} ships, the mayor said." for day in range(1, 12)
)
ITEM = "<item><guid>{key}</guid><title>{title}</title><link>{link}</link><description>{text}</description></item>"
PAGE = "<!doctype html><html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"


class Site(ThreadingHTTPServer):
    """Answers with what stands in ``pages``; an ETag that is sent back is answered with 304."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def feed(self, *items: dict[str, str], etag: str = '"1"', status: int = 200) -> None:
        told = "".join(ITEM.format(**{"title": "Ships", "text": BODY, "link": ""} | item) for item in items)
        body = f"<rss version='2.0'><channel><title>The Gazette</title>{told}</channel></rss>".encode()
        self.pages["/feed"] = (status, {"Content-Type": "application/rss+xml", "ETag": etag}, body)

    def page(self, path: str, text: str = BODY, title: str = "Ships") -> str:
        body = PAGE.format(title=title, text=text).encode()
        self.pages[path] = (200, {"Content-Type": "text/html; charset=utf-8"}, body)
        return f"{self.address}{path}"


class Visit(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        status, headers, body = self.server.pages.get(self.path, (404, {}, b"nothing here"))
        if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
            status, body = 304, b""
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    settings.SOURCE_FETCH_ALLOW_LOOPBACK = True
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join(10)


@pytest.fixture
def feed(site: Site, transactional_db: None, ben: User) -> Feed:
    site.feed({"key": "1", "link": site.page("/ships")})
    return following.follow(url=f"{site.address}/feed", by=ben, outlet="The Gazette")


def look(feed: Feed) -> int | None:
    """The look that waits, now."""
    job = FeedJob.objects.pending().get(feed=feed)
    FeedJob.objects.filter(pk=job.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    found = following.perform(job.pk)
    feed.refresh_from_db()
    return found


def test_what_is_new_is_offered_once(feed: Feed) -> None:
    assert look(feed) == 1
    assert look(feed) == 0
    entry = FeedEntry.objects.get()
    assert (entry.state, entry.title, entry.url) == ("new", "Ships", f"{feed.url[:-5]}/ships")
    assert (feed.title, feed.problem) == ("The Gazette", "")
    assert feed.read_at is not None


def test_an_unchanged_feed_is_answered_without_a_body(feed: Feed, site: Site) -> None:
    look(feed)
    look(feed)
    asked = [headers for path, headers in site.asked if path == "/feed"]
    assert "If-None-Match" not in asked[0]
    assert asked[1]["If-None-Match"] == '"1"'


def test_the_next_look_comes_as_often_as_the_desk_set(feed: Feed) -> None:
    look(feed)
    due = FeedJob.objects.pending().get(feed=feed).due_at - timezone.now()
    assert timedelta(minutes=29) < due < timedelta(minutes=31)


@pytest.mark.parametrize(
    ("path", "status", "body", "words"),
    [
        ("/feed", 503, b"", "can’t be fetched"),
        ("/feed", 200, b"<html><body>Hello</body></html>", "is no feed: it is a web page"),
    ],
)
def test_a_broken_feed_says_so_and_is_looked_at_later_each_time(
    feed: Feed, site: Site, path: str, status: int, body: bytes, words: str
) -> None:
    site.pages[path] = (status, {"Content-Type": "text/html"}, body)
    for failures in (1, 2, 3):
        look(feed)
        assert feed.failures == failures
        assert words in feed.problem
    due = FeedJob.objects.pending().get(feed=feed).due_at - timezone.now()
    assert timedelta(hours=3) < due < timedelta(hours=5)
    assert Event.objects.filter(kind="feed.broken").count() == 1
    site.feed({"key": "1"})
    look(feed)
    assert (feed.problem, feed.failures) == ("", 0)
    assert Event.objects.filter(kind="feed.mended").count() == 1


def test_a_feed_that_is_gone_is_not_followed_any_more(feed: Feed, site: Site) -> None:
    site.pages["/feed"] = (410, {}, b"")
    look(feed)
    assert not feed.is_followed
    assert not FeedJob.objects.pending().filter(feed=feed).exists()


def test_taken_it_is_an_article_with_what_its_page_says(feed: Feed, chae: User) -> None:
    look(feed)
    brought = taking_entries.take(FeedEntry.objects.get(), by=chae)
    article = brought.version.article
    assert (article.title, article.outlet, article.url) == ("Ships", "The Gazette", f"{feed.url[:-5]}/ships")
    assert "the mayor said" in brought.version.text
    assert FeedEntry.objects.get().state == "taken"


def test_a_changed_entry_is_a_new_version_of_its_article(feed: Feed, site: Site, chae: User) -> None:
    look(feed)
    first = taking_entries.take(FeedEntry.objects.get(), by=chae)
    site.page("/ships", BODY.replace("37 ships", "38 ships"))
    site.feed({"key": "1", "link": f"{site.address}/ships", "text": f"Corrected. {BODY}"}, etag='"2"')
    look(feed)
    assert FeedEntry.objects.get().state == "changed"
    second = taking_entries.take(FeedEntry.objects.get(), by=chae)
    assert (second.version.article, second.version.number) == (first.version.article, 2)


def test_the_same_address_is_known_again(feed: Feed, site: Site, chae: User) -> None:
    known = factories.article(by=chae, url=f"{site.address}/ships")
    look(feed)
    entry = FeedEntry.objects.get()
    assert (entry.state, entry.article) == ("twice", known)


def test_the_same_text_under_another_masthead_is_known_again(feed: Feed, site: Site, chae: User) -> None:
    known = factories.article(by=chae, text=f"From our own reporter. {BODY} Reprinted by leave.")
    look(feed)
    entry = FeedEntry.objects.get()
    assert (entry.state, entry.article) == ("twice", known)


def test_two_feeds_that_bring_one_piece_bring_it_once(feed: Feed, site: Site, ben: User) -> None:
    look(feed)
    body = ITEM.format(key="other", title="Ships!", link="", text=f"Agency. {BODY}")
    site.pages["/other"] = (200, {}, f"<rss><channel>{body}</channel></rss>".encode())
    other = following.follow(url=f"{site.address}/other", by=ben)
    look(other)
    entry = FeedEntry.objects.get(feed=other)
    assert (entry.state, entry.same_as) == ("twice", FeedEntry.objects.get(feed=feed))


def test_an_entry_without_a_page_is_taken_from_the_feed(feed: Feed, site: Site, chae: User) -> None:
    site.feed({"key": "2", "link": ""}, etag='"2"')
    look(feed)
    brought = taking_entries.take(FeedEntry.objects.get(), by=chae)
    assert brought.version.text == BODY


def test_what_is_left_aside_stays_aside(feed: Feed, chae: User, site: Site) -> None:
    look(feed)
    taking_entries.leave(FeedEntry.objects.get(), by=chae)
    site.feed({"key": "1", "text": f"More. {BODY}"}, etag='"2"')
    look(feed)
    assert FeedEntry.objects.get().state == "left"


def test_a_page_that_can_not_be_read_changes_nothing(feed: Feed, site: Site, chae: User) -> None:
    look(feed)
    del site.pages["/ships"]
    with pytest.raises(InvalidInput):
        taking_entries.take(FeedEntry.objects.get(), by=chae)
    assert (FeedEntry.objects.get().state, Article.objects.count()) == ("new", 0)


def test_this_machine_is_not_followed(ben: User, db: None) -> None:
    feed = following.follow(url="http://127.0.0.1/feed", by=ben)
    job = FeedJob.objects.get(feed=feed)
    brought = following.bring(
        following.Lease(job.pk, 1, feed.pk, feed.url, {}), following.http.fetch_politely
    )
    assert "can’t be fetched" in brought.problem


@pytest.mark.parametrize("url", ["file:///etc/passwd", "not an address", "javascript:1"])
def test_what_is_no_address_is_refused(ben: User, db: None, url: str) -> None:
    with pytest.raises((InvalidInput, ValidationError)):
        following.follow(url=url, by=ben)


def test_a_checker_follows_nothing(chae: User, db: None) -> None:
    with pytest.raises(NotAllowed):
        following.follow(url="https://feeds.example/", by=chae)
