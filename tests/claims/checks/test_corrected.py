"""Did the publisher correct the source? Each row is a page then and now, and what is found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from claims.checks.base import Passage, Result, Subject
from claims.checks.corrected import NotCorrected
from claims.models import Evidence, Snapshot, Source

BODY = (
    "The harbour master read the list aloud on Friday.\n"
    "Over 13,000 containers had left the port since August, he said.\n"
    "Nobody in the hall asked how they had been counted.\n"
) + "The weather was fine, and the market stalls stood open until the evening of that day.\n" * 12
QUOTE = "Over 13,000 containers had left the port"
ABOUT_THE_QUOTE = "Correction: 3,000 containers left the port, not 13,000."
ABOUT_ANOTHER_THING = "Correction: The picture was taken in spring."
RETRACTION = "We have removed this article, for its sources could not be confirmed."


def snapshot(text: str, pk: int, **fields: str) -> Snapshot:
    shown: dict[str, object] = {
        "pk": pk, "url": "https://a.example/x", "final_url": "https://a.example/x", "status": 200, "title": "Containers",
        "text": text, "captured_at": datetime(2024, 10, 24, tzinfo=UTC),
    }  # fmt: skip
    return Snapshot(**(shown | fields))


def judged(now: str, then: str | None = BODY, **fields: str) -> Result:
    baseline = snapshot(then, 1) if then is not None else None
    passage = Passage(Evidence(pk=1, quote=QUOTE), baseline)
    return NotCorrected().judge(Subject(snapshot(now, 2, **fields), Source(), baseline=baseline), passage)


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        (BODY, BODY, ("pass", "none")),
        (BODY, BODY + ABOUT_THE_QUOTE, ("fail", "quote_corrected")),
        (BODY, BODY + ABOUT_ANOTHER_THING, ("warn", "newly_corrected")),
        (BODY, BODY + RETRACTION, ("fail", "retracted")),
        (BODY + ABOUT_THE_QUOTE, BODY + ABOUT_THE_QUOTE, ("pass", "corrected_before")),
        (BODY + ABOUT_THE_QUOTE, ABOUT_THE_QUOTE.upper() + "\n" + BODY, ("pass", "corrected_before")),
        (
            BODY + ABOUT_THE_QUOTE,
            f"{BODY}{ABOUT_THE_QUOTE}\n{ABOUT_ANOTHER_THING}",
            ("warn", "newly_corrected"),
        ),
        (BODY + RETRACTION, BODY + RETRACTION, ("fail", "retracted")),
        (None, BODY + ABOUT_THE_QUOTE, ("pass", "corrected_before")),
        (BODY, f"{BODY}3 comments\n{ABOUT_THE_QUOTE}", ("pass", "none")),
    ],
)
def test_what_became_of_the_page(then: str | None, now: str, expected: tuple[str, str]) -> None:
    result = judged(now, then)
    assert (result.outcome, result.reason) == expected


def test_the_notice_is_told_and_marked() -> None:
    result = judged(BODY + ABOUT_THE_QUOTE)
    assert result.sentence.endswith(f"since 24 October 2024: “{ABOUT_THE_QUOTE}”")
    assert [(BODY + ABOUT_THE_QUOTE)[start:end] for start, end in result.spans] == [ABOUT_THE_QUOTE]
    assert result.about == (ABOUT_THE_QUOTE,)


@pytest.mark.parametrize("fields", [{"failure": "truncated"}, {"title": "Page not found"}])
def test_what_could_not_be_read_is_not_known(fields: dict[str, str]) -> None:
    assert judged(BODY + RETRACTION, **fields).outcome == "unknown"
