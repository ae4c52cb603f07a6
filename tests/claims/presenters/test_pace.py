"""What a rule of watching does, in words."""

from __future__ import annotations

import pytest

from claims.models import WatchRule
from claims.presenters import pace


@pytest.mark.parametrize(
    ("shortest", "longest", "divisor", "told"),
    [
        (
            10,
            1440,
            12,
            "Looked at again after a twelfth of the time that it has been quiet, at least every day, at most every 10 minutes.",
        ),
        (
            1,
            60,
            1,
            "Looked at again after as long a time as it has been quiet, at least every hour, at most every minute.",
        ),
        (
            60,
            40320,
            50,
            "Looked at again after 1/50 of the time that it has been quiet, at least every 4 weeks, at most every hour.",
        ),
        (30, 30, 12, "Looked at every 30 minutes, whether it changes or not."),
    ],
)
def test_a_rule_is_a_sentence(shortest: int, longest: int, divisor: int, told: str) -> None:
    rule = WatchRule(shortest_minutes=shortest, longest_minutes=longest, divisor=divisor)
    assert pace.sentence(rule) == told
