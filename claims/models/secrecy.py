"""Which rows of the desk would lead to a protected source, and which of them a person may see.

The one place that says so for lists, forms, searches, exports and the record. What is shown of such a source instead,
where something has to be shown, ``presenters.veiling`` says.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any, cast

from django.apps import apps
from django.db import models
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from claims.models.claim import Note
from claims.models.claimant import Claimant
from claims.models.evidence import Evidence
from claims.models.finding import Finding
from claims.models.source import CaptureJob, Snapshot, Source, SourceQuerySet

# From another row on to the source that it was taken from.
ONWARD: dict[type[models.Model], str] = {
    Source: "", Evidence: "__source", Snapshot: "__source", CaptureJob: "__source", Finding: "__snapshot__source",
}  # fmt: skip


def ways_to_source(model: type[models.Model]) -> Iterator[str]:
    """The paths from a row of this kind to the source that it is about, or was taken from."""
    if model is Claimant:  # a claimant's source says where their names were found: they are not taken from it
        return
    for field in model._meta.concrete_fields:
        other = field.related_model if field.is_relation else None
        if isinstance(other, type) and other in ONWARD:
            yield f"{field.name}{ONWARD[other]}"


def visible_to(rows: QuerySet[Any], person: Any) -> QuerySet[Any]:
    """The rows without sources that are kept from this person, and without what was taken from them."""
    if rows.model is Source:
        return cast(SourceQuerySet, rows).visible_to(person)
    for way in ways_to_source(rows.model):
        rows = rows.exclude(**{f"{way}__in": Source.objects.kept_from(person).values("pk")})
    return rows


def events_that_tell(person: Any) -> Q | None:
    """Events about what is kept from this person. What was recorded before a source was protected may name it.

    None where nothing is kept from them, which is so on most desks.
    """
    kept = dict(Source.objects.kept_from(person).values_list("pk", "slug"))
    if not kept:
        return None
    about = [Q(subject_type="source", subject_pk__in=[str(pk) for pk in kept])]
    for model in apps.get_app_config("claims").get_models():
        for way in ways_to_source(model):
            about.append(_about(model, Q(**{f"{way}__in": list(kept)})))
    about.append(_about(Claimant, Q(source__in=list(kept))))
    about.append(_about(Note, reduce(or_, [Q(details__icontains=f'"{slug}"') for slug in kept.values()])))
    return reduce(or_, about)


def _about(model: type[models.Model], which: Q) -> Q:
    rows = model._default_manager.filter(which).order_by()
    keys = rows.annotate(as_key=Cast("pk", CharField())).values("as_key")
    return Q(subject_type=model._meta.model_name, subject_pk__in=keys)
