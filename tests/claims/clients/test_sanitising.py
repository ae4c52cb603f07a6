"""A capture as it is shown inside the desk: all its words, nothing that acts, loads or leads out by itself."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from claims.clients import pages, sanitising
from claims.clients.page import Task
from claims.clients.reading import BeyondLimits, Unreadable
from claims.text.outcomes import FailureClass as F

ALLOWED_ATTRIBUTES = {
    "charset", "content", "name", "dir", "lang", "href", "rel", "target", "start", "value", "colspan", "rowspan", "scope",
    "datetime",
}  # fmt: skip


def shown(html: str, kind: str = "html") -> str:
    return sanitising.read(html.encode(), Task(kind)).markup


def body(html: str) -> str:
    return shown(html).partition("<body>\n")[2].partition("\n</body>")[0]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>one <b>two</b></p>", "<p>one <b>two</b></p>"),
        ("<p onclick=x() class=a id=b style='color:red' lang=ko>t</p>", '<p lang="ko">t</p>'),
        ("a<script>x()</script><style>p{}</style><noscript>n</noscript>b", "ab"),
        ("a<iframe src=x>f</iframe><object data=x>o</object><embed src=x>b", "ab"),
        ("a<form action=x><input name=y><button>go</button>b</form>", "ab"),
        ("a<img src=https://a.example/pixel.gif onerror=x()>b", "ab"),
        ("a<svg><image href=x></svg><math><mi>m</mi></math>b", "ab"),
        ("a<link rel=stylesheet href=x><base href=x><meta http-equiv=refresh content='0;url=x'>b", "ab"),
        ("<a href=https://a.example/>t</a>", '<a href="https://a.example/" target="_blank" rel="noreferrer noopener">t</a>'),
        ("<a href=/admin/logout>t</a>", '<a target="_blank" rel="noreferrer noopener">t</a>'),
        ("<a href=javascript:x()>t</a>", '<a target="_blank" rel="noreferrer noopener">t</a>'),
        ("<a href='data:text/html,x'>t</a>", '<a target="_blank" rel="noreferrer noopener">t</a>'),
        ("<a href=https://a.example/ target=_top ping=x>t</a>", '<a href="https://a.example/" target="_blank" rel="noreferrer noopener">t</a>'),
        ("<table><tr><td colspan=2 background=x>t</td></tr></table>", '<table><tbody><tr><td colspan="2">t</td></tr></tbody></table>'),
        ("<blockquote cite=https://a.example/>t</blockquote>", "<blockquote>t</blockquote>"),
        ("a<!-- comment -->b<![CDATA[c]]>", "ab"),
        ("&lt;script&gt;x&lt;/script&gt;", "&lt;script&gt;x&lt;/script&gt;"),
    ],
)  # fmt: skip
def test_what_is_shown(html: str, expected: str) -> None:
    assert body(html) == expected


@pytest.mark.parametrize(
    "payload",
    [
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
        "<title></title><script>alert(1)</script>",
        "<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title>",
        "<a href='java\nscript:alert(1)'>t</a><a href=' javascript:alert(1)'>t</a>",
        "<plaintext><script>alert(1)</script>",
        "<xmp><img src=x onerror=alert(1)></xmp>",
        "<textarea><script>alert(1)</script></textarea>",
        "<template><script>alert(1)</script></template>",
        "<p style=\"background:url('https://a.example/')\" lang='\" onclick=\"x'>t",
    ],
)
def test_nothing_is_left_that_acts(payload: str) -> None:
    document = LexborHTMLParser(shown("<p>words</p>" + payload))
    nodes = document.css("*")

    assert not {node.tag for node in nodes} & {
        "script",
        "style",
        "img",
        "svg",
        "math",
        "iframe",
        "form",
        "template",
        "noscript",
    }
    assert {name for node in nodes for name in node.attributes} <= ALLOWED_ATTRIBUTES
    links = [node.attributes["href"] or "" for node in document.css("[href]")]
    assert all(link.startswith(("http://", "https://")) for link in links)


def test_the_title_is_kept_as_text() -> None:
    assert "<title>Ships &amp; &lt;b&gt;</title>" in shown("<title>Ships &amp; &lt;b&gt;</title>words")


def test_no_address_is_told_to_those_who_are_linked_to() -> None:
    assert '<meta name="referrer" content="no-referrer">' in shown("words")


def test_plain_text_is_shown_as_it_stands() -> None:
    assert "<pre>a  &lt;b&gt;\n c</pre>" in shown("a  <b>\n c", "plain")


def test_refusals() -> None:
    with pytest.raises(Unreadable):
        shown("<script>x()</script>&nbsp;")
    with pytest.raises(BeyondLimits):
        shown("<div>" * 5_000)
    with pytest.raises(BeyondLimits):
        shown("<p>" + "x" * 2_000_001)


def test_the_limited_child_shows_the_same() -> None:
    assert pages.sanitised(b"<p>words", content_type="text/html") == shown("<p>words")
    assert "<pre>words</pre>" in pages.sanitised(b"words", content_type="text/plain")


@pytest.mark.parametrize(
    ("document", "content_type", "failure"),
    [
        (b"%PDF-1.7", "application/pdf", F.UNSUPPORTED_TYPE),
        (b"\x89PNG", "image/png", F.UNSUPPORTED_TYPE),
        (b"<script>x</script>", "text/html", F.EXTRACT_FAILED),
        (b"<div>" * 5_000, "text/html", F.PARSE_LIMIT),
    ],
)
def test_what_cannot_be_shown_says_why(document: bytes, content_type: str, failure: F) -> None:
    with pytest.raises(pages.NotShown) as refusal:
        pages.sanitised(document, content_type=content_type)

    assert refusal.value.failure is failure
