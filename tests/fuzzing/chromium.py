"""Poisoned pages in Chromium: what opens a dialog, sets ``window.__xss`` or breaks the policy has been executed."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.fuzzing import rounds, running, soundness
from tests.fuzzing.poison import Poisoner
from tests.fuzzing.stage import Asked, Stage, one_connection

FEWEST = 200  # pages that the desk has, of all its screens and rows

BROKEN_RULES = """
    window.brokenRules = [];
    document.addEventListener("securitypolicyviolation", (event) =>
        window.brokenRules.push(`policy broken: ${event.violatedDirective} ${event.blockedURI}`));
"""
TOUCH_ALL = """() => { for (const one of document.querySelectorAll("*"))
    for (const name of ["mouseover", "focus", "animationstart", "toggle"]) one.dispatchEvent(new Event(name)); }"""


def happened(page: Page, address: str) -> list[str]:
    """What a page did that it should not do, when it was opened and every element of it was touched."""
    seen: list[str] = []
    page.on("dialog", lambda dialog: (seen.append(f"dialog: {dialog.message[:80]}"), dialog.dismiss())[0])
    page.goto(address, wait_until="load")
    page.evaluate(TOUCH_ALL)
    if page.evaluate("window.__xss"):
        seen.append("window.__xss was set")
    return seen + list(page.evaluate("window.brokenRules ?? []"))


def open_all(contexts: list[BrowserContext], addresses: list[str], outcome: rounds.Outcome) -> None:
    """Each address in each of these contexts: one that keeps the policy, and one where whatever can is executed."""
    for context in contexts:
        context.add_init_script(BROKEN_RULES)
        for address in addresses:
            page = context.new_page()
            if found := happened(page, address):
                outcome.executed[address] = found
            page.close()
            outcome.pages += 1


def pages_of(stage: Stage, dice: random.Random) -> Iterator[str]:
    """Addresses that answer with a page to an admin, in any order."""
    paths = rounds.addresses(stage.pool, random.Random(1))
    dice.shuffle(paths)
    for path in paths:
        path, _, query = path.partition("?")
        answer = stage.ask(Asked("GET", path, query, stage.browser("admin")))
        if soundness.is_page(answer):
            yield f"{path}?{query}" if query else path


def look(texts: list[str], *, pages: int, outcome: rounds.Outcome) -> None:
    """A poisoned desk, committed and served; ``pages`` of its pages are opened with its policy and without."""
    from django.db import transaction

    from tests.gauntlet.arena import database_url
    from tests.gauntlet.editors import serving

    stage = Stage()
    with one_connection(), running.quiet():
        found = list(itertools.islice(pages_of(stage, random.Random(2)), pages))
    if len(found) < min(pages, FEWEST):
        raise SystemExit(f"Only {len(found)} addresses answered with a page: that tells nothing.")
    with transaction.atomic():
        poisoner = Poisoner(texts)
        poisoner.fill()
    outcome.columns |= poisoner.filled
    with serving(database_url(), without="") as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        cookie = {"name": "sessionid", "value": stage.sessions["admin"], "url": origin}
        contexts = [browser.new_context(bypass_csp=bypass) for bypass in (True, False)]
        for context in contexts:
            context.add_cookies([cookie])  # type: ignore[list-item]
        open_all(contexts, [f"{origin}{path}" for path in found], outcome)
        browser.close()
