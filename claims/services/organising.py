"""Topics, beats and series: which claims and articles belong together."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from claims import rules
from claims.models import Article, Claim, Topic, User
from claims.models.base import VersionedQuerySet
from claims.services import auditing


@transaction.atomic
def sort(thing: Claim | Article, *, topics: Iterable[Topic], by: User, version: int | None = None) -> None:
    """Put a claim or an article under exactly these topics. Nothing is recorded where nothing changes.

    Raises StaleVersion where it is no longer at the ``version`` whose topics were seen.
    """
    may = rules.can_edit_claim if isinstance(thing, Claim) else rules.can_edit_article
    rules.require(may(by), _("sort claims and articles into topics"))
    now = type(thing)._default_manager.select_for_update(no_key=True).get(pk=thing.pk)
    before = list(now.topics.all())
    after = sorted(set(topics), key=lambda one: (one.kind, one.name))
    if {one.pk for one in before} == {one.pk for one in after}:
        return
    seen = now.version if version is None else version
    thing.version = VersionedQuerySet(type(thing)).save_version(thing.pk, version=seen)
    thing.topics.set(after)
    told = auditing.changes({"topics": _names(before)}, {"topics": _names(after)})
    noun = type(thing)._meta.model_name
    auditing.record(f"{noun}.sorted", thing, by=by, changes=told)


def _names(topics: Iterable[Topic]) -> list[str]:
    return [one.name for one in topics]
