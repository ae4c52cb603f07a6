"""Nothing but the clients opens a connection to the outside."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
OPENERS = {
    "aiohappyeyeballs",
    "aiohttp",
    "asyncio.open_connection",
    "ftplib",
    "http.client",
    "httpx",
    "imaplib",
    "poplib",
    "requests",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "telnetlib",
    "urllib.request",
    "urllib3",
    "websockets",
    "xmlrpc",
}
MAY_OPEN = {"claims/clients", "factcheck/embedded"}


def modules() -> list[str]:
    found = [
        path.relative_to(ROOT).as_posix()
        for top in ("claims", "factcheck")
        for path in (ROOT / top).rglob("*.py")
    ]
    return [path for path in found if not any(path.startswith(f"{room}/") for room in MAY_OPEN)]


def named(source: str) -> Iterator[str]:
    """Every module, and every name out of one, that a source imports or reaches by dots."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute):
            yield ast.unparse(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in OPENERS:
            yield node.value  # importlib.import_module("…")


def openers(source: str) -> set[str]:
    return {
        name for name in named(source) if any(name == one or name.startswith(f"{one}.") for one in OPENERS)
    }


@pytest.mark.parametrize("path", modules())
def test_no_other_module_opens_connections(path: str) -> None:
    assert openers((ROOT / path).read_text()) == set()


@pytest.mark.parametrize(
    "source",
    [
        "import socket",
        "import urllib.request as r",
        "from urllib import request",
        "from urllib.request import urlopen",
        "import urllib; urllib.request.urlopen('x')",
        "def f():\n    from aiohttp import ClientSession",
        "import importlib; importlib.import_module('requests')",
        "import asyncio; asyncio.open_connection('x', 1)",
    ],
)
def test_the_scan_sees_each_way(source: str) -> None:
    assert openers(source)


@pytest.mark.parametrize(
    "source", ["import urllib.parse", "from http import HTTPStatus", "x.socket", "import sslx"]
)
def test_the_scan_leaves_others_alone(source: str) -> None:
    assert not openers(source)


def test_the_scan_covers_the_house() -> None:
    assert len(modules()) > 20
