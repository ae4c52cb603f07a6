"""One look at an address, without the desk's database: what came, what it says of the link, and what the checks find.

The checks are the desk's own. They are handed a source and a capture that were never stored.
"""

from __future__ import annotations

import functools
import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from claims.checks import registry
from claims.checks.base import Check, EvidenceCheck, Outcome, Passage, Result, SourceCheck, Subject
from claims.clients import pages
from claims.clients.http import Fetched
from claims.clients.pages import Page
from claims.models import Evidence, Probe, Snapshot, Source
from claims.services import storing
from claims.text import barriers, outcomes
from claims.text.outcomes import FailureClass
from claims.text.storable import storable

log = logging.getLogger(__name__)

OK, BROKEN, UNKNOWN = "ok", "broken", "unknown"

ANSWERED = "reachable"
IS_THE_PAGE = ("not-a-soft-404", "same-place")
"""Checks that say whether what came is the page at all."""

HAS_THE_WORDS = "quote-present"
WITHOUT_DATABASE = (ANSWERED, *IS_THE_PAGE, "encrypted", HAS_THE_WORDS, "not-corrected")
"""Checks that need no more than one capture and the quoted words."""

ASKS_TO_LOG_IN = "log_in"  # reason of same-place
NOT_FOUND = ("never_found", "nearly_found")
"""Reasons that are warnings to the desk, which has not seen the words itself; here they were to be found."""

THERE_BUT_NOT_READ = frozenset(
    {FailureClass.UNSUPPORTED_TYPE, FailureClass.TOO_LARGE, FailureClass.PARSE_LIMIT}
)
"""The host gave something, which the desk can't read: a picture, a film. A link to it is in order. So is one to a PDF
without text: whoever opens it sees pictures of pages."""

BROKEN_CHECK = Result(Outcome.UNKNOWN, "check_failed", "This check failed itself, so nothing is known.")


@dataclass(frozen=True, slots=True)
class Examined:
    """``outcome`` is that of the link: ok, broken or unknown. ``error``: a FailureClass, or empty."""

    fetched: Fetched
    outcome: str
    error: str
    findings: tuple[dict[str, Any], ...] = ()

    @property
    def failed(self) -> bool:
        """Whether somebody should look: the link is broken, or words that were quoted are not found."""
        return self.outcome == BROKEN or any(
            one["check"] == HAS_THE_WORDS and (one["outcome"] == Outcome.FAIL or one["reason"] in NOT_FOUND)
            for one in self.findings
        )

    def line(self, url: str) -> dict[str, Any]:
        """What is told of it, by the names of the command line's answer."""
        fetched = self.fetched
        return {
            "url": url,
            "outcome": self.outcome,
            "status": fetched.status,
            "final_url": fetched.final_url,
            "sha256": hashlib.sha256(fetched.body).hexdigest() if fetched.body else None,
            "bytes": len(fetched.body),
            "elapsed_ms": round(fetched.elapsed_seconds * 1000),
            "error": self.error or None,
            "findings": self.findings,
        }


def by_answer(fetched: Fetched) -> Examined:
    """What the answer alone says; the page is not read."""
    if fetched.failure is None:
        return Examined(fetched, OK, "", _answers())
    snapshot = _capture(fetched, Page(), str(fetched.failure), None)
    return Examined(
        fetched, _of_link(fetched.failure), fetched.failure, tuple(_judged(snapshot, (), (ANSWERED,)))
    )


def by_page(fetched: Fetched, quotes: Sequence[str] = (), probe: Probe | None = None) -> Examined:
    """Read the page, in the limited child, and judge it. Takes its time: not for the thread of an event loop."""
    page = pages.read(fetched) if fetched.failure is None else Page()
    found = fetched.failure or page.failure or barriers.found_in(page.title, page.text)
    snapshot = _capture(fetched, page, found or "", probe)
    findings = tuple(_judged(snapshot, quotes, WITHOUT_DATABASE))
    failure = found or _not_the_page(findings)
    outcome = OK if _is_unread_pdf(fetched, page) else _of_link(failure)
    return Examined(fetched, outcome, failure or "", findings)


@functools.cache
def _answers() -> tuple[dict[str, Any], ...]:
    """The finding about any page that arrived: always the same, and there may be very many."""
    return tuple(_judged(Snapshot(status=200, source=Source()), (), (ANSWERED,)))


def _of_link(failure: FailureClass | None) -> str:
    if failure is None or failure in THERE_BUT_NOT_READ:
        return OK
    return BROKEN if outcomes.counts_against(failure) else UNKNOWN


def _is_unread_pdf(fetched: Fetched, page: Page) -> bool:
    unread = page.failure is FailureClass.EXTRACT_FAILED and bool(fetched.body)
    return unread and pages.kind_of(fetched.content_type, fetched.body) == "pdf"


def _not_the_page(findings: Sequence[dict[str, Any]]) -> FailureClass | None:
    """What else came in the page's place, by the checks that look for that."""
    judged = [one for one in findings if one["check"] in IS_THE_PAGE]
    if any(one["outcome"] == Outcome.FAIL for one in judged):
        return FailureClass.SOFT_404
    return FailureClass.HTTP_401 if any(one["reason"] == ASKS_TO_LOG_IN for one in judged) else None


def _capture(fetched: Fetched, page: Page, failure: str, probe: Probe | None) -> Snapshot:
    """A capture that is never stored, of a source that is never stored."""
    counted = int(bool(failure) and outcomes.counts_against(failure))
    source = Source(url=fetched.url, language=page.language or "en", counted_failures=counted)
    return Snapshot(
        source=source,
        url=fetched.url,
        final_url=fetched.final_url,
        redirects=[list(hop) for hop in fetched.redirects],
        status=fetched.status,
        headers=[list(header) for header in fetched.headers],
        failure=failure,
        detail=storing.fits("detail", fetched.detail or page.detail),
        text=storable(page.text),
        title=storing.fits("title", page.title),
        canonical_url=storing.fits("canonical_url", page.canonical_url),
        language=storing.fits("language", page.language),
        tls=fetched.tls,
        probe=probe,
    )


def _judged(snapshot: Snapshot, quotes: Sequence[str], wanted: Sequence[str]) -> Iterator[dict[str, Any]]:
    subject = Subject(snapshot, snapshot.source)
    for check in registry.all_checks():
        if check.id not in wanted:
            continue
        if isinstance(check, SourceCheck):
            yield _told(check, _judge(check, subject, None))
        else:
            for words in quotes:
                passage = Passage(Evidence(source=snapshot.source, quote=words))
                yield _told(check, _judge(check, subject, passage)) | {"quote": words}


def _judge(check: Check, subject: Subject, passage: Passage | None) -> Result:
    try:
        if isinstance(check, EvidenceCheck) and passage is not None:
            return check.judge(subject, passage)
        return check.judge(subject) if isinstance(check, SourceCheck) else BROKEN_CHECK
    except Exception:
        log.exception("The check %s failed on %s.", check.id, subject.snapshot.url)
        return BROKEN_CHECK


def _told(check: Check, result: Result) -> dict[str, Any]:
    return {
        "check": check.id,
        "outcome": str(result.outcome),
        "reason": str(result.reason),
        "sentence": result.sentence,
        "details": result.details,
        "spans": [list(span) for span in result.spans],
    }
