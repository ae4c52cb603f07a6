"""Pages that stand in a page's place, and pages that speak of such."""

from __future__ import annotations

import pytest

from claims.text import barriers

ARTICLE = "The council met on Monday and heard the harbour master. " * 30


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Just a moment...", "Enable JavaScript and cookies to continue", "bot_wall"),
        ("Bloomberg", "We've detected unusual traffic from your computer network", "bot_wall"),
        ("", "Request unsuccessful. Incapsula incident ID: 123-456", "bot_wall"),
        ("Gazette", "Please confirm you are a human by pressing the button", "bot_wall"),
        ("Gazette", "Subscribe to continue reading. Already a subscriber? Sign in", "paywall"),
        ("Facebook", "You must log in to continue.", "http_401"),
        ("Gazette", "Log in or create an account to view this page", "http_401"),
        ("Gazette", ARTICLE, None),
        ("Are you a robot? The new tests", ARTICLE, None),
        ("Gazette", "The boy was asked whether he had seen a robot.", None),
        ("", "", None),
    ],
)
def test_barriers(title: str, text: str, expected: str | None) -> None:
    assert barriers.found_in(title, text) == expected
