"""The passage most like some words: that it is found, how far it reaches, and that looking for it is bounded."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.text import passages
from claims.text.sentences import Span

FILLER = "other things are told here about the weather and the harvest of that year. " * 40
SENTENCE = "north korea had sent 3,000 troops, including elite forces, to support russian operations"


@pytest.mark.parametrize(
    "now",
    [
        SENTENCE.replace("3,000", "13,000"),
        SENTENCE.replace("had sent", "had not sent"),
        SENTENCE.replace(", including elite forces,", ""),
        SENTENCE.replace("to support russian operations", "in support of the russian operations"),
        SENTENCE.replace("sent", "dispatched"),
        "the " + SENTENCE,
    ],
)
def test_changed_words_are_found_whole(now: str) -> None:
    text = f"{FILLER}it is said that {now}. {FILLER}"
    passage = passages.best(SENTENCE, text)
    assert passage
    assert text[passage.start : passage.end] in (now, now.removeprefix("the "))
    assert 0.8 < passage.score <= 1.0


@pytest.mark.parametrize("first", ["pyongyang's state", "nk", "the country in the north"])
def test_edges_lie_at_borders_of_words(first: str) -> None:
    text = FILLER + SENTENCE.replace("north korea", first) + " " + FILLER
    passage = passages.best(SENTENCE, text)
    assert passage
    assert text[passage.start - 1].isspace()
    assert not text[passage.start].isspace()
    assert text[: passage.end].endswith("russian operations")


def test_parts_that_occur_everywhere_point_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "abcdefghijklmnop. " * 10
    assert passages.best("abcdefgh jklmnop", text)
    monkeypatch.setattr(passages, "_TOO_COMMON", 5)
    assert passages.best("abcdefgh jklmnop", text) is None


def test_few_places_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    places: list[passages.Span] = []
    monkeypatch.setattr(passages, "_within", lambda place, text: places.append(place) or passages.Span(0, 1))
    passages.best(SENTENCE, (SENTENCE + FILLER) * 100)
    assert 0 < len(places) <= 12


def test_the_likeliest_of_several_is_taken() -> None:
    worse, better = SENTENCE.replace("elite", "very many"), SENTENCE.replace("elite", "elitist")
    text = f"{FILLER}{worse}. {FILLER}{better}. {FILLER}{worse}."
    passage = passages.best(SENTENCE, text)
    assert passage
    assert text[passage.start : passage.end] == better


def test_an_expected_place_is_looked_at_though_nothing_else_points_there() -> None:
    text = "w or ds th at sh ar e no pa rt " * 3
    assert passages.best("words that share no part", text, near=[Span(0, 31)]) is not None


@pytest.mark.parametrize("near", [Span(-9, 4), Span(500, 900), Span(30, 2)])
def test_an_expected_place_may_lie_outside(near: Span) -> None:
    passage = passages.best(SENTENCE, "a text of few words", near=[near])
    assert passage is None or 0 <= passage.start <= passage.end <= 19


@pytest.mark.parametrize("words", ["", "too short", "x" * (passages.LONGEST + 1)])
def test_very_short_and_very_long_words_have_no_like(words: str) -> None:
    assert passages.best(words, words + " and more") is None


def test_ideographs_are_borders_of_their_own() -> None:
    text = "他们说。朝鲜向俄罗斯派出一万三千名士兵以支持俄军。结束了。"
    passage = passages.best("朝鲜向俄罗斯派出三千名士兵以支持俄军", text)
    assert passage
    assert text[passage.start : passage.end] == "朝鲜向俄罗斯派出一万三千名士兵以支持俄军"


@settings(max_examples=200)
@given(st.text(min_size=passages.SHORTEST, max_size=60), st.text(max_size=200))
def test_a_passage_lies_in_the_text(words: str, text: str) -> None:
    passage = passages.best(words, text)
    assert passage is None or (0 <= passage.start <= passage.end <= len(text) and 0.0 <= passage.score <= 1.0)


@pytest.mark.parametrize(
    ("words", "unit"),
    [("ab" * 4_000 + "c", "ab"), ("a" * 100 + "b", "a"), (SENTENCE, FILLER), ("word " * 1_900 + "end", "word "), ("x y z w v u t s", "x ")],
)  # fmt: skip
def test_large_texts_take_bounded_time(words: str, unit: str) -> None:
    text = unit * (2_000_000 // len(unit))
    began = time.process_time()
    passages.best(words, text)
    assert time.process_time() - began < 3  # at most 0.3 s
