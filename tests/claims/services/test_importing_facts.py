"""The fixtures that ship with the desk say what was found out, no less and no more."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

import pytest

from claims.text import dates
from tests.claims.services.fixture_data import FIXTURES, SHA256, fields, text


def test_the_article_is_the_text_whose_hash_is_known() -> None:
    assert hashlib.sha256(text().encode()).hexdigest() == SHA256


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("seed/claims", 29),
        ("seed/appearances", 29),
        ("seed/sources", 88),
        ("seed/evidence", 136),
        ("seed/origins", 50),
    ],
)
def test_nothing_of_the_facts_is_missing(name: str, count: int) -> None:
    assert len(fields(name)) == count


def test_nineteen_people_and_ten_organisations_make_the_claims() -> None:
    kinds = Counter(one["kind"] for one in fields("seed/claimants"))
    assert kinds == {"person": 19, "organisation": 10}


def spans(name: str) -> Iterator[tuple[str, int, int, str]]:
    whole = fields(f"{name}/article")[1]["text"]
    for one in fields(f"{name}/appearances"):
        yield whole, one["start"], one["end"], one["exact"]
        for span in [*one.get("quoted", []), *filter(None, [one.get("attribution")])]:
            yield whole, span["start"], span["end"], span["text"]


@pytest.mark.parametrize("name", ["seed", "demonstration"])
def test_every_span_says_what_the_text_says(name: str) -> None:
    found = list(spans(name))
    assert found
    assert [words for whole, start, end, words in found if whole[start:end] != words] == []


def test_every_claim_appears_and_says_why_it_is_checked() -> None:
    claims = {one["slug"] for one in fields("seed/claims")}
    assert {one["claim"][0] for one in fields("seed/appearances")} == claims
    assert {one["claim"][0] for one in fields("seed/notes") if one["kind"] == "why_check"} == claims


def test_quotations_and_denials_are_rated_as_said() -> None:
    kinds = {one["kind"] for one in fields("seed/claims") if one["rated"] == "said"}
    assert {"quote", "attribution", "denial"} <= kinds
    assert [
        one["slug"] for one in fields("seed/claims") if one["kind"] == "quote" and one["rated"] != "said"
    ] == []


def test_what_postdates_its_claim_is_marked_as_hindsight() -> None:
    claims = {one["slug"]: one for one in fields("seed/claims")}
    for one in fields("seed/evidence"):
        claim = claims[one["claim"][0]]
        claimed = claim.get("claimed_on", "")
        day = (
            dates.parse(claimed.split("/")[0] if claim["kind"] == "prediction" else claimed)
            if claimed
            else None
        )
        later = bool(day and "as_of" in one and dates.parse(one["as_of"]).surely_after(day))
        assert one.get("is_hindsight", False) == later, one["slug"]


def test_no_passage_pretends_to_be_captured() -> None:
    assert {one["transcription"] for one in fields("seed/evidence")} == {
        "Transcribed by hand from a stored copy of the page; this desk has not captured it."
    }


def test_the_default_scale_is_whole() -> None:
    ratings = [one for one in fields("seed/ratings") if "order" in one]
    assert [one.get("number") for one in ratings] == [5, 4, 3, 2, 1, *[None] * 7]
    assert all(one["labels"]["ko"] and one["definition"] and one["colour"] for one in ratings)
    assert [one["slug"] for one in ratings if not one.get("line_label")] == ["satire"]


def test_the_files_are_readable_and_end_with_a_line_feed() -> None:
    for path in FIXTURES.rglob("*.json"):
        told = path.read_text("utf-8")
        assert told.endswith("]\n"), path
        assert "\\u" not in told, path
