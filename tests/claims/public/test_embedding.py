"""oEmbed, and the card in a frame: the only page that may be framed."""

from __future__ import annotations

import re

import pytest

from claims.services import hiding

OEMBED = "/oembed"


def address(claim, rest=""):
    return f"https://desk.example/claims/{claim.slug}/{rest}"


def may_be_framed(response):
    policy = response["Content-Security-Policy"]
    return "frame-ancestors *" in policy and "X-Frame-Options" not in response


def test_the_card_is_framed_without_scripts_and_nothing_else_is(reader, published):
    slug = published().slug
    card = reader.get(f"/embed/claims/{slug}/")
    assert card.status_code == 200
    assert may_be_framed(card)
    assert "<script" not in card.content.decode()
    assert "script-src 'none'" in card["Content-Security-Policy"]
    others = [
        "/",
        "/claims/",
        f"/claims/{slug}/",
        f"/claims/{slug}/versions/1/",
        "/corrections/",
        "/feeds/",
        OEMBED,
        "/tips/",
    ]
    assert [path for path in others if may_be_framed(reader.get(path))] == []


def test_the_card_says_what_the_page_says(reader, published):
    claim = published(rating="partly-accurate", summary="Tugs were counted too.")
    page = reader.page(f"/embed/claims/{claim.slug}/")
    for words in (
        claim.statement,
        "Half right",
        "Tugs were counted too.",
        f'href="{address(claim)}"',
        "_blank",
    ):
        assert words in page
    assert not re.search(r'href="/claims|style=', page)


def test_the_card_of_a_withdrawn_check_says_so(reader, published, change):
    claim = published()
    change(claim, "withdrawal", "It was another port.")
    page = reader.page(f"/embed/claims/{claim.slug}/")
    assert "Withdrawn" in page
    assert "It was another port." in page


def test_the_card_of_a_hidden_check_is_a_card_that_says_so(reader, published, ben):
    claim = published()
    hiding.hide(claim, reason="A lawyer called.", by=ben)
    gone = reader.get(f"/embed/claims/{claim.slug}/")
    assert (gone.status_code, may_be_framed(gone)) == (410, True)
    assert claim.statement not in gone.content.decode()
    none = reader.get("/embed/claims/nobody/")
    assert (none.status_code, may_be_framed(none)) == (404, True)


@pytest.mark.parametrize("rest", ["", "versions/1/", "?utm=1", "#top"])
def test_oembed_offers_the_card_of_a_checks_address(reader, published, rest):
    claim = published()
    answer = reader.get(OEMBED, {"url": address(claim, rest)})
    told = answer.json()
    assert (told["version"], told["type"], told["title"]) == ("1.0", "rich", claim.statement)
    assert f'src="https://desk.example/embed/claims/{claim.slug}/"' in told["html"]
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_oembed_keeps_within_the_size_that_is_asked_for(reader, published):
    told = reader.get(OEMBED, {"url": address(published()), "maxwidth": "320", "maxheight": "9000"}).json()
    assert (told["width"], told["height"]) == (320, 260)
    assert 'width="320" height="260"' in told["html"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"format": "xml"}, 501),
        ({"maxwidth": "wide"}, 400),
        ({"maxheight": "0"}, 400),
        ({"url": "https://other.example/claims/x/"}, 404),
        ({"url": "https://desk.example/claims/"}, 404),
        ({"url": "javascript:alert(1)"}, 404),
        ({"url": "https://[desk.example/"}, 404),
        ({"url": "https://desk.example/claims/nobody/"}, 404),
        ({}, 404),
    ],
)
def test_oembed_refuses_in_words(reader, query, status):
    answer = reader.get(OEMBED, query)
    assert (answer.status_code, bool(answer.json()["error"])) == (status, True)


def test_a_statement_cannot_leave_its_attribute(reader, published):
    claim = published(statement='Ships "><script>alert(1)</script> called in 2023.')
    html = reader.get(OEMBED, {"url": address(claim)}).json()["html"]
    assert "<script" not in html
    assert html.count("<") == 2


def test_the_page_leads_to_its_oembed(reader, published):
    claim = published()
    found = re.search(
        r'type="application/json\+oembed" href="([^"]+)"', reader.page(f"/claims/{claim.slug}/")
    )
    assert reader.get(found[1]).json()["title"] == claim.statement
