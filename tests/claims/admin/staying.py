"""Who stays on a page, as staying.js does."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

MARKED = re.compile(r'id="([\w-]+)" data-mark="([^"]+)"')
KEPT = re.compile(r'id="([\w-]+)" data-kept')


class Staying:
    """Sends forms with the marks of what stands on the page."""

    def __init__(self, client: Client, page: str) -> None:
        self.client = client
        self.marks = dict(MARKED.findall(client.get(page).content.decode()))

    def send(self, address: str, given: dict[str, Any]) -> str:
        told = " ".join(f"{name}={mark}" for name, mark in self.marks.items())
        answer = self.client.post(address, given, headers={"X-Stays": "yes", "X-Shown": told})
        assert answer.status_code == 200
        page: str = answer.content.decode()
        self.marks |= dict(MARKED.findall(page))
        return page


def kept(page: str) -> set[str]:
    return set(KEPT.findall(page))
