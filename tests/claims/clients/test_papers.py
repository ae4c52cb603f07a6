"""PDF: its text, and as much of what it says about itself as can be relied on."""

import datetime as dt

import pytest

from claims.clients import papers
from claims.clients.page import Page, Task
from claims.clients.reading import BeyondLimits, Unreadable
from tests.claims.clients import documents
from tests.claims.clients.documents import described

RDF = b"http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XMP = b"""<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="%s">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">On ships</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>Kim One</rdf:li><rdf:li>Lee Two</rdf:li></rdf:Seq></dc:creator>
<prism:publicationDate>2024-10-24</prism:publicationDate>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>""" % RDF  # fmt: skip


def read(body: bytes) -> Page:
    return papers.read(body, Task("pdf"))


def test_the_lines_are_read() -> None:
    assert read(documents.HONEST) == Page(text="The minister said so.\nAnd more.")


def test_a_file_may_describe_itself() -> None:
    info = b"/Title (x.indd) /Author (kim) /CreationDate (D:20241101093000+09'00') /ModDate (D:20241102)"

    assert read(described(XMP, info, catalogue=b"/Lang (en-GB)")) == Page(
        title="On ships",
        text="Some text.",
        byline="Kim One, Lee Two",
        published_on=dt.date(2024, 10, 24),
        modified_on=dt.date(2024, 11, 2),
        language="en-GB",
    )


@pytest.mark.parametrize(
    ("info", "title", "byline", "modified_on"),
    [
        (b"/Title (On ships) /Author (Kim One)", "On ships", "Kim One", None),
        (b"/Title (Microsoft Word - ships.doc) /Author (kim)", "", "", None),
        (b"/Title (ships_final.PDF) /Author (Administrator)", "", "", None),
        (b"/Title (Untitled-1) /Author (https://a.example/)", "", "", None),
        (b"/CreationDate (D:20241024)", "", "", dt.date(2024, 10, 24)),
        (b"/CreationDate (D:2024) /ModDate (nonsense)", "", "", None),
        (b"/Title 7 /Author [1 2]", "7", "", None),
    ],
)  # fmt: skip
def test_what_programs_put_there_is_passed_over(
    info: bytes, title: str, byline: str, modified_on: dt.date | None
) -> None:
    page = read(described(b"", info))

    assert (page.title, page.byline, page.modified_on) == (title, byline, modified_on)


def test_the_day_a_file_was_made_is_not_when_it_was_published() -> None:
    assert read(described(b"", b"/CreationDate (D:20241024)")).published_on is None


@pytest.mark.parametrize("xmp", [b"", b"no xml", b"<x/>", b"<rdf:RDF/>", documents.entities(9)])
def test_a_broken_description_costs_no_text(xmp: bytes) -> None:
    assert read(described(xmp)).text == "Some text."


@pytest.mark.parametrize(
    ("body", "refusal", "words"),
    [
        (documents.EMPTY, Unreadable, "no text"),
        (documents.HONEST[:300], Unreadable, "damaged"),
        (documents.ENCRYPTED, Unreadable, "encrypted|password"),  # as far as a cipher is installed
        (documents.MANY_PAGES, BeyondLimits, "500 pages"),
        (documents.ONE_BOMB, BeyondLimits, "complicated"),
    ],
)
def test_refusals(body: bytes, refusal: type[Exception], words: str) -> None:
    with pytest.raises(refusal, match=words):
        read(body)
