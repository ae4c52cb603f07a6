"""Badges of articles for other sites: without scripts, for everybody, in both colours of a page."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import override_settings
from django.utils import timezone, translation

from claims.models import Rating
from claims.presenters import badge_words, badges
from tests import factories
from tests.claims.public.test_embedding import may_be_framed

SVG = "{http://www.w3.org/2000/svg}"
FORMS = ["", "badge.html", "badge.svg"]


@pytest.fixture
def article(published, chae):
    version = factories.version(by=chae, external_id="wp:4711", title='Ships & "boats" <b>')
    published(in_version=version)
    return version.article


def drawn(response):
    return ElementTree.fromstring(response.content)


@pytest.mark.parametrize("form", FORMS)
def test_a_badge_is_found_by_either_name(reader, article, form):
    by_id = reader.get(f"/embed/by-id/wp:4711/{form}")
    by_slug = reader.get(f"/embed/articles/{article.slug}/{form}")
    assert (by_id.status_code, by_id.content) == (200, by_slug.content)
    assert by_id["Cache-Control"] == "public, max-age=60"
    assert (
        reader.get(f"/embed/by-id/wp:4711/{form}", headers={"if-none-match": by_id["ETag"]}).status_code
        == 304
    )


@pytest.mark.parametrize("form", FORMS)
def test_it_may_be_framed_and_runs_nothing(reader, article, form):
    answer = reader.get(f"/embed/by-id/wp:4711/{form}")
    assert may_be_framed(answer)
    assert "script-src 'none'" in answer["Content-Security-Policy"]
    assert not re.search(r"<script|\son\w+=|javascript:|<b>", answer.content.decode())


def test_the_drawing_has_a_title_and_a_description(reader, article):
    svg = drawn(reader.get("/embed/by-id/wp:4711/badge.svg"))
    named = {one.get("id"): one.text for one in svg.iter() if one.get("id")}
    assert svg.get("role") == "img"
    assert [named[one] for one in svg.get("aria-labelledby").split()] == [
        "Partly fact-checked · 1 claim (The Claim Desk)", "Accurate: 1",
    ]  # fmt: skip
    assert svg.find(f".//{SVG}text").text == "Partly fact-checked · 1 claim"


def test_the_drawing_needs_nothing_from_elsewhere(reader, article):
    body = reader.get("/embed/by-id/wp:4711/badge.svg").content.decode()
    assert not re.search(r"href|url\(|@import|<image|<use", body)


@pytest.mark.parametrize(
    ("theme", "media"), [("auto", True), ("light", False), ("dark", False), ("pink", True)]
)
def test_it_is_drawn_for_light_pages_and_for_dark_ones(reader, article, theme, media):
    answer = reader.get("/embed/by-id/wp:4711/badge.svg", {"theme": theme})
    style = drawn(answer).find(f"{SVG}style").text
    assert ("prefers-color-scheme:dark" in style) == media
    light, dark = (badge_words.TONES["partly_checked"].light[1], badge_words.TONES["partly_checked"].dark[1])
    assert ((light in style), (dark in style)) == (theme != "dark", theme != "light")


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("state", badges.STATES)
def test_words_stand_out_in_every_state_and_no_two_look_alike(state):
    for paper, ink in badge_words.TONES[state]:
        dark, light = sorted((luminance(paper), luminance(ink)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5
    assert len(set(badge_words.DRAWINGS.values())) == len(badges.STATES)


def test_the_piece_of_html_is_a_link_with_a_picture_that_says_the_same(reader, article):
    body = reader.get("/embed/by-id/wp:4711/badge.html").content.decode()
    assert re.findall(r"<(\w+)", body) == ["a", "picture", "source", "img"]
    assert f'href="https://desk.example/articles/{article.slug}/"' in body
    assert 'alt="Partly fact-checked · 1 claim (The Claim Desk). Accurate: 1"' in body
    for picture in re.findall(r'src(?:set)?="([^"]+)"', body):
        assert reader.get(html.unescape(picture).removeprefix("https://desk.example")).status_code == 200


def test_it_speaks_the_language_that_is_asked_for(reader, article):
    """French is spoken by Django itself; the desk's own words stay English until there is a catalogue."""
    Rating.objects.filter(slug="accurate").update(labels={"fr": "Exact"})
    with override_settings(LANGUAGES=[("en-gb", "English"), ("fr", "français")]):
        svg = drawn(reader.get("/embed/by-id/wp:4711/badge.svg", {"lang": "fr-CA"}))
        assert (svg.get("lang"), svg.find(f"{SVG}desc").text) == ("fr", "Exact: 1")
        other = drawn(reader.get("/embed/by-id/wp:4711/badge.svg", {"lang": "tlh"}))
        assert other.get("lang") == "en-gb"
    assert translation.get_language() == "en-gb"


def test_it_is_mirrored_for_who_reads_from_the_right(reader, article):
    with override_settings(LANGUAGES=[("en-gb", "English"), ("ar", "العربية")]):
        svg = drawn(reader.get("/embed/by-id/wp:4711/badge.svg", {"lang": "ar"}))
    width = int(svg.get("width"))
    assert svg.get("direction") == "rtl"
    assert int(svg.find(f".//{SVG}text").get("x")) == width - 32


def test_words_of_a_rating_cannot_leave_their_place(reader, article):
    Rating.objects.filter(slug="accurate").update(label='"><script>alert(1)</script>\x01]]>')
    assert (
        drawn(reader.get("/embed/by-id/wp:4711/badge.svg")).find(f"{SVG}desc").text.startswith('"><script>')
    )
    for form in FORMS:
        assert "<script" not in reader.get(f"/embed/by-id/wp:4711/{form}").content.decode()


@pytest.mark.parametrize(
    "hidden", [{"is_public": False}, {"embargo_until": timezone.now() + timedelta(days=1)}]
)
def test_what_readers_may_not_see_looks_like_what_is_not_there(reader, chae, hidden):
    factories.article(by=chae, external_id="wp-2", **hidden)
    for form in FORMS:
        secret, none = (reader.get(f"/embed/by-id/{one}/{form}") for one in ("wp-2", "wp-3"))
        assert (secret.status_code, secret.content) == (404, none.content.replace(b"wp-3", b"wp-2"))
    drawing = reader.get("/embed/by-id/wp-2/badge.svg")
    assert drawn(drawing).find(f".//{SVG}text").text == "Not fact-checked"
    assert drawing["Cache-Control"] == "no-store"


def test_the_card_tells_what_came_of_it(reader, article, published):
    published(in_version=article.latest_version(), rating="inaccurate", words="never seen such a year")
    page = reader.page("/embed/by-id/wp:4711/")
    for words in ("Accurate: 1", "Inaccurate: 1", "0 of 5 sentences looked through", article.title):
        assert words in page


@pytest.mark.parametrize("name", ["a/b", "..", "a%20b", "-a", "a" * 121])
def test_an_id_that_can_be_none_is_not_there(reader, db, name):
    assert reader.get(f"/embed/by-id/{name}/badge.svg").status_code == 404
