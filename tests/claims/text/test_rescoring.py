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
    base = rescoring.likelihood([0.5] * 6)
    for index in range(6):
        signs = [0.5] * 6
        signs[index] = 0.9
        assert rescoring.likelihood(signs) > base


@pytest.mark.parametrize(
    ("asked", "kept", "sign"), [("2020", "2020", 1), ("2020", "2021", -1), ("2020", "1", 0)]
)
def test_years_speak_for_and_against(asked: str, kept: str, sign: float) -> None:
    wanted = Asked({}, ALIKE[:1], years=rescoring.years(f"said in {asked}"))
    assert rescoring.signs(wanted, Kept([kept], ALIKE[0])).years == sign


def test_who_said_it_is_looked_for_by_name() -> None:
    wanted = Asked({}, ALIKE[:1], who={"omar": 10.0})
    assert rescoring.signs(wanted, Kept(["omar"], ALIKE[0])).who > 0


def test_the_same_words_and_vector_are_a_strong_match() -> None:
    found = rescoring.likelihood(rescoring.signs(asked(), Kept(WORDS, ALIKE[0])))
    assert rescoring.level(found) is Level.STRONG


def test_other_words_and_another_vector_are_none() -> None:
    found = rescoring.likelihood(rescoring.signs(asked(), Kept(["bridge"], ALIKE[1])))
    assert rescoring.level(found) is Level.WEAK


def test_rare_words_tell_more() -> None:
    telling = rescoring.telling(["port", "saltm"], {"port": 5_000, "saltm": 3}, 20_000)
    assert telling["saltm"] > telling["port"] > 0


@pytest.mark.parametrize("total", [40, 400, 9_999])
def test_what_each_third_wording_says_tells_little_on_a_small_desk_too(total: int) -> None:
    telling = rescoring.telling(["korea", "zakharova"], {"korea": total // 3, "zakharova": 2}, total)
    large = rescoring.telling(["korea", "zakharova"], {"korea": 10_000, "zakharova": 2}, 30_000)
    assert telling["korea"] < 3 < 8 < telling["zakharova"]
    assert telling["korea"] > large["korea"]  # a few wordings prove less


def test_a_word_tells_about_the_same_as_a_desk_comes_to_its_full_size() -> None:
    before, after = (rescoring.telling(["ship"], {"ship": 600}, total)["ship"] for total in (9_999, 10_000))
    assert before == pytest.approx(after, abs=0.02)


def test_no_word_is_commoner_than_all_wordings() -> None:
    assert rescoring.telling(["ship"], {"ship": 9_999}, 9_999)["ship"] > 0
    assert rescoring.telling(["ship"], {"ship": 50}, 20)["ship"] > 0  # counted before some were taken away


def test_packing_keeps_what_is_alike() -> None:
    vector = np.random.default_rng(1).normal(size=rescoring.DIMENSIONS).astype(np.float32)
    vector /= np.linalg.norm(vector)
    kept = rescoring.unpacked(rescoring.packed(vector))
    assert float(kept @ vector) == pytest.approx(1, abs=0.001)
    assert len(rescoring.packed(vector)) == rescoring.DIMENSIONS


def test_words_of_the_sentences_beside_it_are_a_sign_of_their_own() -> None:
    wanted = Asked({}, ALIKE[:1], around={"port": 10.0})
    found = rescoring.signs(wanted, Kept(["port"], ALIKE[1]))
    assert found.around > 0
    assert found.words == 0


@pytest.mark.parametrize(
    ("likeness", "level"), [(0.6, Level.WEAK), (0.66, Level.POSSIBLE), (0.81, Level.STRONG)]
)
def test_likeness_alone_speaks_where_the_nearest_are_looked_for(likeness: float, level: Level) -> None:
    signs = rescoring.Signs(words=0, whole=likeness, part=likeness, who=0, years=0)
    assert rescoring.level(rescoring.likelihood(signs)) is Level.WEAK
    assert rescoring.level(rescoring.likelihood_by_likeness(signs)) is level


def test_what_words_tell_is_not_lessened_by_likeness() -> None:
    signs = rescoring.Signs(words=2, whole=0.1, part=0.5, who=0, years=0)
    assert rescoring.likelihood_by_likeness(signs) == rescoring.likelihood(signs)
