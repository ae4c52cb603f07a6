"""Notices that a page is not there, and lines that only look like such."""

import pytest

from claims.text import missing


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "Page not found | The Gazette",
        "The Gazette - Sorry, the page you are looking for does not exist",
        "This page isn’t here any more",
        "페이지를 찾을 수 없습니다 - 신문",
        "Sayfa bulunamadı",
        "Pagina niet gevonden - De Krant",
        "Página não encontrada",
    ],
)
def test_titles_that_are_notices(title: str) -> None:
    assert missing.is_title(title)


@pytest.mark.parametrize(
    "title",
    ["", "Harbour", "Peugeot 404: the story of a car", "Missing boy found alive", "The page is here", "No evidence found that minister lied"],
)  # fmt: skip
def test_titles_that_are_none(title: str) -> None:
    assert not missing.is_title(title)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Sorry, the page you requested could not be found.", True),
        ("We have withdrawn this story", True),
        ("삭제된 기사입니다.", True),
        ("The boy who went missing on Sunday was not found, police said.", False),
        (
            "The ministry said on Monday, after a week of silence about the report, that the page was removed.",
            False,
        ),
    ],
)
def test_lines(line: str, expected: bool) -> None:
    assert missing.is_line(line) is expected
