"""What is too much for a parser is told beforehand; what real pages hold is let through."""

import pytest

from claims.clients import caps
from claims.clients.reading import BeyondLimits


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<div>" * 5_000, "nested"),
        ("<DIV class='a>b'>" * 5_000, "nested"),
        ("<b>" * 5_000 + "</b>" * 4_000, "nested"),
        ("<p>" * 160_000, "tags"),
        ("<p></p>" * 160_000, "tags"),
        ("<p " + "a " * 2_500 + ">", "attributes"),
        ("<p " + "a='x' " * 2_500 + ">", "attributes"),
        ("<p " + "a=\"<\" " * 2_500 + ">", "attributes"),
    ],
)  # fmt: skip
def test_too_much_is_refused(source: str, reason: str) -> None:
    with pytest.raises(BeyondLimits, match=reason):
        caps.judge(source)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "<",
        "<div>" * 3_900 + "</div>" * 3_900,
        "<div></div>" * 20_000,
        "<ul>" + "<li>x" * 20_000,
        "<img>" * 20_000,
        "<p title='" + "word " * 5_000 + "'>",
        "<p title='" + "<b>" * 5_000 + "'>",
        "<script>if (a<b && c) {" + " word / 'x' " * 5_000 + "}</script>",
        "<style>a<b " + " word / 'x' " * 5_000 + "</style>",
        "<script>" + "'<div>'," * 5_000 + "</script>",
        "<!-- " + "<div>" * 5_000 + " -->",
        "<p>don't <b " + "it's > " * 5_000,
    ],
)  # fmt: skip
def test_what_is_long_but_no_trouble_is_let_through(source: str) -> None:
    caps.judge(source)
