"""Whether a page came encrypted: a table of captures."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from claims.checks.base import Result, Subject
from claims.checks.tls import Encrypted
from claims.models import Snapshot, Source

SECURE, OPEN = "https://gazette.example/x", "http://gazette.example/x"


def tls(not_after: str, not_before: str = "2024-09-01") -> dict[str, str]:
    return {
        "version": "TLSv1.3", "issuer": "Some Authority", "subject": "gazette.example", "not_before": not_before,
        "not_after": not_after,
    }  # fmt: skip


def judged(url: str, *, is_cut_off: bool = False, **fields: Any) -> Result:
    given = {
        "status": 200,
        "captured_at": datetime(2024, 11, 1, 9, tzinfo=UTC),
        "final_url": url,
        "redirects": [],
    }
    return Encrypted().judge(Subject(Snapshot(url=url, **(given | fields)), Source(), is_cut_off))


@pytest.mark.parametrize(
    ("url", "fields", "expected"),
    [
        (SECURE, {"tls": tls("2025-08-01")}, ("pass", "encrypted")),
        (SECURE, {"tls": tls("2025-08-01"), "status": 304}, ("pass", "encrypted")),
        (OPEN, {"tls": tls("2025-08-01"), "final_url": SECURE, "redirects": [[301, OPEN]]}, ("pass", "encrypted")),
        (SECURE, {"tls": tls("2024-11-15")}, ("warn", "expires")),
        (SECURE, {"tls": tls("2024-11-16")}, ("pass", "encrypted")),
        (SECURE, {"tls": tls("2024-11-04", "2024-10-29")}, ("pass", "encrypted")),  # renewed every few days
        (SECURE, {"tls": tls("2024-11-02", "2024-10-27")}, ("warn", "expires")),
        (SECURE, {"tls": tls("2024-11-10", "")}, ("warn", "expires")),
        (SECURE, {"tls": None}, ("unknown", "no_facts")),
        (SECURE, {"tls": tls("nonsense")}, ("unknown", "no_facts")),
        (OPEN, {}, ("warn", "plain")),
        (SECURE, {"final_url": OPEN, "redirects": [[302, SECURE]]}, ("warn", "downgraded")),
        (SECURE, {"tls": tls("2025-08-01"), "redirects": [[302, SECURE], [302, OPEN]]}, ("warn", "downgraded")),
        ("http://127.0.0.1:8000/x", {}, ("pass", "this_machine")),
        ("http://desk.localhost/x", {}, ("pass", "this_machine")),
        (SECURE, {"status": None, "failure": "tls"}, ("warn", "faulty")),
        (SECURE, {"status": None, "failure": "timeout"}, ("unknown", "not_captured")),
        (SECURE, {"status": 404, "failure": "http_404", "tls": tls("2025-08-01")}, ("unknown", "not_captured")),
    ],
)  # fmt: skip
def test_what_is_said_of_a_connection(url: str, fields: dict[str, Any], expected: tuple[str, str]) -> None:
    result = judged(url, **fields)
    assert (result.outcome, result.reason) == expected


def test_a_desk_that_is_cut_off_blames_no_certificate() -> None:
    assert judged(SECURE, status=None, failure="tls", is_cut_off=True).outcome == "unknown"


def test_the_facts_are_told() -> None:
    assert judged(SECURE, tls=tls("2025-08-01")).sentence == (
        "The page came encrypted (TLSv1.3); its certificate, issued by Some Authority, is valid until 1 August 2025."
    )


def test_why_a_certificate_was_not_accepted_is_told() -> None:
    result = judged(SECURE, status=None, failure="tls", detail="its certificate has expired")
    assert result.sentence == "No encrypted connection could be made: its certificate has expired."


def test_a_renewed_certificate_that_ends_is_another_finding() -> None:
    assert judged(SECURE, tls=tls("2024-11-10")).about != judged(SECURE, tls=tls("2024-11-12")).about
