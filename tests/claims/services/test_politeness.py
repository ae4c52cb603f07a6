"""Whom a capture asks, and for how long that host is left in peace."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from claims.models import HostRule
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


@pytest.mark.parametrize(
    ("host", "rule", "asked", "delay", "seconds"),
    [
        ("news.example", None, None, None, 2),
        ("news.example", 60, None, None, 60),  # longer
        ("news.example", 1, None, None, 1),  # shorter
        ("news.example", 0, None, None, 1),  # but not without any gap
        ("127.0.0.1", 0, None, None, 0),
        ("www.news.example", 60, None, None, 60),
        ("blog.news.example", 60, None, None, 2),  # another host
        ("news.example", 1, 30.0, None, 30),  # what the host asks for wins
        ("news.example", 1, None, 10.0, 10),
        ("news.example", 60, 30.0, 10.0, 60),
        ("news.example", None, 5.0, 10.0, 10),
        ("news.example", None, None, 1e9, 24 * 3600),
    ],
)
def test_the_gap_with_rules_of_the_desk_and_of_the_host(
    db: None,
    settings: Any,
    host: str,
    rule: int | None,
    asked: float | None,
    delay: float | None,
    seconds: int,
) -> None:
    settings.SOURCE_FETCH_GAP_SECONDS = 2
    HostRule.objects.create(host="other.example", gap_seconds=7)
    if rule is not None:
        own = host if host == "127.0.0.1" else "news.example"
        HostRule.objects.create(host=own, gap_seconds=rule)
    found = politeness.gap(host=host, retry_after_seconds=asked, crawl_delay_seconds=delay)
    assert found == timedelta(seconds=seconds)


def test_without_a_host_no_row_is_asked_for(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        politeness.gap()
    with django_assert_num_queries(1):
        politeness.gap(host="www.news.example")
