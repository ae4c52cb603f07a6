"""Pages that answer 200 and say that there is nothing here, and pages that only speak of such."""

from __future__ import annotations

import pytest

from claims.checks.base import Subject
from claims.checks.soft_404 import NotASoft404, suspicion
from claims.models import Probe, Snapshot, Source

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
        "The page you were looking for doesn't exist (404)",
        "Gazette page not found",
        "Sorry, this story has been removed by the publisher",
        "The requested document was not found on this server",
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
        "Link not found between vaccines and autism",
        "Classified documents missing, White House says",
        "Secret documents missing | Gazette",
        "Documents missing from archive - Gazette",
        "Resources not available for rural hospitals",
        "Page missing in files on the president",
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


CHROME = "Home\nPolitics and the world\nSubscribe to our newsletter every day"
NOTICE = "Az oldal nem található\nLehet, hogy a cikket áthelyezték vagy törölték."
STORIES = [f"Story {n}: {topic} was told of at length this week in the town hall." for n, topic in enumerate(
    ["bread", "wine", "cheese", "rain", "snow", "wind", "ships", "roads", "books", "bells", "fish", "wool"]
)]  # fmt: skip
LONG = "\n".join(
    f"The council heard the harbour master about {topic} and signed his list." for topic in "abcdefghijkl"
)


def probe(
    text: str = "",
    *,
    status: int | None = 200,
    title: str = "Gazette",
    failure: str = "",
    final_url: str = "",
) -> Probe:
    return Probe(
        url=URL + "-7f3a",
        final_url=final_url or URL + "-7f3a",
        status=status,
        title=title,
        text=text,
        failure=failure,
    )


def suspected(
    text: str, asked: Probe | None, *, before: str = LONG, title: str = "Gazette", final_url: str = ""
) -> str:
    baseline = Snapshot(pk=1, url=URL, final_url=URL, status=200, title="Harbour", text=before)
    now = captured(text, title=title, final_url=final_url)
    now.probe = asked
    return suspicion(now, baseline)


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        (f"{CHROME}\n{NOTICE}", probe(f"{CHROME}\n{NOTICE}"), "like_missing"),
        ("\n".join([CHROME, NOTICE, *STORIES[:6]]), probe("\n".join([CHROME, NOTICE, *STORIES[6:]])), "like_missing"),
        ("\n".join([CHROME, NOTICE, *STORIES]), probe(status=404), ""),
        (f"{CHROME}\n{NOTICE}", probe("Just a moment... Enable JavaScript and cookies to continue"), ""),
        (f"{CHROME}\n{NOTICE}", probe(f"{CHROME}\n{NOTICE}", failure="bot_wall"), ""),
        (f"{CHROME}\n{NOTICE}", probe("", status=None, failure="timeout"), ""),
        (f"{CHROME}\n{NOTICE}", None, ""),
        (f"{CHROME}\n{LONG}", probe(f"{CHROME}\n{NOTICE}"), ""),
        (f"{CHROME}\n" + LONG.replace(" heard", "\nheard"), probe(f"{CHROME}\n{NOTICE}"), ""),
        (f"{CHROME}\nSubscribe to continue reading", probe(f"{CHROME}\n{NOTICE}"), ""),
    ],
)  # fmt: skip
def test_pages_beside_what_the_host_answers_to_a_made_up_address(
    text: str, asked: Probe | None, expected: str
) -> None:
    assert suspected(text, asked, title="Something") == expected


def test_the_title_of_the_hosts_answer_counts_where_the_article_is_gone() -> None:
    asked = probe("\n".join(STORIES[:5]), title="Hoppá")
    assert suspected("\n".join(STORIES[5:]), asked, title="Hoppá") == "like_missing"
    assert suspected("\n".join([LONG, *STORIES[5:]]), asked, title="Hoppá") == ""


def test_a_page_of_few_words_with_a_title_of_its_own_is_there() -> None:
    shell = probe("About Press Copyright Terms Privacy", title="Videos")
    film = captured("About Press Copyright Terms Privacy", title="The harbour master speaks")
    film.probe = shell
    nothing = captured("About Press Copyright Terms Privacy", title="Videos")
    nothing.probe = shell
    assert (suspicion(film), suspicion(nothing)) == ("", "like_missing")


def test_an_address_that_leads_where_made_up_ones_do() -> None:
    asked = probe(f"{CHROME}\n{LONG}", final_url="https://news.example/search")
    assert suspected(LONG, asked, final_url="https://news.example/search") == "like_missing"


def test_a_host_that_sends_everybody_to_its_log_in_says_nothing() -> None:
    asked = probe(
        "E-mail and password, please, and then the button below", final_url="https://news.example/login"
    )
    assert suspected("E-mail and password", asked, final_url="https://news.example/login") == ""


def test_a_host_that_is_honest_makes_a_short_notice_none_of_its_answers() -> None:
    text = "This article has been removed."
    assert suspected(text, probe(status=404)) == ""
    assert suspected(text, probe(status=404), title="Page not found") == "title"
    assert suspected(text, None) == "text"
