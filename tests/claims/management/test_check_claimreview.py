"""The strict reader as a command: what it passes, and what it says of the rest."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.presenters import claim_review

DOCUMENT = json.loads((Path(__file__).parents[2] / "golden" / "document.json").read_text())


@pytest.fixture
def review():
    return claim_review.build(DOCUMENT, first_published_at="2025-06-01T10:00:00Z")


def check(path: Path, text: str, **options) -> tuple[str, str, bool]:
    """What it prints, what it complains of, and whether it ends well."""
    path.write_text(text)
    out, err = StringIO(), StringIO()
    try:
        call_command("check_claimreview", str(path), stdout=out, stderr=err, **options)
    except CommandError as error:
        return out.getvalue(), err.getvalue() + str(error), False
    return out.getvalue(), err.getvalue(), True


def test_our_own_review_passes_as_file_and_as_page(review, tmp_path):
    page = f'<script type="application/ld+json">{claim_review.embedded(review)}</script>'
    for text in (json.dumps(review), page):
        out, err, is_well = check(tmp_path / "review", text)
        assert (is_well, err) == (True, "")
        assert "1 reviews, and nothing is wrong" in out


def test_faults_are_named_by_their_place(review, tmp_path):
    review["reviewRating"]["ratingValue"] = 9
    review["itemReviewed"]["datePublished"] = "2024-02-30"
    _out, err, is_well = check(tmp_path / "review", json.dumps([review]))
    assert not is_well
    assert "file[0]: review.itemReviewed.datePublished is no date" in err


def test_a_feed_is_judged_with_its_own_dates(review, tmp_path):
    feed = {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "dateModified": "2025",
        "dataFeedElement": [{"@type": "DataFeedItem", "item": [review]}],
    }
    _out, err, is_well = check(tmp_path / "feed", json.dumps(feed))
    assert not is_well
    assert "dateModified is no moment" in err
    assert "dataFeedElement[0].url is no web address" in err


def test_what_is_wished_for_is_wrong_only_where_one_is_strict(review, tmp_path):
    del review["itemReviewed"]["appearance"]
    out, _err, is_well = check(tmp_path / "review", json.dumps(review))
    assert is_well
    assert "Wished for: file: itemReviewed.appearance" in out
    assert not check(tmp_path / "review", json.dumps(review), strict=True)[2]


@pytest.mark.parametrize("text", ["{}", "<html></html>", "nonsense"])
def test_what_holds_no_review_ends_badly(tmp_path, text):
    assert not check(tmp_path / "review", text)[2]
