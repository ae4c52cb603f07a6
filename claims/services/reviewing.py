"""A verdict's way from draft to approval: one drafts and submits, another approves or sends back.

What is approved is the proposal: the words of the verdict, its claim, rating and citations as they were submitted.
Who changes any of these afterwards, and be it in the source's name, makes the approval void.
Every function locks the claim before its verdict, as publishing does: the derived status of the claim is written at
each step, and two people who lock them in another order would wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import rules
from claims.exceptions import DomainError, FourEyesViolation, IllegalTransition, InvalidInput
from claims.models import Article, Claim, Notification, User, Verdict, VerdictCitation
from claims.models.article import text_hash
from claims.presenters import document
from claims.services import auditing, clearing, notifying, stored_words

NEEDED_TO_SUBMIT = ("rating", "summary", "as_of")
YOUR_OWN = gettext_lazy("You wrote part of this verdict, so somebody else has to approve it.")


def usual_reach(claim: Claim) -> str:
    """How far a new verdict reaches unless somebody decides otherwise: of our own text, no further than that."""
    places = claim.appearances.values_list("article_version__article__work", flat=True)
    if set(places) == {Article.Work.BEFORE}:
        return Verdict.Reach.ARTICLE_LINE
    return Verdict.Reach.FACT_CHECK


@transaction.atomic
def draft(claim: Claim, *, by: User, at: datetime | None = None, **content: Any) -> Verdict:
    """Open the claim's verdict. There is one open verdict a claim: a second draft is refused."""
    rules.require(rules.can_draft(by), _("draft verdicts"))
    verdict = _open(claim, by=by, content=content)
    auditing.record("verdict.drafted", verdict, by=by, at=at, content=_told(content))
    return verdict


@transaction.atomic
def draft_correction(
    verdict: Verdict, *, by: User, change: str, public_note: str, at: datetime | None = None, **content: Any
) -> Verdict:
    """Open a correction of a published verdict: its text to start from, through the same four eyes."""
    rules.require(rules.can_draft(by), _("draft corrections"))
    if change in {Verdict.Change.FIRST, Verdict.Change.WITHDRAWAL}:
        raise InvalidInput(_("Say what class of change this is."), problems=(("change", f"not {change!r}"),))
    carried = {name: getattr(verdict, name) for name in Verdict.CONTENT}
    successor = _supersede(
        verdict, by=by, content=carried | content | {"change": change, "public_note": public_note}
    )
    auditing.record("correction.drafted", successor, by=by, at=at, supersedes=verdict.pk, change=change)
    return successor


@transaction.atomic
def draft_withdrawal(verdict: Verdict, *, by: User, public_note: str, at: datetime | None = None) -> Verdict:
    """Open the withdrawal of a published verdict; readers are told why in ``public_note``."""
    rules.require(rules.can_draft(by), _("draft withdrawals"))
    carried = {name: getattr(verdict, name) for name in Verdict.CONTENT}
    content = carried | {"change": Verdict.Change.WITHDRAWAL, "public_note": public_note}
    successor = _supersede(verdict, by=by, content=content)
    auditing.record(
        "withdrawal.drafted", successor, by=by, at=at, supersedes=verdict.pk, public_note=public_note
    )
    return successor


def _supersede(verdict: Verdict, *, by: User, content: dict[str, Any]) -> Verdict:
    if not str(content.get("public_note", "")).strip():
        raise InvalidInput(
            _("Say what readers are told about the change."), problems=(("public_note", "empty"),)
        )
    if not Verdict.objects.current().filter(pk=verdict.pk).exists():
        raise IllegalTransition(_("Only a published verdict can be corrected or withdrawn."))
    return _open(verdict.claim, by=by, content=content, supersedes=verdict)


def _open(claim: Claim, *, by: User, content: dict[str, Any], supersedes: Verdict | None = None) -> Verdict:
    _refuse_unknown(content)
    Claim.objects.select_for_update(no_key=True).only("pk").get(pk=claim.pk)
    if supersedes is None and Verdict.objects.current().filter(claim=claim).exists():
        raise IllegalTransition(_("This claim has a published verdict. Correct or withdraw that one."))
    verdict = Verdict(claim=claim, edited_by=by, supersedes=supersedes, **content)
    _check_words(verdict)
    with _database_law():
        verdict.save(force_insert=True)
    clearing.lapse_for(
        claim,
        why=stored_words.stored("A verdict was drafted anew: {statement}", statement=claim.statement),
        by=by,
    )
    return _fresh(verdict)


@transaction.atomic
def edit(verdict: Verdict, *, by: User, version: int, at: datetime | None = None, **content: Any) -> Verdict:
    """Change a draft. Who edits becomes a contributor for good, and can't approve this verdict any more."""
    now = locked(verdict)
    rules.require(rules.can_edit_verdict(by, now), _("edit this draft"))
    _refuse_unknown(content)
    if not now.may("edit"):
        raise IllegalTransition(
            _("This verdict is {state}; send it back to draft before editing it.").format(
                state=now.get_state_display()
            )
        )
    before = {name: getattr(now, name) for name in content}
    for name, value in content.items():
        setattr(now, name, value)
    _check_words(now)
    with _database_law():
        Verdict.objects.save_version(now.pk, version=version, edited_by=by, **content)
    told = auditing.changes(_told(before), _told(content))
    auditing.record("verdict.edited", now, by=by, at=at, changes=told)
    return _fresh(now)


@transaction.atomic
def submit(verdict: Verdict, *, by: User, version: int | None = None, at: datetime | None = None) -> Verdict:
    """Hand the draft over for approval. What it relies on, and all that readers will be told, is frozen."""
    now = locked(verdict)
    _submit(now, by=by, version=version, at=at)
    return _fresh(now)


@transaction.atomic
def draft_and_submit(claim: Claim, *, by: User, **content: Any) -> DomainError | None:
    """Open the claim's verdict and submit it in one act: it is locked and read once for both.

    Returns what the desk has against submitting it; the draft is saved all the same.
    """
    opened = draft(claim, by=by, **content)
    try:
        with transaction.atomic():
            _submit(opened, by=by, version=opened.version)
    except DomainError as refusal:
        return refusal
    return None


def _submit(now: Verdict, *, by: User, version: int | None, at: datetime | None = None) -> None:
    """Submit a verdict that this transaction holds, with its claim."""
    rules.require(rules.can_submit(by, now), _("submit verdicts"))
    if not now.may("submit"):
        raise IllegalTransition(
            _("This verdict is {state}; only a draft is submitted.").format(state=now.get_state_display())
        )
    if missing := [name for name in NEEDED_TO_SUBMIT if not getattr(now, name)]:
        names = ", ".join(str(Verdict._meta.get_field(name).verbose_name) for name in missing)  # type: ignore[union-attr]
        raise InvalidInput(
            _("Before it is submitted, the verdict needs: {names}.").format(names=names),
            problems=tuple((name, _("needed to submit")) for name in missing),
        )
    _freeze_citations(now)
    proposal = document.serialise(document.proposal(now))
    with _database_law():
        Verdict.step(
            "submit", now.pk, version=version, submitted_by=by, submitted_at=at or Now(), proposal=proposal
        )
    auditing.record("verdict.submitted", now, by=by, at=at, sha256=text_hash(proposal))
    _tell_approvers(now, by=by)


def _tell_approvers(verdict: Verdict, *, by: User) -> None:
    """Once for each verdict, however often it goes back and forth; who wrote any of it could not approve it."""
    approvers = User.objects.filter(
        groups__permissions__codename="approve_verdict", is_active=True
    ).distinct()
    others = approvers.exclude(pk__in=verdict.contributors.values("person"))
    notifying.tell(
        others, Notification.Kind.AWAITING,
        stored_words.stored("A verdict awaits approval: “{statement}”", statement=verdict.claim.statement),
        path=notifying.place_of(verdict.claim, "steps"), by=by, key=f"awaiting:{verdict.pk}",
    )  # fmt: skip


def _freeze_citations(verdict: Verdict) -> None:
    verdict.citations.all().delete()
    VerdictCitation.objects.bulk_create(
        VerdictCitation(
            verdict=verdict, evidence=one, snapshot_id=one.snapshot_id, weight=one.weight, number=number
        )
        for number, one in enumerate(verdict.claim.evidence.order_by("slug"), 1)
    )


@transaction.atomic
def send_back(verdict: Verdict, *, by: User, reason: str, at: datetime | None = None) -> Verdict:
    """Back to draft, with a reason; a given approval is void."""
    now = locked(verdict)
    rules.require(rules.can_send_back(by, now), _("send verdicts back"))
    if not reason.strip():
        raise InvalidInput(
            _("Say what has to be done before it comes back."), problems=(("reason", "empty"),)
        )
    Verdict.step(
        "send_back", now.pk, submitted_by=None, submitted_at=None, approved_by=None, approved_at=None,
        sent_back_by=by, sent_back_reason=reason.strip(), proposal="",
    )  # fmt: skip
    auditing.record("verdict.sent_back", now, by=by, at=at, reason=reason.strip())
    writers = User.objects.filter(pk__in=now.contributors.values("person"))
    notifying.tell(
        writers, Notification.Kind.SENT_BACK,
        stored_words.stored("{by} sent “{statement}” back: {reason}", by=by, statement=now.claim.statement,
                            reason=reason.strip()),
        path=notifying.place_of(now.claim, "verdict"), by=by,
    )  # fmt: skip
    clearing.lapse_for(
        now.claim,
        why=stored_words.stored("A verdict was sent back: {statement}", statement=now.claim.statement),
        by=by,
        at=at,
    )
    return _fresh(now)


@transaction.atomic
def approve(verdict: Verdict, *, by: User, version: int | None = None, at: datetime | None = None) -> Verdict:
    """The second person's approval of what was submitted; ``version`` is that of the verdict they have read.

    Raises FourEyesViolation for anybody who wrote any of it, StaleVersion if it is another text by now, and
    IllegalTransition if what it rests on was changed since it was submitted.
    """
    now = locked(verdict)
    if not rules.is_second_person(by, now):
        raise FourEyesViolation(YOUR_OWN)
    rules.require(rules.can_approve(by, now), _("approve verdicts"))
    if changed := document.drift(now):
        raise IllegalTransition(
            _(
                "Changed since it was submitted: {changed}. Send it back, so that it is submitted as it is "
                "now."
            ).format(changed=", ".join(changed))
        )
    with _database_law():
        Verdict.step("approve", now.pk, version=version, approved_by=by, approved_at=at or Now())
    auditing.record("verdict.approved", now, by=by, at=at, sha256=text_hash(now.proposal))
    return _fresh(now)


@transaction.atomic
def discard(verdict: Verdict, *, by: User, at: datetime | None = None) -> Verdict:
    """Give a draft up. It stays on record."""
    now = locked(verdict)
    rules.require(rules.can_edit_verdict(by, now), _("discard this draft"))
    Verdict.step("discard", now.pk)
    auditing.record("verdict.discarded", now, by=by, at=at)
    return _fresh(now)


def locked(verdict: Verdict) -> Verdict:
    """The verdict as it is now, with its claim, both locked to the end of the transaction."""
    Claim.objects.select_for_update(no_key=True).only("pk").get(pk=verdict.claim_id)
    return Verdict.objects.with_parts().select_for_update(no_key=True, of=("self",)).get(pk=verdict.pk)


def _check_words(verdict: Verdict) -> None:
    """Raise ValidationError for words that can't be; the states are PostgreSQL's to judge."""
    verdict.full_clean(
        exclude=["claim", "edited_by", "rating", "supersedes"],
        validate_constraints=False,
        validate_unique=False,
    )


@contextmanager
def _database_law() -> Iterator[None]:
    """Turn a refusal of PostgreSQL, which keeps the same law, into the desk's own words. It undoes the service that
    asked as a whole: until then nothing can be read in its transaction."""
    try:
        yield
    except IntegrityError as error:
        law = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
        if law == "verdict_four_eyes":
            raise FourEyesViolation(YOUR_OWN) from error
        if law == "verdict_one_open_per_claim":
            raise IllegalTransition(
                _("This claim has an open verdict already. Open it and go on there.")
            ) from error
        if law.startswith("verdict_"):
            detail = str(error).splitlines()[0]
            raise IllegalTransition(
                _("The desk's rules refuse this: {detail}.").format(detail=detail)
            ) from error
        raise


def _refuse_unknown(content: dict[str, Any]) -> None:
    if unknown := sorted(set(content) - set(Verdict.CONTENT)):
        raise InvalidInput(_("A verdict has no editable field {unknown}.").format(unknown=", ".join(unknown)))


def _told(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value.slug if hasattr(value, "slug") else value for name, value in content.items()}


def _fresh(verdict: Verdict) -> Verdict:
    return Verdict.objects.with_parts().get(pk=verdict.pk)
