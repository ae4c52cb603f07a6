"""What social networks show beside a link: words in the page's head, and a picture of the rating."""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from claims.presenters import rating_image
from tests import factories


def properties(page):
    return dict(
        re.findall(r'<meta (?:property|name)="((?:og|twitter|article):[^"]*)" content="([^"]*)">', page)
    )


def pixels(png):
    """The colour numbers of the picture, row by row."""
    width, height = struct.unpack(">II", png[16:24])
    body = png[png.index(b"IDAT") + 4 :]
    raw = zlib.decompressobj().decompress(body)
    rows = [raw[n * (width + 1) : (n + 1) * (width + 1)] for n in range(height)]
    assert {row[0] for row in rows} == {0}
    return [row[1:] for row in rows]


def test_a_claims_page_tells_rating_claim_and_summary(reader, published):
    claim = published(rating="inaccurate")
    told = properties(reader.page(f"/claims/{claim.slug}/"))
    assert told["og:title"] == f"Inaccurate: “{claim.statement}”"
    assert told["og:description"] == factories.CONTENT["summary"]
    assert told["og:url"] == f"https://desk.example/claims/{claim.slug}/"
    assert told["og:image"] == "https://desk.example/pictures/ratings/neutral/1.png"
    assert told["og:image:alt"] == "Inaccurate"
    assert told["twitter:card"] == "summary_large_image"


def test_a_withdrawn_check_is_not_advertised(reader, published, change):
    claim = published()
    change(claim, "withdrawal")
    assert properties(reader.page(f"/claims/{claim.slug}/")) == {}


def test_what_people_wrote_stays_inside_its_attribute(reader, published):
    claim = published(summary='"><script>alert(1)</script>')
    assert b"<script>alert" not in reader.get(f"/claims/{claim.slug}/").content


def test_other_pages_tell_what_they_are(reader, chae):
    version = factories.version(by=chae)
    told = properties(reader.page(f"/articles/{version.article.slug}/"))
    assert told["og:title"] == version.article.title
    assert "og:image" not in told
    assert properties(reader.page("/"))["og:type"] == "website"


def test_the_picture_is_a_png_that_may_be_kept_for_a_day(reader, db):
    answer = reader.get("/pictures/ratings/negative-2/2.png")
    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"] == "public, max-age=86400"
    assert answer.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", answer.content[16:24]) == (1200, 630)
    held = reader.get("/pictures/ratings/negative-2/2.png", headers={"if-none-match": answer["ETag"]})
    assert held.status_code == 304


@pytest.mark.parametrize("number", range(1, 6))
def test_as_many_bars_are_filled_as_the_number_says(number):
    row = pixels(rating_image.png("mixed", number))[rating_image.FLOOR - 10]
    filled = [part for part in re.split(rb"\x00+", bytes(row)) if part]
    assert [part[0] for part in filled] == [2] * number + [1] * (5 - number)


def test_a_rating_off_the_scale_is_a_ring():
    rows = pixels(rating_image.png("context", None))
    assert [part[0] for part in re.split(rb"\x00+", bytes(rows[rating_image.MIDDLE])) if part] == [2, 2]


@pytest.mark.parametrize("path", ["nonsense/2.png", "mixed/6.png", "mixed/x.png"])
def test_there_are_no_other_pictures(reader, db, path):
    assert reader.get(f"/pictures/ratings/{path}").status_code == 404


def test_the_colours_are_those_of_the_design(db):
    css = Path(str(finders.find("claims/design.css"))).read_text()
    assert [one for one in rating_image.TONES.values() if one not in css] == []
