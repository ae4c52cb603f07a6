"""Names of models and columns that Django makes of their code names, put into the reader's language like all others.

Nothing is written into migrations by this: a column that is called by its code name still has no name of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.db.models.options import Options
from django.utils.translation import gettext_lazy


def name(nouns: Iterable[type[models.Model]]) -> None:
    for noun in nouns:
        meta = noun._meta
        for field in _unnamed(meta):
            field.verbose_name = gettext_lazy(_words(field))
        if "verbose_name" not in meta.original_attrs:
            meta.verbose_name = gettext_lazy(meta.verbose_name_raw)
        if "verbose_name_plural" not in meta.original_attrs:
            meta.verbose_name_plural = gettext_lazy(f"{meta.verbose_name_raw}s")


def words(nouns: Iterable[type[models.Model]]) -> Iterator[str]:
    """What ``name`` puts into the reader's language, in English, and what roles may: for whoever gathers words for
    translators."""
    for noun in nouns:
        meta = noun._meta
        yield from (_words(field) for field in _unnamed(meta))
        yield from (str(told).removeprefix("Can ") for _code, told in meta.permissions)
        if "verbose_name" not in meta.original_attrs:
            yield meta.verbose_name_raw
        if "verbose_name_plural" not in meta.original_attrs:
            yield f"{meta.verbose_name_raw}s"


def _unnamed(meta: Options[models.Model]) -> list[models.Field[Any, Any]]:
    return [
        field
        for field in (*meta.local_fields, *meta.local_many_to_many)
        if vars(field)["_verbose_name"] is None
    ]


def _words(field: models.Field[Any, Any]) -> str:
    return re.sub(r"\burl\b", "URL", field.name.replace("_", " "))
