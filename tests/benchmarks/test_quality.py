"""The quality benchmark's frame: its parts are found, and a goal is judged from the right side."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import quality
from benchmarks.quality import NoData, Row, __main__


def test_every_part_is_found_by_being_there() -> None:
    parts = __main__.parts()
    assert {"sentences", "matching", "candidates", "intake", "quantities"} <= parts.keys()
    assert all(part.TITLE for part in parts.values())


@pytest.mark.parametrize(
    ("ours", "at_most", "is_met"),
    [
        (0.75, False, True),
        (0.74, False, False),
        (0.75, True, True),
        (0.76, True, False),
        ("none", False, None),
    ],
)
def test_a_goal_is_a_floor_or_a_ceiling(ours: float | str, at_most: bool, is_met: bool | None) -> None:
    assert Row("F", "a set", ours, goal=0.75, at_most=at_most).is_met is is_met


def test_data_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BENCH_DATA", str(tmp_path))
    with pytest.raises(NoData, match="text/no-such-set"):
        quality.data("text", "no-such-set")


def test_a_row_is_told_with_its_set_and_peers() -> None:
    told = __main__.told(Row("rules kept", "48 rules", 47, {"pySBD": 46}, goal=47, note="of English"))
    assert told == "48 rules: rules kept 47; pySBD 46; goal ≥ 47 ✓ (of English)"
