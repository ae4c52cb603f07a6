"""Judging captures: every registered check on every snapshot, stored as findings; and a person's word on them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial

from django.db import IntegrityError, transaction

from claims import rules
from claims.checks import base, registry
from claims.checks.base import Check, EvidenceCheck, Passage, Result, SourceCheck, Subject
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import Dismissal, Evidence, Finding, Snapshot, Source, User
from claims.services import alerting, auditing

log = logging.getLogger(__name__)

BROKEN = "This check failed itself, so nothing is known. The desk's operators have the details in their log."


def run_checks(snapshot: Snapshot, *, is_cut_off: bool = False) -> list[Finding]:
    """Judge a capture and store what was found. A second run for the same snapshot adds nothing."""
    subject = Subject(snapshot, snapshot.source, is_cut_off)
    found = list(_judge_all(subject, _passages(snapshot.source)))
    Finding.objects.bulk_create(found, ignore_conflicts=True)
    return list(snapshot.findings.select_related("evidence").order_by("pk"))


def _judge_all(subject: Subject, passages: list[Passage]) -> Iterator[Finding]:
    for check in registry.all_checks():
        if isinstance(check, SourceCheck):
            yield _finding(check, subject, None, partial(check.judge, subject))
        elif isinstance(check, EvidenceCheck):
            for one in passages:
                yield _finding(check, subject, one.evidence, partial(check.judge, subject, one))


def _passages(source: Source) -> list[Passage]:
    """Each quoted passage of the source with its baseline: where it was anchored, or else the first good capture."""
    evidence = list(source.evidence.passages().order_by("pk"))
    snapshots = Snapshot.objects.in_bulk({one.snapshot_id for one in evidence if one.snapshot_id})
    first = source.baseline() if evidence else None
    return [Passage(one, snapshots.get(one.snapshot_id or 0, first)) for one in evidence]


def _finding(
    check: Check, subject: Subject, evidence: Evidence | None, judge: Callable[[], Result]
) -> Finding:
    try:
        result = judge()
    except Exception:
        # One broken check must not lose the capture, nor what the other checks have to say.
        log.exception("The check %s failed on snapshot %s.", check.id, subject.snapshot.pk)
        result = Result(base.Outcome.UNKNOWN, "check_failed", BROKEN)
    return Finding(
        check_id=check.id,
        snapshot=subject.snapshot,
        evidence=evidence,
        outcome=result.outcome,
        reason=result.reason,
        sentence=base.excerpt(result.sentence, at_most=490),
        details=result.details,
        spans=[list(span) for span in result.spans],
        fingerprint=base.fingerprint(check.id, result, evidence),
    )


@transaction.atomic
def dismiss(finding: Finding, *, reason: str, by: User) -> Dismissal:
    """A person's word that this finding doesn't matter; it holds until something else is found.

    Closes the alerts that rested on nothing else. Raises InvalidInput without a reason, IllegalTransition for what
    is no trouble, or is dismissed already.
    """
    rules.require(rules.can_dismiss(by, finding), "dismiss findings")
    if not reason.strip():
        raise InvalidInput("Say why it doesn't matter.", problems=(("reason", "empty"),))
    if finding.outcome not in {Finding.Outcome.WARN, Finding.Outcome.FAIL}:
        raise IllegalTransition("Only a warning or a failed check can be dismissed.")
    source = finding.snapshot.source
    dismissal = Dismissal(
        check_id=finding.check_id, fingerprint=finding.fingerprint, source=source, finding=finding,
        reason=reason.strip(), dismissed_by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            dismissal.save(force_insert=True)
    except IntegrityError as error:
        raise IllegalTransition("This finding was dismissed already.") from error
    auditing.record(
        "finding.dismissed", finding, by=by, claim=finding.evidence.claim if finding.evidence else None,
        check=finding.check_id, source=source.slug, found=finding.sentence, reason=reason.strip(),
    )  # fmt: skip
    alerting.settle_dismissed(source, by=by, reason=reason.strip())
    return dismissal
