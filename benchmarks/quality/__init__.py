"""How well texts are read and matched, on public data that nobody here wrote: `python -m benchmarks.quality`.

A part is a module of this package with a ``TITLE`` and ``measure() -> list[Row]``; it is found by being there. The data
is read from BENCH_DATA or from `../shared/bench` and never copied; a part whose data is absent is skipped with a word.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
Figure = float | int | str


class NoData(Exception):
    """What a part measures on is not on this machine."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of ours with those of the peers beside it.

    ``of`` names the set. ``peers`` are what others reach on the same set, by name: measured in the same run, or as published.
    ``goal`` is the least that is good enough, or, with ``at_most``, the most. ``note`` says what a reader must know.
    """

    what: str
    of: str
    ours: Figure
    peers: Mapping[str, Figure] = field(default_factory=dict)
    goal: float | None = None
    at_most: bool = False
    note: str = ""

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is reached; None without one."""
        if self.goal is None or isinstance(self.ours, str):
            return None
        return self.ours <= self.goal if self.at_most else self.ours >= self.goal


def data(*names: str) -> Path:
    """A file or folder of the public data. NoData where it isn't there."""
    path = Path(os.environ.get("BENCH_DATA") or ROOT.parent / "shared" / "bench").joinpath(*names)
    if not path.exists():
        raise NoData(
            f"there is no {'/'.join(names)} to measure on; name the folder that holds it in BENCH_DATA"
        )
    return path
