"""Sources, and the evidence taken from them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import InvalidInput, QuoteNotFound
from claims.models import CaptureJob, Claim, Evidence, Snapshot, Source, User
from claims.services import archiving, auditing, capturing, naming, protecting
from claims.text import dates, spans, urls

SOURCE_FIELDS = (
    "url", "kind", "publisher", "title", "language", "published_on", "date_basis", "origin", "witness", "credited_to",
    "kept_because", "interest", "note", "is_sensitive", "public_wording", "is_watched",
)  # fmt: skip
EVIDENCE_FIELDS = (
    "stance", "weight", "quote", "translation", "translator", "summary", "note", "as_of", "is_hindsight",
    "transcription", "searched_where", "searched_words", "searched_on",
)  # fmt: skip


@transaction.atomic
def add_source(
    *, by: User | None, kind: str, publisher: str, slug: str = "", url: str = "", **fields: Any
) -> Source:
    """A new source. One with an address is captured at once, in the background."""
    if by:
        rules.require(rules.can_add_source(by), _("add sources"))
    url = _checked_address(url)
    if url and (same := Source.objects.filter(url=url).first()):
        raise InvalidInput(
            _("This address is already here, as “{same}”.").format(same=same),
            problems=(("url", _("same as {slug}").format(slug=same.file_label)),),
        )
    named = _("protected source") if fields.get("is_sensitive") else f"{publisher} {fields.get('title', '')}"
    source = Source(
        slug=slug or naming.free_slug(Source, named), url=url, kind=kind,
        publisher=publisher, created_by=by, **fields,
    )  # fmt: skip
    _check_date(source.published_on, "published_on")
    source.full_clean(exclude=["created_by", "origin"])
    source.save(force_insert=True)
    told: dict[str, Any] = {} if source.is_sensitive else {"url": url, "publisher": publisher}
    auditing.record("source.added", source, by=by, **told)
    if source.is_sensitive:
        protecting.begin(source, by=by)
    capturing.ask(source, reason=CaptureJob.Reason.ADDED, by=by)
    return source


@transaction.atomic
def edit_source(source: Source, *, version: int, by: User | None, **fields: Any) -> Source:
    """Change what the desk says of a source. A new address is captured at once."""
    if by:
        rules.require(rules.can_edit_source(by, source), _("edit this source"))
    _refuse_unknown("source", fields, SOURCE_FIELDS)
    if "url" in fields:
        fields["url"] = _checked_address(fields["url"])
    _check_date(fields.get("published_on", ""), "published_on")
    was_sensitive = source.is_sensitive
    before = {name: getattr(source, name) for name in fields}
    for name, value in fields.items():
        setattr(source, name, value)
    source.full_clean(exclude=["created_by", "origin"])
    source.version = Source.objects.save_version(source.pk, version=version, **fields)
    if source.is_sensitive or was_sensitive:
        auditing.record("source.edited", source, by=by, fields=sorted(fields))
    else:
        auditing.record("source.edited", source, by=by, changes=_told(before, fields))
    if source.is_sensitive != was_sensitive:
        (protecting.begin if source.is_sensitive else protecting.end)(source, by=by)
    if before.get("url", source.url) != source.url:
        capturing.ask(source, reason=CaptureJob.Reason.ADDED, by=by)
    return source


@transaction.atomic
def add_evidence(
    claim: Claim,
    *,
    source: Source,
    stance: str,
    quote: str,
    by: User | None,
    slug: str | None = None,
    weight: str = Evidence.Weight.SUPPORTING,
    at: datetime | None = None,
    **fields: Any,
) -> Evidence:
    """A passage taken over by hand. The source is captured again, and the words are looked for there."""
    if by:
        rules.require(rules.can_add_evidence(by), _("add evidence"))
        rules.require(rules.can_know_source(by, source), _("quote a protected source that is kept from you"))
    _refuse_unknown(_("piece of evidence"), fields, EVIDENCE_FIELDS)
    _check_date(fields.get("as_of", ""), "as_of")
    evidence = Evidence(
        slug=slug or naming.free_slug(Evidence, _stem(claim, source)), claim=claim, source=source,
        stance=stance, quote=quote.strip(), weight=weight, created_by=by, **fields,
    )  # fmt: skip
    _save_new(evidence)
    auditing.record("evidence.added", evidence, by=by, at=at, stance=stance, **_of(evidence))
    capturing.ask(source, reason=CaptureJob.Reason.QUOTED, by=by)
    return evidence


@transaction.atomic
def cite(
    snapshot: Snapshot,
    *,
    quote: str,
    claim: Claim,
    stance: str,
    by: User,
    start: int | None = None,
    weight: str = Evidence.Weight.SUPPORTING,
    **fields: Any,
) -> Evidence:
    """Evidence by selecting words in a snapshot: anchored from the start. Raises QuoteNotFound."""
    rules.require(rules.can_add_evidence(by), _("add evidence"))
    rules.require(
        rules.can_know_source(by, snapshot.source), _("quote a protected source that is kept from you")
    )
    _refuse_unknown(_("piece of evidence"), fields, EVIDENCE_FIELDS)
    at = snapshot.text.find(quote) if start is None else start
    if not quote or at < 0 or snapshot.text[at : at + len(quote)] != quote:
        raise QuoteNotFound(_("These words do not stand there in the snapshot."))
    anchor = spans.make(snapshot.text, at, at + len(quote))
    evidence = Evidence(
        slug=naming.free_slug(Evidence, _stem(claim, snapshot.source)), claim=claim, weight=weight,
        source=snapshot.source, stance=stance, quote=quote, snapshot=snapshot, start=anchor.start, end=anchor.end,
        prefix=anchor.prefix, suffix=anchor.suffix, created_by=by, **fields,
    )  # fmt: skip
    _save_new(evidence)
    auditing.record("evidence.added", evidence, by=by, snapshot=snapshot.pk, stance=stance, **_of(evidence))
    archiving.ask(snapshot.source, snapshot=snapshot, by=by)
    return evidence


@transaction.atomic
def record_search(
    claim: Claim,
    *,
    where: str,
    words: str,
    on: date,
    by: User,
    stance: str = Evidence.Stance.CONTEXT,
    at: datetime | None = None,
    **fields: Any,
) -> Evidence:
    """A negative search: where was looked, for which words, when, by whom."""
    rules.require(rules.can_add_evidence(by), _("add evidence"))
    _refuse_unknown(_("negative search"), fields, EVIDENCE_FIELDS)
    evidence = Evidence(
        slug=naming.free_slug(Evidence, f"{claim.slug[:80]}-search"), claim=claim, form=Evidence.Form.NEGATIVE_SEARCH,
        stance=stance, searched_where=where.strip(), searched_words=words.strip(), searched_on=on, created_by=by,
        **fields,
    )  # fmt: skip
    _save_new(evidence)
    auditing.record("search.recorded", evidence, by=by, at=at, where=where, words=words)
    return evidence


@transaction.atomic
def edit_evidence(evidence: Evidence, *, version: int, by: User, **fields: Any) -> Evidence:
    """Change a piece of evidence. The words of an anchored passage stay as they were captured."""
    rules.require(rules.can_edit_evidence(by, evidence), _("edit this evidence"))
    _refuse_unknown(_("piece of evidence"), fields, EVIDENCE_FIELDS)
    evidence = Evidence.objects.with_source().select_for_update(of=("self",)).get(pk=evidence.pk)
    if evidence.snapshot_id and fields.get("quote", evidence.quote) != evidence.quote:
        raise InvalidInput(
            _("These words are anchored in a snapshot and can't be changed; quote again instead."),
            problems=(("quote", _("anchored in a snapshot")),),
        )
    _check_date(fields.get("as_of", ""), "as_of")
    before = {name: getattr(evidence, name) for name in fields}
    for name, value in fields.items():
        setattr(evidence, name, value)
    evidence.full_clean(exclude=["created_by", "source", "claim", "snapshot"])
    evidence.version = Evidence.objects.save_version(evidence.pk, version=version, **fields)
    secret = evidence.source is not None and evidence.source.is_sensitive
    told: dict[str, Any] = {"fields": sorted(fields)} if secret else {"changes": _told(before, fields)}
    auditing.record("evidence.edited", evidence, by=by, **told)
    return evidence


def _stem(claim: Claim, source: Source) -> str:
    return f"{claim.slug[:60]}-{source.file_label[:40]}"


def _of(evidence: Evidence) -> dict[str, Any]:
    """What the record says of a passage; of a protected source nothing that could lead to it."""
    source = evidence.source
    if source is None or source.is_sensitive:
        return {}
    return {"source": source.slug, "quote": evidence.quote}


def _save_new(evidence: Evidence) -> None:
    evidence.claim.require_living()
    evidence.full_clean(exclude=["created_by", "source", "claim", "snapshot"])
    try:
        with transaction.atomic():
            evidence.save(force_insert=True)
    except IntegrityError as error:
        raise InvalidInput(
            _("Evidence needs a source and its exact words, or a search and its date.")
        ) from error


def _checked_address(url: str) -> str:
    url = url.strip()
    if not url:
        return ""
    try:
        # Where this machine may be captured, its pages are served from whatever port is free.
        urls.check(url, ports=None if settings.SOURCE_FETCH_ALLOW_LOOPBACK else urls.PORTS)
    except urls.BadURL as error:
        raise InvalidInput(
            _("This address can't be used: {error}").format(error=error), problems=(("url", str(error)),)
        ) from error
    return url


def _check_date(given: str, field: str) -> None:
    if not given:
        return
    try:
        dates.parse(given)
    except ValueError as error:
        raise InvalidInput(
            _("“{given}” is no date: {error}").format(given=given, error=error),
            problems=((field, str(error)),),
        ) from error


def _refuse_unknown(noun: str, fields: dict[str, Any], known: tuple[str, ...]) -> None:
    if unknown := sorted(set(fields) - set(known)):
        raise InvalidInput(
            _("A {noun} has no editable field {unknown}.").format(noun=noun, unknown=", ".join(unknown))
        )


def _told(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    plain = [
        {name: str(v) if hasattr(v, "pk") else v for name, v in side.items()} for side in (before, after)
    ]
    return auditing.changes(plain[0], plain[1])
