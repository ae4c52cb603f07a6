"""One look at an address: what it says of the link."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from claims.clients.http import Fetched
from claims.clients.pages import Page
from claims.models import Probe
from claims.services import examining
from claims.services.examining import Examined
from claims.text.outcomes import FailureClass as F
from tests import captures

LONG = f"{captures.TEXT}\n" * 10


def look(
    fetched: Fetched, *quotes: str, probe: Probe | None = None, page: Page | None = None,
    monkeypatch: pytest.MonkeyPatch,
) -> Examined:  # fmt: skip
    monkeypatch.setattr("claims.clients.pages.read", lambda _: page or captures.read(fetched))
    return examining.by_page(fetched, quotes, probe)


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (None, "ok"), (F.DNS, "broken"), (F.REFUSED, "broken"), (F.TIMEOUT, "broken"), (F.TLS, "broken"),
        (F.HTTP_404, "broken"), (F.HTTP_410, "broken"), (F.HTTP_5XX, "broken"), (F.REDIRECT_LOOP, "broken"),
        (F.HTTP_401, "unknown"), (F.HTTP_403, "unknown"), (F.HTTP_429, "unknown"), (F.HTTP_451, "unknown"),
        (F.BOT_WALL, "unknown"), (F.TRUNCATED, "unknown"), (F.BAD_ENCODING, "unknown"), (F.ROBOTS, "unknown"),
        (F.BLOCKED_ADDRESS, "unknown"), (F.NO_NETWORK, "unknown"), (F.DNS_UNAVAILABLE, "unknown"),
        (F.TOO_LARGE, "ok"),
    ],
)  # fmt: skip
def test_what_an_answer_says_of_the_link(failure: F | None, outcome: str) -> None:
    fetched = captures.failed(failure) if failure else captures.page(LONG)

    examined = examining.by_answer(fetched)

    assert (examined.outcome, examined.error) == (outcome, failure or "")
    assert [one["check"] for one in examined.findings] == ["reachable"]


@pytest.mark.parametrize(
    ("page", "outcome", "error"),
    [
        (Page(text=LONG, title="Harbour list"), "ok", ""),
        (Page(text="Sorry, this page could not be found.", title="Page not found"), "broken", "soft_404"),
        (Page(text="Please sign in to continue reading.", title="Sign in"), "unknown", "http_401"),
        (Page(text="Checking your browser", title="Just a moment..."), "unknown", "bot_wall"),
        (Page(text="This article is for our subscribers", title="Harbour list"), "unknown", "paywall"),
        (Page(failure=F.UNSUPPORTED_TYPE), "ok", "unsupported_type"),
        (Page(failure=F.PARSE_LIMIT), "ok", "parse_limit"),
        (Page(failure=F.EXTRACT_FAILED), "unknown", "extract_failed"),
    ],
)
def test_what_a_page_says_of_the_link(
    page: Page, outcome: str, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    examined = look(captures.page(), page=page, monkeypatch=monkeypatch)

    assert (examined.outcome, examined.error) == (outcome, error)


@pytest.mark.parametrize(
    ("words", "outcome", "failed"),
    [(captures.QUOTE, "pass", False), ("4,200 planes landed at the port", "warn", True)],
)
def test_quoted_words_are_looked_for(
    words: str, outcome: str, failed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    examined = look(captures.page(LONG), words, monkeypatch=monkeypatch)

    finding = next(one for one in examined.findings if one["check"] == "quote-present")
    assert (finding["quote"], finding["outcome"]) == (words, outcome)
    assert (examined.outcome, examined.failed) == ("ok", failed)


def test_an_error_page_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clients.pages.read", None)

    assert examining.by_page(captures.failed("http_404", status=404, body=b"<p>gone</p>")).error == "http_404"


def test_a_check_that_fails_itself_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("claims.checks.soft_404.NotASoft404.judge", fail)

    examined = look(captures.page(LONG), monkeypatch=monkeypatch)

    assert examined.outcome == "ok"
    assert [one["reason"] for one in examined.findings if one["check"] == "not-a-soft-404"] == [
        "check_failed"
    ]


def test_the_line_says_what_came(monkeypatch: pytest.MonkeyPatch) -> None:
    fetched = captures.page("text", final_url="http://b.test/", elapsed_seconds=0.0234)

    line = examining.by_answer(fetched).line("http://a.test/")

    assert list(line) == [
        "url", "outcome", "status", "final_url", "sha256", "bytes", "elapsed_ms", "error", "findings",
    ]  # fmt: skip
    assert (line["url"], line["final_url"], line["bytes"], line["elapsed_ms"], line["error"]) == (
        "http://a.test/", "http://b.test/", 17, 23, None,
    )  # fmt: skip
    assert line["sha256"] == hashlib.sha256(b"Harbour list\ntext").hexdigest()
