"""Readable addresses that nothing else has."""

from __future__ import annotations

from django.db import connection, models
from django.utils.text import slugify

SLUGS = 7220353  # the first half of every lock on a stem: no hash is anybody else's lock


def free_slug(model: type[models.Model], words: str, *, length: int = 80) -> str:
    """A slug made of ``words`` that no row of ``model`` has; call it inside the transaction that saves the row.

    An advisory lock on the stem, kept to the end of the transaction, makes people with the same idea take turns.
    """
    stem = slugify(words)[:length].strip("-") or str(model._meta.model_name)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [SLUGS, f"{model._meta.label}:{stem}"]
        )
    taken = set(model._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(
        name for name in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if name not in taken
    )
