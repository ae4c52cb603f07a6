"""Judging captures: every registered check on every snapshot, stored as findings; and a person's word on them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import rules
from claims.checks import base, registry
from claims.checks.base import Check, EvidenceCheck, Other, Passage, Result, SourceCheck, Subject
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import Dismissal, Evidence, Extraction, ExtractionJob, Finding, Snapshot, Source, User
from claims.services import alerting, auditing, stored_words

log = logging.getLogger(__name__)

BROKEN = gettext_lazy(
    "This check failed itself, so nothing is known. The desk's operators have the details in their log."
)


def run_checks(snapshot: Snapshot, *, is_cut_off: bool = False) -> list[Finding]:
    """Judge a capture and store what was found. A second run for the same snapshot adds nothing.

    While the full extraction of the page is still to come, the checks that wait for it are left to ``run_late_checks``.
    One that another source with the same bytes waits for is not waited for here: it judges that source alone.
    """
    awaited = ExtractionJob.objects.awaited_by(snapshot).filter(snapshot__source=snapshot.source_id).exists()
    checks = [one for one in registry.all_checks() if not (awaited and one.waits_for_extraction)]
    return _judge(snapshot, checks, is_cut_off=is_cut_off)


def run_late_checks(snapshot: Snapshot) -> list[Finding]:
    """Judge a capture by the checks that waited for the full extraction of its page."""
    return _judge(snapshot, [one for one in registry.all_checks() if one.waits_for_extraction])


def _judge(snapshot: Snapshot, checks: list[Check], *, is_cut_off: bool = False) -> list[Finding]:
    source = snapshot.source
    subject = Subject(
        snapshot,
        source,
        is_cut_off,
        extraction=Extraction.objects.of(snapshot),
        copies=tuple(source.archive_copies.all()),
        baseline=source.baseline(),
    )
    passages = _passages(
        source, subject.baseline, with_others=any(one.waits_for_extraction for one in checks)
    )
    found = list(_judge_all(subject, checks, passages))
    Finding.objects.bulk_create(found, ignore_conflicts=True)
    return list(snapshot.findings.select_related("evidence").order_by("pk"))


def _judge_all(subject: Subject, checks: list[Check], passages: list[Passage]) -> Iterator[Finding]:
    for check in checks:
        if isinstance(check, SourceCheck):
            yield _finding(check, subject, None, partial(check.judge, subject))
        elif isinstance(check, EvidenceCheck):
            for one in passages:
                yield _finding(check, subject, one.evidence, partial(check.judge, subject, one))


def _passages(source: Source, first: Snapshot | None, *, with_others: bool) -> list[Passage]:
    """Each quoted passage of the source with its baseline: where it was anchored, or else the first good capture."""
    evidence = list(source.evidence.passages().select_related("claim").order_by("pk"))
    snapshots = Snapshot.objects.in_bulk({one.snapshot_id for one in evidence if one.snapshot_id})
    baselines = [snapshots.get(one.snapshot_id or 0, first) for one in evidence]
    others = _others(source, evidence) if with_others and evidence else {}
    articles = _articles(source, baselines) if with_others and evidence else {}
    return [
        Passage(one, then, others.get(one.claim_id, ()), articles.get(then.text_sha256, "") if then else "")
        for one, then in zip(evidence, baselines, strict=True)
    ]


def _articles(source: Source, snapshots: list[Snapshot | None]) -> dict[str, str]:
    """By the hash of a capture's text, what the full extraction found in it, or in other bytes that said the same."""
    texts = {one.text_sha256 for one in snapshots if one and one.text_sha256}
    found = source.snapshots.filter(text_sha256__in=texts, body__extraction__isnull=False).order_by("pk")
    return dict(found.values_list("text_sha256", "body__extraction__text"))


def _others(source: Source, evidence: list[Evidence]) -> dict[int, tuple[Other, ...]]:
    """By claim, what its other sources said when they were last captured; three queries, however many there are."""
    elsewhere = (
        Evidence.objects.passages()
        .filter(claim__in={one.claim_id for one in evidence})
        .exclude(source=source)
        .select_related("source__origin")
        .order_by("pk")
    )
    pieces = [one for one in elsewhere if one.source is not None]
    said = (
        Snapshot.objects.good()
        .filter(source__in={one.source_id for one in pieces})
        .order_by("source_id", "-captured_at", "-pk")
        .distinct("source_id")
    )
    texts = {one.source_id: one.text for one in said.select_related(None).only("source_id", "text")}
    by_claim: dict[int, list[Other]] = {}
    for one in pieces:
        if one.source is not None:
            other = Other(one.source, one, texts.get(one.source.pk, ""))
            by_claim.setdefault(one.claim_id, []).append(other)
    return {claim: tuple(found) for claim, found in by_claim.items()}


def _finding(
    check: Check, subject: Subject, evidence: Evidence | None, judge: Callable[[], Result]
) -> Finding:
    try:
        with stored_words.desk_language():
            result = judge()
    except Exception:
        # One broken check must not lose the capture, nor what the other checks have to say.
        log.exception("The check %s failed on snapshot %s.", check.id, subject.snapshot.pk)
        result = Result(base.Outcome.UNKNOWN, "check_failed", BROKEN)
    with stored_words.desk_language():
        sentence = str(result.sentence)
    return Finding(
        check_id=check.id,
        snapshot=subject.snapshot,
        evidence=evidence,
        outcome=result.outcome,
        reason=result.reason,
        sentence=base.excerpt(sentence, at_most=490),
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
    rules.require(rules.can_dismiss(by, finding), _("dismiss findings"))
    if not reason.strip():
        raise InvalidInput(_("Say why it doesn't matter."), problems=(("reason", "empty"),))
    if finding.outcome not in {Finding.Outcome.WARN, Finding.Outcome.FAIL}:
        raise IllegalTransition(_("Only a warning or a failed check can be dismissed."))
    source = finding.snapshot.source
    dismissal = Dismissal(
        check_id=finding.check_id, fingerprint=finding.fingerprint, source=source, finding=finding,
        reason=reason.strip(), dismissed_by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            dismissal.save(force_insert=True)
    except IntegrityError as error:
        raise IllegalTransition(_("This finding was dismissed already.")) from error
    told: dict[str, Any] = {} if source.is_sensitive else {"found": finding.sentence}
    auditing.record(
        "finding.dismissed", finding, by=by, claim=finding.evidence.claim if finding.evidence else None,
        check=finding.check_id, source=source.file_label, reason=reason.strip(), **told,
    )  # fmt: skip
    alerting.settle_dismissed(source, by=by, reason=reason.strip())
    return dismissal
