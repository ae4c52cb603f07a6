"""Do figures and dates of claim and evidence agree? Each row is a claim, a quotation, its stance, and what is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claims.checks.base import Outcome, Passage, Result, Subject
from claims.checks.numbers_agree import NumbersAgree
from claims.models import Claim, Evidence, Snapshot, Source

CLAIM = "North Korea had sent 13,000 troops to Russia by 24 October 2024."
FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"


def snapshot(text: str, **fields: object) -> Snapshot:
    return Snapshot(pk=2, url="https://a.example/x", final_url="https://a.example/x", status=200, title="News", text=text, **fields)  # fmt: skip


def judged(
    claim: str,
    quote: str,
    *,
    stance: str = "supports",
    page: str | None = None,
    language: str = "en",
    **fields: str,
) -> Result:
    stated = Claim(statement=claim, language="en", claimed_on="2024-10-24")
    evidence = Evidence(pk=1, claim=stated, quote=quote, stance=stance, as_of="2024-10-24", **fields)
    subject = Subject(snapshot(f"It said: {quote}." if page is None else page), Source(language=language))
    return NumbersAgree().judge(subject, Passage(evidence))


@pytest.mark.parametrize(
    ("claim", "quote", "stance", "expected"),
    [
        (CLAIM, "some 13,000 soldiers", "supports", ("pass", "agree")),
        (CLAIM, "more than 12,000 soldiers", "supports", ("warn", "figures_differ")),
        (CLAIM, "more than 12,000 soldiers", "refutes", ("pass", "differs_as_cited")),
        (CLAIM, "more than 12,000 soldiers", "outcome", ("pass", "differs_as_cited")),
        (CLAIM, "12,000 people in the region", "supports", ("unknown", "nothing_to_compare")),
        (CLAIM, "an additional 1,500 troops", "supports", ("unknown", "nothing_to_compare")),
        (CLAIM, "it has sent soldiers", "supports", ("unknown", "nothing_to_compare")),
        (CLAIM, "during their summit on Thursday", "supports", ("pass", "agree")),
        (CLAIM, "the first of 16 summits", "supports", ("unknown", "nothing_to_compare")),
        (CLAIM, "$24 million in 2025", "supports", ("unknown", "nothing_to_compare")),
        ("It sent over 13,000 containers.", "some 26,000 containers", "supports", ("warn", "far_apart")),
        ("The deal is worth about $7 billion.", "valued at $6.96bn", "supports", ("pass", "agree")),
        ("The deal is worth about $7 billion.", "worth $3.3 billion", "supports", ("warn", "figures_differ")),
        ("The deal is worth $7 billion.", "a ₩9.7 trillion deal", "supports", ("unknown", "nothing_to_compare")),
        ("It rose by 5 %.", "rose by 5 percentage points", "supports", ("warn", "figures_differ")),
        ("It rose from $350 to $680.", "it is now $680", "supports", ("pass", "agree")),
        ("It will be there by December 2024.", "deployed by December", "supports", ("pass", "agree")),
        ("North Korea sent arms to Russia since mid-2023.", "North Korea sent Russia arms since mid-2022", "supports",
         ("warn", "figures_differ")),
        ("North Korea sent arms to Russia since mid-2023.", "talks were held since mid-2022", "supports",
         ("unknown", "nothing_to_compare")),
    ],
)  # fmt: skip
def test_what_claim_and_quotation_say(claim: str, quote: str, stance: str, expected: tuple[str, str]) -> None:
    result = judged(claim, quote, stance=stance)
    assert (result.outcome, result.reason) == expected


def test_both_are_told_and_the_figure_is_marked_on_the_page() -> None:
    page = "It said: more than 12,000 soldiers were sent."
    result = judged(CLAIM, "more than 12,000 soldiers were sent", page=page)
    assert result.sentence == "The claim says 13,000 troops; the source says “more than 12,000 soldiers”."
    assert [page[start:end] for start, end in result.spans] == ["more than 12,000 soldiers"]


def test_figures_that_changed_on_the_page_are_left_to_the_check_of_the_words() -> None:
    result = judged(
        CLAIM,
        "the North has sent 13,000 soldiers to the front in Russia",
        page="He said the North has sent 3,000 soldiers to the front in Russia.",
    )
    assert (result.outcome, result.reason) == ("unknown", "changed_on_the_page")


def test_a_translation_stands_for_the_words() -> None:
    result = judged(CLAIM, "병력 일만삼천", language="ko", translation="13,000 troops")
    assert result.outcome == "pass"
    assert "13,000 troops" in result.sentence


def test_words_in_another_language_are_read_where_nothing_was_translated() -> None:
    assert judged(CLAIM, "약 1만 3000명이 러시아로 이동했다", language="ko").outcome == "pass"


def fixture(name: str) -> dict[str, dict[str, object]]:
    rows = [row["fields"] for folder in ("seed", "demonstration") for row in json.loads((FIXTURES / folder / f"{name}.json").read_text("utf-8"))]  # fmt: skip
    return {row["slug"]: row for row in rows}


def test_nothing_in_the_fixtures_is_warned_of() -> None:
    claims, sources = fixture("claims"), fixture("sources")
    counts = dict.fromkeys(Outcome.values, 0)
    for row in fixture("evidence").values():
        of, where = claims[row["claim"][0]], sources[row["source"][0]] if row.get("source") else {}  # type: ignore[index]
        claim = Claim(
            statement=of["statement"], language=of.get("language", "en"), claimed_on=of.get("claimed_on", "")
        )
        kept = {name: row.get(name, "") for name in ("quote", "translation", "stance", "as_of")}
        source = Source(language=where.get("language", "en"), published_on=where.get("published_on", ""))
        result = NumbersAgree().judge(
            Subject(snapshot(str(kept["quote"])), source), Passage(Evidence(pk=1, claim=claim, **kept))
        )
        counts[result.outcome] += 1
    assert (counts["warn"], counts["fail"]) == (0, 0)
    assert counts["pass"] >= 30
