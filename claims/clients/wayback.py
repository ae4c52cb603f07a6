"""The Wayback Machine, after the Internet Archive's “Save Page Now 2 Public API Docs” (October 2025) and “Wayback
Machine APIs” (the availability API).

A capture is asked for by POST /save and looked after by GET /save/status/<job>. A capture of the same page within the
last hour is answered with that one, so a message that is sent twice does no harm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from claims.clients import archive_answers as answers
from claims.clients.archive_answers import Archive, Copy, Later, Outcome, Refused, Send, Working
from claims.text.archives import Trouble

FAR = timedelta(days=180)
"""A copy that old, or that much younger, is another page under the same address."""

_STAMP = re.compile(r"[12][0-9]{13}")
_STAMPED = "%Y%m%d%H%M%S"
_TICKET = re.compile(r"[A-Za-z0-9-]{1,100}")
_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f\"<>\\^`{|}]+")
_PLAYED_BACK = re.compile(r"https?://[^/]+/web/([12][0-9]{13})/(.+)", re.DOTALL)
_AGAIN = frozenset(
    f"error:{name}"
    for name in (
        "bad-gateway", "bandwidth-limit-exceeded", "browsing-timeout", "cannot-fetch", "capture-location-error",
        "celery", "gateway-timeout", "internal-server-error", "job-failed", "max-daily-bandwidth",
        "max-daily-bandwidth-host", "no-browsers-available", "protocol-error", "proxy-error", "read-timeout",
        "service-unavailable", "soft-time-limit-exceeded", "too-many-requests", "user-session-limit",
    )
)  # fmt: skip
"""Errors of the moment. Of the others the page is the reason, or that others have it captured often enough today."""


@dataclass(frozen=True, slots=True)
class Wayback(Archive):
    name = "wayback"
    peace_seconds = 10.0  # seven captures a minute

    home: str
    lookup: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    send: Send = field(repr=False)

    @property
    def address(self) -> str:
        return self.home

    def save(self, url: str, *, since: datetime | None = None) -> Outcome:
        form = urlencode({"url": url, "skip_first_archive": "1"}).encode()
        answer = self._ask(f"{self.home}/save", method="POST", body=form)
        if not isinstance(answer, dict):
            return answer
        ticket = answer.get("job_id")
        if isinstance(ticket, str) and _TICKET.fullmatch(ticket) and answer.get("status") != "error":
            return Working(ticket)
        return self._trouble(answer)

    def look(self, ticket: str, url: str) -> Outcome:
        answer = self._ask(f"{self.home}/save/status/{ticket}")
        if not isinstance(answer, dict):
            return answer
        match answer.get("status"):
            case "pending":
                return Working(ticket)
            case "success":
                return self._copy(answer.get("timestamp"), answer.get("original_url"), url)
        return self._trouble(answer)

    def find(self, url: str, *, near: datetime) -> Copy | Later | Refused:
        query = urlencode({"url": url, "timestamp": near.astimezone(UTC).strftime(_STAMPED)})
        answer = answers.read(
            self.send(
                f"{self.lookup}/wayback/available?{query}",
                method="GET",
                headers={"Accept": "application/json"},
                limits=answers.LIMITS,
            )
        )
        if not isinstance(answer, dict):
            return answer
        snapshots = answer.get("archived_snapshots")
        closest = snapshots.get("closest") if isinstance(snapshots, dict) else None
        if not isinstance(closest, dict) or not closest.get("available"):
            return Refused(Trouble.REFUSED, "it has no copy of this page")
        played_back = _PLAYED_BACK.fullmatch(str(closest.get("url")))
        if played_back is None or str(closest.get("status")) != "200":
            return Refused(Trouble.REFUSED, "it has no good copy of this page")
        found = self._copy(played_back[1], played_back[2], url)
        if isinstance(found, Copy) and abs(found.archived_at - near) > FAR:
            return Refused(
                Trouble.REFUSED, f"its nearest copy of this page is of {found.archived_at:%Y-%m-%d}"
            )
        return found

    def _ask(
        self, address: str, *, method: str = "GET", body: bytes | None = None
    ) -> dict[str, Any] | Later | Refused:
        headers = {
            "Accept": "application/json",
            "Authorization": f"LOW {self.access_key}:{self.secret_key}",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        fetched = self.send(address, method=method, headers=headers, body=body, limits=answers.LIMITS)
        answer = answers.read(fetched, secrets=(self.secret_key, self.access_key))
        if isinstance(answer, dict) and (fetched.status or 0) >= 400:
            return self._trouble({"status": "error", **answer})
        return answer

    def _copy(self, stamp: object, original: object, asked: str) -> Copy | Refused:
        """``original`` is where the redirects led; the page is played back under it."""
        at = answers.moment(stamp, _STAMPED) if _STAMP.fullmatch(str(stamp)) else None
        shown = original if isinstance(original, str) and _ADDRESS.fullmatch(original) else asked
        address = f"{self.home}/web/{stamp}/{shown}"
        if at is None or len(address) > answers.LONGEST_ADDRESS:
            return Refused(Trouble.BAD_ANSWER, "a copy without a date, or with an address too long to keep")
        return Copy(address, at)

    def _trouble(self, answer: dict[str, Any]) -> Later | Refused:
        code = str(answer.get("status_ext") or "")
        words = answer.get("message") or code
        said = answers.told(words, secrets=(self.secret_key, self.access_key))
        if code in _AGAIN:
            return Later(Trouble.BUSY, said)
        if code or answer.get("status") == "error":
            return Refused(Trouble.REFUSED, said)
        return Later(Trouble.BAD_ANSWER, said or "neither a job nor an error")
