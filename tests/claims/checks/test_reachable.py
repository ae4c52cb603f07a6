"""Does the source still answer? A table of captures and what is said of them."""

from __future__ import annotations

import pytest

from claims.checks.base import Subject
from claims.checks.reachable import Reachable
from claims.models import Snapshot, Source


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
