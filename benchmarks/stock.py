"""Django's own admin of the desk's tables, as a server beside the desk that runs from a data folder, and its waits."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings

from benchmarks.hands import Hands
from benchmarks.webdriver import chromium
from factcheck.embedded.folder import DataFolder
from tests.factcheck.running import free_port

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0  # seconds until it answers
FORMS = 20  # that are opened


def configure() -> None:
    """Settings of a project that has Django's admin as it comes; before ``django.setup``."""
    own = Path(django.__file__).parent / "contrib" / "admin" / "templates"
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [str(own)], "APP_DIRS": True}]
    settings.TEMPLATES[0]["OPTIONS"].pop("loaders", None)
    settings.ROOT_URLCONF = "benchmarks.stock_admin"


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """Its address, served by the program that serves the desk, in a process of its own, on the desk's database."""
    running = DataFolder(data).running()
    if running is None:
        raise SystemExit(f"No desk runs from {data}.")
    port = free_port()
    options = [
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--no-ws",
    ]
    command = [sys.executable, "-m", "granian", *options, "benchmarks.stock_wsgi:application"]
    told = {**os.environ, **running.environment}
    process = subprocess.Popen(
        command, cwd=ROOT, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    origin = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{origin}/desk/login/")
        yield origin
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(address: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{address} did not answer within {PATIENCE:.0f} seconds.")


def opening_forms(origin: str, *, name: str, password: str, noun: str) -> list[float]:
    """How long it takes, in ms, from Enter on a row of its list until the form of that row can be used.

    Only openings: what Django's admin would save the database refuses, as nothing says who changed what.
    """
    with chromium(1280, 900) as page:
        page.goto(f"{origin}/desk/login/")
        page.insert(name)
        page.press("Tab")
        page.insert(password)
        page.press("Enter")
        page.until(lambda: page.url == f"{origin}/desk/" or None)
        hands = Hands(page)
        for number in range(FORMS):
            page.goto(f"{origin}/desk/claims/{noun}/")
            page.evaluate(
                "(number) => document.querySelectorAll('#result_list tbody th a')[number].focus()", number
            )
            hands.look()
            hands.send("Enter", noun)
    return [ms for _what_for, ms in hands.waits]
