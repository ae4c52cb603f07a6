"""Keeping the desk's reference records: claimants, origins, notes, ratings, facts about articles, rules, people.

Each may be added and changed by whoever holds Django's own permission for it; each save leaves an event.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.auth.models import Group
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import rules
from claims.exceptions import InvalidInput
from claims.models import (
    Article,
    ChecklistItem,
    Claimant,
    HostRule,
    Note,
    Origin,
    Rating,
    RatingMapping,
    RatingScale,
    Topic,
    User,
    WatchRule,
)
from claims.models.base import Versioned, VersionedQuerySet
from claims.services import auditing

V = TypeVar("V", bound=Versioned)

FIELDS: dict[type[Versioned], frozenset[str]] = {
    Article: frozenset({
        "title", "byline", "outlet", "url", "external_id", "language", "published_on", "published_on_note", "work",
        "is_public", "shows_whole_text", "embargo_until", "due_at", "note",
    }),
    ChecklistItem: frozenset({"kind", "text", "position", "is_active"}),
    Claimant: frozenset({
        "slug", "kind", "name", "native_name", "role", "country", "same_as", "forms", "source", "note",
    }),
    HostRule: frozenset({"host", "gap_seconds", "note"}),
    Note: frozenset({"kind", "text", "details"}),
    Origin: frozenset({"slug", "what"}),
    RatingMapping: frozenset({"publisher_site", "words", "rating"}),
    Rating: frozenset({
        "scale", "slug", "order", "number", "label", "labels", "line_label", "definition", "colour",
        "is_active",
    }),
    RatingScale: frozenset({"slug", "name", "worst", "best", "is_default", "definition"}),
    Topic: frozenset({"slug", "name", "kind", "is_public", "note"}),
    WatchRule: frozenset({"shortest_minutes", "longest_minutes", "divisor"}),
}  # fmt: skip


@transaction.atomic
def add(model: type[V], *, by: User, **fields: Any) -> V:
    """A new record. Raises InvalidInput for a field it hasn't, ValidationError for a value that can't be."""
    _ask(model, "add", by)
    _refuse_unknown(model, fields)
    thing = model(**fields)
    thing.full_clean()
    thing.save(force_insert=True)
    auditing.record(f"{_noun(model)}.added", thing, by=by, fields=_plain(fields))
    return thing


@transaction.atomic
def edit(thing: V, *, version: int, by: User, **fields: Any) -> V:
    """Change a record that was read at ``version``. Raises StaleVersion if somebody else was quicker."""
    model = type(thing)
    _ask(model, "change", by)
    _refuse_unknown(model, fields)
    before = {name: getattr(thing, name) for name in fields}
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.full_clean()
    thing.version = VersionedQuerySet(model).save_version(thing.pk, version=version, **fields)
    told = auditing.changes(_plain(before), _plain(fields))
    auditing.record(f"{_noun(model)}.edited", thing, by=by, changes=told)
    return thing


@transaction.atomic
def remove(thing: HostRule, *, by: User) -> None:
    """Delete a record that nothing refers to. The event keeps what it said."""
    _ask(type(thing), "delete", by)
    told = {name: getattr(thing, name) for name in sorted(FIELDS[type(thing)])}
    auditing.record(f"{_noun(type(thing))}.removed", thing, by=by, fields=_plain(told))
    thing.delete()


@transaction.atomic
def save_person(person: User, *, by: User, changed: list[str]) -> User:
    """Save a member of the desk. The event names the fields that changed, never their values."""
    rules.require(rules.can_manage_people(by), _("manage the desk's people"))
    _spare_superusers(person, by)
    kind = "user.added" if person.pk is None else "user.edited"
    person.save()
    auditing.record(kind, person, by=by, changed=changed)
    return person


@transaction.atomic
def give_roles(person: User, *, roles: Iterable[Group], by: User) -> User:
    """Give a member exactly these roles. The event names them, before and after: whoever may approve is known."""
    rules.require(rules.can_manage_people(by), _("give roles"))
    _spare_superusers(person, by)
    before = sorted(person.groups.values_list("name", flat=True))
    given = list(roles)
    after = sorted(role.name for role in given)
    if before != after:
        person.groups.set(given)
        auditing.record("user.roles_given", person, by=by, changes={"roles": [before, after]})
    return person


@transaction.atomic
def set_password(person: User, *, password: str | None, by: User) -> User:
    """Give a member a new password, one's own or (who manages people) another's: both are on record.

    With None no password lets them in.
    """
    rules.require(by.pk == person.pk or rules.can_manage_people(by), _("set another's password"))
    _spare_superusers(person, by)
    person.set_password(password)
    person.save(update_fields=["password"])
    auditing.record("user.password_set", person, by=by, own=by.pk == person.pk)
    return person


def _spare_superusers(person: User, by: User) -> None:
    """Who manages people makes no superuser, and takes none over: of themselves as of others."""
    is_one = User.objects.filter(pk=person.pk, is_superuser=True).exists()
    rules.require(by.is_superuser or not (person.is_superuser or is_one), _("change a superuser"))


ACTS = {
    "add": gettext_lazy("add {nouns}"),
    "change": gettext_lazy("change {nouns}"),
    "delete": gettext_lazy("delete {nouns}"),
}


def _ask(model: type[models.Model], act: str, by: User) -> None:
    allowed = by.is_active and by.has_perm(f"claims.{act}_{model._meta.model_name}")
    rules.require(allowed, ACTS[act].format(nouns=model._meta.verbose_name_plural))


def _refuse_unknown(model: type[Versioned], fields: dict[str, Any]) -> None:
    if unknown := sorted(set(fields) - FIELDS[model]):
        raise InvalidInput(
            _("A {verbose_name} has no editable field {unknown}.").format(
                verbose_name=model._meta.verbose_name, unknown=", ".join(unknown)
            )
        )


def _noun(model: type[models.Model]) -> str:
    return model._meta.verbose_name_raw.replace(" ", "_")


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if hasattr(value, "pk") else value for name, value in fields.items()}
