"""Language tags, and words by language."""

from __future__ import annotations

from typing import Any

import pytest

from claims.text import language_tags

WORDS = {"ko": "사실", "pt-BR": "Correto"}


@pytest.mark.parametrize(
    ("language", "found"),
    [
        ("ko", ("ko", "사실")),
        ("ko-KR", ("ko", "사실")),
        ("pt-br", ("pt-BR", "Correto")),
        ("pt", None),
        ("de", None),
    ],
)
def test_a_word_is_found_in_the_language_or_in_the_language_at_large(language: str, found: Any) -> None:
    assert language_tags.in_language(WORDS, language) == found


def test_the_first_language_is_never_missing() -> None:
    assert language_tags.missing(WORDS, ["en", "ko", "de"]) == ["de"]


@pytest.mark.parametrize(
    "told", [["ko"], {"Korean": "사실"}, {"ko": ""}, {"ko": " 사실"}, {"ko": 1}, {"ko": "x" * 61}]
)
def test_what_is_no_words_by_language(told: Any) -> None:
    assert not language_tags.are_words(told)


@pytest.mark.parametrize("told", [[], "en", ["en", "en"], ["English"], [1]])
def test_what_is_no_list_of_languages(told: Any) -> None:
    assert not language_tags.are_tags(told)
