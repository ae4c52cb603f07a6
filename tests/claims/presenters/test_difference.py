"""Two captures side by side: the words that differ, the quoted passages on both sides, and nothing without bounds."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from claims.models import Evidence, Snapshot, Source, User
from claims.presenters import difference, quoted
from claims.presenters.difference import Difference
from tests import factories, histories

A = "The port handled 4,200 ships in 2023, the mayor said on Monday."
B = "Nobody in Lowmark had ever counted them before that year."


@pytest.fixture
def source(chae: User) -> Source:
    return factories.source(by=chae)


def captured(source: Source, *paragraphs: str) -> Snapshot:
    return histories.snapshot(source, list(paragraphs), at=timezone.now())


def between(before: Snapshot, after: Snapshot, *evidence: Evidence) -> Difference:
    return difference.between(before, after, list(evidence))


def told(side: list[Any]) -> list[tuple[str, str]]:
    """(words, edit) of a side, without what didn't change."""
    return [(bit.text, bit.edit) for bit in side if bit.edit]


def rows(made: Difference) -> list[Any]:
    return [row for stretch in made.stretches for row in stretch.rows]


def test_the_words_that_differ_are_marked_on_both_sides(source: Source) -> None:
    made = between(captured(source, A, B), captured(source, A.replace("4,200", "2,400"), B))
    (changed,) = [row for row in rows(made) if row.number]
    assert (told(changed.before), told(changed.after)) == ([("4,200", "removed")], [("2,400", "added")])
    assert (made.changes, made.removed, made.added) == (1, 1, 1)


def test_a_word_that_stayed_by_chance_among_many_that_did_not_is_shown_with_them(source: Source) -> None:
    before = "It was estimated at 2.4 million crowns to be paid out of three yearly budgets by the town of Lowmark."
    after = "It was put down to bad luck and greed of some small firms by the town of Lowmark."
    made = between(captured(source, before), captured(source, after))
    (changed,) = [row for row in rows(made) if row.number]
    assert told(changed.before) == [
        ("estimated at 2.4 million crowns to be paid out of three yearly budgets", "removed")
    ]
    assert (made.removed, made.added) == (11, 9)


def test_the_same_text_has_no_changes(source: Source) -> None:
    made = between(captured(source, A, B), captured(source, A, B))
    assert (made.changes, made.same, made.left_out) == (0, 3, 0)


def test_a_paragraph_that_is_gone_stands_on_one_side(source: Source) -> None:
    made = between(captured(source, A, B), captured(source, A))
    (gone,) = [row for row in rows(made) if row.number]
    assert (told(gone.before), gone.after, gone.words) == ([(B, "removed")], [], "Removed")


def test_a_moved_paragraph_counts_no_words(source: Source) -> None:
    made = between(captured(source, A, B, "Again a line."), captured(source, B, "Again a line.", A))
    assert (made.moved, made.removed, made.added) == (1, 0, 0)


def test_unchanged_paragraphs_far_from_a_change_are_folded(source: Source) -> None:
    between_them = [f"Line {number} of the list of ships." for number in range(20)]
    made = between(captured(source, A, *between_them), captured(source, A + " So.", *between_them))
    folded = [stretch for stretch in made.stretches if stretch.is_folded]
    assert [stretch.count for stretch in folded] == [19]


def test_a_quoted_passage_is_never_folded(source: Source, chae: User) -> None:
    many = [f"Line {number} of the list of ships." for number in range(9)]
    before = captured(source, *many, A, *many)
    quote = factories.evidence(factories.claim(by=chae), by=chae, source=source, quote="4,200 ships")
    made = between(before, captured(source, *many, A, *many, B), quote)
    in_sight = [row for stretch in made.stretches if not stretch.is_folded for row in stretch.rows]
    marked = [bit.text for row in in_sight for bit in row.before if bit.quotes]
    assert marked == ["4,200 ships"]


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        (A, A, "pass"),
        (A, f"{B} {A}", "pass"),
        (A, A.replace("4,200", "2,400"), "fail"),
        (A, B, "fail"),
        (B, A, "warn"),
        (B, B, "unknown"),
    ],
)
def test_what_became_of_the_quoted_passage(
    source: Source, chae: User, before: str, after: str, outcome: str
) -> None:
    quote = factories.evidence(
        factories.claim(by=chae), by=chae, source=source, quote="handled 4,200 ships in 2023"
    )
    made = between(captured(source, before), captured(source, after), quote)
    assert [fate.outcome for fate in made.fates] == [outcome]


def test_where_a_check_found_the_words_they_are_not_looked_for_again(source: Source, chae: User) -> None:
    quote = factories.evidence(factories.claim(by=chae), by=chae, source=source, quote="4,200 ships")
    capture = captured(source, A)
    histories.save(capture, quote, "quote-present", "fail", "altered", "Altered.", spans=[[13, 20]])
    assert quoted.places(capture, [quote]) == {quote.pk: (13, 20)}


def test_passages_have_numbers_in_the_order_of_the_text(source: Source, chae: User) -> None:
    claim = factories.claim(by=chae)
    second, first = (
        factories.evidence(claim, by=chae, source=source, quote=words) for words in ("in 2023", "4,200 ships")
    )
    capture = captured(source, A)
    places = quoted.places(capture, [second, first])
    assert [one.evidence for one in quoted.numbered([second, first], places)] == [first, second]


def test_two_long_texts_make_no_long_page(source: Source) -> None:
    """40,000 paragraphs that all differ: what is shown is bounded, and what is left out is counted."""
    old, new = ([f"{side} {n} and some more words here" for n in range(20_000)] for side in ("old", "new"))
    made = between(captured(source, *old), captured(source, *new))
    shown = sum(len(bit.text) for row in rows(made) for bit in (*row.before, *row.after))
    assert shown <= difference.CHANGED_SHOWN + difference.AROUND_SHOWN + difference.SAME_SHOWN + 8_000
    assert made.left_out > 0
    assert made.is_cut


def test_long_paragraphs_beside_short_changes_make_no_long_page(source: Source) -> None:
    long = [" ".join(f"{n}-{m}" for m in range(600)) for n in range(100)]
    old, new = (
        [line for one in long for line in (one, f"{side} {one[:4]} words")] for side in ("old", "new")
    )
    made = between(captured(source, *old), captured(source, *new))
    shown = sum(len(bit.text) for row in rows(made) for bit in (*row.before, *row.after))
    assert made.changes == 100
    assert shown <= difference.CHANGED_SHOWN + difference.AROUND_SHOWN + difference.SAME_SHOWN + 8_000


def test_a_long_stretch_that_is_the_same_is_not_shown_whole(source: Source) -> None:
    lines = [f"{n} and some more words here" for n in range(5_000)]
    made = between(captured(source, *lines), captured(source, *lines, "The end."))
    (folded,) = [stretch for stretch in made.stretches if stretch.is_folded]
    assert len(folded.rows) + folded.left_out == folded.count
    assert sum(len(bit.text) for row in folded.rows for bit in row.before) <= difference.SAME_SHOWN
