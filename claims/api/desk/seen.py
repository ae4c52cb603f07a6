"""Which rows a person may see over the API: the same as on the desk's own pages."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from claims.models import Alert, Evidence, Finding, Snapshot, Source, SourceAccess

# From a row to the source that it is, or was taken from.
WAYS: dict[type[Model], str] = {
    Source: "pk", Evidence: "source", Snapshot: "source", Finding: "snapshot__source", Alert: "evidence__source",
}  # fmt: skip


def seen(rows: QuerySet[Any], person: Any) -> QuerySet[Any]:
    """``rows`` without protected sources that are kept from this person, and without what was taken from them."""
    granted = SourceAccess.objects.filter(source=OuterRef("pk"), person=person.pk)
    kept = Source.objects.filter(~Exists(granted), is_sensitive=True)
    way = WAYS[rows.model]
    return rows.exclude(**{f"{way}__in": kept.values("pk")})
