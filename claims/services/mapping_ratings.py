"""What the words of other publishers come to on this desk's scale: a change is carried into every check at once."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from claims.models import RatingMapping, User
from claims.services import importing_checks, keeping


@transaction.atomic
def add(*, by: User, **fields: Any) -> RatingMapping:
    made = keeping.add(RatingMapping, by=by, **_plain(fields))
    importing_checks.carry(made)
    return made


@transaction.atomic
def edit(mapping: RatingMapping, *, version: int, by: User, **fields: Any) -> None:
    """Raises StaleVersion if somebody else was quicker. What it was called before loses its rating too."""
    before = RatingMapping.objects.get(pk=mapping.pk)
    keeping.edit(mapping, version=version, by=by, **_plain(fields))
    importing_checks.carry(before)
    importing_checks.carry(mapping)


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    """Words as they are compared, a site as it is stored."""
    told = dict(fields)
    if "words" in told:
        told["words"] = " ".join(told["words"].split()).lower()
    if "publisher_site" in told:
        told["publisher_site"] = told["publisher_site"].strip().lower().removeprefix("www.")
    return told
