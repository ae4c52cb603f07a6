"""Which hosts belong to one site."""

import pytest

from claims.text import sites


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("www.bbc.com", "bbc.com"),
        ("bbc.com", "bbc.com"),
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("m.khan.co.kr", "khan.co.kr"),
        ("www.mnd.go.kr", "mnd.go.kr"),
        ("folha.uol.com.br", "uol.com.br"),
        ("a.blogspot.com", "a.blogspot.com"),
        ("www.a.wordpress.com", "a.wordpress.com"),
        ("t.co", "t.co"),
        ("www.gov.uk", "www.gov.uk"),
        ("127.0.0.1", "127.0.0.1"),
        ("[2001:db8::1]", "[2001:db8::1]"),
        ("localhost", "localhost"),
    ],
)
def test_the_name_that_was_registered(host: str, expected: str) -> None:
    assert sites.registered(host) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("www.times.example", "edition.times.example", True),
        ("a.tistory.com", "b.tistory.com", False),
        ("khan.co.kr", "chosun.co.kr", False),
        ("127.0.0.1", "127.0.0.2", False),
    ],
)
def test_whether_two_are_one_site(one: str, other: str, expected: bool) -> None:
    assert sites.are_one(one, other) is expected
