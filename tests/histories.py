"""A source with a past: captures of three months, and a quoted passage that was altered in the last of them."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from claims.models import (
    Alert,
    ArchiveCopy,
    Blob,
    CaptureJob,
    Claim,
    Evidence,
    Finding,
    Probe,
    Snapshot,
    Source,
    User,
)
from claims.services import alerting
from tests import factories
from tests.database.base import as_owner

QUOTE = "4,200 ships called at the port"
BEFORE = [
    "The harbour master reads the list every Friday and signs it before two witnesses of the council.",
    f"In 2023, {QUOTE}, he said. It was the most since the list was begun.",
    "Each of them paid the fee that the council of Lowmark had set in the spring of that year.",
    "Small boats are not counted. Nor are those of the fleet, whose movements nobody writes down.",
    "The list can be read at the harbour office, from nine to noon.",
    "It has been kept since 1921, in the same hand for thirty years.",
    "The council meets again in the spring.",
]
LATER = [*BEFORE[:2], BEFORE[2].replace("spring", "summer"), *BEFORE[3:]]
NOW = [
    LATER[0],
    LATER[1].replace("4,200", "2,400").replace("the most", "not the most"),
    *LATER[2:5],
    "A correction was made to this page on Friday.",
    *LATER[6:],
]
ALTERED = "The quoted words were altered: “4,200” became “2,400”."


@dataclass(frozen=True)
class History:
    source: Source
    claim: Claim
    evidence: Evidence
    first: Snapshot
    latest: Snapshot
    alert: Alert


def text_of(paragraphs: list[str]) -> str:
    return "\n".join(["Harbour list", *paragraphs])


def build(*, author: User, editor: User, days: int = 90, every: int = 10, **fields: Any) -> History:
    """A published claim whose key evidence went bad today; captures ``every`` so many days before that."""
    source = factories.source(by=author, title="The harbour list of Lowmark", **fields)
    with as_owner():
        source.capture_jobs.all().delete()
    now = timezone.now()
    probe = Probe.objects.create(
        host=f"{source.slug}.example",
        url=f"{source.url}-0f3a",
        status=404,
        title="Not found",
        text="Nothing here.",
    )
    began = now - timedelta(days=days)
    first = snapshot(source, BEFORE, at=began, probe=probe)
    claim = factories.claim(by=author)
    evidence = factories.evidence(claim, by=author, source=source, quote=QUOTE, weight="key")
    start = first.text.index(QUOTE)
    Evidence.objects.filter(pk=evidence.pk).update(snapshot=first, start=start, end=start + len(QUOTE))
    evidence.refresh_from_db()
    factories.publish(factories.approved(claim, by=author, approver=editor), by=editor)
    for day in range(every, days, every):
        at = began + timedelta(days=day)
        failure = {every * 2: "timeout", every * 3: "http_403"}.get(day, "")
        paragraphs = BEFORE if day < days / 2 else LATER
        findings(snapshot(source, paragraphs, at=at, failure=failure, probe=probe), evidence)
    latest = snapshot(source, NOW, at=now, probe=probe)
    findings(latest, evidence, altered=True)
    ArchiveCopy.objects.create(
        source=source, archive="wayback", url=f"https://archive.example/{source.slug}", archived_at=began
    )
    Source.objects.filter(pk=source.pk).update(health="ok", last_captured_at=now)
    source.refresh_from_db()
    alerting.review_source(source)
    claim.refresh_from_db()
    return History(source, claim, evidence, first, latest, Alert.objects.open().get(evidence=evidence))


def snapshot(
    source: Source,
    paragraphs: list[str],
    *,
    at: datetime,
    failure: str = "",
    probe: Probe | None = None,
    markup: str = "<p>",
) -> Snapshot:
    """A capture at that time; nothing of the page where it failed. Another ``markup`` makes other bytes of the text."""
    job = CaptureJob.objects.create(source=source, state="done", due_at=at, finished_at=at, host="x")
    told: dict[str, Any] = {"status": None if failure == "timeout" else 403, "failure": failure}
    if not failure:
        text = text_of(paragraphs)
        body = "".join(f"{markup}{one}</p>" for one in text.split("\n")).encode()
        sha256 = hashlib.sha256(body).hexdigest()
        blob, _ = Blob.objects.get_or_create(
            sha256=sha256, defaults={"compressed": zlib.compress(body), "size": len(body)}
        )
        told = {
            "status": 200, "body": blob, "text": text, "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
            "title": "Harbour list", "headers": [["Content-Type", "text/html; charset=utf-8"]], "language": "en",
            "tls": {"version": "TLSv1.3", "issuer": "Example CA", "subject": "source.example",
                    "not_before": "2026-01-01", "not_after": "2027-06-01"},
        }  # fmt: skip
    return Snapshot.objects.create(
        job=job, source=source, captured_at=at, url=source.url, final_url=source.url, probe=probe,
        elapsed_seconds=0.4, **told,
    )  # fmt: skip


def findings(snapshot: Snapshot, evidence: Evidence, *, altered: bool = False) -> None:
    """What the checks would have found in such a capture."""
    if not snapshot.is_good:
        save(
            snapshot,
            None,
            "reachable",
            "unknown",
            snapshot.failure,
            "The page could not be captured this time.",
        )
        return
    start = snapshot.text.index(" ships called") - len("4,200")
    place = [[start, start + len(QUOTE)]]
    save(snapshot, None, "reachable", "pass", "answers", "The page answers.")
    save(snapshot, None, "not-a-soft-404", "pass", "has_content", "The address leads to a page with content.")
    if altered:
        stands = QUOTE.replace("4,200", "2,400")
        details = {"passage": stands, "words": [["4,200", "2,400"]], "score": 0.93}
        save(snapshot, evidence, "quote-present", "fail", "altered", ALTERED, spans=place, details=details)
        near = "The text round the quoted words changed."
        save(snapshot, evidence, "content-stable", "warn", "changed_near_the_quote", near)
    else:
        save(
            snapshot,
            evidence,
            "quote-present",
            "pass",
            "found",
            "The quoted words stand on the page.",
            spans=place,
        )
        save(snapshot, evidence, "content-stable", "pass", "unchanged", "The text is nearly the same.")


def save(
    snapshot: Snapshot,
    evidence: Evidence | None,
    check: str,
    outcome: str,
    reason: str,
    sentence: str,
    **more: Any,
) -> Finding:
    named = f"{check}/{evidence.pk if evidence else ''}/{outcome}/{reason}"
    return Finding.objects.create(
        check_id=check, snapshot=snapshot, evidence=evidence, outcome=outcome, reason=reason, sentence=sentence,
        fingerprint=hashlib.sha256(named.encode()).hexdigest(), found_at=snapshot.captured_at, **more,
    )  # fmt: skip
