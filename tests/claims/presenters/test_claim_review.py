"""ClaimReview as search tools read it, held against a validator that refuses each of many mutants."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from claims.presenters import claim_review
from claims.text import claim_review_rules as validator

GOLDEN = Path(__file__).parents[2] / "golden" / "document.json"
PAGE = "https://desk.example/claims/port-handled-4200-ships/"
FIRST = "2025-06-01T10:00:00Z"


@pytest.fixture
def document():
    found = json.loads(GOLDEN.read_text())
    found["corrections"] = [
        {
            "number": 2,
            "class": "other_correction",
            "note": "The year was wrong.",
            "published_at": "2025-06-02T10:00:00Z",
        }
    ]
    return found


def build(document):
    return claim_review.build(document, first_published_at=FIRST)


def test_the_golden_review_is_valid(document):
    assert validator.problems(build(document), page=PAGE) == []


def test_a_numbered_rating_has_its_number_and_its_ends(document):
    rating = build(document)["reviewRating"]
    assert (rating["ratingValue"], rating["worstRating"], rating["bestRating"]) == (3, 1, 5)
    assert rating["alternateName"] == "Half right"


@pytest.mark.parametrize(
    ("language", "word"),
    [("ko", "절반의 사실"), ("ko-KR", "절반의 사실"), ("en", "Half right"), ("de", "Half right")],
)
def test_a_rating_is_worded_in_the_language_of_the_document(document, language, word):
    document["language"], document["rating"]["labels"] = language, {"ko": "절반의 사실"}
    assert build(document)["reviewRating"]["alternateName"] == word


def test_a_rating_off_the_scale_has_its_words_alone(document):
    document["rating"]["number"] = None
    review = build(document)
    assert set(review["reviewRating"]) == {"@type", "alternateName", "ratingExplanation"}
    assert validator.problems(review, page=PAGE) == []


def test_what_is_so_was_claimed_by_the_claimant(document):
    claim = build(document)["itemReviewed"]
    assert (claim["author"]["@type"], claim["author"]["name"]) == ("Person", "Ida Holm")
    assert "about" not in claim


def test_what_was_said_is_asserted_by_the_outlet_and_about_the_speaker(document):
    document["claim"]["rated"] = "said"
    review = build(document)
    assert review["itemReviewed"]["author"] == {"@type": "Organization", "name": "The Lowmark Gazette"}
    assert review["itemReviewed"]["about"]["name"] == "Ida Holm"
    assert validator.problems(review, page=PAGE) == []


@pytest.mark.parametrize("appearances", ["no outlet", "an address alone", "none"])
def test_what_was_said_never_has_its_speaker_as_author(document, appearances):
    document["claim"]["rated"] = "said"
    document["appearances"][0]["article"]["outlet"] = ""
    if appearances != "no outlet":
        document["appearances"] = [{"url": "https://a.example/x", "appeared_on": ""}][: appearances != "none"]
    assert "author" not in build(document)["itemReviewed"]


def test_a_claimant_without_a_name_is_left_out(document):
    document["claimant"] |= {"slug": None, "kind": None, "name": "the article"}
    assert "author" not in build(document)["itemReviewed"]


def test_an_organisation_is_an_organisation(document):
    document["claimant"]["kind"] = "organisation"
    review = build(document)
    assert review["itemReviewed"]["author"]["@type"] == "Organization"
    assert validator.problems(review, page=PAGE) == []


@pytest.mark.parametrize(
    ("given", "told"), [("2024-10-24", "2024-10-24"), ("2024-10", None), ("2024/2025", None), ("", None)]
)
def test_only_a_whole_day_is_a_date(document, given, told):
    document["claim"]["date"] = given
    assert build(document)["itemReviewed"].get("datePublished") == told


def test_corrections_are_told(document):
    assert build(document)["correction"] == [
        {"@type": "CorrectionComment", "text": "The year was wrong.", "datePublished": "2025-06-02T10:00:00Z"}
    ]


def test_protected_sources_are_not_cited(document):
    assert [cited["url"] for cited in build(document)["citation"]] == ["https://port.example/2023"]


def test_a_withdrawal_reviews_nothing(document):
    document["rating"] = document["scale"] = None
    assert build(document) is None


def test_nothing_in_the_review_can_end_its_element(document):
    document["explanation"] = "</script><script>alert(1)</script><!-- & \u2028"
    text = str(claim_review.embedded(build(document)))
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text)["reviewBody"] == document["explanation"]


CLAIM, RATING, AUTHOR = "itemReviewed", "reviewRating", "author"
MUTANTS = {
    "other context": lambda r: r.update({"@context": "http://schema.example"}),
    "other type": lambda r: r.update({"@type": "Review"}),
    "no address": lambda r: r.pop("url"),
    "address of another page": lambda r: r.update(url="https://desk.example/claims/other/"),
    "address without a scheme": lambda r: r.update(url="desk.example/claims/x/"),
    "script address": lambda r: r.update(url="javascript:alert(1)"),
    "no claim text": lambda r: r.pop("claimReviewed"),
    "blank claim text": lambda r: r.update(claimReviewed=" "),
    "markup in the claim": lambda r: r.update(claimReviewed="<b>4,200</b> ships"),
    "the rating in the claim": lambda r: r.update(claimReviewed="Half right: 4,200 ships"),
    "no rating": lambda r: r.pop(RATING),
    "rating without words": lambda r: r[RATING].pop("alternateName"),
    "rating value as text": lambda r: r[RATING].update(ratingValue="3"),
    "rating value above the best": lambda r: r[RATING].update(ratingValue=6),
    "rating value below the worst": lambda r: r[RATING].update(ratingValue=0),
    "worst below one": lambda r: r[RATING].update(worstRating=0),
    "scale of one": lambda r: r[RATING].update(worstRating=3, bestRating=3),
    "no best": lambda r: r[RATING].pop("bestRating"),
    "rating a truth value": lambda r: r[RATING].update(ratingValue=True),
    "no author": lambda r: r.pop(AUTHOR),
    "author a person": lambda r: r[AUTHOR].update({"@type": "Person"}),
    "author without a name": lambda r: r[AUTHOR].pop("name"),
    "no claim": lambda r: r.pop(CLAIM),
    "claim of another type": lambda r: r[CLAIM].update({"@type": "CreativeWork"}),
    "claim without text": lambda r: r[CLAIM].pop("text"),
    "the desk claims it": lambda r: r[CLAIM].update(author=r[AUTHOR]),
    "the speaker is both": lambda r: r[CLAIM].update(about=r[CLAIM][AUTHOR]),
    "same as no address": lambda r: r[CLAIM][AUTHOR].update(sameAs=["Q1"]),
    "claim dated by a span": lambda r: r[CLAIM].update(datePublished="2024-10-08/2024-10-24"),
    "claim dated on no day": lambda r: r[CLAIM].update(datePublished="2024-02-30"),
    "appearance without an address": lambda r: r[CLAIM]["appearance"][0].pop("url"),
    "published on a day alone": lambda r: r.update(datePublished="2025-06-01"),
    "published without a zone": lambda r: r.update(datePublished="2025-06-01T10:00:00"),
    "modified before published": lambda r: r.update(dateModified="2025-05-01T10:00:00Z"),
    "no language": lambda r: r.pop("inLanguage"),
    "language by name": lambda r: r.update(inLanguage="English language"),
    "property of nobody": lambda r: r.update(verdict="true"),
    "correction without a date": lambda r: r["correction"][0].pop("datePublished"),
    "correction a comment": lambda r: r["correction"][0].update({"@type": "Comment"}),
    "corrections not a list": lambda r: r.update(correction=r["correction"][0]),
    "empty list of sources": lambda r: r.update(citation=[]),
    "body not a text": lambda r: r.update(reviewBody=["a"]),
}  # fmt: skip


@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_validator_refuses(document, mutant):
    review = copy.deepcopy(build(document))
    MUTANTS[mutant](review)
    assert validator.problems(review, page=PAGE) != []
