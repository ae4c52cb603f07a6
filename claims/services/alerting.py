"""Alerts: a published verdict whose evidence went bad. Only what current publications cite is watched.

One alert is open for each verdict and piece of evidence, with all that was found; a second trouble joins it. Every
function here locks the claims it touches first, as publishing does, so that the two never wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Now

from claims import rules
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import (
    Alert,
    Claim,
    Evidence,
    Finding,
    PublicationState,
    Source,
    User,
    Verdict,
    VerdictCitation,
)
from claims.services import auditing

SEVERITY = {
    Evidence.Weight.SOLE: Alert.Severity.CRITICAL,
    Evidence.Weight.KEY: Alert.Severity.SERIOUS,
    Evidence.Weight.SUPPORTING: Alert.Severity.NOTICE,
}
# The other resolutions are what the desk did, and come from doing it.
BY_A_PERSON = frozenset({Alert.Resolution.NO_EFFECT, Alert.Resolution.SOURCE_REPLACED})
WHY_AT_MOST = 500  # characters


def at_stake(source: Source) -> QuerySet[VerdictCitation]:
    """What current publications cite of this source."""
    return VerdictCitation.objects.filter(
        evidence__source=source,
        verdict__publication__standing__standing=PublicationState.Standing.CURRENT,
    )


@transaction.atomic
def review_source(source: Source) -> list[Alert]:
    """After a capture: open alerts for what failed, add to open ones, heal those whose trouble is over.

    Returns the alerts that were opened, added to or healed.
    """
    if not _lock_claims(at_stake(source).values_list("verdict__claim", flat=True)):
        return []
    failed = list(Finding.objects.of_source(source).current().failed().undismissed())
    citations = at_stake(source).select_related("evidence", "verdict__claim").order_by("pk")
    reviewed = (_review(citation, failed) for citation in citations)
    return [alert for alert in reviewed if alert]


def _review(citation: VerdictCitation, failed: list[Finding]) -> Alert | None:
    alert = Alert.objects.open().filter(verdict=citation.verdict, evidence=citation.evidence).first()
    troubles = _troubles(citation.verdict, citation.evidence, failed)
    if troubles:
        return _add(alert, troubles) if alert else _open(citation, troubles)
    if alert and alert.opened_by_id is None:
        return _close(alert, resolution=Alert.Resolution.HEALED, reason="The source checks pass again.")
    return None


def _troubles(verdict: Verdict, evidence: Evidence, failed: Iterable[Finding]) -> list[Finding]:
    """The failed findings that touch this evidence, less those that an editor has judged already."""
    judged = _without_effect(evidence) | _published_over(verdict, evidence)
    return [one for one in failed if one.evidence_id in (None, evidence.pk) and one.fingerprint not in judged]


def _without_effect(evidence: Evidence) -> set[str]:
    """What an alert on this evidence was resolved about as having no effect."""
    told = Finding.objects.filter(alerts__evidence=evidence, alerts__resolution=Alert.Resolution.NO_EFFECT)
    return set(told.values_list("fingerprint", flat=True))


def _published_over(verdict: Verdict, evidence: Evidence) -> set[str]:
    """What was known when the gate's line on failed findings was overridden, with a reason, to publish this verdict."""
    override = verdict.overrides.filter(line="findings").first()
    if override is None:
        return set()
    known = Finding.objects.filter(
        Q(evidence=evidence) | Q(evidence=None, snapshot__source=evidence.source_id)
    )
    known = known.failed().filter(found_at__lte=override.overridden_at)
    return set(known.values_list("fingerprint", flat=True))


def _open(citation: VerdictCitation, troubles: list[Finding]) -> Alert:
    severity = SEVERITY[Evidence.Weight(citation.weight)]
    return _save_new(
        Alert(
            verdict=citation.verdict, evidence=citation.evidence, why=troubles[0].sentence, severity=severity
        ),
        findings=troubles,
    )


def _add(alert: Alert, troubles: list[Finding]) -> Alert | None:
    """Each trouble is told once, however many captures show it."""
    known = set(alert.findings.values_list("fingerprint", flat=True))
    new = [one for one in troubles if one.fingerprint not in known]
    if not new:
        return None
    alert.findings.add(*new)
    auditing.record("alert.extended", alert, claim=alert.verdict.claim, **_told(new))
    return alert


@transaction.atomic
def open_by_hand(
    verdict: Verdict,
    evidence: Evidence,
    *,
    why: str,
    by: User,
    at: datetime | None = None,
    severity: int = Alert.Severity.SERIOUS,
) -> Alert:
    """An editor says that a published verdict is at risk, because of this piece of evidence."""
    rules.require(rules.can_resolve(by), "open alerts")
    if not 0 < len(why.strip()) <= WHY_AT_MOST:
        raise InvalidInput(
            "Say in a few sentences what puts the verdict at risk.",
            problems=(("why", f"empty, or longer than {WHY_AT_MOST} characters"),),
        )
    if severity not in Alert.Severity.values:
        raise InvalidInput("Say how bad it is.", problems=(("severity", f"not {severity!r}"),))
    if evidence.claim_id != verdict.claim_id:
        raise InvalidInput(
            "This evidence is about another claim.", problems=(("evidence", "another claim's"),)
        )
    _lock_claims([verdict.claim_id])
    if not Verdict.objects.current().filter(pk=verdict.pk).exists():
        raise IllegalTransition("Only a published verdict can be at risk.")
    if Alert.objects.open().filter(verdict=verdict, evidence=evidence).exists():
        raise IllegalTransition("An alert is open for this verdict and evidence already.")
    alert = Alert(verdict=verdict, evidence=evidence, why=why.strip(), severity=severity, opened_by=by)
    return _save_new(alert, findings=[], at=at)


@transaction.atomic
def resolve(alert: Alert, *, resolution: str, reason: str, by: User, at: datetime | None = None) -> Alert:
    """Close an alert, and say how and why. *No effect* silences what was found, for this evidence."""
    rules.require(rules.can_resolve(by, alert), "resolve alerts")
    if not reason.strip():
        raise InvalidInput("Say why.", problems=(("reason", "empty"),))
    if resolution not in BY_A_PERSON:
        raise InvalidInput("Say what was done about it.", problems=(("resolution", f"not {resolution!r}"),))
    _lock_claims([alert.verdict.claim_id])
    return _close(alert, resolution=resolution, reason=reason.strip(), by=by, at=at)


@transaction.atomic
def end_with(verdict: Verdict, *, resolution: str, reason: str, by: User, at: datetime | None = None) -> None:
    """Close the open alerts of a verdict that was corrected or withdrawn. The claim is locked by who does that."""
    for alert in Alert.objects.open().filter(verdict=verdict).select_related("verdict__claim"):
        _close(alert, resolution=resolution, reason=reason, by=by, at=at)


@transaction.atomic
def settle_dismissed(source: Source, *, by: User, reason: str) -> list[Alert]:
    """Close the system's alerts on this source whose every trouble has been dismissed, as *no effect*."""
    if not _lock_claims(at_stake(source).values_list("verdict__claim", flat=True)):
        return []
    failed = list(Finding.objects.of_source(source).current().failed().undismissed())
    theirs = Alert.objects.open().filter(evidence__source=source, opened_by=None)
    open_ones = theirs.select_related("evidence", "verdict")
    settled = [one for one in open_ones if not _troubles(one.verdict, one.evidence, failed)]
    return [_close(one, resolution=Alert.Resolution.NO_EFFECT, reason=reason, by=by) for one in settled]


def _lock_claims(keys: Iterable[int]) -> bool:
    """False if there are none."""
    locked = Claim.objects.select_for_update(no_key=True).filter(pk__in=list(keys)).order_by("pk")
    return bool(locked.values_list("pk", flat=True))


def _save_new(alert: Alert, *, findings: list[Finding], at: datetime | None = None) -> Alert:
    if at:
        alert.opened_at = at
    alert.save(force_insert=True)
    alert.findings.set(findings)
    _keep_in_step(alert.verdict)
    auditing.record(
        "alert.opened", alert, by=alert.opened_by, at=at, claim=alert.verdict.claim, why=alert.why,
        severity=int(alert.severity), **_told(findings),
    )  # fmt: skip
    return alert


def _close(
    alert: Alert, *, resolution: str, reason: str, by: User | None = None, at: datetime | None = None
) -> Alert:
    still_open = Alert.objects.open().filter(pk=alert.pk)
    closed = still_open.update(
        state=Alert.State.RESOLVED, resolution=resolution, resolution_reason=reason, resolved_by=by,
        resolved_at=at or Now(),
    )  # fmt: skip
    if not closed:
        raise IllegalTransition("This alert is resolved already.")
    _keep_in_step(alert.verdict)
    kind = "alert.healed" if resolution == Alert.Resolution.HEALED else "alert.resolved"
    auditing.record(
        kind, alert, by=by, at=at, claim=alert.verdict.claim, resolution=resolution, reason=reason
    )
    alert.refresh_from_db()
    return alert


def _keep_in_step(verdict: Verdict) -> None:
    """A publication is at risk since its oldest open alert."""
    since = Alert.objects.open().filter(verdict=verdict).aggregate(since=Min("opened_at"))["since"]
    standing = PublicationState.objects.filter(publication__verdict=verdict)
    if standing.exclude(at_risk_since=since).exists():
        standing.update(at_risk_since=since, changed_at=Now())


def _told(findings: list[Finding]) -> dict[str, Any]:
    return {"findings": [{"check": one.check_id, "found": one.sentence, "pk": one.pk} for one in findings]}
