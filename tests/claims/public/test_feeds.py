"""Atom feeds as feedparser reads them: without a complaint, with permanent ids, and with what is there no more."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree as Tree

import feedparser
import pytest
from django.db import connection
from django.utils import timezone

from claims.models import Claimant
from claims.public import feeds
from claims.services import hiding, keeping
from tests import factories
from tests.database.base import as_owner

AT = "{http://purl.org/atompub/tombstones/1.0}"


@pytest.fixture
def feed(reader):
    def read(path, **query):
        response = reader.get(path, query)
        assert response.status_code == 200, path
        found = feedparser.parse(
            response.content, response_headers={"content-type": response["Content-Type"]}
        )
        assert not found.bozo, found.get("bozo_exception")
        assert found.version == "atom10"
        return found

    return read


def deleted(reader, path):
    root = Tree.fromstring(reader.get(path).content)  # our own feed
    return [(one.get("ref"), one.findtext(f"{AT}comment")) for one in root.iter(f"{AT}deleted-entry")]


def links(found):
    return {link["rel"]: link["href"] for link in found.feed.links}


def ida(chae):
    return keeping.add(Claimant, by=chae, slug="ida-holm", name="Ida Holm", kind="person")


@pytest.mark.parametrize("of", ["latest", "article", "claimant", "rating", "words"])
def test_every_list_is_a_feed(feed, published, chae, of):
    version = factories.version(by=chae)
    claim = published(in_version=version, claimant=ida(chae))
    found = feed(
        {
            "latest": "/feeds/",
            "article": f"/feeds/articles/{version.article.slug}/",
            "claimant": "/feeds/claimants/ida-holm/",
            "rating": "/feeds/ratings/accurate/",
            "words": "/feeds/?q=lowmark&rating=accurate&claimant=ida-holm&language=en",
        }[of]
    )
    (entry,) = found.entries
    assert (entry.title, entry.link) == (claim.statement, f"https://desk.example/claims/{claim.slug}/")
    assert entry.summary == f"Accurate: {factories.CONTENT['summary']}"
    assert entry.tags[0]["term"] == "accurate"
    assert entry.id.startswith("urn:uuid:")


@pytest.mark.parametrize(
    "path", ["/feeds/?rating=inaccurate", "/feeds/?q=zebra", "/feeds/?article=x", "/feeds/?language=ko"]
)
def test_a_list_without_a_match_is_an_empty_feed(feed, published, path):
    published()
    assert feed(path).entries == []


@pytest.mark.parametrize(
    "path",
    [
        "articles/none/",
        "claimants/none/",
        "ratings/none/",
        "days/2020-02-30/",
        "days/2020-02-02/",
        "?q=x&before=zz",
    ],
)
def test_what_is_not_there_is_404(reader, published, path):
    published()
    assert reader.get(f"/feeds/{path}").status_code == 404


def test_a_correction_moves_the_entry_and_keeps_its_name(feed, published, change):
    claim = published()
    (before,) = feed("/feeds/").entries
    change(claim, summary="It was 4,210.")
    (after,) = feed("/feeds/").entries
    assert (after.id, after.published) == (before.id, before.published)
    assert after.updated >= before.updated
    assert "It was 4,210." in after.summary
    (told,) = feed("/feeds/corrections/").entries
    assert told.id != after.id
    assert "A slip of ours." in told.content[0]["value"]


def test_a_name_says_nothing_and_outlives_a_move(feed, published, settings):
    claim = published()
    (before,) = feed("/feeds/").entries
    assert claim.slug not in before.id
    settings.DESK_URL = "https://elsewhere.example"
    (after,) = feed("/feeds/").entries
    assert (after.id, after.link) == (before.id, f"https://elsewhere.example/claims/{claim.slug}/")


def test_a_withdrawn_check_is_deleted_with_its_note_and_told_as_a_correction(feed, reader, published, change):
    claim = published()
    (entry,) = feed("/feeds/").entries
    change(claim, "withdrawal", "It was another port.")
    for path in ("/feeds/", "/feeds/ratings/accurate/"):
        assert feed(path).entries == []
        assert deleted(reader, path) == [
            (entry.id, "Withdrawn: It was another port." if path == "/feeds/" else None)
        ]
    assert [one.summary for one in feed("/feeds/corrections/").entries] == ["Withdrawn: It was another port."]


def test_a_hidden_check_is_deleted_without_a_word(feed, reader, published, ben):
    claim = published()
    (entry,) = feed("/feeds/").entries
    hiding.hide(claim, reason="A lawyer called.", by=ben)
    assert feed("/feeds/").entries == []
    assert deleted(reader, "/feeds/") == [(entry.id, None)]
    assert claim.slug not in reader.get("/feeds/").content.decode()


def test_pages_lead_through_a_list(feed, published, monkeypatch):
    monkeypatch.setattr(feeds, "SIZE", 1)
    statements = {published().statement for _ in range(3)}
    address, seen = "/feeds/?rating=accurate", []
    while address:
        found = feed(address.removeprefix("https://desk.example"))
        assert links(found)["self"].endswith(address.removeprefix("https://desk.example"))
        assert links(found)["first"] == "https://desk.example/feeds/?rating=accurate"
        seen += [entry.title for entry in found.entries]
        address = links(found).get("next", "")
    assert (len(seen), set(seen)) == (3, statements)


def test_closed_days_hold_all_that_was_before(feed, reader, published, change, monkeypatch):
    monkeypatch.setattr(feeds, "SIZE", 1)
    old, new = published(), published()
    with_moments(old=[10, 3], new=[3], claims=(old, new), change=change)
    first = feed("/feeds/")
    third_day = links(first)["prev-archive"]
    found = feed(third_day.removeprefix("https://desk.example"))
    assert {entry.title for entry in found.entries} == {old.statement, new.statement}
    assert links(found)["current"] == "https://desk.example/feeds/"
    assert b"<fh:archive" in reader.get(third_day.removeprefix("https://desk.example")).content
    tenth = feed(links(found)["prev-archive"].removeprefix("https://desk.example"))
    assert [entry.title for entry in tenth.entries] == [old.statement]
    assert links(tenth)["next-archive"] == third_day
    assert "prev-archive" not in links(tenth)


def with_moments(*, old, new, claims, change):
    """Publications of the past: their tables are append-only, so their triggers are off for this transaction."""
    change(claims[0])
    told = dict(zip(claims, (old, new), strict=True))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE claims_publication DISABLE TRIGGER USER")
        for claim, days in told.items():
            for number, ago in enumerate(days, 1):
                at = timezone.now() - timedelta(days=ago)
                cursor.execute(
                    "UPDATE claims_publication SET published_at = %s WHERE claim_id = %s AND number = %s",
                    [at, claim.pk, number],
                )


def test_today_is_whole_in_the_first_page(feed, published, monkeypatch):
    monkeypatch.setattr(feeds, "SIZE", 1)
    for _ in range(2):
        published()
    assert len(feed("/feeds/").entries) == 2


def test_characters_that_no_xml_holds_are_left_out(feed, published):
    published(summary="A\ufffe bell & <b>tags</b>")
    assert feed("/feeds/").entries[0].summary == "Accurate: A bell & <b>tags</b>"


def test_a_feed_that_is_known_is_not_sent_again(reader, published):
    published()
    first = reader.get("/feeds/")
    assert first["Access-Control-Allow-Origin"] == "*"
    assert reader.get("/feeds/", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_pages_lead_to_their_feeds(reader, published, chae):
    version = factories.version(by=chae)
    published(in_version=version)
    slug = version.article.slug
    assert 'href="/feeds/"' in reader.page("/")
    assert f'href="/feeds/articles/{slug}/"' in reader.page(f"/articles/{slug}/")
    assert 'href="/feeds/corrections/"' in reader.page("/corrections/")
    assert 'href="/feeds/?rating=accurate"' in reader.page("/claims/", rating="accurate")
