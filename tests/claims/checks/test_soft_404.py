"""Pages that answer 200 and say that there is nothing here, and pages that only speak of such."""

from __future__ import annotations

import pytest

from claims.checks.base import Subject
from claims.checks.soft_404 import NotASoft404, suspicion
from claims.models import Snapshot, Source

ARTICLE = "The council met on Monday and heard the harbour master. " * 30
URL = "https://news.example/2024/11/harbour"


def captured(text: str = ARTICLE, *, title: str = "Harbour", url: str = URL, final_url: str = "") -> Snapshot:
    return Snapshot(url=url, final_url=final_url or url, status=200, title=title, text=text)


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "Error 404",
        "404 Not Found",
        "Page not found",
        "Page Not Found | The Gazette",
        "The Gazette - Sorry, the page you are looking for does not exist",
        "Oops! We can’t find that page",
        "This article is no longer available – Gazette",
        "The requested URL was not found",
        "페이지를 찾을 수 없습니다 - 신문",
        "Seite nicht gefunden — Zeitung",
        "Страница не найдена",
        "ページが見つかりません",
        "Strona nie istnieje",
    ],
)
def test_titles_of_missing_pages(title: str) -> None:
    assert suspicion(captured(title=title)) == "title"


@pytest.mark.parametrize(
    "title",
    [
        "Harbour",
        "Missing boy found alive after two days",
        "Peugeot 404: the story of a car",
        "Why the ship was not found in the strait for a hundred years, and who looked for it",
        "No evidence found that minister lied",
        "Hidden documents: what the ministry removed",
        "",
    ],
)
def test_titles_of_ordinary_pages(title: str) -> None:
    assert suspicion(captured(title=title)) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Sorry, the page you requested could not be found.\nHome\nSearch",
        "This article has been removed.\nRead more of today's news",
        "요청하신 기사를 찾을 수 없습니다.",
    ],
)
def test_short_notices(text: str) -> None:
    assert suspicion(captured(text)) == "text"


@pytest.mark.parametrize(
    "text",
    [
        "The boy who went missing on Sunday was not found, police said.",
        "The page you requested could not be found. " + ARTICLE,  # an article that quotes a notice
        ARTICLE + "\nThe page you requested could not be found.",
    ],
)
def test_ordinary_texts(text: str) -> None:
    assert suspicion(captured(text)) == ""


@pytest.mark.parametrize(
    ("final_url", "expected"),
    [
        ("https://news.example/", "home_page"),
        ("https://www.news.example", "home_page"),
        ("https://news.example/index.html", "home_page"),
        ("https://news.example/en/", "home_page"),
        ("https://news.example/2024/11/harbour-again", ""),
        ("https://news.example/?article=17", ""),
    ],
)
def test_redirects(final_url: str, expected: str) -> None:
    assert suspicion(captured(final_url=final_url)) == expected


@pytest.mark.parametrize("url", ["https://news.example/", "https://news.example/en"])
def test_a_source_that_is_a_front_page_may_lead_to_one(url: str) -> None:
    assert suspicion(captured(url=url, final_url="https://news.example/")) == ""


def test_a_failed_capture_is_no_soft_404() -> None:
    failed = Snapshot(url=URL, status=404, failure="http_404", title="Page not found")
    assert NotASoft404().judge(Subject(failed, Source())).outcome == "unknown"


def test_the_sentence_shows_what_the_page_says() -> None:
    result = NotASoft404().judge(Subject(captured(title="Page not found"), Source()))
    assert (result.outcome, result.reason) == ("fail", "title")
    assert "“Page not found”" in result.sentence
