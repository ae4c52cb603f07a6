"""Perma.cc, after its “Perma.cc API for developers”.

A link is made by POST /v1/archives/ and looked after by GET /v1/archives/<guid>/, until none of its captures is
pending. Every link counts against the account's allowance: a message that may have arrived already is looked for first.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from claims.clients import archive_answers as answers
from claims.clients.archive_answers import Archive, Copy, Later, Outcome, Refused, Send, Working
from claims.text.archives import Trouble

_GUID = re.compile(r"[A-Za-z0-9]{1,16}(?:-[A-Za-z0-9]{1,16}){1,4}")
_OF_THE_PAGE = ("primary", "screenshot")  # Perma shows the picture where the page itself could not be had


@dataclass(frozen=True, slots=True)
class Perma(Archive):
    name = "perma"
    peace_seconds = 2.0

    home: str
    api: str
    key: str = field(repr=False)
    send: Send = field(repr=False)

    @property
    def address(self) -> str:
        return self.api

    def save(self, url: str, *, since: datetime | None = None) -> Outcome:
        if since is not None and (made := self._made(url, since=since)) is not None:
            return made
        answer = self._ask("/v1/archives/", method="POST", body=json.dumps({"url": url}).encode())
        return self._became(answer) if isinstance(answer, dict) else answer

    def look(self, ticket: str, url: str) -> Outcome:
        answer = self._ask(f"/v1/archives/{ticket}/")
        return self._became(answer) if isinstance(answer, dict) else answer

    def _made(self, url: str, *, since: datetime) -> Outcome | None:
        """The link that an earlier message made whose answer was lost."""
        query = urlencode({"url": url, "min_date": since.astimezone(UTC).isoformat(), "limit": 1})
        answer = self._ask(f"/v1/archives/?{query}")
        if not isinstance(answer, dict):
            return answer
        links = answer.get("objects")
        if not isinstance(links, list) or not links:
            return None
        return self._became(links[0]) if isinstance(links[0], dict) else None

    def _ask(
        self, path: str, *, method: str = "GET", body: bytes | None = None
    ) -> dict[str, Any] | Later | Refused:
        headers = {"Accept": "application/json", "Authorization": f"ApiKey {self.key}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        fetched = self.send(
            f"{self.api}{path}", method=method, headers=headers, body=body, limits=answers.LIMITS
        )
        answer = answers.read(fetched, secrets=(self.key,))
        if isinstance(answer, dict) and (fetched.status or 0) >= 400:
            return Refused(Trouble.REFUSED, answers.told(_complaint(answer), secrets=(self.key,)))
        return answer

    def _became(self, link: dict[str, Any]) -> Outcome:
        guid, captures = link.get("guid"), link.get("captures")
        if not isinstance(guid, str) or not _GUID.fullmatch(guid) or not isinstance(captures, list):
            return Later(Trouble.BAD_ANSWER, "a link without a name, or without its captures")
        of_the_page = [one for one in captures if isinstance(one, dict) and one.get("role") in _OF_THE_PAGE]
        states = {one.get("status") for one in of_the_page}
        if "pending" in states or not of_the_page:
            return Working(guid)
        if "success" not in states:
            return Refused(Trouble.REFUSED, "it could not capture the page")
        if link.get("is_private"):
            return Refused(Trouble.HIDDEN, f"{guid} is private")
        at = answers.moment(link.get("creation_timestamp"))
        return Copy(f"{self.home}/{guid}", at) if at else Refused(Trouble.BAD_ANSWER, f"{guid} has no date")


def _complaint(answer: dict[str, Any]) -> str:
    """What it says against a message: one sentence, or sentences by field."""
    said = answer.get("detail") or [
        word
        for words in answer.values()
        for word in (words if isinstance(words, list) else [words])
        if isinstance(word, str)
    ]
    return " ".join(said) if isinstance(said, list) else str(said)
