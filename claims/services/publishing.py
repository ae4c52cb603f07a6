"""From an approved verdict to a frozen, numbered public document."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import GateNotMet, IllegalTransition
from claims.models import Alert, Claim, GateOverride, Publication, PublicationState, Source, User, Verdict
from claims.presenters import document
from claims.services import alerting, archiving, auditing, delivering, gate, reviewing, scheduling


@transaction.atomic
def publish(
    verdict: Verdict,
    *,
    by: User,
    version: int | None = None,
    overrides: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> Publication:
    """Publish an approved verdict; a correction or withdrawal ends its predecessor in the same transaction.

    ``overrides`` gives a reason for each unmet line that may be overridden. Raises GateNotMet naming the lines
    that are left; second person, embargo and legal hold are never overridden. ``version`` is that of the verdict
    they have read: StaleVersion if it is another by now.
    """
    rules.require(rules.can_publish(by, verdict), "publish")
    verdict = reviewing.locked(verdict)
    claim = verdict.claim
    if not verdict.may("publish"):
        raise IllegalTransition(
            _("This verdict is {state}; only an approved one is published.").format(
                state=verdict.get_state_display()
            )
        )
    pass_gate(verdict, overrides=overrides or {}, by=by, at=at)
    when = at or timezone.now()
    _end_predecessor(verdict, by=by, at=at)
    Verdict.step("publish", verdict.pk, version=version, published_by=by, published_at=when)
    verdict = Verdict.objects.with_parts().get(pk=verdict.pk)
    publication = _freeze(verdict, claim, by=by, at=when)
    kind = "verdict.withdrawn" if verdict.change == Verdict.Change.WITHDRAWAL else "verdict.published"
    event = auditing.record(
        kind, verdict, by=by, at=at, number=publication.number, change=verdict.change, sha256=publication.sha256,
        public_note=verdict.public_note,
    )  # fmt: skip
    delivering.tell_of_publication(event, publication)
    _watch_more_closely(verdict)
    archiving.follow_publication(verdict, by=by)
    return publication


def _watch_more_closely(verdict: Verdict) -> None:
    """What a published verdict stands on is looked at as often as its weight asks from now on, not from its next
    capture on."""
    weights = set(verdict.citations.exclude(evidence__source=None).values_list("weight", flat=True))
    cited = Source.objects.filter(evidence__citations__verdict=verdict)
    for weight in sorted(weights):
        scheduling.hasten(weight, among=cited)


def pass_gate(verdict: Verdict, *, overrides: Mapping[str, str], by: User, at: datetime | None) -> None:
    """Record the overrides that are lawful, or raise GateNotMet with every line that still stops."""
    left = []
    for line in gate.lines(verdict):
        reason = overrides.get(line.code, "").strip()
        if line.stops and line.overridable and reason:
            rules.require(rules.can_override_gate(by), _("override the publication gate"))
            GateOverride(verdict=verdict, line=line.code, reason=reason, overridden_by=by).save(
                force_insert=True
            )
            auditing.record("gate.overridden", verdict, by=by, at=at, line=line.code, reason=reason)
        elif line.stops:
            left.append(line)
    if left:
        told = " ".join(f"{line.text}: {line.hint}" if line.hint else f"{line.text}." for line in left)
        raise GateNotMet(
            _("Not published. {told}").format(told=told), lines=tuple(line.code for line in left)
        )


def _end_predecessor(verdict: Verdict, *, by: User, at: datetime | None) -> None:
    old = verdict.supersedes
    if old is None:
        return
    withdrawn = verdict.change == Verdict.Change.WITHDRAWAL
    Verdict.step("withdraw" if withdrawn else "correct", old.pk)
    auditing.record("verdict.superseded", old, by=by, at=at, change=verdict.change, successor=verdict.pk)
    resolution = Alert.Resolution.WITHDRAWN if withdrawn else Alert.Resolution.CORRECTED
    alerting.end_with(old, resolution=resolution, reason=verdict.public_note, by=by, at=at)


def _freeze(verdict: Verdict, claim: Claim, *, by: User, at: datetime) -> Publication:
    number = claim.publications.count() + 1
    built = document.build(verdict, number=number, at=at)
    text = document.serialise(built)
    publication = Publication(
        claim=claim, verdict=verdict, number=number, slug=claim.slug, change=verdict.change, reach=verdict.reach,
        rating_slug=verdict.rating.slug if verdict.rating else "", language=verdict.language,
        title=claim.statement[:300],
        public_note=verdict.public_note, document=text, sha256=hashlib.sha256(text.encode()).hexdigest(),
        published_at=at, published_by=by,
    )  # fmt: skip
    publication.save(force_insert=True)
    PublicationState.objects.filter(publication__claim=claim).exclude(
        standing=PublicationState.Standing.SUPERSEDED
    ).update(standing=PublicationState.Standing.SUPERSEDED, at_risk_since=None, changed_at=at)
    withdrawn = verdict.change == Verdict.Change.WITHDRAWAL
    PublicationState.objects.create(
        publication=publication, changed_at=at,
        standing=PublicationState.Standing.WITHDRAWN if withdrawn else PublicationState.Standing.CURRENT,
    )  # fmt: skip
    return publication


@transaction.atomic
def approve_and_publish(
    verdict: Verdict, *, by: User, version: int | None = None, overrides: Mapping[str, str] | None = None
) -> Publication:
    """The second person's approval (of the text at ``version``) and the publication, as one action."""
    approved = reviewing.approve(verdict, by=by, version=version)
    return publish(approved, by=by, overrides=overrides)
