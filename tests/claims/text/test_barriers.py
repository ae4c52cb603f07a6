"""Pages that stand in a page's place, pages that speak of such, and pages that end where a barrier begins."""

from __future__ import annotations

import random

import pytest

from claims.text import barriers
from claims.text.sentences import Span

ARTICLE = "The council met on Monday and heard the harbour master. " * 30
MENU = "Home\nWorld news\nSport and culture\nLog in\nSubscribe\n"


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Just a moment...", "Enable JavaScript and cookies to continue", "bot_wall"),
        ("Bloomberg", "We've detected unusual traffic from your computer network", "bot_wall"),
        ("", "Request unsuccessful. Incapsula incident ID: 123-456", "bot_wall"),
        ("Gazette", "Please confirm you are a human by pressing the button", "bot_wall"),
        ("Access denied", "You don't have permission to access this page on this server.", "bot_wall"),
        ("신문", "로봇이 아닙니다", "bot_wall"),
        ("Gazette", "Subscribe to continue reading. Already a subscriber? Sign in", "paywall"),
        ("Zeitung", "Weiterlesen mit Z+\nSie haben bereits ein Abo? Anmelden", "paywall"),
        ("Journal", "Cet article est réservé aux abonnés", "paywall"),
        ("신문", "구독자 전용 기사입니다.\n로그인 후 이용해 주세요", "paywall"),
        ("新聞", "この記事は有料会員限定です", "paywall"),
        ("Facebook", "You must log in to continue.", "http_401"),
        ("Gazette", "Log in or create an account to view this page", "http_401"),
        ("Log in | Gazette", "E-mail\nPassword\nForgot your password?", "http_401"),
        ("카페", "로그인이 필요한 서비스입니다.", "http_401"),
        ("Before you continue", "We use cookies and data to deliver our services. You can change your settings.", "consent_wall"),
        ("Zeitung", "Wir und unsere 150 Partner verwenden Cookies\nZustimmen", "consent_wall"),
        ("App", "You need to enable JavaScript to run this app.", "extract_failed"),
        ("Gazette", MENU + "Subscribe to continue reading", "paywall"),
        ("Gazette", "\n".join(f"Section {n}" for n in "abcdefghijklmnopqrstuvwxyz") + "\nWe use cookies\nThis story was withdrawn.", None),
        ("Gazette", ARTICLE, None),
        ("Gazette", MENU + ARTICLE, None),
        ("Are you a robot? The new tests", ARTICLE, None),
        ("Gazette", "Subscribe to continue reading\n" + ARTICLE, None),
        ("Gazette", "The boy was asked whether he had seen a robot.", None),
        (
            "Gazette",
            "“Subscribe to continue reading” is what visitors of the paper have seen since Monday. The publisher said that the "
            "wall was put up by mistake and would come down on Friday.",
            None,
        ),
        ("Gazette", MENU + "We are currently down for maintenance. Please check back soon.", "http_5xx"),
        ("Gazette", "Sorry, something went wrong. Please try again later.", "http_5xx"),
        ("Gazette", "Service temporarily unavailable", "http_5xx"),
        ("Gazette", "We are experiencing technical difficulties. Our engineers are working on it.", "http_5xx"),
        ("Site maintenance", "We'll be back soon", "http_5xx"),
        ("Error", "Application error: a server-side exception has occurred", "http_5xx"),
        ("Gazette", MENU + "Loading…", "http_5xx"),
        ("신문", "시스템 점검 중입니다.\n이용에 불편을 드려 죄송합니다.", "http_5xx"),
        ("Gazette", "Scheduled maintenance\n" + ARTICLE, None),
        ("Gazette", ARTICLE + "\nSomething went wrong. Please try again later.", None),
        ("Exports by year", "2020 4,500\n2021 4,600\n" * 30 + "Something went wrong. Please try again later.", None),
        ("Page not found", MENU + "The page you requested could not be found. Log in to see more.", None),
        ("", "", None),
    ],
)  # fmt: skip
def test_barriers(title: str, text: str, expected: str | None) -> None:
    assert barriers.found_in(title, text) == expected


NOUNS = [
    "harbour",
    "council",
    "minister",
    "list",
    "ships",
    "witness",
    "market",
    "weather",
    "winter",
    "spring",
    "letter",
    "office",
    "border",
    "teacher",
    "river",
]
LINES = [" ".join(random.Random(n).sample(NOUNS, 12)).capitalize() + "." for n in range(30)]
FULL = "\n".join(LINES)
TEASER = "\n".join(LINES[:3])
PAY = "\nSubscribe to continue reading. Already a subscriber? Log in."
OTHER = "\n".join(
    f"Apple presented telephone number {n}, which weighs more than the last one did." for n in range(40)
)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (TEASER + PAY, "paywall"),
        (PAY, "paywall"),
        (TEASER + "\nLog in to read the whole story", "http_401"),
        (FULL + PAY, None),
        (TEASER, None),
        (OTHER + PAY, None),
        (TEASER + "\nWe use cookies to measure our audience.", None),
    ],
)
def test_what_hides_most_of_a_text(now: str, expected: str | None) -> None:
    assert barriers.hides(FULL, now) == expected


def test_a_request_that_stood_there_before_hides_nothing() -> None:
    assert barriers.hides(FULL + PAY, TEASER + PAY) is None


@pytest.mark.parametrize(("kept", "expected"), [(22, "paywall"), (25, None)])
def test_what_hides_the_surroundings_of_some_words(kept: int, expected: str | None) -> None:
    start = FULL.index(LINES[23])
    now = "\n".join(LINES[:kept]) + PAY if kept < 23 else "\n".join([*LINES[:23], *LINES[24:]]) + PAY
    assert barriers.hides(FULL, now, place=Span(start, start + len(LINES[23]))) == expected


@pytest.mark.parametrize(
    ("now", "was_paid", "expected"),
    [
        (TEASER + "\nElőfizetőknek", False, "paywall"),
        ("\n".join(LINES[:5]) + "\nElőfizetőknek", True, "paywall"),
        ("Előfizetőknek", True, None),
        ("\n".join(LINES[:14]), False, "paywall"),
        ("\n".join(LINES[:14]), True, None),
        ("\n".join(LINES[:20]), False, None),
        (OTHER, False, None),
    ],
)
def test_a_page_that_declares_itself_paid_needs_no_words(
    now: str, was_paid: bool, expected: str | None
) -> None:
    assert barriers.hides(FULL, now) is None
    assert barriers.hides(FULL, now, is_paid=True, was_paid=was_paid) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'<script type="application/ld+json">{"isAccessibleForFree": false}</script>', True),
        (b'{"isAccessibleForFree":"False"}', True),
        (b'<meta itemprop="isAccessibleForFree" content="false">', True),
        (b'{"isAccessibleForFree": true, "isFamilyFriendly": false}', False),
        (b"", False),
    ],
)
def test_what_a_page_declares(body: bytes, expected: bool) -> None:
    assert barriers.is_declared_paid(body) is expected
