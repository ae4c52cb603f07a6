"""Chromium, one window for each person, and eyes on what no page may do: console errors, a policy broken, axe's rules.

Chromium is Debian's. Where it can't be found these tests fail; a desk nobody looked at in a browser isn't tested.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from claims.models import Article, User
from claims.services import importing, replaying
from tests import factories
from tests.browser.chromium import ARGUMENTS, CHROMIUM, ROOT
from tests.conftest import member

# Playwright's blocking interface runs an event loop in this thread, which makes Django refuse to touch the database
# here. The pages are served by another thread; this one only prepares and looks.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PATIENCE = 60_000  # milliseconds; a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE)
AXE = {
    "preload": False,
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}
JUDGE = "([part, options]) => window.axe ? axe.run(part ?? document, options).then((told) => told.violations) : null"
AT_ONCE = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("*, ::before, ::after { transition: none !important }");
    document.adoptedStyleSheets = [sheet];
}"""
WIDE, NARROW = (1280, 900), (360, 800)
Mode = tuple[tuple[int, int], str]
MODES: list[Mode] = [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark")]
# Both widths and both themes; what differs between them is a matter of one or the other, not of their pairs.
BOTH = [MODES[0], MODES[3]]
BROKEN_RULES = """
    window.brokenRules = [];
    document.addEventListener("securitypolicyviolation", (event) =>
        window.brokenRules.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}`));
"""

Open = Callable[..., "Window"]


class Window:
    """A person's browser window. What went wrong in it is kept, and told when it is closed."""

    def __init__(self, context: BrowserContext, server: str) -> None:
        self.context, self.server = context, server
        self.wrongs: list[str] = []
        context.add_init_script(BROKEN_RULES)
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.wrongs.append(f"{self.page.url}: {error}"))

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.wrongs.append(f"{self.page.url}: {message.text}")

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.server}{path}")
        return self.page

    def turn(self, mode: Mode) -> None:
        """Another width and another theme for the page that is open: style sheets alone know either."""
        (width, height), scheme = mode
        self.page.evaluate(AT_ONCE)
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]

    def is_sound(self, *, within: str | None = None, modes: list[Mode] | None = None) -> None:
        """No console error, no broken policy, nothing axe's A and AA rules object to, nothing beside the screen.

        ``within`` has axe look at one part only: what an open list covers is no target meanwhile. With ``modes`` the
        page is turned to each of them, and stays as in the last.
        """
        for mode in modes or [None]:
            if mode:
                self.turn(mode)
            assert self.wrongs + self.page.evaluate("window.brokenRules ?? []") == [], mode
            assert violations(self.page, within=within) == [], mode
            assert too_wide(self.page) == [], mode


def violations(page: Page, *, within: str | None = None) -> list[str]:
    """What axe's A and AA rules object to in the page as it is now. A page is given axe once: it is half a megabyte."""
    found: list[dict[str, Any]] | None = page.evaluate(JUDGE, [within, AXE])
    if found is None:
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate(JUDGE, [within, AXE])
    assert found is not None
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


def too_wide(page: Page) -> list[str]:
    """Which elements make the page scroll sideways; empty if it doesn't."""
    told: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
            [...document.querySelectorAll("body *")]
                .filter((one) => one.checkVisibility() && !one.closest("details.menu:not([open])"))
                .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
                .slice(0, 5).map((one) => one.outerHTML.slice(0, 120))"""
    )
    return told


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One a module: its event loop would otherwise run on beneath the tests of other modules."""
    if not Path(CHROMIUM).exists():
        pytest.fail(f"There is no Chromium at {CHROMIUM}. Install Debian's: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser, live_server: Any) -> Iterator[Open]:
    """Opens a window: ``window(ben)``, ``window(ben, size=NARROW, color_scheme="dark")``, ``window()`` for a visitor."""
    opened: list[Window] = []

    def open_window(person: User | None = None, *, size: tuple[int, int] = WIDE, **options: Any) -> Window:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="en-GB", reduced_motion="reduce", **options
        )
        if person is not None:
            context.add_cookies([cookie_of(person, live_server.url)])  # type: ignore[list-item]
        opened.append(Window(context, live_server.url))
        return opened[-1]

    yield open_window
    wrongs = [wrong for one in opened for wrong in one.wrongs]
    for one in opened:
        one.context.close()
    assert wrongs == []


def cookie_of(person: User, server: str) -> dict[str, str]:
    """A session of this person, as the browser would hold it after logging in."""
    client = Client()
    client.force_login(person)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server}


@pytest.fixture
def chae(transactional_db: None) -> User:
    return member("chae", "checker")


@pytest.fixture
def ben(transactional_db: None) -> User:
    return member("ben", "editor")


@pytest.fixture
def ana(transactional_db: None) -> User:
    return member("ana", "contributor")


@pytest.fixture
def scale(transactional_db: None) -> dict[str, Any]:
    return factories.scale()


@pytest.fixture
def seed_article(ana: User, chae: User, ben: User) -> Article:
    """The seed article with its 29 claims, each at the status that the work in it supports."""
    member("bea", "editor")
    history = ROOT / "fixtures" / "history" / "seed.json"
    importing.load_fixtures(
        sorted((ROOT / "fixtures" / "seed").glob("*.json")), without=replaying.evidence_brought([history])
    )
    replaying.replay_history([history])
    return Article.objects.get()
