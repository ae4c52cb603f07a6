"""Krippendorff's alpha: how far people agree beyond what chance would bring about.

After Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011). 1.0 is full agreement, 0.0 that of dice, less
is worse than dice. Values on a scale are numbers, and being one step apart is less than being four apart (the ordinal
metric); values off the scale are names, as far from everything else as the ends of the scale are from each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import permutations

Value = int | str
Distance = Callable[[Value, Value], float]


def alpha(units: Iterable[Sequence[Value]]) -> float | None:
    """``units``: for each thing that was judged, the values that people gave it.

    None where nothing can be said: nobody judged what another did, or all gave the same to everything.
    """
    pairable = [values for values in units if len(values) > 1]
    counts = Counter(value for values in pairable for value in values)
    total = sum(counts.values())
    if len(counts) < 2:
        return None
    apart = _distance(counts)
    observed = sum(_within(values, apart) for values in pairable) / total
    expected = sum(
        counts[one] * counts[other] * apart(one, other) for one, other in permutations(counts, 2)
    ) / (total * (total - 1))
    return 1 - observed / expected


def _within(values: Sequence[Value], apart: Distance) -> float:
    """The disagreement in one unit: over all pairs, each counted by what its unit has to give."""
    return sum(apart(one, other) for one, other in permutations(values, 2)) / (len(values) - 1)


def _distance(counts: Counter[Value]) -> Distance:
    steps = {value: count for value, count in counts.items() if isinstance(value, int)}
    widest = _ordinal(min(steps), max(steps), steps) if len(steps) > 1 else 1.0

    def distance(one: Value, other: Value) -> float:
        if one == other:
            return 0.0
        if isinstance(one, int) and isinstance(other, int):
            return _ordinal(one, other, steps) / widest
        return 1.0

    return distance


def _ordinal(one: int, other: int, counts: dict[int, int]) -> float:
    """The square of how many values lie between the two, with half of those at either end."""
    low, high = sorted((one, other))
    between = sum(count for value, count in counts.items() if low <= value <= high)
    return (between - (counts[low] + counts[high]) / 2) ** 2
