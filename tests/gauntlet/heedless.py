"""The desk without its guard against stale saves, to show that the gauntlet of editors would notice."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.db.models.functions import Now

from factcheck.wsgi import application  # sets Django up, which comes before any model

# isort: split
from claims.api.desk import base
from claims.models.base import VersionedQuerySet

__all__ = ["application"]


def heed_no_version(rows: VersionedQuerySet[Any], pk: int, *, version: int, **fields: Any) -> int:
    """In place of save_version: whoever comes last is right."""
    rows.filter(pk=pk).update(version=F("version") + 1, updated_at=Now(), **fields)
    return int(rows.values_list("version", flat=True).get(pk=pk))


base.tag_of = lambda told: f'"{"0" * 32}"'  # all rows are as anybody has read them
VersionedQuerySet.save_version = heed_no_version  # type: ignore[assignment, method-assign]
