"""Does the source still answer? A table of captures and what is said of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from claims.checks.base import Subject
from claims.checks.reachable import Reachable
from claims.models import Snapshot, Source
from claims.services import weighing
from claims.text.outcomes import FailureClass


def judged(failure: str, *, health: str = "failing", is_cut_off: bool = False) -> tuple[str, str]:
    snapshot = Snapshot(url="https://a.example/x", status=None if failure else 200, failure=failure)
    result = Reachable().judge(Subject(snapshot, Source(health=health), is_cut_off))
    return result.outcome, result.reason


@pytest.mark.parametrize(
    ("failure", "health", "expected"),
    [
        ("", "ok", ("pass", "answers")),
        ("http_404", "failing", ("warn", "http_404")),
        ("timeout", "failing", ("warn", "timeout")),
        ("http_404", "dead", ("fail", "dead")),
        ("dns", "dead", ("fail", "dead")),
        ("http_403", "unknown", ("unknown", "http_403")),
        ("http_429", "dead", ("unknown", "http_429")),
        ("robots", "unknown", ("unknown", "robots")),
        ("worker_lost", "unknown", ("unknown", "worker_lost")),
    ],
)
def test_the_outcome_of_a_capture(failure: str, health: str, expected: tuple[str, str]) -> None:
    assert judged(failure, health=health) == expected


def test_a_desk_that_is_cut_off_says_so_instead_of_blaming_the_source() -> None:
    assert judged("dns", is_cut_off=True) == ("unknown", "cut_off")


def test_it_says_how_far_the_count_has_come() -> None:
    snapshot = Snapshot(url="https://a.example/x", status=404, failure="http_404")
    result = Reachable().judge(Subject(snapshot, Source(health="failing", counted_failures=2)))
    assert result.sentence.endswith("Failure 2 of the 3, days apart, after which it counts as gone.")


AGAINST = {
    "dns", "unreachable", "refused", "connect_timeout", "timeout", "tls", "connection_lost", "bad_response",
    "too_many_redirects", "redirect_loop", "http_404", "http_410", "http_4xx", "http_5xx", "soft_404",
}  # fmt: skip


@pytest.mark.parametrize("failure", FailureClass)
@pytest.mark.parametrize("health", ["failing", "dead"])
def test_what_counts_against_a_source_and_what_says_nothing(failure: FailureClass, health: str) -> None:
    outcome, _ = judged(failure, health=health)
    assert outcome == ({"failing": "warn", "dead": "fail"}[health] if failure in AGAINST else "unknown")


@pytest.mark.parametrize(
    ("captures", "expected"),
    [
        ([("http_404", 0), ("http_404", 72), ("http_404", 144)], ["warn", "warn", "fail"]),
        ([("http_404", 0), ("http_404", 71), ("http_404", 143)], ["warn", "warn", "warn"]),
        ([("dns", 0), ("http_5xx", 72), ("timeout", 144)], ["warn", "warn", "fail"]),
        ([("http_404", 0), ("http_404", 72), ("", 100), ("http_404", 144)], ["warn", "warn", "pass", "warn"]),
        ([("http_404", 0), ("http_403", 72), ("http_404", 144), ("http_404", 216)], ["warn", "unknown", "warn", "fail"]),
        ([("http_404", 0), *[("http_404", hour) for hour in range(1, 71)]], ["warn"] * 71),
        ([("bot_wall", 0), ("http_429", 72), ("http_451", 144), ("http_401", 216)], ["unknown"] * 4),
    ],
)  # fmt: skip
def test_three_failures_days_apart_and_nothing_less(
    captures: list[tuple[str, int]], expected: list[str]
) -> None:
    begin, standing, outcomes = datetime(2024, 11, 1, tzinfo=UTC), weighing.Standing(), []
    for failure, hours in captures:
        standing = weighing.weigh(standing, failure, at=begin + timedelta(hours=hours))
        source = Source(health=standing.health, counted_failures=standing.counted)
        snapshot = Snapshot(url="https://a.example/x", status=None if failure else 200, failure=failure)
        outcomes.append(Reachable().judge(Subject(snapshot, source)).outcome)
    assert outcomes == expected
