"""What the public pages say of a document."""

from __future__ import annotations

import pytest

from claims.templatetags import published

RATING = {
    "slug": "accurate",
    "number": 5,
    "label": "Accurate",
    "labels": {"ko": "사실"},
    "colour": "positive-2",
}


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("ko-KR", '<span lang="ko" dir="auto">사실</span>'),
        ("de", '<span lang="en" dir="auto">Accurate</span>'),
    ],
)
def test_a_rating_is_worded_in_the_documents_language_or_marked_as_the_desks(
    language: str, shown: str
) -> None:
    assert shown in published.rated({"language": language, "rating": RATING})


def test_where_a_rating_is_read_out_it_has_the_same_word() -> None:
    assert published.rating_word({"language": "ko", "rating": RATING}) == "사실"
