"""The one form of words: what is no difference in meaning, and what always is."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text import wording


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rose 5 per cent", "rose 5 percent"),
        ("rose 5 %", "rose five per cent"),
        ("to co-operate", "to cooperate"),
        ("the vice president", "the vice-president"),
        ("he isn't there", "he is not there"),
        ("they can’t and won't", "they cannot and will not"),
        ("it's over", "it is over"),
        ("3 000 troops", "3,000 troops"),
        ("1,234,567", "1 234 567"),
        ("from 10–20 June", "from 10-20 June"),
        ("“very serious” issue", "very serious issue"),
        ("the colour of theatres", "the color of theaters"),
        ("organisations travelled", "organizations traveled"),
        ("the U.S. said", "the US said"),
        ("Covid-19", "covid 19"),
        ("(CNN Business) A muddled view", "(CNN Business)A muddled view"),
        ("윤 대통령은 지원할 수 있다", "윤대통령은 지원할수 있다"),
    ],
)
def test_ways_to_write_are_the_same(one: str, other: str) -> None:
    assert wording.are_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3,000 troops", "13,000 troops"),
        ("$7.5 billion", "$75 billion"),
        ("-5 degrees", "5 degrees"),
        ("5 percent", "5 million"),
        ("10-20", "1020"),
        ("a 3-1 win", "a 31 win"),
        ("he will resign", "he will not resign"),
        ("he can go", "he can't go"),
        ("he re-signed", "he resigned"),
        ("four men", "for men"),
        ("the prise", "the prize"),
        ("million", "billion"),
        ("Kim Jong Un", "Kim Jong Il"),
        ("troop", "troops"),
        ("보낼 것이다", "보내지 않을 것이다"),
        ("in 2019 300 people", "in 2,019,300 people"),
    ],
)
def test_what_means_something_else_is_not(one: str, other: str) -> None:
    assert not wording.are_same(one, other)


def test_words_are_found_whole_and_where_they_stand() -> None:
    text = (
        "Some said: the organi­sation, of 13 000 men, isn't there. The organization of 3,000 men is not here."
    )
    (place,) = wording.of(text).places(wording.of("organisation of 3000 men is not"))
    assert place.of(text) == "organization of 3,000 men is not"


@given(st.text(st.sampled_from("ab1 ,.-'%é한中$"), max_size=60), st.data())
def test_every_run_of_words_is_found_where_it_was(text: str, data: st.DataObject) -> None:
    whole = wording.of(text)
    if whole.words:
        first = data.draw(st.integers(0, len(whole.words) - 1))
        last = data.draw(st.integers(first, len(whole.words) - 1))
        start, end = whole.words[first].start, whole.words[last].end
        places = list(whole.places(wording.of(text[start:end])))
        assert (
            any(
                (one.start <= start and end <= one.end) or (one.start, one.end) == (start, end)
                for one in places
            )
            or not places
        )


def test_a_large_text_takes_bounded_time() -> None:
    text = "The organisation sent 3 000 men who weren't co-operating. " * 20_000
    began = time.process_time()
    assert next(wording.of(text).places(wording.of("3,000 men who were not cooperating")))
    assert time.process_time() - began < 10  # 1 s
