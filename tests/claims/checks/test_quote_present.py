"""Do the quoted words still stand in the source? Each row is a page as it became, and what is found."""

from __future__ import annotations

import hashlib
import zlib

import pytest

from claims.checks.base import Passage, Result, Subject
from claims.checks.quote_present import QuotePresent
from claims.models import Blob, Evidence, Snapshot, Source
from claims.text import spans

BEFORE = "The minister spoke for an hour on Monday. "
QUOTE = "North Korea has sent “over 13,000” containers to Russia since August"
AFTER = ", he said. Nobody in the hall asked how they had been counted."
TEXT = BEFORE + QUOTE + AFTER
FILLER = "The weather was fine and the market stalls stood open. " * 8


def snapshot(text: str, *, title: str = "Minister", failure: str = "", pk: int = 2) -> Snapshot:
    return Snapshot(
        pk=pk, url="https://a.example/x", final_url="https://a.example/x", status=200, failure=failure, title=title, text=text
    )  # fmt: skip


def evidence(*, anchored: bool = True) -> Evidence:
    if not anchored:
        return Evidence(pk=1, quote=QUOTE)
    anchor = spans.make(TEXT, len(BEFORE), len(BEFORE) + len(QUOTE))
    return Evidence(
        pk=1, quote=QUOTE, snapshot_id=1, start=anchor.start, end=anchor.end, prefix=anchor.prefix, suffix=anchor.suffix
    )  # fmt: skip


def judged(text: str, *, anchored: bool = True, **fields: str) -> Result:
    baseline = snapshot(TEXT, pk=1) if anchored else None
    subject = Subject(snapshot(text, **fields), Source())  # type: ignore[arg-type]
    return QuotePresent().judge(subject, Passage(evidence(anchored=anchored), baseline))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TEXT, ("pass", "found")),
        ("Subscribe to our newsletter. " + TEXT, ("pass", "found")),
        (TEXT.replace("“", '"').replace("”", '"'), ("pass", "found")),
        (TEXT.replace("since August", "since  August").upper(), ("pass", "found")),
        (FILLER + "In short: " + QUOTE + ". " + FILLER, ("pass", "moved")),
        (TEXT.replace("over 13,000", "over 13 000"), ("warn", "touched_up")),
        (TEXT.replace("“over 13,000”", "(over 13,000)"), ("warn", "touched_up")),
        (TEXT.replace("13,000", "3,000"), ("fail", "altered")),
        (TEXT.replace("North", "South"), ("fail", "altered")),
        (TEXT.replace("Monday. North", "Monday. Not North"), ("fail", "altered")),
        (TEXT.replace("13,000", "3,000") + " Comment: they wrote " + QUOTE + " before.", ("fail", "altered")),
        (TEXT.replace("has sent", "has not sent"), ("fail", "altered")),
        (BEFORE + AFTER, ("fail", "lost")),
        (FILLER, ("fail", "lost")),
    ],
)
def test_what_became_of_anchored_words(text: str, expected: tuple[str, str]) -> None:
    result = judged(text)
    assert (result.outcome, result.reason) == expected


def test_the_words_that_differ_are_named_and_marked() -> None:
    altered = TEXT.replace("13,000", "3,000")
    result = judged(altered)
    assert result.sentence == "The quoted words were altered: “13,000” became “3,000”."
    ((start, end),) = result.spans
    assert "3,000" in altered[start:end]


def test_a_number_at_the_edge_is_told_whole() -> None:
    text = "The list was read. In 2023, 2,400 ships called at the port, he said."
    passage = Passage(Evidence(pk=1, quote="4,200 ships called at the port", snapshot_id=1))
    result = QuotePresent().judge(Subject(snapshot(text), Source()), passage)
    assert result.sentence == "The quoted words were altered: “4,200” became “2,400”."


def test_a_not_that_was_put_in_is_named() -> None:
    assert "“not” was added" in judged(TEXT.replace("has sent", "has not sent")).sentence


def test_words_with_an_ellipsis_in_them_are_found_around_what_was_left_out() -> None:
    passage = Passage(
        Evidence(pk=1, quote="The minister spoke … has sent “over 13,000” containers", snapshot_id=1)
    )
    found = QuotePresent().judge(Subject(snapshot(TEXT), Source()), passage)
    altered = QuotePresent().judge(Subject(snapshot(TEXT.replace("13,000", "3,000")), Source()), passage)
    assert (found.reason, [TEXT[start:end] for start, end in found.spans]) == (
        "found", ["The minister spoke", "has sent “over 13,000” containers"],
    )  # fmt: skip
    assert (altered.outcome, altered.details["words"]) == ("fail", [("13,000", "3,000")])


def test_words_that_the_page_always_wrote_in_another_way_are_found() -> None:
    text = TEXT.replace("“over 13,000”", "over 13 000")
    anchor = spans.make(text, len(BEFORE), text.index(AFTER))
    anchored = Evidence(
        pk=1,
        quote=QUOTE,
        snapshot_id=1,
        start=anchor.start,
        end=anchor.end,
        prefix=anchor.prefix,
        suffix=anchor.suffix,
    )
    result = QuotePresent().judge(Subject(snapshot(text), Source()), Passage(anchored, snapshot(text, pk=1)))
    assert (result.outcome, result.reason) == ("pass", "found")


WALL = "\nSubscribe to continue reading. Already a subscriber? Log in."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BEFORE + WALL, ("unknown", "hidden")),
        (BEFORE + AFTER + WALL, ("fail", "lost")),
        (FILLER, ("fail", "lost")),
    ],
)
def test_words_behind_a_barrier(text: str, expected: tuple[str, str]) -> None:
    result = judged(text)
    assert (result.outcome, result.reason) == expected


@pytest.mark.parametrize(
    ("body", "text", "expected"),
    [
        (b"<html><body><p>The minister", BEFORE, ("unknown", "breaks_off")),
        (b"<html><body><p>The minister", BEFORE + QUOTE[:40], ("unknown", "breaks_off")),
        (b"<html><body><p>The minister", BEFORE + QUOTE, ("pass", "found")),
        (b"<html><body><p>The minister</body></html>", BEFORE, ("fail", "lost")),
    ],
)
def test_words_that_a_copy_cut_off_lacks(body: bytes, text: str, expected: tuple[str, str]) -> None:
    before, now = snapshot(TEXT, pk=1), snapshot(text)
    before.body, now.body = whole(b"<html><body>" + TEXT.encode() + b"</body></html>"), whole(body)
    result = QuotePresent().judge(Subject(now, Source()), Passage(evidence(), before))
    assert (result.outcome, result.reason) == expected


def whole(body: bytes) -> Blob:
    return Blob(sha256=hashlib.sha256(body).hexdigest(), compressed=zlib.compress(body), size=len(body))


def test_a_redirect_to_a_log_in_says_nothing_of_the_words() -> None:
    elsewhere = snapshot(FILLER)
    elsewhere.final_url = "https://a.example/login?next=/x"
    result = QuotePresent().judge(Subject(elsewhere, Source()), Passage(evidence(), snapshot(TEXT, pk=1)))
    assert (result.outcome, result.reason) == ("unknown", "log_in")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TEXT, ("pass", "found")),
        (FILLER, ("warn", "never_found")),
        (TEXT.replace("over 13,000", "more than 13,000"), ("warn", "nearly_found")),
    ],
)
def test_words_that_this_desk_never_found_were_not_lost(text: str, expected: tuple[str, str]) -> None:
    result = judged(text, anchored=False)
    assert (result.outcome, result.reason) == expected


@pytest.mark.parametrize(
    ("text", "fields", "reason"),
    [
        ("", {"failure": "truncated"}, "not_captured"),
        (TEXT, {"failure": "truncated"}, "not_captured"),
        (" \n", {}, "no_text"),
        ("Sorry.", {"title": "Page not found"}, "not_the_page"),
    ],
)
def test_what_could_not_be_read_is_not_known(text: str, fields: dict[str, str], reason: str) -> None:
    result = judged(text, **fields)
    assert (result.outcome, result.reason) == ("unknown", reason)


def test_the_same_alteration_is_the_same_trouble_and_another_is_not() -> None:
    once, again = judged(TEXT.replace("13,000", "3,000")), judged(FILLER + TEXT.replace("13,000", "3,000"))
    assert once.about == again.about
    assert once.about != judged(TEXT.replace("13,000", "1,300")).about
