"""``python -m tests.gauntlet.editors``: fifty editors at once, and not one of them overwrites another unawares.

Each opens a form of the desk, thinks for a moment, writes a word that nobody else writes, and saves. Every save that was
taken has to stand on the word that its editor saw: then the words of a row form one chain, from the first to the one
that is stored. A save that was refused has to come back with what was typed, and with what the others wrote. One editor in
three is a program, which writes over the API.

Needs PostgreSQL at DATABASE_URL and the right to create a database there, which is removed afterwards. The desk is
served on loopback as ``manage.py up`` serves it. Exit status 1 if anything was overwritten or lost.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from selectolax.lexbor import LexborHTMLParser, LexborNode

from benchmarks import results
from tests.factcheck.running import free_port
from tests.gauntlet import programs
from tests.setting_up import set_up

ROOT = Path(__file__).resolve().parent.parent.parent
THINKING = 0.3  # seconds at most, between opening and saving
START = 60.0  # seconds until the server answers
FIRST = "as it was"
API = "/api/v1/desk/"
WORDS = re.compile(r"editor \d+ turn \d+\.|as it was")


@dataclass(frozen=True)
class Place:
    """A form of the desk: the page it is on, and the field of it that is written in; and the same over the API."""

    surface: str
    path: str
    field: str
    api: str

    @property
    def api_field(self) -> str:
        return self.field.removeprefix("verdict-")


@dataclass
class Written:
    """A save: what the editor had seen, the word that was written, and whether it was taken."""

    seen: str
    word: str
    was_taken: bool


@dataclass
class Outcome:
    """What came of it. ``overwritten``, ``typed_lost``, ``theirs_hidden`` and ``errors`` must be nothing."""

    editors: int
    rounds: int
    saves: int = 0
    taken: int = 0
    refused: int = 0
    overwritten: int = 0
    typed_lost: int = 0
    theirs_hidden: int = 0
    errors: int = 0
    seconds: float = 0.0
    told: Counter[str] = field(default_factory=Counter)

    MUST_BE_NOTHING = ("overwritten", "typed_lost", "theirs_hidden", "errors")

    @property
    def troubles(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.MUST_BE_NOTHING if getattr(self, name)}

    def figures(self) -> dict[str, Any]:
        names = ("editors", "rounds", "saves", "taken", "refused", *self.MUST_BE_NOTHING)
        return {name.replace("_", " "): getattr(self, name) for name in names}


# --- The desk that they work at -----------------------------------------------------------------------------------


def furnish(editors: int, rows: int) -> tuple[list[Place], list[str], list[str]]:
    """A desk with ``rows`` claims, sources, articles and claimants; the places to write, and for each editor a session
    and a token, which is empty for those who write in forms."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from claims.models import Claimant
    from tests import factories
    from tests.conftest import member

    people = [member(f"editor{n}", "checker") for n in range(editors)]
    places = []
    for n in range(rows):
        article = factories.article(by=people[0], slug=f"article-{n}", note=FIRST)
        claim = factories.claim(by=people[0], statement=f"Claim {n} of the port.", claimed_on_note=FIRST)
        verdict = factories.draft(claim, by=people[0], summary=FIRST)
        source = factories.source(by=people[0], note=FIRST)
        claimant = Claimant.objects.create(slug=f"claimant-{n}", name=f"Claimant {n}", role=FIRST)
        places += [
            Place(
                "verdict",
                f"/desk/claims/claim/{claim.pk}/workspace/",
                "verdict-summary",
                f"{API}verdicts/{verdict.pk}/",
            ),
            Place(
                "claim",
                f"/desk/claims/claim/{claim.pk}/change/",
                "claimed_on_note",
                f"{API}claims/{claim.pk}/",
            ),
            Place("source", f"/desk/claims/source/{source.pk}/change/", "note", f"{API}sources/{source.pk}/"),
            Place(
                "article",
                f"/desk/claims/article/{article.pk}/change/",
                "note",
                f"{API}articles/{article.pk}/",
            ),
            Place(
                "claimant",
                f"/desk/claims/claimant/{claimant.pk}/change/",
                "role",
                f"{API}claimants/{claimant.pk}/",
            ),
        ]
    sessions = []
    for one in people:
        session = SessionStore()
        session[SESSION_KEY] = str(one.pk)
        session[BACKEND_SESSION_KEY] = "factcheck.login.MemberBackend"
        session[HASH_SESSION_KEY] = one.get_session_auth_hash()
        session.create()
        sessions.append(str(session.session_key))
    tokens = [programs.token_for(one) if programs.is_program(n) else "" for n, one in enumerate(people)]
    return places, sessions, tokens


@contextmanager
def serving(database: str, *, without: str) -> Iterator[str]:
    """The desk's address, while it is served; ``without`` "version" serves one that looks at no version."""
    port = free_port()
    module = "tests.gauntlet.heedless:application" if without else "factcheck.wsgi:application"
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
               "--workers", "1", "--blocking-threads", "4", module]  # fmt: skip
    told = os.environ | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    server = subprocess.Popen(
        command, cwd=ROOT, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        origin = f"http://127.0.0.1:{port}"
        _wait_for(f"{origin}/healthz")
        yield origin
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _wait_for(address: str) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{address} did not answer within {START:g} seconds.")


# --- The editors --------------------------------------------------------------------------------------------------


class Form:
    """The form of a page that holds a field, as a browser would send it."""

    def __init__(self, html: str, name: str) -> None:
        found = LexborHTMLParser(html).css_first(f'form [name="{name}"]')
        if found is None:
            raise ValueError(f"no field {name}")
        node: LexborNode | None = found
        while node is not None and node.tag != "form":
            node = node.parent
        assert node is not None
        self.action = node.attributes.get("action") or ""
        self.fields = {key: value for one in node.css("[name]") for key, value in sent(one)}
        self.seen = self.fields[name]


def sent(node: LexborNode) -> Iterator[tuple[str, str]]:
    given = node.attributes
    name = given.get("name") or ""
    if node.tag == "textarea":
        yield name, node.text().removeprefix("\n")
    elif node.tag == "select":
        chosen = [one for one in node.css("option") if "selected" in one.attributes]
        if chosen:
            yield name, chosen[0].attributes.get("value") or ""
    elif node.tag == "input" and given.get("type") in ("checkbox", "radio"):
        if "checked" in given:
            yield name, given.get("value") or "on"
    elif node.tag == "input" and given.get("type") not in ("submit", "file"):
        yield name, given.get("value") or ""


def told_of_theirs(page: str) -> set[str]:
    """The words in the part that shows both texts: what stands in hidden inputs no editor reads."""
    part = LexborHTMLParser(page).css_first(".theirs")
    return set(WORDS.findall(part.text())) if part else set()


def browsing(origin: str, cookies: dict[str, str]) -> aiohttp.ClientSession:
    """A browser that keeps the cookies of a numeric address too."""
    return aiohttp.ClientSession(origin, cookies=cookies, cookie_jar=aiohttp.CookieJar(unsafe=True))


class Editor:
    """One person at the desk, with a browser of their own."""

    def __init__(self, number: int, session: str, token: str, origin: str, outcome: Outcome) -> None:
        self.number, self.token, self.origin, self.outcome = number, token, origin, outcome
        self.dice = random.Random(number)
        self.cookies = {"sessionid": session}
        self.saves: list[tuple[Place, Written]] = []

    async def work(self, places: list[Place], rounds: int) -> None:
        async with browsing(self.origin, self.cookies) as browser:
            for turn in range(rounds):
                try:
                    await self.save(browser, self.dice.choice(places), f"editor {self.number} turn {turn}.")
                except (ValueError, aiohttp.ClientError, TimeoutError) as error:
                    self.outcome.errors += 1
                    self.outcome.told[f"{type(error).__name__}: {error}"[:120]] += 1

    async def save(self, browser: aiohttp.ClientSession, place: Place, word: str) -> None:
        if self.token:
            await programs.save(self, browser, place, word)
            return
        async with browser.get(place.path) as answer:
            form = Form(await answer.text(), place.field)
        await asyncio.sleep(self.dice.random() * THINKING)
        sent = form.fields | {place.field: word}
        async with browser.post(
            form.action or place.path, data=sent, headers={"Referer": self.origin}, allow_redirects=False
        ) as answer:
            page = await answer.text()
        self.saves.append((place, Written(form.seen, word, answer.status == 302)))
        if answer.status == 302:
            return
        if answer.status != 200:
            raise ValueError(f"{place.surface} answered {answer.status}")
        self.outcome.typed_lost += Form(page, place.field).seen != word
        self.outcome.theirs_hidden += not (told_of_theirs(page) - {word})


async def let_them_work(editors: list[Editor], places: list[Place], rounds: int) -> None:
    async with asyncio.TaskGroup() as group:
        for one in editors:
            group.create_task(one.work(places, rounds))


# --- What came of it ----------------------------------------------------------------------------------------------


def overwritten(saves: list[Written], stored: str) -> int:
    """How many saves of a row, taken, are not links of one chain from the first word to the stored one."""
    after: dict[str, list[str]] = defaultdict(list)
    for one in saves:
        if one.was_taken:
            after[one.seen].append(one.word)
    lost = sum(len(words) - 1 for words in after.values())
    word, links = FIRST, 0
    while after.get(word):
        following = after.pop(word)
        word = stored if stored in following else following[0]
        links += 1
    return lost + (word != stored) + sum(len(words) for words in after.values()) * (lost == 0)


def run(*, editors: int, rounds: int, rows: int, without: str = "") -> Outcome:
    """A course in a database of its own."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        return course(editors=editors, rounds=rounds, rows=rows, without=without)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def course(*, editors: int, rounds: int, rows: int, without: str = "") -> Outcome:
    """Furnish the desk of the present database, serve it, let them work, and look what came of it."""
    from tests.gauntlet.arena import database_url

    outcome = Outcome(editors, rounds)
    places, sessions, tokens = furnish(editors, rows)
    started = time.monotonic()
    with serving(database_url(), without=without) as origin:
        both = zip(sessions, tokens, strict=True)
        people = [Editor(n, session, token, origin, outcome) for n, (session, token) in enumerate(both)]
        asyncio.run(let_them_work(people, places, rounds))
        asyncio.run(_judge(people, places, origin, outcome))
    outcome.seconds = round(time.monotonic() - started, 1)
    return outcome


async def _judge(people: list[Editor], places: list[Place], origin: str, outcome: Outcome) -> None:
    by_place: dict[Place, list[Written]] = defaultdict(list)
    for person in people:
        for place, written in person.saves:
            by_place[place].append(written)
    outcome.saves = sum(map(len, by_place.values()))
    outcome.taken = sum(one.was_taken for saves in by_place.values() for one in saves)
    outcome.refused = outcome.saves - outcome.taken
    async with browsing(origin, people[0].cookies) as browser:
        for place in places:
            async with browser.get(place.path) as answer:
                stored = Form(await answer.text(), place.field).seen
            lost = overwritten(by_place[place], stored)
            outcome.overwritten += lost
            outcome.told[f"{place.surface} overwritten"] += lost


EDITORS, ROUNDS = 50, 200  # the figures of a shorter run are printed, and not kept


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.gauntlet.editors", description=__doc__)
    parser.add_argument("--editors", type=int, default=EDITORS)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="for each editor")
    parser.add_argument(
        "--rows", type=int, default=6, help="of each kind; the fewer, the more often they meet"
    )
    parser.add_argument("--without", choices=["version"], default="",
                        help="serve a desk that looks at no version: the run must fail then")  # fmt: skip
    asked = parser.parse_args()
    set_up()
    outcome = run(editors=asked.editors, rounds=asked.rounds, rows=asked.rows, without=asked.without)
    print("HOLDS" if not outcome.troubles else "BROKEN", outcome.figures(), dict(outcome.told), flush=True)
    if not asked.without and asked.editors >= EDITORS and asked.rounds >= ROUNDS:
        results.keep("editors", outcome.figures() | {"seconds": outcome.seconds})
    return 1 if outcome.troubles else 0


if __name__ == "__main__":
    sys.exit(main())
