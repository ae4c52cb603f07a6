"""How far a page moved away from its baseline, and whether near the quoted words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from claims.checks.base import Passage, Result, Subject
from claims.checks.content_drift import ContentStable
from claims.models import Evidence, Extraction, Snapshot, Source

NEIGHBOUR = "The harbour master signed the list before two witnesses of the council on Friday."
QUOTE = "In 2023 the port counted 4,200 ships, which nobody had expected of so small a town."
FAR = [
    f"Paragraph {n} tells at some length of the weather in the {n}th month of that year." for n in range(40)
]
TEXT = "\n".join([*FAR[:20], NEIGHBOUR, QUOTE, *FAR[20:]])
START = TEXT.index(QUOTE)


def snapshot(text: str, *, pk: int, failure: str = "") -> Snapshot:
    return Snapshot(
        pk=pk, url="https://a.example/x", final_url="https://a.example/x", status=200, failure=failure, text=text,
        captured_at=datetime(2024, 11, 1, tzinfo=UTC),
    )  # fmt: skip


def judged(text: str, **fields: str) -> Result:
    evidence = Evidence(pk=1, quote=QUOTE, snapshot_id=1, start=START, end=START + len(QUOTE))
    subject = Subject(snapshot(text, pk=2, **fields), Source(language="en"))
    return ContentStable().judge(subject, Passage(evidence, snapshot(TEXT, pk=1)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TEXT, ("pass", "unchanged")),
        ("Updated 3 November 2024\nMenu\nHome\n" + TEXT, ("pass", "little_changed")),
        (TEXT.replace(FAR[0], "Something quite different stands in this place now, about bread."), ("pass", "little_changed")),
        (TEXT.replace(NEIGHBOUR, "The harbour master has since withdrawn the list and was dismissed on Monday."),
         ("warn", "changed_near_the_quote")),
        (TEXT.replace(QUOTE, "Wrongly, we wrote: " + QUOTE), ("warn", "changed_near_the_quote")),
        (TEXT.replace("signed", "never signed"), ("pass", "little_changed")),  # one word, in another sentence
        ("\n".join(["Entirely other words stand here now, of bread and butter and cheese."] * 20 + [NEIGHBOUR, QUOTE] + FAR[20:]),
         ("warn", "changed_near_the_quote")),
    ],
)  # fmt: skip
def test_what_became_of_the_page(text: str, expected: tuple[str, str]) -> None:
    result = judged(text)
    assert (result.outcome, result.reason) == expected


def test_much_change_far_from_the_quote_is_a_warning() -> None:
    other = [
        f"Entirely other words stand in place {n} now, of bread, butter, cheese and wine." for n in range(24)
    ]
    text = "\n".join([*other[:12], *FAR[12:20], NEIGHBOUR, QUOTE, *FAR[20:28], *other[12:]])
    result = judged(text)
    assert (result.outcome, result.reason) == ("warn", "much_changed")
    assert result.details["ratio"] > 0.25


def test_where_it_changed_is_told() -> None:
    result = judged(
        TEXT.replace(NEIGHBOUR, "The harbour master withdrew the list, and was dismissed on Monday.")
    )
    (change,) = result.details["changes"]
    assert "signed the list" in change["before"]
    assert "withdrew the list" in change["after"]


def test_the_first_capture_is_compared_with_nothing() -> None:
    first = snapshot(TEXT, pk=1)
    result = ContentStable().judge(Subject(first, Source()), Passage(Evidence(pk=1, quote=QUOTE), first))
    assert (result.outcome, result.reason) == ("pass", "first_capture")


@pytest.mark.parametrize("failure", ["truncated", "timeout", "http_404"])
def test_a_failed_fetch_is_never_a_change(failure: str) -> None:
    assert judged("Half of the", failure=failure).outcome == "unknown"


ARTICLE = TEXT
CHANGED = TEXT.replace(
    NEIGHBOUR, "The harbour master has since withdrawn the list and was dismissed on Monday."
)
COMMENTS = "\n".join(
    f"Reader {n} thinks that the port has been too small for the town for many a year." for n in range(40)
)


@pytest.mark.parametrize(
    ("text", "article", "expected"),
    [
        (f"{TEXT}\n{COMMENTS}", TEXT, ("pass", "little_changed")),
        (TEXT.replace(QUOTE, f"{QUOTE}\nSwitch to green power and save up to 340 a year before November."), TEXT, ("pass", "little_changed")),
        (CHANGED, CHANGED, ("warn", "changed_near_the_quote")),
        (f"{COMMENTS}\n{CHANGED}", CHANGED, ("warn", "changed_near_the_quote")),
        (TEXT.replace(f"{NEIGHBOUR}\n", ""), TEXT.replace(f"{NEIGHBOUR}\n", ""), ("warn", "changed_near_the_quote")),
        (TEXT.replace(QUOTE, f"The Gazette: ships of the port were counted\n{QUOTE}"),
         f"The Gazette: ships of the port were counted\n{TEXT}", ("pass", "little_changed")),
    ],
)  # fmt: skip
def test_only_the_article_counts(text: str, article: str, expected: tuple[str, str]) -> None:
    evidence = Evidence(pk=1, quote=QUOTE, snapshot_id=1, start=START, end=START + len(QUOTE))
    baseline = snapshot(TEXT, pk=1)
    baseline.title = "The Gazette: ships of the port were counted"
    subject = Subject(snapshot(text, pk=2), Source(language="en"), extraction=Extraction(text=article))
    result = ContentStable().judge(subject, Passage(evidence, baseline, article=ARTICLE))
    assert (result.outcome, result.reason) == expected
