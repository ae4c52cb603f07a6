"""Notices that a page is not there, and lines that only look like such."""

import time

import pytest

from claims.text import missing


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "Error 404",
        "404 Not Found",
        "410 Gone",
        "Page not found",
        "Page not found | The Gazette",
        "404 - Page Not Found - Gazette",
        "The Gazette - Sorry, the page you are looking for does not exist",
        "This page isn’t here any more",
        "Oops! We can’t find that page",
        "We’re sorry, we couldn't find the page you were looking for.",
        "The requested URL /news/17.html was not found on this server",
        "This article is no longer available – Gazette",
        "페이지를 찾을 수 없습니다 - 신문",
        "요청하신 페이지를 찾을 수 없습니다.",
        "Sayfa bulunamadı",
        "Pagina niet gevonden - De Krant",
        "Die Seite wurde nicht gefunden",
        "Página não encontrada",
    ],
)
def test_titles_that_are_notices(title: str) -> None:
    assert missing.is_title(title)


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Harbour",
        "Peugeot 404: the story of a car",
        "Missing boy found alive",
        "The page is here",
        "No evidence found that minister lied",
        "Link not found between vaccine and illness",
        "Documents missing from the archive, minister says",
        "Minister says document was not found",
        "Facebook page of the party was removed after protests",
        "Wanted man could not be found",
        "Gone with the wind",
    ],
)
def test_titles_that_are_none(title: str) -> None:
    assert not missing.is_title(title)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Sorry, the page you requested could not be found.", True),
        ("This article has been removed. It is no longer available for legal reasons.", True),
        ("We have withdrawn this story", True),
        ("The page you are looking for may have moved or no longer exists. Try a search.", True),
        ("삭제된 기사입니다.", True),
        ("The boy who went missing on Sunday was not found, police said.", False),
        ("The document was not found, the ministry said on Monday.", False),
        ("The story was removed from the site on Friday after complaints.", False),
        (
            "The ministry said on Monday, after a week of silence about the report, that the page was removed.",
            False,
        ),
    ],
)
def test_lines(line: str, expected: bool) -> None:
    assert missing.is_line(line) is expected


@pytest.mark.parametrize("unit", ["the page ", "404 ", "- ", "page you are looking for at ", "a/b "])
def test_long_lines_take_no_long_time(unit: str) -> None:
    began = time.process_time()
    missing.is_line(unit * 10_000)
    missing.is_title(unit * 60)
    assert time.process_time() - began < 2
