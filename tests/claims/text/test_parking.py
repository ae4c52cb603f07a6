"""Names for sale and names put to another use, and pages that only speak of such."""

import pytest

from claims.text import parking

ARTICLE = "The council met on Monday and heard the harbour master about his list. " * 30


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("gazette.example is for sale", "Inquire now"),
        ("gazette.example", "This domain is for sale. Make an offer."),
        ("gazette.example", "The domain name gazette.example may be for sale by its owner!"),
        ("Welcome", "Buy this domain\nRelated searches: loans"),
        ("", "This domain has expired. Is it yours? Renew it now"),
        ("gazette.example", "Diese Domain steht zum Verkauf"),
        ("신문", "이 도메인은 판매 중입니다"),
        ("", "Ce nom de domaine est à vendre: domaine à vendre"),
        ("", "Домен продается"),
        ("", "该域名出售"),
    ],
)
def test_names_for_sale(title: str, text: str) -> None:
    assert parking.is_for_sale(title, text, site="gazette.example")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Harbour", ARTICLE),
        ("This domain is for sale: how cities lost their names", ARTICLE),
        ("Harbour", "The harbour is for sale, the council said on Monday. Nobody has made an offer yet."),
        (
            "Tribune.example is for sale",
            "The owner of tribune.example has put it up for sale, people who know of it say.",
        ),
        ("", ""),
    ],
)
def test_names_in_use(title: str, text: str) -> None:
    assert not parking.is_for_sale(title, text, site="gazette.example")


@pytest.mark.parametrize(
    ("title", "before", "expected"),
    [
        ("Slot gacor: casino online", ARTICLE, True),
        ("Slot gacor: casino online", "The casino law was debated. " + ARTICLE, False),
        ("Harbour", ARTICLE, False),
    ],
)
def test_names_put_to_another_use(title: str, before: str, expected: bool) -> None:
    assert parking.is_taken_over(title, "Play at the best casino.", before=before) is expected
