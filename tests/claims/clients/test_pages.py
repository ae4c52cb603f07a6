"""What a page says, read in a child process: honest pages in full, hostile ones as typed failures."""

import datetime as dt
import multiprocessing
import os
import random
import subprocess
import time
from collections.abc import Callable

import pytest

from claims.clients import pages
from claims.clients.fetched import Fetched
from claims.clients.pages import Page, ReadingLimits
from claims.text.outcomes import FailureClass as F
from tests.claims.clients import documents

TIGHT = ReadingLimits(cpu_seconds=1, wall_seconds=4)
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
        byline="By Kim Reporter",
        canonical_url="https://news.example/politics/1",
        published_on=dt.date(2024, 10, 24),
        modified_on=dt.date(2024, 10, 25),
        language="ko",
    )


def test_the_child_knows_nothing_of_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for parsers")
    seen: list[dict[str, str]] = []
    run = subprocess.run

    def spy(*given: object, **options: object) -> object:
        seen.append(dict(options["env"]))  # type: ignore[call-overload]
        return run(*given, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", spy)
    read("<p>a</p>")

    assert [set(environment) for environment in seen] == [{"PYTHONPATH", "PYTHONHASHSEED"}]


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


def noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


def nested(tag: str, depth: int) -> bytes:
    return f"<{tag}>".encode() * depth + b"x"


HOSTILE: dict[str, tuple[Callable[[], bytes], str, set[F | None]]] = {
    "nested": (lambda: nested("div", 100_000), "text/html", {F.PARSE_LIMIT}),
    "nested-self-closing": (lambda: nested("div/", 60_000), "text/html", {F.PARSE_LIMIT}),
    "nested-tables": (lambda: nested("table><tr><td", 50_000), "text/html", {F.PARSE_LIMIT, None}),
    "nested-lists": (lambda: nested("ul><li", 50_000), "text/html", {F.PARSE_LIMIT}),
    "nested-spans-in-svg": (lambda: b"<svg>" + nested("g", 50_000), "text/html", {F.PARSE_LIMIT}),
    "nested-templates": (lambda: nested("template", 50_000), "text/html", {F.PARSE_LIMIT}),
    "attributes": (
        lambda: b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">x",
        "text/html",
        {F.PARSE_LIMIT},
    ),
    "attributes-behind-quotes": (
        lambda: b"<p " + b" ".join(b'a%d="<"' % n for n in range(100_000)) + b">x",
        "text/html",
        {F.PARSE_LIMIT},
    ),
    "tags": (lambda: b"<p>x" * 200_000, "text/html", {F.PARSE_LIMIT}),
    "formatting": (
        lambda: b"".join(b"<font size=%d>" % n for n in range(3_900)) + b"<p>x" * 40_000,
        "text/html",
        {F.PARSE_LIMIT, None},
    ),
    "misnested": (lambda: b"<a><b><i><p>x</a></b></i></p>" * 15_000, "text/html", {F.PARSE_LIMIT, None}),
    "text": (lambda: b"<p>" + b"word " * 600_000, "text/html", {F.PARSE_LIMIT}),
    "entities": (lambda: b"<p>x" + b"&notin;&amp;&#x1F600;" * 100_000, "text/html", {F.PARSE_LIMIT, None}),
    "huge-attribute": (lambda: b"<p title='" + b"x" * 5_000_000 + b"'>x", "text/html", {None}),
    "huge-title": (lambda: b"<title>" + b"x" * 5_000_000 + b"</title><p>x", "text/html", {None}),
    "inline-picture": (
        lambda: b"<img src='data:image/png;base64," + b"A" * 8_000_000 + b"'>x",
        "text/html",
        {None},
    ),
    "unclosed-comment": (lambda: b"<p>x<!--" + b"y" * 1_000_000, "text/html", {None}),
    "unclosed-script": (lambda: b"<p>x<script>" + b"<div>" * 1_000, "text/html", {None}),
    "only-script": (lambda: b"<script>document.write('x')</script>", "text/html", {F.EXTRACT_FAILED}),
    "only-spaces": (lambda: b" \n\t\xc2\xa0" * 100_000, "text/html", {F.EXTRACT_FAILED}),
    "nul-bytes": (lambda: b"<p>a\0b</p>" + b"\0" * 10_000, "text/html", {None}),
    "noise": (lambda: noise(200_000), "text/html", {None, F.EXTRACT_FAILED}),
    "half-characters": (lambda: b"<p>x &#xD800; &#x110000; &#0; &#x85;</p>", "text/html", {None}),
    "frameset": (lambda: b"<frameset><frame src=x></frameset>", "text/html", {F.EXTRACT_FAILED}),
    "plaintext": (lambda: b"<plaintext></plaintext>" + b"<p>" * 5_000, "text/html", {None}),
    "xml-entities": (
        lambda: b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l>&b;x</l>',
        "application/xhtml+xml",
        {None},
    ),
    "external-entity": (
        lambda: b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><html><p>&e;x</p></html>',
        "application/xhtml+xml",
        {None},
    ),
    "json-ld-deep": (
        lambda: b"<script type=application/ld+json>" + b"[" * 200_000 + b"</script><p>x",
        "text/html",
        {None},
    ),
    "json-ld-wide": (
        lambda: b"<script type=application/ld+json>[" + b"{}," * 150_000 + b"{}]</script><p>x",
        "text/html",
        {None},
    ),
    "json-ld-number": (
        lambda: b"<script type=application/ld+json>" + b"9" * 100_000 + b"</script><p>x",
        "text/html",
        {None},
    ),
    "long-plain-text": (lambda: b"a line of text\n" * 200_000, "text/plain", {F.PARSE_LIMIT}),
    "binary-plain-text": (lambda: noise(300_000), "text/plain", {None, F.EXTRACT_FAILED, F.PARSE_LIMIT}),
    "pdf-in-name-only": (lambda: b"%PDF-1.7\n" + noise(50_000), "application/pdf", {F.EXTRACT_FAILED}),
    "pdf-cut": (lambda: documents.HONEST[:300], "application/pdf", {F.EXTRACT_FAILED}),
    "pdf-empty": (lambda: documents.EMPTY, "application/pdf", {F.EXTRACT_FAILED}),
    "pdf-bomb": (lambda: documents.BOMB, "application/pdf", {F.EXTRACT_FAILED, F.PARSE_LIMIT}),
    "pdf-one-bomb": (lambda: documents.ONE_BOMB, "application/pdf", {F.EXTRACT_FAILED, F.PARSE_LIMIT}),
    "pdf-tree-loop": (lambda: documents.TREE_LOOP, "application/pdf", {F.EXTRACT_FAILED, F.PARSE_LIMIT}),
    "pdf-lying-count": (lambda: documents.LYING_COUNT, "application/pdf", {F.EXTRACT_FAILED, F.PARSE_LIMIT}),
    "pdf-many-pages": (lambda: documents.MANY_PAGES, "application/pdf", {F.PARSE_LIMIT}),
    "pdf-deep": (lambda: documents.DEEP, "application/pdf", {F.EXTRACT_FAILED, F.PARSE_LIMIT}),
    "pdf-self-reference": (
        lambda: documents.SELF_REFERENCE,
        "application/pdf",
        {F.EXTRACT_FAILED, F.PARSE_LIMIT},
    ),
    "pdf-encrypted": (lambda: documents.ENCRYPTED, "application/pdf", {F.EXTRACT_FAILED}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_have_a_typed_outcome(name: str) -> None:
    make, content_type, outcomes = HOSTILE[name]
    body = make()
    started = time.monotonic()

    page = pages.read(Fetched(URL, body=body, content_type=content_type), TIGHT)

    assert page.failure in outcomes, page.detail
    assert time.monotonic() - started < TIGHT.wall_seconds + 1
    assert not set("\0\x08\ud800") & set(page.text + page.title)
    assert len(page.title) <= 500


def test_a_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_COMMAND", ("sleep", "60"))
    monkeypatch.setattr(pages, "_ENVIRONMENT", {"PATH": os.environ["PATH"]})
    started = time.monotonic()

    page = pages.read(Fetched(URL, body=b"x", content_type="text/html"), ReadingLimits(wall_seconds=0.3))

    assert page.failure is F.PARSE_LIMIT
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    ("script", "failure"),
    [
        ("exit 0", F.EXTRACT_FAILED),
        ("echo garbage", F.EXTRACT_FAILED),
        ("exit 1", F.EXTRACT_FAILED),
        ("exit 3", F.PARSE_LIMIT),
        ("kill -SEGV $$", F.PARSE_LIMIT),
        ("kill -XCPU $$", F.PARSE_LIMIT),
    ],
)
def test_a_child_that_breaks_is_a_typed_outcome(
    script: str, failure: F, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "_COMMAND", ("/bin/sh", "-c", script))

    assert read("<p>x</p>").failure is failure
