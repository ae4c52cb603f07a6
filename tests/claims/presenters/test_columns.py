"""A column chart of one series."""

from __future__ import annotations

import itertools

from claims.presenters import columns
from claims.presenters.columns import TALL, Row

ROWS = [Row("1 Sep", 2), Row("8 Sep", 0), Row("15 Sep", 4)]


def test_the_highest_column_is_as_tall_as_the_chart() -> None:
    assert [one.height for one in columns.of(ROWS, unit="claims").columns] == [TALL / 2, 0, TALL]


def test_columns_stand_on_the_base() -> None:
    assert {one.y + one.height for one in columns.of(ROWS, unit="claims").columns} == {TALL}


def test_one_among_a_thousand_can_be_seen() -> None:
    assert columns.of([Row("a", 1), Row("b", 1000)], unit="claims").columns[0].height == 2


def test_columns_lie_beside_each_other_within_the_width() -> None:
    places = [(float(one.x), float(one.width)) for one in columns.of(ROWS, unit="claims").columns]
    assert all(x + width < after for (x, width), (after, _) in itertools.pairwise(places))
    assert sum(places[-1]) <= 100


def test_the_table_behind_it_is_whole() -> None:
    assert columns.of(ROWS, unit="claims").rows == ROWS


def test_it_says_in_words_what_it_shows() -> None:
    assert columns.of(ROWS, unit="claims").summary == "6 claims in this time; most (4) in 15 Sep."


def test_where_there_is_nothing_it_says_so() -> None:
    chart = columns.of([Row("1 Sep", 0)], unit="claims")
    assert (chart.summary, chart.columns[0].height) == ("No claims in this time.", 0)


def test_the_first_a_middle_and_the_last_are_named() -> None:
    assert columns.of([Row(str(n), n) for n in range(9)], unit="claims").ticks == ["0", "4", "8"]


def test_no_rows_no_columns() -> None:
    assert columns.of([], unit="claims").columns == []
