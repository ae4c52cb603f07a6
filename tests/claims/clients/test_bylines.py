"""Names, and what pages give in their place."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from claims.clients import bylines, metadata


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Kim Reporter", "Kim Reporter"),
        ("By Kim Reporter", "Kim Reporter"),
        ("by: KIM REPORTER |", "KIM REPORTER"),
        ("Written by Kim Reporter", "Kim Reporter"),
        ("Текст: Венера Ерофеева", "Венера Ерофеева"),
        ("김기자", "김기자"),
        ("Byron Smith", "Byron Smith"),
        ("Kim Reporter, AP Auto Writer", "Kim Reporter, AP Auto Writer"),
        ("A. One, B. Two, C. Three and D. Four of the Associated Press", "A. One, B. Two, C. Three and D. Four of the Associated Press"),
        ("", ""),
        (None, ""),
        (7, ""),
        ("2024", ""),
        ("https://a.example/staff/9", ""),
        ("www.a.example", ""),
        ("@handle", ""),
        ("kim@a.example", ""),
        ("admin", ""),
        ("Administrator", ""),
        ("jdadmin", ""),
        ("kim-r", ""),
        ("Follow @kim", ""),
        ("About the author", ""),
        ("The news agency that tells you everything you need to know first", ""),
    ],
)  # fmt: skip
def test_a_name(given: object, name: str) -> None:
    assert bylines.name_in(given) == name


def byline(html: str) -> str:
    return metadata.read(LexborHTMLParser(html), "https://a.example/").byline


def ld(author: str, publisher: str = "null") -> str:
    return f'<script type="application/ld+json">{{"@type":"NewsArticle","author":{author},"publisher":{publisher}}}</script>'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>text", ""),
        ("<meta name=author content='Kim Reporter'>", "Kim Reporter"),
        ("<meta name=author content=https://a.example/9><meta property=article:author content='Kim Reporter'>", "Kim Reporter"),
        ("<meta name=author content='Kim One'><meta name=author content='Lee Two'>", "Kim One, Lee Two"),
        (ld('[{"@type":"Person","name":"Kim One"},"Lee Two",{"name":"Kim One"}]'), "Kim One, Lee Two"),
        # A person goes before the company that both tags name.
        ("<meta name=author content='Great Media'>" + ld('{"@type":"Person","name":"Kim Reporter"}'), "Kim Reporter"),
        ("<meta name=author content='The Paper'><meta property=og:site_name content='The Paper'><a rel=author>Kim Reporter</a>", "Kim Reporter"),
        (ld('{"@type":"Organization","name":"Agency"}') + "<span itemprop=author>Kim Reporter</span>", "Kim Reporter"),
        (ld('{"name":"The Paper"}', '{"name":"The Paper"}') + "<div class=byline>By Kim Reporter</div>", "Kim Reporter"),
        # An organisation is better than nobody.
        (ld('{"@type":"Organization","name":"Agency"}'), "Agency"),
        ("<meta name=author content='The Paper'><meta property=og:site_name content='The Paper'>", "The Paper"),
        # What is printed.
        ("<div itemprop=author><span>by</span> <span itemprop=name>Kim Reporter</span> 24 October</div>", "Kim Reporter"),
        ("<div class=ap-byline><p>By KIM ONE and LEE TWO</p><p>Agency</p></div>", "KIM ONE and LEE TWO"),
        ("<div class=author>Kim Reporter November 20, 2019</div>", ""),
        ("<div class=comment-author>Lee Reader</div>", ""),
        ("<a rel=author>Follow</a>", ""),
    ],
)  # fmt: skip
def test_the_byline_of_a_page(html: str, expected: str) -> None:
    assert byline(html) == expected


def test_an_author_may_be_described_elsewhere() -> None:
    graph = '{"@graph":[{"@type":"Article","author":{"@id":"#kim"}},{"@type":"Person","@id":"#kim","name":"Kim Reporter"}]}'

    assert byline(f'<script type="application/ld+json">{graph}</script>') == "Kim Reporter"
