"""Take the README's pictures: `make pictures`. A desk of its own is started for them, and stopped again.

The pictures show the demonstration as a newcomer meets it, after its changed source was found out.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import ARGUMENTS, CHROMIUM, ROOT
from tests.factcheck.running import free_port

FOLDER = ROOT / "docs" / "pictures"
PATIENCE = 240  # seconds: loading the demonstration, and two captures of the source that changes
WINDOW = {"width": 1280, "height": 860}
ARTICLE = "South Korea Considers Arming Ukraine"


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    origin = f"http://127.0.0.1:{(port := free_port())}"
    with tempfile.TemporaryDirectory(prefix="pictures-") as data:
        command = [sys.executable, "manage.py", "up", "--port", str(port), "--data", data]
        desk = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            wait_for(f"{origin}/healthz")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
                take(browser, origin)
        finally:
            desk.send_signal(signal.SIGINT)
            desk.wait(60)
    return 0


def wait_for(address: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"{address} did not answer within {PATIENCE} seconds.")


def take(browser: Browser, origin: str) -> None:
    page = browser.new_context(viewport=WINDOW, device_scale_factor=1).new_page()
    page.goto(f"{origin}/claims/nis-elite-forces/")
    save(page, "public-claim")
    page.goto(f"{origin}/desk/login/")
    page.fill("[name=username]", "ben")
    page.fill("[name=password]", "demonstration")
    page.click("[type=submit]")
    page.goto(f"{origin}/desk/claims/article/")
    page.get_by_role("link", name=ARTICLE).first.click()
    save(page, "article-workspace")
    page.get_by_role("link", name="Lloyd Austin described", exact=False).first.click()
    save(page, "claim-workspace")
    wait_for_the_alert(page, origin)
    save(page, "dashboard")


def wait_for_the_alert(page: Page, origin: str) -> None:
    """The demonstration's changed source puts a verdict at risk within a minute or two."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        page.goto(f"{origin}/desk/")
        if page.get_by_text("no longer stand on the page").count():
            return
        time.sleep(3)
    raise SystemExit("No alert was opened; the dashboard was not pictured.")


def save(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")
    print(Path("docs/pictures") / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
