"""Whether an address still leads to the publisher's page: a table of redirects, names for sale and pages in its place."""

from __future__ import annotations

import zlib

import pytest

from claims.checks.base import Result, Subject
from claims.checks.same_place import SamePlace
from claims.models import Blob, Snapshot, Source

ASKED = "https://www.gazette.example/2024/11/harbour-master-signs-list"
ARTICLE = "\n".join(
    f"On day {n} the council met in hall {n} and heard the harbour master speak." for n in "abcdefgh"
)
OTHER = "\n".join(
    f"Telephone {n} weighs less than the last one did, its maker has told the press." for n in "abcdefgh"
)
CASINO = "Play slots at the best online casino.\n" * 9


def judged(
    *, final_url: str = ASKED, canonical: str = "", title: str = "Harbour", text: str = ARTICLE, failure: str = "",
    asked: str = ASKED, before: str | None = ARTICLE,
) -> Result:  # fmt: skip
    snapshot = Snapshot(
        pk=2, url=asked, final_url=final_url, status=200, canonical_url=canonical, title=title, text=text, failure=failure
    )  # fmt: skip
    baseline = (
        Snapshot(pk=1, url=asked, final_url=asked, status=200, title="Harbour", text=before)
        if before
        else None
    )
    return SamePlace().judge(Subject(snapshot, Source(), baseline=baseline))


@pytest.mark.parametrize(
    ("final_url", "text", "expected"),
    [
        (ASKED, ARTICLE, ("pass", "same_place")),
        ("https://gazette.example/2024/11/harbour-master-signs-list", ARTICLE, ("pass", "same_place")),
        (
            "https://news.gazette.example/articles/17-harbour-master-signs-list",
            ARTICLE,
            ("pass", "same_place"),
        ),
        (ASKED + "/", OTHER, ("pass", "same_place")),  # another text is another check's matter
        ("https://www.gazette.example/2024/11/harbour-master-signs-list-17", ARTICLE, ("pass", "same_place")),
        ("https://www.tribune.example/harbour", ARTICLE, ("warn", "another_site")),
        ("https://www.tribune.example/harbour", OTHER, ("warn", "another_site")),
        ("https://www.gazette.example/world/", OTHER, ("fail", "section")),
        ("https://www.gazette.example/world/", ARTICLE, ("warn", "section")),
        ("https://www.gazette.example/account/login?next=/2024", OTHER, ("unknown", "log_in")),
        ("https://consent.gazette.example/collect?id=7", OTHER, ("unknown", "log_in")),
        ("https://login.example/sso", OTHER, ("unknown", "log_in")),
    ],
)
def test_where_redirects_lead(final_url: str, text: str, expected: tuple[str, str]) -> None:
    result = judged(final_url=final_url, text=text)
    assert (result.outcome, result.reason) == expected


@pytest.mark.parametrize(
    ("asked", "final_url"),
    [
        ("http://a.example/story/17/harbour-master", "https://a.example/story/17"),
        ("http://a.example/news/log-in-screens-compared", "https://a.example/news/log-in-screens-compared/"),
        ("http://a.example/world", "https://a.example/world/"),
        ("http://a.example/read?id=17", "https://a.example/read/17"),
    ],
)
def test_moves_within_the_site(asked: str, final_url: str) -> None:
    assert judged(asked=asked, final_url=final_url).outcome == "pass"


@pytest.mark.parametrize(
    ("title", "text", "before", "expected"),
    [
        ("gazette.example is for sale", "Make an offer", ARTICLE, ("fail", "for_sale")),
        ("gazette.example", "이 도메인은 판매 중입니다", None, ("fail", "for_sale")),
        ("Slot casino 77", CASINO, ARTICLE, ("fail", "taken_over")),
        ("Slot casino 77", CASINO, CASINO, ("pass", "same_place")),
        ("Slot casino 77", CASINO + ARTICLE, ARTICLE, ("pass", "same_place")),
        ("Domains for sale: a trade", ARTICLE, ARTICLE, ("pass", "same_place")),
    ],
)
def test_names_that_were_sold(title: str, text: str, before: str | None, expected: tuple[str, str]) -> None:
    result = judged(title=title, text=text, before=before)
    assert (result.outcome, result.reason) == expected


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("", "pass"),
        ("https://gazette.example/another/path", "pass"),
        ("https://agency.example/original", "warn"),
        ("not an address", "pass"),
    ],
)
def test_what_a_page_names_as_its_original(canonical: str, expected: str) -> None:
    assert judged(canonical=canonical).outcome == expected


def test_an_original_elsewhere_is_told_once() -> None:
    page = Snapshot(
        pk=1,
        url=ASKED,
        final_url=ASKED,
        status=200,
        text=ARTICLE,
        canonical_url="https://agency.example/original",
    )
    again = Snapshot(
        pk=2,
        url=ASKED,
        final_url=ASKED,
        status=200,
        text=ARTICLE,
        canonical_url="https://agency.example/original",
    )
    outcomes = [SamePlace().judge(Subject(one, Source(), baseline=page)).outcome for one in (page, again)]
    assert outcomes == ["warn", "pass"]


def test_a_copy_that_breaks_off_says_nothing_against_a_section() -> None:
    page, cut = (Blob(sha256=str(n), compressed=compressed(n)) for n in (b"<html></html>", b"<html>"))
    before = Snapshot(pk=1, url=ASKED, final_url=ASKED, status=200, text=ARTICLE, body=page)
    now = Snapshot(
        pk=2, url=ASKED, final_url="https://www.gazette.example/world/", status=200, text="Menu", body=cut
    )
    assert SamePlace().judge(Subject(now, Source(), baseline=before)).outcome == "warn"


def compressed(body: bytes) -> bytes:
    return zlib.compress(body)


def test_what_was_not_captured_is_not_known() -> None:
    assert judged(failure="timeout").outcome == "unknown"
