"""The seed article by keyboard alone: `python -m benchmarks.keyboard`.

One scripted session on a desk of its own, started as its user would start it: the article is brought in anew, its 29
claims are marked in its text, evidence is added to each, and each is brought to a submitted verdict. No mouse.

Counted for each claim: *keys* (commands, Tab and arrows, and the letters that choose from a list), *pastes* (words that
an editor has elsewhere already: a quotation, an address), *typed characters* (what has to be written in any system:
statement, summary), and the *waits*: from the key that sends something until what it leads to can be used, by the
browser's own clock. The limit for a wait is 200 ms. A page can be used when it is loaded whole, with its scripts run,
and painted; new content in a page that stays, when scripts have taken it up and it is about to be painted. Before it
brings the article in, marks a claim, opens one, or leaves one for the article, the session looks at the page as long as
a person does who sees whether all of the text is there, what was checked before, which claim it is, or that the verdict
was handed over: in that time a browser, or the desk, may make ready what comes next. Beside them stands the machine's
measure: how long a form of Django's own admin takes to open, of the same tables, in the same browser and run. The day
begins ten seconds after the desk answered for the first time: nobody logs in and has an article pasted sooner.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import results, stock
from benchmarks.hands import TABS, Hands
from benchmarks.webdriver import Chromium, chromium
from tests.factcheck.running import free_port

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "fixtures" / "seed"
LIMIT = 200  # ms: the longest wait that nobody notices as one
PATIENCE = 240  # seconds until the desk answers
AFTER_START = 10  # seconds
PASSWORD = "demonstration"


@dataclass(frozen=True)
class Seed:
    """The article and its claims as the fixtures have them: what an editor has in mind and at hand."""

    text: str
    claims: list[dict[str, Any]]

    @classmethod
    def read(cls) -> Seed:
        fields = {
            name: [one["fields"] for one in json.loads((SEED / f"{name}.json").read_text())]
            for name in ("article", "claims", "appearances", "evidence", "sources", "ratings", "claimants")
        }
        text = next(one["text"] for one in fields["article"] if "text" in one)
        spans = {one["claim"][0]: one for one in fields["appearances"]}
        urls = {one["slug"]: one for one in fields["sources"]}
        labels = {one["slug"]: one["label"] for one in fields["ratings"] if "label" in one}
        names = {one["slug"]: one["name"] for one in fields["claimants"]}
        pieces = defaultdict(list)
        for one in fields["evidence"]:
            if one.get("source") and urls[one["source"][0]].get("url"):
                pieces[one["claim"][0]].append(one | {"url": urls[one["source"][0]]["url"]})
        claims = [
            one
            | {
                "rating": labels[one["suggested_rating"][0]],
                "who": names[one["claimant"][0]] if one.get("claimant") else "",
                "span": (spans[one["slug"]]["start"], spans[one["slug"]]["end"]),
                "evidence": pieces[one["slug"]],
            }
            for one in fields["claims"]
        ]
        return cls(text, sorted(claims, key=lambda one: (one["span"][0], -one["span"][1])))


# --- The session --------------------------------------------------------------------------------------------------


class Session:
    def __init__(self, page: Chromium, origin: str, seed: Seed) -> None:
        self.page, self.origin, self.seed = page, origin, seed
        self.hands = Hands(page)
        self.workspace = ""

    def log_in(self, name: str) -> None:
        """Not counted: the day begins behind it."""
        self.page.goto(f"{self.origin}/desk/login/")
        self.page.insert(name)
        self.page.press("Tab")
        self.page.insert(PASSWORD)
        self.page.press("Enter")
        self.page.until(lambda: self.page.url == f"{self.origin}/desk/" or None)

    def bring_in(self) -> None:
        self.page.goto(f"{self.origin}/desk/claims/article/add/")
        hands = self.hands
        for name, words in (
            ("title", f"The article, by keyboard, {time.time():.0f}"),
            ("text", self.seed.text),
        ):
            hands.tab_to(name)
            hands.paste(words)
        hands.look()
        hands.send("Control+Enter", "bringing the article in")
        self.workspace = self.page.url.split("#")[0].split("?")[0]

    def mark(self, claim: dict[str, Any]) -> None:
        """Select the claim's words by arrows, and make a claim of them."""
        hands = self.hands
        start, end = claim["span"]
        hands.press("t")
        self._select(start, end)
        hands.press("c")
        marked = int(self.page.evaluate("""() => document.querySelector("[name=mark-start]").value"""))
        if not self._is_there(marked, start):
            raise SystemExit(f"{claim['slug']} would be marked at {marked} instead of {start}")
        hands.write(claim["statement"])
        hands.choose("mark-kind", claim["kind"])
        hands.choose("mark-rated", claim["rated"])
        if claim["who"]:
            hands.tab_to("mark-claimant")
            hands.write(claim["who"])
        hands.look()  # was this checked before?
        hands.send("Control+Enter", "marking a claim")

    def _select(self, start: int, end: int) -> None:
        """By sentence first, then by word: as few arrows as the words ask for."""
        hands = self.hands
        for _ in range(len(self.seed.text)):
            at = self.page.evaluate(SENTENCE_AT_HAND)
            if at["start"] <= start < at["end"]:
                break
            hands.press("ArrowDown" if at["end"] <= start else "ArrowUp")
        if (at["start"], at["end"]) == (start, end):
            hands.press("s")
            return
        self._arrow("ArrowRight", "ArrowLeft", "start", start)
        self._arrow("Shift+ArrowRight", "Shift+ArrowLeft", "end", end)

    def _arrow(self, onward: str, back: str, side: str, wanted: int) -> None:
        """Word by word until this side of the selection is there. The cursor may stand behind it at first."""
        for _ in range(TABS):
            chosen = self.page.evaluate(CHOSEN)
            if chosen and self._is_there(chosen[side], wanted):
                return
            self.hands.press(back if chosen and chosen[side] > wanted else onward)
        raise SystemExit(f"No arrow leads to {side} {wanted} at {self.page.url}")

    def _is_there(self, at: int, wanted: int) -> bool:
        """Arrows go from word to word: the marks beside a word are neither here nor there."""
        between = self.seed.text[min(at, wanted) : max(at, wanted)]
        return not any(letter.isalnum() for letter in between)

    def evidence(self, piece: dict[str, Any]) -> None:
        hands = self.hands
        hands.press("e")
        hands.tab_to("evidence-url")
        hands.paste(piece["url"])
        hands.choose("evidence-stance", piece["stance"])
        hands.choose("evidence-weight", piece["weight"])
        hands.tab_to("evidence-quote")
        hands.paste(piece["quote"])
        if piece.get("summary"):
            hands.tab_to("evidence-summary")
            hands.paste(piece["summary"])
        hands.send("Control+Enter", "adding evidence")

    def verdict(self, claim: dict[str, Any]) -> None:
        hands = self.hands
        hands.press("v")
        hands.choose("verdict-rating", self.page.evaluate(VALUE_OF, claim["rating"]))
        hands.tab_to("verdict-summary")
        hands.write(claim["statement"][:200])
        hands.send("Control+Shift+Enter", "submitting a verdict")

    def run(self) -> dict[str, list[int]]:
        """The whole day; returns what each claim took: [keys, pastes, typed characters]."""
        self.bring_in()
        taken: dict[str, list[int]] = {}
        for claim in self.seed.claims:
            before = self._count()
            self.mark(claim)
            taken[claim["slug"]] = self._since(before)
        for claim in self.seed.claims:
            self._to_workspace()
            before = self._count()
            self._open(claim)
            for piece in claim["evidence"]:
                self.evidence(piece)
            self.verdict(claim)
            taken[claim["slug"]] = [
                a + b for a, b in zip(taken[claim["slug"]], self._since(before), strict=True)
            ]
        return taken

    def _open(self, claim: dict[str, Any]) -> None:
        """By j from claim to claim, and Enter."""
        wanted, at = self.seed.claims.index(claim), self.page.evaluate(ROW_AT_HAND)
        if wanted == at:
            self.hands.press("t")
        self.hands.press("j" if wanted > at else "k", abs(wanted - at))
        self.hands.look()
        self.hands.send("Enter", "opening a claim")

    def _to_workspace(self) -> None:
        """Back to the article by its key; the first time it is there already."""
        if not self.page.url.startswith(self.workspace):
            self.hands.look()
            self.hands.send("b", "going back to the article")

    def _count(self) -> list[int]:
        return [self.hands.keys, self.hands.pastes, self.hands.typed]

    def _since(self, before: list[int]) -> list[int]:
        return [now - then for now, then in zip(self._count(), before, strict=True)]


ROW_AT_HAND = """() =>
    [...document.querySelectorAll("#claim-list .claim-row")].findIndex((one) => one.matches(".is-current"))
"""
VALUE_OF = """(words) => {
    const list = document.querySelector("#verdict-editor select");
    return [...list.options].find((one) => one.text.trim().startsWith(words))?.value;
}"""
SENTENCE_AT_HAND = """() => {
    const parts = [...document.querySelectorAll("#article-text .is-at-hand [data-start], #article-text .is-at-hand[data-start]")];
    const last = parts.at(-1);
    return { start: Number(parts[0].dataset.start), end: Number(last.dataset.start) + [...last.textContent].length };
}"""
# As the page itself measures a selection.
CHOSEN = """async () => {
    const { selectedSpan } = await import("/static/claims/text-offsets.js");
    return selectedSpan(document.getElementById("article-text"));
}"""


# --- The desk, and what is told -----------------------------------------------------------------------------------


@contextlib.contextmanager
def desk() -> Iterator[tuple[str, Path]]:
    """A desk of its own: its address and its data folder."""
    origin = f"http://127.0.0.1:{(port := free_port())}"
    with tempfile.TemporaryDirectory(prefix="factcheck-keyboard-") as data:
        command = [sys.executable, "manage.py", "up", "--port", str(port), "--data", data]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            _wait_for(f"{origin}/healthz")
            time.sleep(AFTER_START)
            yield origin, Path(data)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def _wait_for(address: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"{address} did not answer within {PATIENCE} seconds.")


def figures(session: Session, taken: dict[str, list[int]]) -> dict[str, Any]:
    waits = defaultdict(list)
    for what_for, ms in session.hands.waits:
        waits[what_for].append(ms)
    n = len(taken)
    pieces = sum(len(one["evidence"]) for one in session.seed.claims)
    keys, pastes, typed = (sum(column) / n for column in zip(*taken.values(), strict=True))
    return {
        "claims": n,
        "pieces of evidence": pieces,
        "for each claim": {
            "keys": round(keys, 1),
            "pastes": round(pastes, 1),
            "typed characters": round(typed),
            "clicks": 0,
            "seconds of waiting": round(sum(ms for _, ms in session.hands.waits) / 1000 / n, 2),
        },
        "waits, ms": {name: spread(found) for name, found in sorted(waits.items())},
        "all waits, ms": spread([ms for _, ms in session.hands.waits]),
        "slowest answer to a key, ms": round(session.hands.slowest_key),
    }


def beside(told: dict[str, Any], origin: str) -> dict[str, Any]:
    """What Django's own admin takes here to open a claim's form, and ours as shares of that."""
    opened = spread(stock.opening_forms(origin, name="ada", password=PASSWORD, noun="claim"))
    shares = {
        what_for: round(waits["median"] / opened["median"], 2)
        for what_for, waits in told["waits, ms"].items()
    }
    return {"a form of Django's own admin, ms": opened, "medians over that of Django's form": shares}


def spread(waits: list[float]) -> dict[str, float]:
    """Of waits of one kind: how many, how long, and which share of them is too long."""
    within = sorted(waits)
    return {
        "times": len(within),
        "median": round(statistics.median(within)),
        "p95": round(within[math.ceil(0.95 * len(within)) - 1]),
        "longest": round(within[-1]),
        "share over 200 ms": round(sum(ms > LIMIT for ms in within) / len(within), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.keyboard", description=__doc__)
    parser.add_argument(
        "--origin", help="a desk with the demonstration that runs already; nothing is kept then"
    )
    parser.add_argument("--claims", type=int, help="only so many of them; nothing is kept then")
    asked = parser.parse_args()
    seed = Seed.read()
    if asked.claims:
        seed = Seed(seed.text, seed.claims[: asked.claims])
    with contextlib.ExitStack() as stack:
        origin, data = (asked.origin, None) if asked.origin else stack.enter_context(desk())
        session = Session(stack.enter_context(chromium(1280, 900)), origin, seed)
        session.log_in("chae")
        told = figures(session, session.run())
        if data:
            told |= beside(told, stack.enter_context(stock.serving(data)))
    print(json.dumps(told, indent=2))
    if not asked.origin and not asked.claims:
        results.keep("keyboard", told)


if __name__ == "__main__":
    main()
