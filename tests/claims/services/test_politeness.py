"""Whom a capture asks, and for how long that host is left in peace."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from claims.services import politeness


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://News.Example/a", "news.example"),
        ("http://news.example:8080/a", "news.example"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("http://[::1]/", "[::1]"),
        ("ftp://news.example/", ""),
        ("", ""),
    ],
)
def test_the_host_of_an_address(url: str, host: str) -> None:
    assert politeness.host_of(url) == host


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "a.localhost", "[::1]"])
def test_this_machine(host: str) -> None:
    assert politeness.is_this_machine(host)


@pytest.mark.parametrize("host", ["128.0.0.1", "localhost.example", "[2001:db8::1]", "127.example", ""])
def test_other_machines(host: str) -> None:
    assert not politeness.is_this_machine(host)


@pytest.mark.parametrize(
    ("asked", "seconds"), [(None, 2), (0.0, 2), (1.0, 2), (90.0, 90), (1e9, 24 * 3600)]
)  # the longest peace is a day
def test_the_gap_is_the_desks_own_or_what_the_host_asked_for(
    asked: float | None, seconds: int, settings: Any
) -> None:
    settings.SOURCE_FETCH_GAP_SECONDS = 2
    assert politeness.gap(retry_after_seconds=asked) == timedelta(seconds=seconds)
