"""Chromium by WebDriver, for `benchmarks.keyboard`: as much of it as hands need.

Not by Playwright: while that is attached, Chromium makes no page ready before it is opened, as it does for a person.
Needs Debian's chromium-driver.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.factcheck.running import free_port

PATIENCE = 60.0  # seconds until what was waited for is there
GONE = "detached"  # the key was pressed, and another page stands there before it was let go
# What WebDriver calls the keys that no letter stands for.
KEYS = {
    "Shift": "\ue008", "Control": "\ue009", "Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c",
    "ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015",
}  # fmt: skip


class Trouble(Exception):
    """What the driver refused, with its words."""


class Chromium:
    """One window."""

    def __init__(self, origin: str, session: str) -> None:
        self.address = f"{origin}/session/{session}"

    def goto(self, url: str) -> None:
        self._post("url", {"url": url})

    @property
    def url(self) -> str:
        return str(_ask("GET", f"{self.address}/url"))

    def evaluate(self, function: str, *arguments: Any) -> Any:
        """What a function of JavaScript returns, or the promise it returns comes to."""
        return self._post("execute/sync", {"script": f"return ({function})(...arguments)", "args": arguments})

    def press(self, keys: str) -> None:
        """One key, with those held meanwhile before it: ``Control+Enter``."""
        *held, last = (KEYS.get(one, one) for one in keys.split("+"))
        down = [{"type": "keyDown", "value": one} for one in (*held, last)]
        up = [{"type": "keyUp", "value": one} for one in (last, *reversed(held))]
        try:
            self._post("actions", {"actions": [{"type": "key", "id": "keyboard", "actions": [*down, *up]}]})
        except Trouble as trouble:
            if GONE not in str(trouble):
                raise
            self.until(lambda: _ask("DELETE", f"{self.address}/actions") or True)  # let go of it

    def insert(self, words: str) -> None:
        """As pasted: no key is pressed."""
        self._post("goog/cdp/execute", {"cmd": "Input.insertText", "params": {"text": words}})

    def until(self, found: Callable[[], Any]) -> Any:
        """Ask again until there is an answer that is not None. A page that is being left answers with trouble."""
        end, last = time.monotonic() + PATIENCE, ""
        while time.monotonic() < end:
            try:
                if (answer := found()) is not None:
                    return answer
            except Trouble as trouble:
                last = str(trouble)
            time.sleep(0.02)
        raise SystemExit(f"{PATIENCE:.0f} seconds were not enough at {self.url} {last}")

    def _post(self, what: str, told: dict[str, Any]) -> Any:
        return _ask("POST", f"{self.address}/{what}", told)


@contextmanager
def chromium(width: int, height: int) -> Iterator[Chromium]:
    driver = shutil.which("chromedriver")
    if driver is None:
        raise SystemExit("There is no chromedriver: install Debian's chromium-driver.")
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([driver, f"--port={port}", "--silent"], stdout=subprocess.DEVNULL)
    try:
        _wait_for(origin)
        options = {"binary": CHROMIUM, "args": [*ARGUMENTS, f"--window-size={width},{height}"]}
        wanted = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}}
        session = _ask("POST", f"{origin}/session", wanted)["sessionId"]
        try:
            yield Chromium(origin, session)
        finally:
            _ask("DELETE", f"{origin}/session/{session}")
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(origin: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if _ask("GET", f"{origin}/status")["ready"]:
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("chromedriver did not start.")


def _ask(method: str, address: str, told: dict[str, Any] | None = None) -> Any:
    body = json.dumps(told).encode() if told is not None else None
    request = urllib.request.Request(
        address, body, {"Content-Type": "application/json; charset=utf-8"}, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        raise Trouble(json.load(error)["value"]["message"]) from None
