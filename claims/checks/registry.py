"""The checks that every capture is judged by, in the order of their findings. Adding one is one line here."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.core import checks as system_checks
from django.utils.module_loading import import_string

from claims.checks.base import ID, Check, EvidenceCheck, SourceCheck

CHECKS = (
    "claims.checks.reachable.Reachable",
    "claims.checks.soft_404.NotASoft404",
    "claims.checks.same_place.SamePlace",
    "claims.checks.quote_present.QuotePresent",
    "claims.checks.content_drift.ContentStable",
    "claims.checks.corrected.NotCorrected",
    "claims.checks.numbers_agree.NumbersAgree",
    "claims.checks.publication_date.PublicationDated",
    "claims.checks.hindsight.HindsightMarked",
    "claims.checks.independence.Independent",
    "claims.checks.tls.Encrypted",
    "claims.checks.archive_copy.Archived",
)


class UnusableCheck(Exception):
    """A line of the registry names no check."""


@functools.cache
def all_checks() -> tuple[Check, ...]:
    """One of each registered check. Raises UnusableCheck; the system check ``claims.E020`` says it first."""
    return tuple(load(path) for path in CHECKS)


def load(path: str) -> Check:
    try:
        found = import_string(path)
    except ImportError as error:
        raise UnusableCheck(f"{path} can't be imported: {error}") from error
    if not (isinstance(found, type) and issubclass(found, SourceCheck | EvidenceCheck)):
        raise UnusableCheck(f"{path} is neither a SourceCheck nor an EvidenceCheck")
    if not ID.fullmatch(getattr(found, "id", "")) or len(found.id) > 40:
        raise UnusableCheck(f"{path} has no kebab-case id of at most 40 characters")
    try:
        return found()
    except TypeError as error:
        raise UnusableCheck(f"{path} can't be made: {error}") from error


def problems(paths: Iterable[str]) -> list[str]:
    """What is wrong with these lines of the registry."""
    found, ids = [], Counter[str]()
    for path in paths:
        try:
            ids[load(path).id] += 1
        except UnusableCheck as error:
            found.append(str(error))
    return found + [f"the id {name} is used {count} times" for name, count in ids.items() if count > 1]


def registry_is_sound(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[system_checks.CheckMessage]:
    """System check: every registered check can be used."""
    hint = "Correct CHECKS in claims/checks/registry.py: one dotted path a check, each with an id of its own."
    return [
        system_checks.Error(f"Registry of source checks: {what}.", hint=hint, id="claims.E020")
        for what in problems(CHECKS)
    ]
