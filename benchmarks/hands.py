"""An editor's hands on the keyboard, counted, and the waits that they meet: for `benchmarks.keyboard`."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Page

TABS = 80
GLANCE = 800  # ms: nobody reads a claim, or an answer, in less
POLLING = 20  # ms: how often the page is asked; what it answers does not depend on it
SLOW_KEYS = """
    window.slowest = 0;
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) window.slowest = Math.max(window.slowest, one.duration);
    }).observe({ type: "event", durationThreshold: 104, buffered: true });
"""
# When the last key was pressed, kept across pages of the desk, and when what it led to could be used: both in ms, by the
# same clock.
WATCH = """
    const now = () => performance.timeOrigin + performance.now();
    addEventListener("keydown", () => sessionStorage.setItem("pressed", now()), { capture: true });
    addEventListener("load", () => setTimeout(() => { window.usable = now(); }));
    document.addEventListener("content:new", () => requestAnimationFrame(() => { window.usable = now(); }));
"""
WAITED = "() => window.usable > Number(sessionStorage.getItem('pressed')) && window.usable - sessionStorage.getItem('pressed')"
# The shortest beginning of an option's words that no other option shares: what one types to choose it.
PREFIX = """([name, value]) => {
    const options = [...document.activeElement.options].map((one) => [one.value, one.text.trim().toLowerCase()]);
    const words = options.find(([given]) => given === value)?.[1];
    if (words === undefined) return null;
    for (let n = 1; n <= words.length; n += 1) {
        if (options.filter(([, others]) => others.startsWith(words.slice(0, n))).length === 1) return words.slice(0, n);
    }
    return words;
}"""


@dataclass
class Hands:
    """An editor's hands on the keyboard, counted. ``waits`` are (what for, ms)."""

    page: Page
    keys: int = 0
    pastes: int = 0
    typed: int = 0
    waits: list[tuple[str, float]] = field(default_factory=list)
    slowest_key: float = 0.0

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
        self.keys += times

    def paste(self, words: str) -> None:
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(words)
        self.pastes += 1

    def write(self, words: str) -> None:
        self.page.keyboard.insert_text(words)
        self.typed += len(words)

    def tab_to(self, name: str) -> None:
        """Come to a field by the Tab key."""
        for _ in range(TABS):
            if self.page.evaluate("document.activeElement.name") == name:
                return
            self.press("Tab")
        raise SystemExit(f"No Tab leads to {name} at {self.page.url}")

    def choose(self, name: str, value: str) -> None:
        """Come to a list and choose by the first letters of the words."""
        self.tab_to(name)
        if self.page.evaluate("document.activeElement.value") == value:
            return
        prefix = self.page.evaluate(PREFIX, [name, value])
        if prefix is None:
            raise SystemExit(f"{name} offers no {value} at {self.page.url}")
        self.page.keyboard.type(prefix)
        self.keys += len(prefix)
        chosen = self.page.evaluate("document.activeElement.value")
        if chosen != value:
            raise SystemExit(f"{name} is {chosen} and not {value} at {self.page.url}")

    def look(self) -> None:
        """See where one is before going on."""
        self.page.wait_for_timeout(GLANCE)

    def send(self, key: str, what_for: str) -> None:
        """Press a key that leads to another page, or to new content of this one, and wait for it."""
        self.slowest_key = max(self.slowest_key, self.page.evaluate("window.slowest ?? 0"))
        self.press(key)
        waited = self.page.wait_for_function(WAITED, polling=POLLING).json_value()
        self.waits.append((what_for, waited))
        wrong = self.page.locator(".errornote, .messagelist .error").all_inner_texts()
        if wrong:
            raise SystemExit(f"{what_for}: {' '.join(wrong)[:300]} at {self.page.url}")
