"""Files that are handed in as an article's text."""

from __future__ import annotations

import pytest

from claims.exceptions import InvalidInput
from claims.services import reading_uploads


def test_plain_text_is_taken_as_it_is() -> None:
    text = reading_uploads.text_of("a.txt", "\ufeffOne – first\r\nTwo".encode())
    assert text == "One – first\nTwo"


def test_of_a_page_the_article_is_taken() -> None:
    words = "The port of Lowmark handled 4,200 ships in 2023, the mayor said on Monday. " * 8
    page = f"<html><body><nav><a href='/'>Menu</a></nav><article><p>{words}</p></article></body></html>"
    text = reading_uploads.text_of("a.html", page.encode())
    assert "4,200 ships" in text
    assert "Menu" not in text


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("a.odt", b"PK", "save it as one of these"),
        ("a.docx", b"PK", "no whole Word file"),
        ("a.pdf", b"PK", "a.pdf was not read"),
        ("a.srt", b"Hello", "it is no transcript"),
        ("a.txt", b"\xff\xfeO\x00", "plain text in UTF-8"),
        ("a.txt", b" \n ", "no text was found"),
        ("a.txt", b"x" * (reading_uploads.MAX_BYTES + 1), "are the limit"),
    ],
)
def test_what_is_not_read_is_told_with_what_to_do(name: str, body: bytes, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        reading_uploads.text_of(name, body)
