"""Overlapping marks cut a text into pieces that lose nothing and nest in one order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from claims.text import overlaps
from claims.text.overlaps import Mark

TEXT = "Yoon met Duda in Seoul.\n\nHe said “no” twice. Then he left."


def test_the_pieces_put_together_are_the_text() -> None:
    cut = overlaps.pieces(TEXT, [Mark("a", 0, 13), Mark("b", 5, 30)])
    assert "".join(piece.text for piece in cut) == TEXT


def test_where_two_marks_overlap_the_earlier_one_is_the_outer_one() -> None:
    cut = list(overlaps.pieces("abcdef", [Mark("late", 2, 6), Mark("early", 0, 4)]))
    assert [(piece.text, piece.keys) for piece in cut] == [
        ("ab", ("early",)),
        ("cd", ("early", "late")),
        ("ef", ("late",)),
    ]


def test_of_two_marks_that_begin_together_the_longer_one_is_the_outer_one() -> None:
    cut = list(overlaps.pieces("abcdef", [Mark("short", 0, 2), Mark("long", 0, 6)]))
    assert cut[0].keys == ("long", "short")


def test_a_mark_opens_once() -> None:
    cut = overlaps.pieces("abcdef", [Mark("a", 0, 6), Mark("b", 2, 4)])
    assert [piece.opening for piece in cut] == [("a",), ("b",), ()]


def test_offsets_count_code_points_outside_the_basic_plane_once() -> None:
    cut = list(overlaps.pieces("👀 see 👀", [Mark("a", 2, 5)]))
    assert [piece.text for piece in cut] == ["👀 ", "see", " 👀"]


def test_marks_outside_the_text_are_clipped_or_left_out() -> None:
    cut = list(overlaps.pieces("abc", [Mark("half", 1, 9), Mark("out", 5, 9), Mark("empty", 1, 1)]))
    assert [piece.keys for piece in cut] == [(), ("half",)]


def test_an_empty_text_has_no_pieces() -> None:
    assert list(overlaps.pieces("", [Mark("a", 0, 3)])) == []


def test_paragraphs_are_the_lines_with_words_in_them() -> None:
    lines = overlaps.paragraphs(TEXT, [])
    assert [TEXT[line.start : line.end] for line in lines] == TEXT.split("\n\n")


def test_a_paragraph_tells_its_sentences_from_what_stands_between_them() -> None:
    sentences = [Mark("one", 0, 23), Mark("two", 25, 44), Mark("three", 45, 58)]
    first, second = overlaps.paragraphs(TEXT, [], sentences)
    assert [run.key for run in first.runs] == ["one"]
    assert [run.key for run in second.runs] == ["two", None, "three"]


def test_a_mark_across_two_sentences_is_cut_between_them() -> None:
    sentences = [Mark("two", 25, 44), Mark("three", 45, 58)]
    _, second = overlaps.paragraphs(TEXT, [Mark("a", 38, 49)], sentences)
    marked = [piece.text for run in second.runs for piece in run.pieces if piece.keys]
    assert marked == ["twice.", " ", "Then"]


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=8))
def test_whatever_the_marks_no_character_is_lost_or_doubled(text: str, spans: list[tuple[int, int]]) -> None:
    cut = list(overlaps.pieces(text, [Mark(i, *span) for i, span in enumerate(spans)]))
    assert "".join(piece.text for piece in cut) == text
    for i, (start, end) in enumerate(spans):
        covered = "".join(piece.text for piece in cut if i in piece.keys)
        assert covered == text[max(0, start) : max(0, end)]
