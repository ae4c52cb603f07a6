"""Any list of the desk as a file: CSV for spreadsheets, JSON lines for programs.

Rows are read and written one after another, so that memory does not grow with the list. A protected source, and what
would lead to it, stays inside.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import BinaryField, Case, F, Func, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import InvalidInput
from claims.models import (
    Batch,
    Claim,
    Claimant,
    DeskSettings,
    Digest,
    Extraction,
    Note,
    Notification,
    OutgoingMail,
    Presence,
    PreviewLink,
    Probe,
    Snapshot,
    Source,
    SourceAccess,
    Tip,
    User,
    WebhookDelivery,
    WebhookSubscription,
    secrecy,
)
from claims.services import auditing, batching, stored_words
from claims.services.auditing import Subject
from claims.text import cells

DIRECTLY = 10_000  # rows that are sent while one waits; more are a batch
MOST = 200_000  # rows of one file
AT_ONCE = 10_000  # rows of one piece of a batch
READ_AT_ONCE = 2_000

# Lists that hold what belongs to one person, to a machine, or to nobody outside.
KEPT_INSIDE = (
    User, Digest, Notification, Presence, PreviewLink, SourceAccess, Tip, WebhookDelivery, WebhookSubscription, Batch,
    DeskSettings, OutgoingMail,
)  # fmt: skip
SECRETS = ("password", "secret", "token", "sha256_token", "proposal", "search")
LEFT_OUT: dict[type[models.Model], tuple[str, ...]] = {
    # Captures never leave the desk.
    Snapshot: ("text", "headers"),
    Extraction: ("text",),
    Probe: ("text",),
    Claim: Claim.FOLLOWING,
    Note: ("details",),  # they name sources, protected ones too, by their slugs
}


class Format(NamedTuple):
    """``write`` turns rows into pieces of a file; ``head`` is what stands before the first."""

    name: str
    words: str
    ending: str
    content_type: str
    head: Callable[[Sequence[str]], bytes]
    write: Callable[[Sequence[str], Iterable[Sequence[Any]]], Iterator[bytes]]


def _csv_line(values: Iterable[Any]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([_cell(one) for one in values])
    return out.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict | list):
        value = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value if isinstance(value, int | float) else cells.harmless(str(value))


def _csv_head(names: Sequence[str]) -> bytes:
    """With the mark by which spreadsheets know UTF-8."""
    return _csv_line(names).encode("utf-8-sig")


def _csv_lines(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    return (_csv_line(row).encode() for row in rows)


def _json_lines(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    for row in rows:
        told = dict(zip(names, row, strict=True))
        yield json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False).encode() + b"\n"


FORMATS = {
    "csv": Format("csv", "CSV", "csv", "text/csv; charset=utf-8", _csv_head, _csv_lines),
    "jsonl": Format(
        "jsonl",
        "JSON lines",
        "jsonl",
        "application/jsonl; charset=utf-8",
        lambda names: b"",
        _json_lines,
    ),
}


# --- What a list holds --------------------------------------------------------------------------------------------


def is_exportable(model: type[models.Model]) -> bool:
    """Whether lists of this noun are taken out of the desk at all."""
    ours = model._meta.app_label == "claims" and model not in KEPT_INSIDE
    return ours and isinstance(model._meta.pk, models.IntegerField)


def columns(model: type[models.Model]) -> list[tuple[str, Any]]:
    """(name in the file, path or expression of the value): other rows by their slug, people by their user name."""
    found = []
    for field in model._meta.concrete_fields:
        hidden = field.name in (*SECRETS, *LEFT_OUT.get(model, ())) or isinstance(field, BinaryField)
        if not hidden and not (field.is_relation and field.related_model in KEPT_INSIDE[1:]):
            found.append((field.name, _path(field)))
    return found


def _path(field: Any) -> Any:
    other = field.related_model if field.is_relation else None
    if field.model is Claimant and other is Source:  # a protected one is left out, the claimant is not
        return Case(When(**{f"{field.name}__is_sensitive": False}, then=F(f"{field.name}__slug")))
    if other is None:
        return str(field.name)
    if other is User:
        return f"{field.name}__username"
    has_slug = any(one.name == "slug" for one in other._meta.concrete_fields)
    return f"{field.name}__slug" if has_slug else str(field.attname)


def without_protected(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows without protected sources, and without what was taken from them."""
    if rows.model is Source:
        return rows.filter(is_sensitive=False)
    for path in secrecy.ways_to_source(rows.model):
        rows = rows.exclude(**{f"{path}__is_sensitive": True})
    return rows


def _values(rows: QuerySet[Any]) -> Iterator[Sequence[Any]]:
    paths = [path for _, path in columns(rows.model)]
    return rows.values_list(*paths).iterator(chunk_size=READ_AT_ONCE)


# --- Files --------------------------------------------------------------------------------------------------------


def export(rows: QuerySet[Any], *, format: str, by: Any, query: str = "") -> Iterator[bytes]:
    """The file of a short list, piece by piece. That it was asked for is on record at once."""
    shape, names = _shape(rows.model, format, by)
    kept = without_protected(rows)
    _record(rows.model, by=by, format=format, query=query)
    return _file(shape, names, _values(kept))


def _file(shape: Format, names: Sequence[str], values: Iterator[Sequence[Any]]) -> Iterator[bytes]:
    yield shape.head(names)
    yield from shape.write(names, values)


def _shape(model: type[models.Model], format: str, by: Any) -> tuple[Format, list[str]]:
    rules.require(rules.can_export(by), _("take lists out of the desk"))
    if format not in FORMATS or not is_exportable(model):
        raise InvalidInput(_("This list is not exported in that way."), problems=(("format", "unknown"),))
    return FORMATS[format], [name for name, _ in columns(model)]


@transaction.atomic
def _record(model: type[models.Model], *, by: Any, format: str, query: str) -> None:
    noun = str(model._meta.verbose_name_plural)
    auditing.record(
        "list.exported", Subject("list", str(model._meta.model_name), noun), by=by, format=format, query=query[:1000]
    )  # fmt: skip


@transaction.atomic
def prepare(rows: QuerySet[Any], *, format: str, by: User, query: str = "", back: str = "") -> Batch:
    """Begin the export of a long list. Its rows are those that the list has now, in its order."""
    model = rows.model
    shape, _names = _shape(model, format, by)
    keys = array("q", without_protected(rows).values_list("pk", flat=True)[: MOST + 1].iterator())
    if len(keys) > MOST:
        raise InvalidInput(
            _("This list has more than %(most)s rows. Narrow it down.") % {"most": f"{MOST:,}"}
        )
    noun = str(model._meta.verbose_name_plural)
    plan = {"listed": model._meta.label_lower, "format": format, "query": query[:1000], "back": back}
    batch = batching.draft(
        kind=Batch.Kind.EXPORT,
        name=stored_words.stored("Export: {count:,} {nouns} ({shape})", count=len(keys), nouns=noun, shape=shape.words),
        plan=plan, total=len(keys), by=by,
        payload=keys.tobytes(), output_name=f"{file_name(model)}.{shape.ending}.gz",
    )  # fmt: skip
    _record(model, by=by, format=format, query=query)
    return batching.confirm(batch, by=by)


def file_name(model: type[models.Model]) -> str:
    """The same for everybody, whatever they read."""
    with translation.override(None):
        return str(model._meta.verbose_name_plural).replace(" ", "-")


def next_piece(batch: Batch) -> int | None:
    """Write the next rows into the batch's file; where it stands then, or None at the end.

    Each piece is compressed for itself: one after another they are one file again.
    """
    if batch.done >= batch.total:
        return None
    shape = FORMATS[batch.plan["format"]]
    model = apps.get_model(batch.plan["listed"])
    names = [name for name, _ in columns(model)]
    keys = array("q")
    keys.frombytes(bytes(Batch.objects.values_list("payload", flat=True).get(pk=batch.pk) or b""))
    now = list(keys[batch.done : batch.done + AT_ONCE])
    head = b"" if batch.done else shape.head(names)
    piece = gzip.compress(head + b"".join(shape.write(names, _in_order(model, now))), mtime=0)
    _append(batch, piece, done=batch.done + len(now))
    return batch.done + len(now)


def _in_order(model: type[models.Model], keys: list[int]) -> Iterator[Sequence[Any]]:
    """The values of these rows as they are now; one that became protected meanwhile is left out."""
    paths = [path for _, path in columns(model)]
    rows = without_protected(model._default_manager.filter(pk__in=keys).order_by())
    found = {row[0]: row[1:] for row in rows.values_list("pk", *paths)}
    return (found[key] for key in keys if key in found)


def _append(batch: Batch, piece: bytes, *, done: int) -> None:
    had = Coalesce(F("output"), Value(b"", output_field=BinaryField()))
    more = Func(had, Value(piece, output_field=BinaryField()), arg_joiner=" || ", template="%(expressions)s")
    more.output_field = BinaryField()
    Batch.objects.filter(pk=batch.pk).update(output=more, done=done)
