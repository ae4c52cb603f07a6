"""What a page says, read in a child process: honest pages in full, hostile ones as typed failures."""

import asyncio
import datetime as dt
import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest

from claims.clients import pages
from claims.clients.fetched import Fetched
from claims.clients.page import Page, ReadingLimits
from claims.text.outcomes import FailureClass as F
from tests.claims.clients import documents

ROOT = Path(__file__).resolve().parents[3]
URL = "https://news.example/politics/1?id=7"
ARTICLE = """<!doctype html>
<html lang="ko"><head>
<title>Minister denies | Example News</title>
<meta property="og:title" content="Minister &amp; denial">
<meta name="author" content="https://news.example/staff/9">
<meta name="byl" content=" By  Kim
 Reporter ">
<link rel="alternate canonical" href="/politics/1#top">
<meta property="article:published_time" content="2024-10-24T23:30:00+09:00">
<meta property="article:modified_time" content="20241025">
</head><body>
<header><a href="/">Example News</a> <form><input value="x"></form></header>
<nav><ul><li>Politics</li></ul></nav>
<article>
<header><h1>Minister denies</h1></header>
<p>&ldquo;We never <em>said</em>
 that&rdquo;,&nbsp;the min<b>ister</b> said.</p>
<blockquote>No figure<br>was given.<footer>the minister</footer></blockquote>
<div>Loose words <p>A paragraph</p> and a tail</div>
<ul><li>first</li><li>second</li></ul>
<table><tr><th>Year</th><th>Troops</th></tr><tr><td>2024</td><td>10,000</td></tr></table>
<script>var tracking = "We said that";</script><style>p { color: red }</style>
<noscript>switch on</noscript><template><p>template</p></template>
<p hidden>hidden</p><p style="color: red; display : none">styled away</p><p aria-hidden="true">unheard</p>
<aside>Related</aside><button>Share</button><!-- a comment --><svg><title>icon</title></svg>
</article>
<div role="complementary">Most read</div>
<footer>All rights reserved</footer>
</body></html>"""
TEXT = """Minister denies
“We never said that”, the minister said.
No figure
was given.
the minister
Loose words
A paragraph
and a tail
first
second
Year Troops
2024 10,000"""


def read(body: str | bytes, content_type: str = "text/html", *, charset: str | None = None) -> Page:
    raw = body if isinstance(body, bytes) else body.encode()
    return pages.read(Fetched(URL, final_url=URL, body=raw, content_type=content_type, charset=charset))


def test_a_page_is_read_in_full() -> None:
    assert read(ARTICLE) == Page(
        title="Minister & denial",
        text=TEXT,
        byline="Kim Reporter",
        canonical_url="https://news.example/politics/1",
        published_on=dt.date(2024, 10, 24),
        modified_on=dt.date(2024, 10, 25),
        language="ko",
    )


def _read_there(results: "multiprocessing.Queue[str]") -> None:
    results.put(read("<p>read there</p>").text)


def test_it_works_in_a_process_that_may_have_no_children_of_its_own() -> None:
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[str] = context.Queue()
    process = context.Process(target=_read_there, args=(results,), daemon=True)
    process.start()

    assert results.get(timeout=20) == "read there"
    process.join()


@pytest.mark.parametrize("failure", [F.HTTP_404, F.HTTP_403, F.BOT_WALL])
def test_error_pages_are_read_and_stay_errors(failure: F) -> None:
    page = pages.read(Fetched(URL, body=b"<p>Not here</p>", content_type="text/html", failure=failure))

    assert (page.text, page.failure) == ("Not here", failure)


def test_without_a_body_the_failure_is_passed_on() -> None:
    assert pages.read(Fetched(URL, failure=F.TRUNCATED)).failure is F.TRUNCATED
    assert pages.read(Fetched(URL)).failure is F.EXTRACT_FAILED


KOREAN = "<p>대통령은 그렇게 말했다. 국방부는 부인했다.</p>"
RUSSIAN = "<p>Министр этого не говорил, сообщили в пресс-службе ведомства.</p>"


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (KOREAN.encode(), None),
        (KOREAN.encode(), "iso-8859-1"),
        (KOREAN.encode(), "euc-kr"),
        (KOREAN.encode("cp949"), "euc-kr"),
        (b"<meta charset=euc-kr>" + KOREAN.encode("cp949"), None),
        (b"<meta http-equiv=x content='text/html; charset=KS_C_5601-1987'>" + KOREAN.encode("cp949"), None),
        (b"<?xml version='1.0' encoding='euc-kr'?><html>" + KOREAN.encode("cp949"), None),
        (b"<meta charset=utf-8>" + KOREAN.encode("cp949"), "ks_c_5601-1987"),
        (b"\xef\xbb\xbf" + KOREAN.encode(), "euc-kr"),
        (b"\xff\xfe" + KOREAN.encode("utf-16-le"), None),
        (b"\xfe\xff" + KOREAN.encode("utf-16-be"), "utf-8"),
        (KOREAN.encode("utf-16-le"), "utf-16"),
        (b"<meta charset=euc-kr>" + KOREAN.encode("cp949"), "zip"),
        (KOREAN.encode("cp949"), None),
    ],
)
def test_korean_is_read_whatever_the_label(body: bytes, charset: str | None) -> None:
    assert read(body, charset=charset).text == "대통령은 그렇게 말했다. 국방부는 부인했다."


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r", "iso8859-5", "utf-8"])
def test_russian_is_read_by_its_label(codec: str) -> None:
    label = {"cp1251": "windows-1251", "iso8859-5": "ISO-8859-5"}.get(codec, codec)

    assert "Министр этого не говорил" in read(RUSSIAN.encode(codec), charset=label.lower()).text


@pytest.mark.parametrize("charset", ["zip", "rot13", "unicode_escape", "utf-7", "idna", "nonsense", "utf-16"])
def test_labels_that_name_no_charset_are_passed_over(charset: str) -> None:
    assert "plain +AGE- \\u0041 words" in read("<p>plain +AGE- \\u0041 words, öäü</p>", charset=charset).text


def test_bytes_that_fit_nowhere_do_not_stop_the_reading() -> None:
    assert "before" in read(b"<meta charset=utf-8><p>before \xff\xfe\x81 after</p>").text


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<script type="application/ld+json">{"@type":"NewsArticle","headline":"H","author":{"name":"A"},'
         '"datePublished":"2024-10-24","dateModified":"2024-10-25T01:00Z","inLanguage":"en"}</script>',
         ("H", "A", dt.date(2024, 10, 24), dt.date(2024, 10, 25), "en")),
        ('<script type="application/ld+json">[{"@type":"WebSite","name":"S"},{"@graph":[{"@type":["Report"],'
         '"datePublished":"2024.10.24","author":["A",{"name":"B"},7,null]}]}]</script>',
         ("", "A, B", dt.date(2024, 10, 24), None, "")),
        ('<script type="application/ld+json">{"@type":7,"author":[[]]}</script><title>T</title>',
         ("T", "", None, None, "")),
        ('<meta itemprop=datePublished content="Thu, 24 Oct 2024 10:00:00 GMT"><meta property=og:locale content=ko_KR>',
         ("", "", dt.date(2024, 10, 24), None, "ko-KR")),
        ('<meta name=date content="yesterday"><meta name=pubdate content="2024-13-45"><meta name=dc.date content="0001">',
         ("", "", None, None, "")),
        ('<meta name=date content="2024-02-30"><meta name=dcterms.date content="2024/2/9">',
         ("", "", dt.date(2024, 2, 9), None, "")),
    ],
)  # fmt: skip
def test_what_a_page_says_about_itself(head: str, expected: tuple[object, ...]) -> None:
    page = read(f"<html><head>{head}</head><body><p>text</p></body></html>")

    assert (page.title, page.byline, page.published_on, page.modified_on, page.language) == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ('<link rel=canonical href="//OTHER.example:443/a/../b">', "https://other.example/b"),
        ('<link rel=canonical href="javascript:alert(1)">', ""),
        ('<link rel=canonical href="http://user@x/"><meta property=og:url content="/og">', "https://news.example/og"),
        ("<link rel=canonical href=''>", ""),
    ],
)  # fmt: skip
def test_the_canonical_address_is_a_web_address_or_nothing(link: str, expected: str) -> None:
    assert read(link + "<p>text</p>").canonical_url == expected


def test_the_whole_page_counts_where_no_part_holds_most_of_it() -> None:
    teasers = "".join(f"<article>teaser {n}</article>" for n in range(9))

    assert read(f"<main>{teasers}</main><p>{'the text itself ' * 20}</p>").text.startswith(
        "teaser 0\nteaser 1"
    )


@pytest.mark.parametrize(
    ("visible", "described", "expected"),
    [
        ("loading", "One.\\n<p>Two &amp; more.</p>", "loading\nOne.\nTwo & more."),
        ("the text itself", "the text itself", "the text itself"),
        ("loading", "", "loading"),
    ],
)
def test_an_article_that_only_scripts_would_show(visible: str, described: str, expected: str) -> None:
    ld = f'<script type="application/ld+json">{{"@type":"Article","articleBody":"{described}"}}</script>'

    assert read(f"{ld}<p>{visible}</p>").text == expected


def test_the_text_of_nested_parts_is_not_told_twice() -> None:
    body = "<article><section itemprop=articleBody><p>once</p></section></article>"

    assert read(body).text == "once"


@pytest.mark.parametrize(
    ("content_type", "body", "kind"),
    [
        ("text/html", b"<p>", "html"),
        ("application/xhtml+xml", b"<html/>", "html"),
        ("", b"  <p>", "html"),
        ("", b"words", "plain"),
        ("text/plain", b"<p>", "plain"),
        ("application/octet-stream", b"%PDF-1.4", "pdf"),
        ("text/html", b"\n%PDF-1.4", "pdf"),
        ("application/octet-stream", b"MZ\0\0", None),
        ("image/png", b"\x89PNG", None),
        ("application/json", b"{}", None),
        ("application/zip", b"PK", None),
        ("video/mp4", b"\0\0", None),
    ],
)
def test_the_kind_of_a_document(content_type: str, body: bytes, kind: str | None) -> None:
    assert pages.kind_of(content_type, body) == kind


def test_other_kinds_are_not_read() -> None:
    assert read(b"\x89PNG", "image/png").failure is F.UNSUPPORTED_TYPE


def test_plain_text_is_read() -> None:
    page = read("A  title\r\n\r\nWords\tand\u00a0words.\n".encode(), "text/plain")

    assert (page.title, page.text, page.failure) == ("A title", "A title\nWords and words.", None)


def test_pdf_is_read() -> None:
    page = read(documents.HONEST, "application/pdf")

    assert (page.text, page.failure) == ("The minister said so.\nAnd more.", None)


def test_reading_is_deterministic() -> None:
    assert read(ARTICLE) == read(ARTICLE)


@pytest.mark.parametrize(
    ("words", "failure", "detail"),
    [
        ("sleep 9", F.PARSE_LIMIT, "took too long"),
        ("fill", F.PARSE_LIMIT, "too much time or memory"),
        ("kill 11", F.PARSE_LIMIT, "too much time or memory"),
        ("exit 0", F.EXTRACT_FAILED, "the parser gave up"),
        ("exit 1", F.EXTRACT_FAILED, "the parser gave up"),
        ("fail", F.EXTRACT_FAILED, "the parser gave up (LookupError)"),
        ("end_helper", F.EXTRACT_FAILED, "the desk could not read it"),
    ],
)
def test_a_child_that_breaks_is_a_typed_outcome(
    words: str, failure: F, detail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(pages._READERS, "html", "tests.claims.clients.misbehaving")
    fetched = Fetched(URL, body=words.encode(), content_type="text/html")

    page = pages.read(fetched, ReadingLimits(cpu_seconds=1, wall_seconds=0.5))

    assert page.failure is failure
    assert detail in page.detail


def test_pages_are_read_side_by_side_in_a_loop() -> None:
    async def read_all() -> list[Page]:
        fetched = [Fetched(URL, body=f"<p>{n}</p>".encode(), content_type="text/html") for n in range(20)]
        return await asyncio.gather(*map(pages.read_async, fetched))

    assert [page.text for page in asyncio.run(read_all())] == [str(n) for n in range(20)]


def test_the_calling_process_loads_no_parser() -> None:
    code = "import sys; from claims.clients import pages; print({'selectolax', 'lxml', 'pypdf', 'nh3', 'trafilatura'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout.strip() == "set()"
