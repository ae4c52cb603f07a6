"""A column chart of one series: a number for each week or month. Read by height, never by colour.

Places along the line are per cent of its width, so that the chart fits any window; heights are pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

TALL = 96  # pixels of the highest column
GAP = 0.25  # of a column's room


class Column(NamedTuple):
    """``x`` and ``width`` are per cent, ``y`` and ``height`` pixels; ``told`` is said of it when it is pointed at."""

    x: str
    width: str
    y: float
    height: float
    told: str


class Row(NamedTuple):
    words: str
    n: int


@dataclass(frozen=True)
class Columns:
    """``rows`` are the table behind the chart; ``ticks`` the first, a middle and the last of its words."""

    height: int
    columns: list[Column]
    rows: list[Row]
    most: int
    total: int
    ticks: list[str]
    summary: str


def of(rows: Sequence[Row], *, unit: str) -> Columns:
    """The chart of ``rows``, oldest first. ``unit`` is what is counted, in the plural: "publications"."""
    most, total = max((row.n for row in rows), default=0), sum(row.n for row in rows)
    room = 100 / max(len(rows), 1)
    columns = [_column(row, at * room, room, most) for at, row in enumerate(rows)]
    return Columns(TALL, columns, list(rows), most, total, _ticks(rows), _summary(rows, most, total, unit))


def _column(row: Row, x: float, room: float, most: int) -> Column:
    height = round(TALL * row.n / most, 1) if most else 0.0
    if row.n:
        height = max(height, 2.0)  # what there is one of can be seen
    width = room * (1 - GAP)
    return Column(f"{x + room * GAP / 2:.2f}", f"{width:.2f}", TALL - height, height, f"{row.words}: {row.n}")


def _ticks(rows: Sequence[Row]) -> list[str]:
    if len(rows) < 3:
        return [row.words for row in rows]
    return [rows[0].words, rows[len(rows) // 2].words, rows[-1].words]


def _summary(rows: Sequence[Row], most: int, total: int, unit: str) -> str:
    if not total:
        return _("No {unit} in this time.").format(unit=unit)
    best = next(row for row in rows if row.n == most)
    return _("{total} {unit} in this time; most ({most}) in {words}.").format(
        total=total, unit=unit, most=most, words=best.words
    )
