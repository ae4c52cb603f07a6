"""Take a picture of every screen, wide and narrow, light and dark: `make screens`, into `.scratch/screens`.

A desk of its own is started with the demonstration, and its links are followed from the first screen and from the
readers' front page: of each address pattern one page is pictured. What no link leads to is no screen.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page, sync_playwright

from factcheck.embedded.commands import SCRATCH
from tests.browser.chromium import ARGUMENTS, CHROMIUM, ROOT
from tests.browser.pictures import wait_for
from tests.factcheck.running import free_port

FOLDER = SCRATCH / "screens"
MODES = [
    (name, size, scheme)
    for name, size in (("wide", (1280, 900)), ("narrow", (360, 740)))
    for scheme in ("light", "dark")
]
MOST = 200  # screens
NO_SCREENS = {
    "admin:logout",
    "admin:claims_source_warc",
    "admin:claims_claim_warc",
    "admin:claims_article_warc",
}
# The description of the API is drawn by a script of its own.
SETTLED = "() => !document.querySelector('#api-docs') || document.querySelector('#api-docs .opblock')"
LINKS = (
    "() => [...document.querySelectorAll('a[href]')].filter((one) => !one.download).map((one) => one.href)"
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screens", description=__doc__)
    parser.add_argument("--origin", help="a desk with the demonstration that runs already")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    django.setup()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        if asked.origin:
            return picture_all(browser, asked.origin, asked.folder)
        with tempfile.TemporaryDirectory(prefix="screens-") as data:
            origin = f"http://127.0.0.1:{(port := free_port())}"
            command = [sys.executable, "manage.py", "up", "--port", str(port), "--data", data]
            desk = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
            try:
                wait_for(f"{origin}/healthz")
                return picture_all(browser, origin, asked.folder)
            finally:
                desk.send_signal(signal.SIGINT)
                desk.wait(60)


def picture_all(browser: Browser, origin: str, folder: Path) -> int:
    found = dict(screens(browser, origin))
    for mode, (width, height), scheme in MODES:
        page = logged_in(browser, origin, width, height, scheme)
        for name, path in found.items():
            page.goto(f"{origin}{path}", wait_until="load")
            page.wait_for_function(SETTLED)
            page.screenshot(path=folder / f"{name}-{mode}-{scheme}.png", full_page=True)
        page.context.close()
    print(f"{len(found)} screens, {len(found) * len(MODES)} pictures in {folder}")
    return 0


def logged_in(browser: Browser, origin: str, width: int, height: int, scheme: str) -> Page:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{origin}/desk/login/")
    page.fill("[name=username]", "ada")
    page.fill("[name=password]", "demonstration")
    page.click("[type=submit]")
    page.wait_for_url(f"{origin}/desk/")
    return page


def screens(browser: Browser, origin: str) -> Iterator[tuple[str, str]]:
    """(name of the screen, the first address that leads to it), in the order in which one comes upon them."""
    page = logged_in(browser, origin, 1280, 900, "light")
    waiting, seen = deque(["/desk/", "/"]), set[str]()
    while waiting and len(seen) < MOST:
        path = waiting.popleft()
        name = name_of(path)
        if name is None or name in seen:
            continue
        seen.add(name)
        answer = page.goto(f"{origin}{path}", wait_until="load")
        if answer is None or "text/html" not in (answer.headers.get("content-type") or ""):
            continue
        yield re.sub(r"[^\w-]+", "-", name), path
        waiting.extend(_inside(page, origin))
    page.context.close()


def _inside(page: Page, origin: str) -> Iterator[str]:
    for link in page.evaluate(LINKS):
        if link.startswith(origin):
            parts = urlsplit(link)
            yield parts.path + (f"?{parts.query}" if parts.query and "?next=" not in link else "")


def name_of(path: str) -> str | None:
    """The screen's name: that of its address pattern. None for what is no screen of ours."""
    try:
        name = resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None
    is_file = re.search(r"export|_bytes|_copy|_file$|letter|static|media", name)
    return None if is_file or name in NO_SCREENS else name


if __name__ == "__main__":
    sys.exit(main())
