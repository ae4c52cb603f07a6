"""Copies of a page that break off before their end."""

import pytest

from claims.text import cuts

PAGE = b"<!doctype html><html><body><p>The council met.</p></body></html>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (PAGE, True),
        (PAGE + b"<!-- served by cache 7 in 12 ms -->\n", True),
        (PAGE.replace(b"</html>", b""), True),
        (PAGE.upper(), True),
        (PAGE[:40], False),
        (PAGE[:-20], False),
        (PAGE[:-20] + b"<p>" + b"x" * 10_000, False),
        (b"<p>A piece of a page.", True),
        (b"plain words, no page", True),
        (b"", True),
    ],
)
def test_whether_a_page_is_closed(body: bytes, expected: bool) -> None:
    assert cuts.is_closed(body) is expected
