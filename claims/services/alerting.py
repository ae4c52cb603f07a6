"""Alerts: a published verdict whose evidence went bad. Only what current publications cite is watched.

One alert is open for each verdict and piece of evidence, with all that was found; a second trouble joins it, and a
worse one makes it worse. Nobody is told twice of one cause: not when a page that quotes are taken from fails for each
of them, not when the same trouble shows in the next capture, and not when it was healed and is back within a week.
Every function here locks the claims it touches first, as publishing does, so that the two never wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Min, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import rules
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import (
    Alert,
    Claim,
    Event,
    Evidence,
    Finding,
    GateOverride,
    PublicationState,
    Source,
    User,
    Verdict,
    VerdictCitation,
    WatchRule,
)
from claims.presenters import alert_words
from claims.services import auditing, delivering, grading, notifying, scheduling
from claims.services.grading import Trouble

# The other resolutions are what the desk did, and come from doing it.
BY_A_PERSON = frozenset({Alert.Resolution.NO_EFFECT, Alert.Resolution.SOURCE_REPLACED})
WHY_AT_MOST = 500  # characters
RETURNS_WITHIN = timedelta(days=7)
LATEST = 20  # captures; a check that knew nothing in any of them takes no trouble away, and brings none
HEALED = gettext_lazy("The source checks pass again.")


def at_stake(source: Source) -> QuerySet[VerdictCitation]:
    """What current publications cite of this source."""
    return VerdictCitation.objects.filter(
        evidence__source=source,
        verdict__publication__standing__standing=PublicationState.Standing.CURRENT,
    )


# --- After a capture ----------------------------------------------------------------------------------------------

Place = tuple[str, int | None]
"""A check, and the evidence it judged (None: the source as a whole)."""


def _place(finding: Finding) -> Place:
    return finding.check_id, finding.evidence_id


@dataclass
class _Situation:
    """What is known of a source, read once for all that rests on it."""

    source: Source
    known: dict[Place, Finding]  # for each check the latest finding that knows something
    alerts: dict[tuple[int, int], Alert]  # open ones, by verdict and evidence

    @classmethod
    def of(cls, source: Source) -> _Situation:
        """What the latest captures say; and of what an open alert is about, what was last known, however long ago.

        A page that is captured every few minutes for years costs no more than a new one.
        """
        told = Finding.objects.with_dismissal().select_related("snapshot")
        told = told.defer("snapshot__text", "snapshot__headers")
        theirs = Alert.objects.open().filter(evidence__source=source)
        alerts = theirs.select_related("verdict__claim", "evidence__source")
        alerts = alerts.prefetch_related(Prefetch("findings", told.order_by("pk")))
        latest = list(source.snapshots.order_by("-captured_at", "-pk").values_list("pk", flat=True)[:LATEST])
        found = told.filter(pk__in=Finding.objects.filter(snapshot__in=latest).current().values("pk"))
        known = {_place(one): one for alert in alerts for one in alert.findings.all()}
        known |= {_place(one): one for one in found if one.outcome != Finding.Outcome.UNKNOWN}
        return cls(source, known, {(one.verdict_id, one.evidence_id): one for one in alerts})

    @cached_property
    def failed(self) -> list[Finding]:
        failed = (one for one in self.known.values() if one.outcome == Finding.Outcome.FAIL)
        return sorted((one for one in failed if not one.is_dismissed), key=lambda one: one.pk)  # type: ignore[attr-defined]

    def is_kept(self, failed: Finding) -> bool:
        """Whether a public archive has a copy from when the page was well: one made later shows the ruin."""
        before = self.source.snapshots.good().filter(pk__lt=failed.snapshot_id)
        well = before.order_by("-captured_at", "-pk").values("captured_at")[:1]
        copies = self.source.archive_copies.made()
        return copies.annotate(taken=Coalesce("archived_at", "asked_at")).filter(taken__lte=well).exists()

    def troubles(self, verdict: Verdict, evidence: Evidence) -> list[Finding]:
        """The failed findings that touch this evidence, less those that an editor has judged already."""
        touching = [one for one in self.failed if one.evidence_id in (None, evidence.pk)]
        if not touching:
            return []
        judged = _without_effect(evidence) | _published_over(verdict, evidence)
        return [one for one in touching if one.fingerprint not in judged]

    def has_healed(self, alert: Alert) -> bool:
        """Whether each check that failed passes again, in a later good capture. “Not known” heals nothing, nor does a
        mere warning; what an editor has judged needs no healing."""
        return all(self._is_over(one) for one in alert.findings.all())

    def _is_over(self, failed: Finding) -> bool:
        now = self.known[_place(failed)]
        if now.outcome == Finding.Outcome.FAIL:
            return True  # it is no trouble any more, so somebody has judged it
        is_later = now.snapshot_id > failed.snapshot_id and now.snapshot.is_good
        return now.outcome == Finding.Outcome.PASS and is_later


@transaction.atomic
def review_source(source: Source) -> list[Alert]:
    """After a capture: open alerts for what failed, add to open ones, heal those whose trouble is over.

    Returns the alerts that were opened, added to or healed.
    """
    if not _lock_claims(at_stake(source).values_list("verdict__claim", flat=True)):
        return []
    situation = _Situation.of(source)
    if not situation.failed and not situation.alerts:
        return []
    citations = at_stake(source).select_related("evidence__source", "verdict__claim").order_by("pk")
    heaviest_first = sorted(
        citations, key=lambda one: list(Evidence.Weight).index(Evidence.Weight(one.weight))
    )
    reviewed = (_review(situation, citation) for citation in heaviest_first)
    return [alert for alert in reviewed if alert]


def _review(situation: _Situation, citation: VerdictCitation) -> Alert | None:
    alert = situation.alerts.get((citation.verdict_id, citation.evidence_id))
    troubles = situation.troubles(citation.verdict, citation.evidence)
    if troubles:
        return _add(situation, citation, alert, troubles) if alert else _open(situation, citation, troubles)
    if alert and alert.opened_by_id is None and situation.has_healed(alert):
        return _close(alert, resolution=Alert.Resolution.HEALED, reason=str(HEALED))
    return None


def _without_effect(evidence: Evidence) -> set[str]:
    """What an alert on this evidence was resolved about as having no effect."""
    told = Finding.objects.filter(alerts__evidence=evidence, alerts__resolution=Alert.Resolution.NO_EFFECT)
    return set(told.values_list("fingerprint", flat=True))


def _published_over(verdict: Verdict, evidence: Evidence) -> set[str]:
    """What was known when the gate's line on failed findings was overridden, with a reason, to publish this verdict."""
    override = GateOverride.objects.filter(verdict=verdict, line="findings").first()
    if override is None:
        return set()
    known = Finding.objects.filter(
        Q(evidence=evidence) | Q(evidence=None, snapshot__source=evidence.source_id)
    )
    known = known.failed().filter(found_at__lte=override.overridden_at)
    return set(known.values_list("fingerprint", flat=True))


def _worst(situation: _Situation, troubles: Iterable[Finding]) -> tuple[Finding, Trouble]:
    gravest = grading.gravest(troubles)
    assert gravest is not None
    is_kept = grading.trouble(gravest) == Trouble.GONE and situation.is_kept(gravest)
    return gravest, grading.trouble(gravest, is_kept=is_kept)


def _open(situation: _Situation, citation: VerdictCitation, troubles: list[Finding]) -> Alert:
    gravest, trouble = _worst(situation, troubles)
    alert = Alert(
        verdict=citation.verdict,
        evidence=citation.evidence,
        why=gravest.sentence,
        severity=grading.severity(citation.weight, trouble),
    )
    return _save_new(alert, findings=troubles, returned=_healed_lately(alert, troubles))


def _add(
    situation: _Situation, citation: VerdictCitation, alert: Alert, troubles: list[Finding]
) -> Alert | None:
    """Each trouble is told once, however many captures show it."""
    known = list(alert.findings.all())
    fingerprints = {one.fingerprint for one in known}
    new = [one for one in troubles if one.fingerprint not in fingerprints]
    if not new:
        return None
    alert.findings.add(*new)
    gravest, trouble = _worst(situation, new)
    worse = _worse(alert, known, gravest, grading.severity(citation.weight, trouble))
    if worse:
        Alert.objects.open().filter(pk=alert.pk).update(**worse)
        alert.refresh_from_db(fields=list(worse))
    kind = "alert.worsened" if worse else "alert.extended"
    told = _told(alert, new) | worse | ({"why": alert_words.why(alert)} if "why" in worse else {})
    is_news = bool(worse) and not _is_told_elsewhere(alert, gravest)
    event = _record(kind, alert, is_news=is_news, **told)
    if is_news:
        delivering.tell_of_alert(event, alert)
    return alert


def _worse(alert: Alert, known: list[Finding], gravest: Finding, severity: int) -> dict[str, Any]:
    """What changes about an open alert because of what was found since: nothing becomes better by it. What a person
    wrote stays."""
    worse: dict[str, Any] = {"severity": severity} if severity > alert.severity else {}
    before = grading.gravest(known)
    is_graver = before is None or grading.trouble(gravest) > grading.trouble(before)
    if alert.opened_by_id is None and (worse or is_graver):
        worse["why"] = gravest.sentence
    return worse


def _healed_lately(alert: Alert, troubles: list[Finding]) -> Alert | None:
    """The alert on this evidence that was healed a short while ago and was about just these troubles, if any."""
    healed = Alert.objects.filter(
        evidence=alert.evidence, resolution=Alert.Resolution.HEALED, resolved_at__gt=Now() - RETURNS_WITHIN
    )
    lately = list(healed.prefetch_related("findings").order_by("-resolved_at", "-pk"))
    told = {finding.fingerprint for one in lately for finding in one.findings.all()}
    return lately[0] if lately and {one.fingerprint for one in troubles} <= told else None


def _is_told_elsewhere(alert: Alert, gravest: Finding) -> bool:
    """Whether another open alert of the verdict tells of the same cause already, and tells it as bad at least."""
    others = Alert.objects.open().filter(
        verdict=alert.verdict_id, evidence__source=alert.evidence.source_id, severity__gte=alert.severity,
        findings__check_id=gravest.check_id, findings__reason=gravest.reason,
    )  # fmt: skip
    return others.exclude(pk=alert.pk).exists()


# --- By hand ------------------------------------------------------------------------------------------------------


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
    rules.require(rules.can_resolve(by), _("open alerts"))
    if not 0 < len(why.strip()) <= WHY_AT_MOST:
        raise InvalidInput(
            _("Say in a few sentences what puts the verdict at risk."),
            problems=(
                ("why", _("empty, or longer than {why_at_most} characters").format(why_at_most=WHY_AT_MOST)),
            ),
        )
    if severity not in Alert.Severity.values:
        raise InvalidInput(_("Say how bad it is."), problems=(("severity", f"not {severity!r}"),))
    if evidence.claim_id != verdict.claim_id:
        raise InvalidInput(
            _("This evidence is about another claim."), problems=(("evidence", _("another claim's")),)
        )
    _lock_claims([verdict.claim_id])
    if not Verdict.objects.current().filter(pk=verdict.pk).exists():
        raise IllegalTransition(_("Only a published verdict can be at risk."))
    if Alert.objects.open().filter(verdict=verdict, evidence=evidence).exists():
        raise IllegalTransition(_("An alert is open for this verdict and evidence already."))
    alert = Alert(verdict=verdict, evidence=evidence, why=why.strip(), severity=severity, opened_by=by)
    return _save_new(alert, findings=[], at=at)


@transaction.atomic
def resolve(alert: Alert, *, resolution: str, reason: str, by: User, at: datetime | None = None) -> Alert:
    """Close an alert, and say how and why. *No effect* silences what was found, for this evidence."""
    rules.require(rules.can_resolve(by, alert), _("resolve alerts"))
    if not reason.strip():
        raise InvalidInput(_("Say why."), problems=(("reason", "empty"),))
    if resolution not in BY_A_PERSON:
        raise InvalidInput(
            _("Say what was done about it."), problems=(("resolution", f"not {resolution!r}"),)
        )
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
    situation = _Situation.of(source)
    theirs = [one for one in situation.alerts.values() if one.opened_by_id is None]
    settled = [one for one in theirs if not situation.troubles(one.verdict, one.evidence)]
    return [_close(one, resolution=Alert.Resolution.NO_EFFECT, reason=reason, by=by) for one in settled]


# --- Rows, record, and who is told --------------------------------------------------------------------------------


def _lock_claims(keys: Iterable[int]) -> bool:
    """False if there are none."""
    locked = Claim.objects.select_for_update(no_key=True).filter(pk__in=list(keys)).order_by("pk")
    return bool(locked.values_list("pk", flat=True))


def _save_new(
    alert: Alert, *, findings: list[Finding], at: datetime | None = None, returned: Alert | None = None
) -> Alert:
    if at:
        alert.opened_at = at
    alert.save(force_insert=True)
    alert.findings.set(findings)
    _keep_in_step(alert.verdict)
    gravest = grading.gravest(findings)
    is_news = returned is None and (gravest is None or not _is_told_elsewhere(alert, gravest))
    event = _record(
        "alert.returned" if returned else "alert.opened", alert, by=alert.opened_by, at=at, is_news=is_news,
        why=alert_words.why(alert), severity=int(alert.severity), **_told(alert, findings),
        **({"first": returned.pk} if returned else {}),
    )  # fmt: skip
    if is_news or returned:
        delivering.tell_of_alert(event, alert)
    if is_news:
        notifying.tell_of_risk(alert)
    scheduling.hasten(WatchRule.Use.AT_RISK, among=Source.objects.filter(evidence=alert.evidence))
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
        raise IllegalTransition(_("This alert is resolved already."))
    _keep_in_step(alert.verdict)
    alert.refresh_from_db(fields=["state", "resolution", "resolution_reason", "resolved_by", "resolved_at"])
    kind = "alert.healed" if resolution == Alert.Resolution.HEALED else "alert.resolved"
    event = _record(kind, alert, by=by, at=at, resolution=resolution, reason=reason)
    _tell_of_the_end(event, alert)
    return alert


def _tell_of_the_end(event: Event, alert: Alert) -> None:
    """Who was told of an alert is told of its end. Who was told of its cause by another alert is told when the last
    one has ended; who was not told of its return hears nothing of this either."""
    about = Event.objects.about(alert).select_related("content")
    opening = about.filter(kind__in=["alert.opened", "alert.returned"]).order_by("pk").first()
    if opening is not None and opening.kind == "alert.returned":
        delivering.tell_of_alert(event, alert, also="alert.returned")
        return
    was_news = opening is None or not hasattr(opening, "content") or opening.content.body.get("is_news", True)
    if was_news or not Alert.objects.open().filter(verdict=alert.verdict_id).exists():
        delivering.tell_of_alert(event, alert)


def _keep_in_step(verdict: Verdict) -> None:
    """A publication is at risk since its oldest open alert."""
    since = Alert.objects.open().filter(verdict=verdict).aggregate(since=Min("opened_at"))["since"]
    standing = PublicationState.objects.filter(publication__verdict=verdict)
    if standing.exclude(at_risk_since=since).exists():
        standing.update(at_risk_since=since, changed_at=Now())


def _record(
    kind: str, alert: Alert, *, by: User | None = None, at: datetime | None = None, **content: Any
) -> Event:
    subject = auditing.Subject("alert", str(alert.pk), alert_words.label(alert))
    return auditing.record(kind, subject, by=by, at=at, claim=alert.verdict.claim, **content)


def _told(alert: Alert, findings: list[Finding]) -> dict[str, Any]:
    """About a protected source not what was found, which may say who it is."""
    secret = alert_words.is_protected(alert)
    return {
        "findings": [
            {"check": one.check_id, "found": "" if secret else one.sentence, "pk": one.pk} for one in findings
        ]
    }
