"""The training of check-worthiness: what is learned of a word holds for its kin, and is the same every time."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.quality import train_check_worthiness as training
from benchmarks.quality import word_meanings
from claims.text import checkworthiness
from claims.text.checkworthiness import WORDS

SENTENCES = ["taxes rose", "wages fell", "thanks everyone", "hello everyone"] * 10
IS_WORTHY = np.array([True, True, False, False] * 10)


@pytest.fixture(autouse=True)
def meanings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two meanings: an amount, a courtesy. Prices and bows are in no sentence; a bow is on no list either."""
    vectors, is_listed = np.zeros((WORDS, 2)), np.zeros(WORDS, bool)
    for meaning, words in enumerate((["taxes", "wages", "prices"], ["thanks", "hello", "welcome", "bow"])):
        vectors[word_meanings.buckets(words), meaning] = 1
    is_listed[word_meanings.buckets(["prices", "welcome"])] = True
    made = word_meanings.Meanings(vectors, is_listed)
    monkeypatch.setattr(word_meanings, "of_buckets", lambda: made)


def learned() -> training.Floats:
    found = checkworthiness.features(SENTENCES)
    return training.word_weights(training.matrix(found), found.values, IS_WORTHY)


def test_a_listed_word_weighs_what_its_kin_do() -> None:
    prices, welcome, bow = learned()[word_meanings.buckets(["prices", "welcome", "bow"])]
    assert prices > 0 > welcome
    assert bow == 0


def test_the_same_is_learned_every_time() -> None:
    assert (learned() == learned()).all()


def test_numbers_are_one_word() -> None:
    assert word_meanings.words("It’s 3.5 or 12%") == ["it's", "5", "or", "5", "%"]
    assert len(set(word_meanings.buckets(["5", "12", "3.5"]).tolist())) == 1
