"""What a rule of watching does, in a sentence."""

from __future__ import annotations

from claims.models import WatchRule
from claims.text import durations

PARTS = {
    1: "as long a time as", 2: "half of the time that", 3: "a third of the time that", 4: "a quarter of the time that",
    5: "a fifth of the time that", 6: "a sixth of the time that", 7: "a seventh of the time that",
    8: "an eighth of the time that", 9: "a ninth of the time that", 10: "a tenth of the time that",
    12: "a twelfth of the time that", 24: "a twenty-fourth of the time that",
}  # fmt: skip


def sentence(rule: WatchRule) -> str:
    """“Looked at again after a twelfth of the time that it has been quiet, at least every day, at most every 10
    minutes.”"""
    if rule.shortest_minutes == rule.longest_minutes:
        return f"Looked at {durations.every(rule.longest)}, whether it changes or not."
    part = PARTS.get(rule.divisor, f"1/{rule.divisor} of the time that")
    return (
        f"Looked at again after {part} it has been quiet, at least {durations.every(rule.longest)}, "
        f"at most {durations.every(rule.shortest)}."
    )
