"""The day of a page, whichever clock its stamps tell it by."""

import datetime as dt

import pytest

from claims.clients import dating

D23, D24, D25 = (dt.date(2024, 10, day) for day in (23, 24, 25))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/2024/10/24/title", D24),
        ("https://a.example/story/2024-10-24/title", D24),
        ("https://a.example/20241024/title", D24),
        ("https://a.example/politics/2024/oct/24/title", D24),
        ("https://a.example/2024/10/24", D24),
        ("https://a.example/2024/10/4/title", dt.date(2024, 10, 4)),
        ("https://a.example/2024/10/title", None),
        ("https://a.example/2024/13/24/title", None),
        ("https://a.example/2024/02/30/title", None),
        ("https://a.example/title-20241024", None),
        ("https://a.example/?day=/2024/10/24/", None),
        ("https://a.example/120241024/", None),
    ],
)
def test_the_day_in_an_address(url: str, expected: dt.date | None) -> None:
    assert dating.in_address(url) == expected


@pytest.mark.parametrize(
    ("stamps", "in_address", "expected"),
    [
        ([], None, None),
        ([], D24, D24),
        (["yesterday", None, 7], D24, D24),
        (["2024-10-24"], None, D24),
        (["nonsense", "2024-10-24T10:00:00Z"], None, D24),
        # What readers saw goes before universal time.
        (["2024-10-25T02:00:00Z"], D24, D24),
        (["2024-10-25T02:00:00Z", "2024-10-24T22:00:00-04:00"], None, D24),
        (["2024-10-25T02:00:00.000Z", "2024-10-24 22:00:00"], None, D24),
        (["2024-10-25T02:00:00+0000", "20241024"], None, D24),
        (["2024-10-23T20:00:00Z", "2024-10-24T05:00:00+09:00"], None, D24),
        (["Fri, 25 Oct 2024 02:00:00 GMT", "2024-10-24T22:00:00-04:00"], None, D24),
        (["2024-10-25T02:00:00"], D24, D24),
        # A stamp that tells its own zone stands; so does one that nothing contradicts.
        (["2024-10-24T23:30:00+09:00"], D25, D24),
        (["2024-10-24T13:16:00Z", "2024-10-25T09:42:20"], D24, D24),
        # Another moment is another event: an update, another story.
        (["2024-10-24T13:16:00Z", "2024-10-25T09:42:20"], None, D24),
        (["2024-10-24T13:16:00Z", "2024-10-25T00:16:00-05:00"], None, D24),
        (["2024-10-24T13:16:00Z"], dt.date(2023, 1, 1), D24),
    ],
)
def test_the_day_of_a_page(
    stamps: list[object], in_address: dt.date | None, expected: dt.date | None
) -> None:
    assert dating.day(stamps, in_address) == expected
