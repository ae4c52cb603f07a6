"""What of a page is read, and which part of it is the article."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from claims.clients import visible

WORDS = "Words of the article itself, which go on for quite a while, as those of articles do."


def lines(html: str) -> list[str]:
    body = LexborHTMLParser(html).body
    assert body is not None
    return visible.article_lines(body)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>one</p>two<p>three", ["one", "two", "three"]),
        ("a<br>b<br/>c", ["a", "b", "c"]),
        ("<p>in <b>one</b> <i>li</i>ne", ["in one line"]),
        ("<table><tr><td>a</td><td></td><td>b</td></tr><tr><td>c</table>", ["a b", "c"]),
        ("<div>a<div>b</div>c</div>", ["a", "b", "c"]),
        ("<div></div><p></p>", []),
        ("<details><summary>more</summary>inside</details>", ["more", "inside"]),
        ("<nav>menu</nav><select><option>x</select><button>go</button><svg><text>icon</text></svg>a", ["a"]),
        ("<p hidden>a</p><p aria-hidden=true>b</p><p style='display: none'>c</p><p aria-hidden=false>d</p>", ["d"]),
        ("<div role=navigation>a</div><div role=dialog>b</div><div role=note>c</div>", ["c"]),
        ("<header>site</header><header><h1>title</h1></header><footer>rights</footer>", ["title"]),
        ("<blockquote>said<footer>who</footer></blockquote>", ["said", "who"]),
        ("<aside>of the site, though it goes on for a while</aside>a", ["a"]),
    ],
)  # fmt: skip
def test_what_is_seen(html: str, expected: list[str]) -> None:
    assert lines(html) == expected


@pytest.mark.parametrize(
    ("within", "is_read"),
    [
        ("<aside><q>This will be a very long second film</q></aside>", True),
        ("<aside>Related</aside>", False),
        ("<aside><a href=x>A very long title of another story</a> more</aside>", False),
        ("<aside><p>Correction: an earlier version had a wrong figure. <a href=x>Rules</a></aside>", True),
        ("<header><p>A standfirst above the story</p></header>", True),
        ("<footer>This article was amended on 24 October 2024.</footer>", True),
        ("<nav>Share this</nav>", False),
    ],
)  # fmt: skip
def test_what_stands_within_an_article(within: str, is_read: bool) -> None:
    assert (lines(f"<article><p>{WORDS}</p>{within}</article>") != [WORDS]) == is_read


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<div>menu</div><article>{WORDS}</article>", [WORDS]),
        (f"<div>menu</div><main>{WORDS}</main>", [WORDS]),
        (f"<div>menu</div><div role=main>{WORDS}</div>", [WORDS]),
        (f"<div>menu</div><span itemprop='x articleBody'>{WORDS}</span> tail", [WORDS]),
        (f"<main>more<article>{WORDS}</article></main>", [WORDS]),
        (f"<article>outer<article>{WORDS}</article></article>", ["outer", WORDS]),
        (f"<article>short</article><p>{WORDS}</p>", ["short", WORDS]),
        (f"<article>short</article><article>{WORDS}</article>", ["short", WORDS]),
        (f"<article>{WORDS}</article><article>teaser</article>", [WORDS]),
        (f"<article>{WORDS}", [WORDS]),
        (f"<div hidden><article>{WORDS}</article></div>a", ["a"]),
    ],
)  # fmt: skip
def test_which_part_is_the_article(html: str, expected: list[str]) -> None:
    assert lines(html) == expected


def test_deep_nesting_is_walked_without_recursion() -> None:
    assert lines("<div>" * 3_000 + "deep") == ["deep"]
