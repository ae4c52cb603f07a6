"""Bringing articles in, and marking claims in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from types import EllipsisType
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import (
    Appearance,
    Article,
    ArticleVersion,
    Claim,
    Claimant,
    Note,
    Notification,
    Sentence,
    User,
)  # fmt: skip
from claims.models.article import text_hash
from claims.models.claim import AppearanceQuerySet
from claims.services import auditing, clearing, delivering, naming, notifying, sketching, stored_words
from claims.text import sentences, spans
from claims.text.storable import with_plain_lines

MAX_TEXT = 5_000_000  # code points


@transaction.atomic
def add_article(
    *, slug: str, title: str, text: str, by: User | None, origin: str = "", **fields: Any
) -> Article:
    """A new article with its first version, split into sentences. ``by=None`` is an import by the system."""
    if by:
        rules.require(rules.can_add_article(by), _("bring in articles"))
    article = Article(slug=slug, title=title, created_by=by, **fields)
    article.full_clean(exclude=["created_by"])
    article.save(force_insert=True)
    auditing.record("article.added", article, by=by, title=title, origin=origin)
    add_version(article, text=text, by=by, origin=origin)
    return article


@transaction.atomic
def add_version(article: Article, *, text: str, by: User | None, origin: str = "") -> ArticleVersion:
    """The article's next version; the same text again is the version that is there already."""
    if by:
        rules.require(rules.can_add_article(by), _("bring in articles"))
    if problem := _unreadable(text):
        raise InvalidInput(
            _("This text was not stored: {problem}.").format(problem=problem), problems=(("text", problem),)
        )
    Article.objects.select_for_update().get(pk=article.pk)
    text = with_plain_lines(text)
    sha256 = text_hash(text)
    if same := article.versions.filter(sha256=sha256).first():
        return same
    latest = article.latest_version()
    version = ArticleVersion(
        article=article,
        number=latest.number + 1 if latest else 1,
        text=text,
        sha256=sha256,
        origin=origin,
        taken_by=by,
    )
    version.save(force_insert=True)
    split(version)
    sketching.of_version(version)
    event = auditing.record(
        "article_version.added", version, by=by, number=version.number, sha256=sha256, origin=origin
    )
    delivering.tell_of_article(event, version, kind="article.version_added")
    return version


def _unreadable(text: str) -> str | None:
    if not text.strip():
        return _("it is empty")
    if "\x00" in text:
        return _("it holds a NUL character at position {index}").format(index=text.index(chr(0)))
    if len(text) > MAX_TEXT:
        return _("it has {count:,} characters, and {max_text:,} are the limit").format(
            count=len(text), max_text=MAX_TEXT
        )
    return None


def split(version: ArticleVersion) -> None:
    """Store the version's sentences, in order."""
    Sentence.objects.bulk_create(
        Sentence(article_version=version, number=number, start=span.start, end=span.end)
        for number, span in enumerate(sentences.split(version.text, language=version.article.language), 1)
    )


@transaction.atomic
def mark_claim(
    version: ArticleVersion,
    *,
    start: int,
    end: int,
    statement: str,
    kind: str,
    by: User,
    rated: str = Claim.Rated.SO,
    claimant: Claimant | None = None,
    claimant_label: str = "",
    slug: str | None = None,
    **fields: Any,
) -> Claim:
    """Make a claim of the words at ``start``–``end`` (code points) of an article version."""
    rules.require(rules.can_mark(by), _("mark claims"))
    claim = Claim(
        slug=slug or naming.free_slug(Claim, statement), statement=statement.strip(), kind=kind, rated=rated,
        claimant=claimant, claimant_label=claimant_label, created_by=by, language=version.article.language, **fields,
    )  # fmt: skip
    claim.full_clean(exclude=["created_by", "claimant"])
    claim.save(force_insert=True)
    auditing.record(
        "claim.marked", claim, by=by, article=version.article, statement=claim.statement, rated=rated
    )
    mark_appearance(claim, version, start=start, end=end, by=by)
    return claim


@transaction.atomic
def mark_appearance(
    claim: Claim,
    version: ArticleVersion,
    *,
    start: int,
    end: int,
    by: User | None,
    quoted: Sequence[dict[str, Any]] = (),
    attribution: dict[str, Any] | None = None,
) -> Appearance:
    """Anchor a claim in an article version; the sentences it touches hold a claim from then on."""
    if by:
        rules.require(rules.can_mark(by), _("mark claims"))
    claim.require_living()
    try:
        anchor = spans.make(version.text, start, end)
    except ValueError as error:
        raise InvalidInput(
            _("These words can't be marked: {error}.").format(error=error), problems=(("span", str(error)),)
        ) from error
    reopened = _hold_a_claim(version, start, end)
    appearance = Appearance(
        claim=claim, article_version=version, start=start, end=end, exact=anchor.exact, prefix=anchor.prefix,
        suffix=anchor.suffix, quoted=list(quoted), attribution=attribution,
    )  # fmt: skip
    try:
        with transaction.atomic():
            appearance.save(force_insert=True)
    except IntegrityError as error:
        raise IllegalTransition(_("This claim is marked at these words already.")) from error
    auditing.record(
        "appearance.marked", appearance, by=by, claim=claim, article=version.article, start=start, end=end,
        exact=anchor.exact, reopened=[one["number"] for one in reopened], was=reopened,
    )  # fmt: skip
    clearing.lapse(
        version, why=stored_words.stored("A claim was marked: {statement}", statement=claim.statement), by=by
    )
    return appearance


def standing_of(sentence: Sentence) -> dict[str, Any]:
    """What a person decided about a sentence, as the record keeps it: enough to put it back."""
    return {
        "number": sentence.number,
        "disposition": sentence.disposition,
        "reason": sentence.reason,
        "completed_at": sentence.completed_at,
        "completed_by": sentence.completed_by_id,
    }


def _hold_a_claim(version: ArticleVersion, start: int, end: int) -> list[dict[str, Any]]:
    """Say so of the sentences that are touched; what those stood at that somebody had ruled out.

    They are locked first: nobody rules a sentence out while a claim is being marked in it.
    """
    touched = version.sentences.select_for_update().filter(start__lt=end, end__gt=start).order_by("number")
    claimless = [one for one in touched if one.disposition != Sentence.Disposition.CLAIM]
    version.sentences.filter(pk__in=[one.pk for one in claimless]).update(
        disposition=Sentence.Disposition.CLAIM, reason="", completed_at=None, completed_by=None
    )
    ruled_out = [one for one in claimless if one.disposition == Sentence.Disposition.NOT_CHECKABLE]
    return [standing_of(one) for one in ruled_out]


@transaction.atomic
def rule_out(sentence: Sentence, *, reason: str, by: User, at: datetime | None = None) -> None:
    """Say that a sentence is not checkable, and why. A sentence that holds claims can't be ruled out."""
    rules.require(rules.can_mark(by), _("rule sentences out"))
    if reason not in Sentence.Reason.values:
        raise InvalidInput(
            _("Say why it is not checkable."),
            problems=(("reason", _("unknown reason {reason!r}").format(reason=reason)),),
        )
    Sentence.objects.select_for_update().get(pk=sentence.pk)
    if appearances_in(sentence).exists():
        raise IllegalTransition(
            _("This sentence holds a claim. It is complete when all its claims are marked.")
        )
    _dispose(sentence, Sentence.Disposition.NOT_CHECKABLE, reason=reason, by=by, at=at)


@transaction.atomic
def complete(sentence: Sentence, *, by: User, at: datetime | None = None) -> None:
    """Say that all claims of a sentence are marked."""
    rules.require(rules.can_mark(by), _("complete sentences"))
    if not appearances_in(sentence).exists():
        raise IllegalTransition(_("No claim is marked in this sentence. Mark one, or rule the sentence out."))
    _dispose(sentence, Sentence.Disposition.CLAIM, reason="", by=by, at=at)


@transaction.atomic
def reopen(sentence: Sentence, *, by: User) -> None:
    """Take back that a sentence is complete or ruled out."""
    rules.require(rules.can_mark(by), _("re-open sentences"))
    before = Sentence.objects.select_for_update().get(pk=sentence.pk)
    holds = appearances_in(sentence).exists()
    Sentence.objects.filter(pk=sentence.pk).update(
        disposition=Sentence.Disposition.CLAIM if holds else Sentence.Disposition.OPEN,
        reason="", completed_at=None, completed_by=None,
    )  # fmt: skip
    auditing.record(
        "sentence.reopened", sentence, by=by, article=sentence.article_version.article,
        was=standing_of(before),
    )  # fmt: skip
    clearing.lapse(
        sentence.article_version,
        why=stored_words.stored("Sentence {number} was opened again.", number=sentence.number),
        by=by,
    )


def appearances_in(sentence: Sentence) -> AppearanceQuerySet:
    """The marks that touch a sentence."""
    return sentence.article_version.appearances.filter(start__lt=sentence.end, end__gt=sentence.start)


def _dispose(
    sentence: Sentence, disposition: str, *, reason: str, by: User, at: datetime | None = None
) -> None:
    before = Sentence.objects.select_for_update().get(pk=sentence.pk)
    Sentence.objects.filter(pk=sentence.pk).update(
        disposition=disposition, reason=reason, completed_at=at or Now(), completed_by=by
    )
    auditing.record(
        "sentence.completed", sentence, by=by, at=at, article=sentence.article_version.article,
        disposition=disposition, reason=reason, was=standing_of(before),
    )  # fmt: skip


CLAIM_FIELDS = (
    "statement", "kind", "rated", "tier", "language", "claimant", "claimant_label", "claimant_role", "claimed_on",
    "claimed_on_note", "suggested_rating", "legal_hold",
)  # fmt: skip


@transaction.atomic
def edit_claim(claim: Claim, *, version: int, by: User, **fields: Any) -> Claim:
    """Change the words or facts of a claim. Raises StaleVersion if somebody else was quicker."""
    rules.require(rules.can_edit_claim(by, claim), _("edit claims"))
    if unknown := set(fields) - set(CLAIM_FIELDS):
        raise InvalidInput(_("A claim has no editable {unknown}.").format(unknown=", ".join(sorted(unknown))))
    before = {name: getattr(claim, name) for name in fields}
    if before.get("legal_hold") and not fields["legal_hold"]:
        rules.require(rules.can_lift_hold(by), _("lift a legal hold"))
    for name, value in fields.items():
        setattr(claim, name, value)
    claim.full_clean(exclude=["created_by", "assigned_to"])
    claim.version = Claim.objects.save_version(claim.pk, version=version, **fields)
    told = auditing.changes(_plain(before), _plain(fields))
    auditing.record("claim.edited", claim, by=by, changes=told)
    if fields.get("kind", before.get("kind")) != before.get("kind"):  # other questions are asked of it now
        clearing.lapse_for(
            claim,
            why=stored_words.stored(
                "The kind of a claim was changed: {statement}", statement=claim.statement
            ),
            by=by,
        )
    if fields.get("legal_hold"):
        clearing.lapse_for(
            claim,
            why=stored_words.stored("A legal hold was set: {statement}", statement=claim.statement),
            by=by,
        )
    return claim


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if hasattr(value, "pk") else value for name, value in fields.items()}


@transaction.atomic
def assign(
    claim: Claim,
    *,
    to: User | None,
    by: User,
    due_on: date | EllipsisType | None = ...,
    at: datetime | None = None,
) -> None:
    """Give a claim to somebody (or to nobody), who is told. ``due_on`` is the day by which it is to be decided; left
    out, it stays. Anybody who checks may take an unassigned claim for themselves."""
    before = Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
    takes = to == by and before.assigned_to_id is None and rules.can_edit_claim(by, before)
    rules.require(takes or rules.can_assign(by), _("assign claims"))
    if to and not rules.can_enter_desk(to):
        raise InvalidInput(
            _("{to} has no access to the desk.").format(to=to),
            problems=(("assigned_to", _("no access to the desk")),),
        )
    claim.assigned_to = to
    claim.due_on = before.due_on if isinstance(due_on, EllipsisType) else due_on
    Claim.objects.filter(pk=claim.pk).update(assigned_to=to, due_on=claim.due_on)
    with stored_words.desk_language():
        due = date_format(claim.due_on, "j F Y") if claim.due_on else ""
    auditing.record("claim.assigned", claim, by=by, at=at, to=str(to) if to else "", due=due)
    if to and (before.assigned_to_id, before.due_on) != (to.pk, claim.due_on):
        told = stored_words.stored("{by} assigned you “{statement}”", by=by, statement=claim.statement) + (
            stored_words.stored(", due on {due}", due=due) if due else ""
        )
        notifying.tell([to], Notification.Kind.ASSIGNED, told, path=notifying.place_of(claim), by=by)


@transaction.atomic
def add_note(
    claim: Claim,
    *,
    kind: str,
    text: str,
    by: User | None,
    details: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> Note:
    if by:
        rules.require(by.has_perm("claims.add_note"), _("write notes"))
    Claim.objects.select_for_update().get(pk=claim.pk)
    number = claim.notes.filter(kind=kind).count() + 1
    note = Note(
        claim=claim, kind=kind, number=number, text=text.strip(), details=details or {}, created_by=by
    )
    note.full_clean(exclude=["created_by"])
    note.save(force_insert=True)
    auditing.record("note.added", note, by=by, at=at, note=kind, text=note.text)
    return note
