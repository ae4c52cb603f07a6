"""An editor's hands on the keyboard, counted, and the waits that they meet: for `benchmarks.keyboard`."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from benchmarks.webdriver import Chromium

TABS = 80
GLANCE = 0.8  # seconds: nobody reads a claim, or an answer, in less
# When the last key was pressed, kept across pages of the desk, and when new content of a page that stays was about to be
# painted: both in ms, by the same clock. And how long the slowest key of this page took to be answered.
WATCH = """() => {
    if (window.isWatched) return;
    window.isWatched = true;
    window.slowest = 0;
    const now = () => performance.timeOrigin + performance.now();
    addEventListener("keydown", () => sessionStorage.setItem("pressed", now()), { capture: true });
    document.addEventListener("content:new", () => requestAnimationFrame(() => { window.renewed = now(); }));
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) window.slowest = Math.max(window.slowest, one.duration);
    }).observe({ type: "event", durationThreshold: 104, buffered: true });
}"""
# Of the page that one came to: when it was loaded with its scripts run, was opened, and was painted, whichever came last.
WAITED = """() => {
    const pressed = Number(sessionStorage.getItem("pressed"));
    if (window.isWatched) return window.renewed > pressed ? window.renewed - pressed : null;
    const [told] = performance.getEntriesByType("navigation");
    const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
    if (document.prerendering || !told?.loadEventEnd || !painted) return null;
    return performance.timeOrigin + Math.max(told.loadEventEnd, told.activationStart, painted) - pressed;
}"""
# The shortest beginning of an option's words that no other option shares: what one types to choose it.
PREFIX = """(value) => {
    const options = [...document.activeElement.options].map((one) => [one.value, one.text.trim().toLowerCase()]);
    const words = options.find(([given]) => given === value)?.[1];
    if (words === undefined) return null;
    for (let n = 1; n <= words.length; n += 1) {
        if (options.filter(([, others]) => others.startsWith(words.slice(0, n))).length === 1) return words.slice(0, n);
    }
    return words;
}"""
WRONG = """() => [...document.querySelectorAll(".errornote, .messagelist .error")].map((one) => one.innerText).join(" ")"""


@dataclass
class Hands:
    """An editor's hands on the keyboard, counted. ``waits`` are (what for, ms)."""

    page: Chromium
    keys: int = 0
    pastes: int = 0
    typed: int = 0
    waits: list[tuple[str, float]] = field(default_factory=list)
    slowest_key: float = 0.0

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.press(key)
        self.keys += times

    def paste(self, words: str) -> None:
        self.page.press("Control+a")
        self.page.insert(words)
        self.pastes += 1

    def write(self, words: str) -> None:
        self.page.insert(words)
        self.typed += len(words)

    def tab_to(self, name: str) -> None:
        """Come to a field by the Tab key."""
        for _ in range(TABS):
            if self.page.evaluate("() => document.activeElement.name") == name:
                return
            self.press("Tab")
        raise SystemExit(f"No Tab leads to {name} at {self.page.url}")

    def choose(self, name: str, value: str) -> None:
        """Come to a list and choose by the first letters of the words."""
        self.tab_to(name)
        if self.page.evaluate("() => document.activeElement.value") == value:
            return
        prefix = self.page.evaluate(PREFIX, value)
        if prefix is None:
            raise SystemExit(f"{name} offers no {value} at {self.page.url}")
        for letter in prefix:
            self.press(letter)
        chosen = self.page.evaluate("() => document.activeElement.value")
        if chosen != value:
            raise SystemExit(f"{name} is {chosen} and not {value} at {self.page.url}")

    def look(self) -> None:
        """See where one is before going on."""
        time.sleep(GLANCE)

    def send(self, key: str, what_for: str) -> None:
        """Press a key that leads to another page, or to new content of this one, and wait for it."""
        self.page.evaluate(WATCH)
        self.press(key)
        waited = self.page.until(lambda: self.page.evaluate(WAITED))
        self.waits.append((what_for, waited))
        self.slowest_key = max(self.slowest_key, self.page.evaluate("() => window.slowest ?? 0"))
        if wrong := self.page.evaluate(WRONG):
            raise SystemExit(f"{what_for}: {wrong[:300]} at {self.page.url}")
