"""Documents made to hurt whoever reads them."""

import random
from collections.abc import Callable

from claims.text.outcomes import FailureClass as F
from tests.claims.clients import documents


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
    "attributes-behind-ends": (
        lambda: b"<p " + b" ".join(b'a%d=">"' % n for n in range(100_000)) + b">x",
        "text/html",
        {F.PARSE_LIMIT},
    ),
    "attributes-of-many-tags": (
        lambda: (b"<p " + b" ".join(b"a%d=1" % n for n in range(1_900)) + b">x") * 60,
        "text/html",
        {F.PARSE_LIMIT, None},
    ),
    "nested-below-the-cap": (lambda: nested("div", 3_900), "text/html", {None}),
    "inline-below-the-cap": (lambda: nested("b", 3_900) + b"</b>" * 3_900, "text/html", {None}),
    "links": (lambda: b"<a href='/x'>word</a> " * 40_000, "text/html", {None}),
    "empty-quotations": (lambda: b"<blockquote><footer>" * 1_900 + b"x", "text/html", {None}),
    "asides": (lambda: b"<article>" + b"<aside>" * 3_000 + b"words", "text/html", {F.EXTRACT_FAILED, None}),
    "one-word": (lambda: b"<p>" + b"x" * 1_500_000, "text/html", {None}),
    "style-attribute": (lambda: b"<p style='" + b"display:" * 400_000 + b"'>x", "text/html", {None}),
    "metas": (
        lambda: b"<meta name=author content=a><meta name=date content=2024-01-01>" * 30_000 + b"<p>x",
        "text/html",
        {None, F.PARSE_LIMIT},
    ),
    "times": (lambda: b"<time datetime=2024-01-01>1 January 2024</time> " * 30_000, "text/html", {None}),
    "datelines": (lambda: b"<p>By A. Name, October 24, 2024</p>" * 20_000, "text/html", {None}),
    "article-body-in-script": (
        lambda: b'<script>"articleBody":"' + b'\\"articleBody":"' * 100_000 + b"</script><p>x",
        "text/html",
        {None},
    ),
    "script-in-comment-in-script": (
        lambda: b"<p>x<script><!--<script>" * 20_000,
        "text/html",
        {None},
    ),
    "zero-width": (lambda: b"<p>" + "\u200b\u200d\u2060".encode() * 200_000 + b"x", "text/html", {None}),
    "utf-7": (lambda: b"<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "text/html", {None}),
    "utf-16-without-mark": (lambda: "<p>text</p>".encode("utf-16-le") * 1_000, "text/html", {None}),
    "xhtml-cdata": (lambda: b"<p>x" + b"<![CDATA[" * 100_000, "application/xhtml+xml", {None}),
    "xhtml-closed-at-once": (
        lambda: b"<div class='" + b"<a/>" * 100_000 + b"'/>x",
        "application/xhtml+xml",
        {None},
    ),
    "xhtml-open-quotes": (
        lambda: b"<p title='" * 50_000,
        "application/xhtml+xml",
        {None, F.EXTRACT_FAILED, F.PARSE_LIMIT},
    ),
    "pdf-entities-in-description": (
        lambda: documents.ENTITIES_IN_XMP,
        "application/pdf",
        {None, F.EXTRACT_FAILED, F.PARSE_LIMIT},
    ),
}
