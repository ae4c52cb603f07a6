"""Fact-checks of others as they are told: in ClaimReview of all sorts, and in rows of corpora."""

from __future__ import annotations

from datetime import date

import pytest

from claims.text import external_checks
from claims.text.external_checks import Publisher, Unreadable

POLITIFACT = Publisher("PolitiFact", "politifact.com", "https://www.politifact.com", "en")
ROW = {
    "url": "/factchecks/2019/oct/28/andrew-napolitano/inquiry/", "speaker": "Andrew Napolitano",
    "vclaim": "The hearings are  consistent with the rules.", "truth_label": "true", "vclaim_id": "vclaim-pol-5",
    "date": "stated on October 24, 2019 in an interview:", "title": "The inquiry is following rules",
}  # fmt: skip
REVIEW = {
    "@type": "ClaimReview", "url": "https://facts.example/1", "claimReviewed": "Cats outnumber dogs.",
    "datePublished": "2020-05-06T10:00:00+02:00", "author": {"@type": "Organization", "name": "Facts", "url": "https://www.facts.example/"},
    "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Ida Holm"}, "datePublished": "2020-05-01"},
    "reviewRating": {"@type": "Rating", "ratingValue": 2, "bestRating": 5, "alternateName": "Mostly false"},
}  # fmt: skip


def test_a_row_gives_what_was_said_when_and_where_and_when_it_was_checked():
    told = external_checks.of_row(ROW, POLITIFACT)
    assert (told.claimed_on, told.venue, told.reviewed_on) == (
        "2019-10-24",
        "in an interview",
        date(2019, 10, 28),
    )
    assert told.url == "https://www.politifact.com/factchecks/2019/oct/28/andrew-napolitano/inquiry/"
    assert (told.claim_text, told.claimant_name) == (
        "The hearings are consistent with the rules.",
        "Andrew Napolitano",
    )
    assert (told.rating_words, told.reference, told.language) == ("true", "vclaim-pol-5", "en")


@pytest.mark.parametrize(
    ("text", "claimed_on", "venue"),
    [
        ("stated on May 1, 2012 in a Tweet.:", "2012-05-01", "in a Tweet"),
        ("stated on June 11, 2010:", "2010-06-11", ""),
        ("stated  on March 3 2009 on his website", "2009-03-03", "on his website"),
    ],
)
def test_dates_and_venues(text, claimed_on, venue):
    told = external_checks.of_row(ROW | {"date": text}, POLITIFACT)
    assert (told.claimed_on, told.venue) == (claimed_on, venue)


@pytest.mark.parametrize("text", ["26 May 2015", "26May 2015", "May 26, 2015", "2015-05-26"])
def test_a_plain_day_is_that_of_the_check(text):
    told = external_checks.of_row(ROW | {"date": text}, POLITIFACT)
    assert (told.reviewed_on, told.claimed_on) == (date(2015, 5, 26), "")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"date": "were taken directly from a newspaper"}, "date"),
        ({"date": "stated on February 30, 2012 in a speech:"}, "date"),
        ({"date": ["2012"]}, "date"),
        ({"vclaim": " "}, "claim_text"),
        ({"vclaim": "x" * 6000}, "claim_text"),
        ({"vclaim": "a \ud800 b"}, "claim_text"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "", "vclaim_id": ""}, "url"),
        ({"language": "English language"}, "language"),
        ({"claimed_on": "some day"}, "claimed_on"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_field(change, field):
    with pytest.raises(Unreadable) as refused:
        external_checks.of_row(ROW | change, POLITIFACT)
    assert refused.value.field == field


def test_a_row_that_is_no_object_is_refused():
    with pytest.raises(Unreadable):
        external_checks.of_row(["x"], POLITIFACT)


def test_a_review_is_taken_at_its_word():
    told = external_checks.of_review(REVIEW, Publisher())
    assert (told.publisher_name, told.publisher_site, told.url) == (
        "Facts",
        "facts.example",
        "https://facts.example/1",
    )
    assert (told.claimant_name, told.claimed_on) == ("Ida Holm", "2020-05-01")
    assert (told.rating_words, told.reviewed_on) == ("Mostly false", date(2020, 5, 6))


@pytest.mark.parametrize(
    ("change", "field", "wanted"),
    [
        ({"author": "Facts"}, "publisher_name", "Facts"),
        ({"author": [{"name": "Facts"}]}, "publisher_name", "Facts"),
        ({"claimReviewed": None, "itemReviewed": {"text": "Dogs bark."}}, "claim_text", "Dogs bark."),
        ({"itemReviewed": None}, "claimant_name", ""),
        ({"reviewRating": {"ratingValue": "2", "bestRating": "5"}}, "rating_words", "2 of 5"),
        ({"reviewRating": {"ratingValue": "-1", "bestRating": "-1"}}, "rating_words", ""),
        ({"reviewRating": "False"}, "rating_words", "False"),
        ({"inLanguage": {"@type": "Language", "name": "Korean", "alternateName": "ko"}}, "language", "ko"),
        ({"inLanguage": "Korean"}, "language", ""),
    ],
)
def test_reviews_of_all_sorts(change, field, wanted):
    assert getattr(external_checks.of_review(REVIEW | change, Publisher()), field) == wanted


def test_what_was_said_is_the_speakers():
    item = {
        "@type": "Claim",
        "author": {"name": "The Gazette"},
        "about": {"@type": "Person", "name": "Ida Holm"},
    }
    assert external_checks.of_review(REVIEW | {"itemReviewed": item}, Publisher()).claimant_name == "Ida Holm"


@pytest.mark.parametrize(
    "whole",
    [
        REVIEW,
        [REVIEW],
        {"@graph": [{"@type": "WebPage"}, REVIEW]},
        {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": [REVIEW]}]},
        {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": REVIEW}]},
        REVIEW | {"@type": ["Review", "ClaimReview"]},
    ],
)
def test_reviews_are_found_wherever_they_stand(whole):
    assert len(list(external_checks.reviews(whole))) == 1


def test_nesting_without_end_is_left():
    whole = [REVIEW]
    for _ in range(50):
        whole = [whole]
    assert list(external_checks.reviews(whole)) == []
