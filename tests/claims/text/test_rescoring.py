"""How the likelihood that two texts are one claim is made."""

from __future__ import annotations

import numpy as np
import pytest

from claims.text import rescoring
from claims.text.rescoring import Asked, Kept, Level

WORDS = ["port", "lowma", "ships"]
ALIKE = np.eye(2, rescoring.DIMENSIONS, dtype=np.float32)


def asked() -> Asked:
    return Asked(rescoring.telling(WORDS, {}, 0), ALIKE[:1])


def test_each_sign_makes_it_likelier() -> None:
    base = rescoring.likelihood((0.5, 0.5, 0.5, 0.5))
    for index in range(4):
        signs = [0.5] * 4
        signs[index] = 0.9
        assert rescoring.likelihood(signs) > base


def test_the_same_words_and_vector_are_a_strong_match() -> None:
    found = rescoring.likelihood(rescoring.signs(asked(), Kept(WORDS, ALIKE[:1])))
    assert rescoring.level(found) is Level.STRONG


def test_other_words_and_another_vector_are_none() -> None:
    found = rescoring.likelihood(rescoring.signs(asked(), Kept(["bridge"], ALIKE[1:])))
    assert rescoring.level(found) is Level.WEAK


def test_rare_words_tell_more() -> None:
    telling = rescoring.telling(["port", "saltm"], {"port": 5_000, "saltm": 3}, 20_000)
    assert telling["saltm"] > telling["port"] > 0


def test_packing_keeps_what_is_alike() -> None:
    vectors = np.random.default_rng(1).normal(size=(2, rescoring.DIMENSIONS)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    kept = rescoring.unpacked(rescoring.packed(vectors))
    assert float((kept * vectors).sum(axis=1).min()) == pytest.approx(1, abs=0.001)
    assert len(rescoring.packed(vectors)) == 2 * rescoring.DIMENSIONS
