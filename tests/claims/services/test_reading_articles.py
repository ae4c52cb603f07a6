"""Articles as files of many formats hold them, read in the limited child."""

from __future__ import annotations

import io
import zipfile

import pytest

from claims.exceptions import InvalidInput
from claims.services import reading_articles

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The port</dc:title><dc:creator>Ann Lee</dc:creator>'
    "</cp:coreProperties>"
)


def word(body: str, **parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        packed.writestr("docProps/core.xml", parts.get("core", CORE))
    return file.getvalue()


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def test_of_a_word_file_come_paragraphs_title_and_author() -> None:
    raw = word(paragraph("4,200 ships – 항구") + paragraph("In 2023.") + "<w:p/>")
    found = reading_articles.of_file("port.docx", raw)
    assert (found.text, found.title, found.byline) == ("4,200 ships – 항구\nIn 2023.", "The port", "Ann Lee")


def test_what_a_tracked_change_took_out_is_not_read() -> None:
    change = "<w:p><w:r><w:t>It rose</w:t></w:r><w:del><w:r><w:t> not</w:t></w:r></w:del></w:p>"
    assert reading_articles.of_file("a.docx", word(change)).text == "It rose"


def test_a_word_file_that_unpacks_to_a_bomb_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"a.docx was not read"):
        reading_articles.of_file("a.docx", word(paragraph(" " * 70_000_000)))


def test_an_entity_in_a_word_file_is_refused() -> None:
    core = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    with pytest.raises(InvalidInput, match="declares a document type"):
        reading_articles.of_file("a.docx", word(paragraph("It rose."), core=core))


def test_a_page_says_title_byline_date_and_its_own_address() -> None:
    words = "The port of Lowmark handled 4,200 ships in 2023, the mayor said on Monday. " * 8
    page = (
        '<html lang="en"><head><title>Busy port</title><link rel="canonical" href="https://news.example/port">'
        '<meta name="author" content="Ann Lee"><meta property="article:published_time" content="2024-03-05T10:00:00Z">'
        f"</head><body><nav><a href='/'>Menu</a></nav><article><p>{words}</p></article></body></html>"
    )
    found = reading_articles.of_file("port.html", page.encode())
    assert (found.title, found.byline, found.published_on) == ("Busy port", "Ann Lee", "2024-03-05")
    assert (found.url, found.language) == ("https://news.example/port", "en")
    assert "Menu" not in found.text


def test_a_transcript_is_read_as_what_was_said() -> None:
    raw = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>It rose.\n"
    found = reading_articles.of_file("hearing.vtt", raw)
    assert (found.text, found.title) == ("Ann: It rose.", "hearing")


@pytest.mark.parametrize(
    "address",
    ["ftp://news.example/a", "http://127.0.0.1:1/a", "http://[::1]/", "http://", "javascript:alert(1)"],
)
def test_an_address_that_may_not_be_fetched_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput, match="was not read"):
        reading_articles.of_address(address)
