"""What all nouns share: an integer version that guards saves, and the append-only kind of row."""

from __future__ import annotations

from functools import cache
from typing import Any, NoReturn, Self, TypeVar

from django.db import models
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from claims.exceptions import IllegalTransition, StaleVersion

M = TypeVar("M", bound=models.Model)


class VersionedQuerySet(models.QuerySet[M]):
    def save_version(self, pk: int, *, version: int, **fields: Any) -> int:
        """Write ``fields`` if the row still is at ``version``; return the new version.

        Raises StaleVersion if somebody saved in between: nothing is written then.
        """
        following = self.model.following(fields) if issubclass(self.model, Versioned) else {}
        written = self.filter(pk=pk, version=version).update(
            version=F("version") + 1, updated_at=Now(), **fields, **following
        )
        if not written:
            current = self.filter(pk=pk).values_list("version", flat=True).first()
            raise StaleVersion(
                _(
                    "Somebody changed this {verbose_name} after you opened it. Your text was not saved; compare "
                    "it with theirs and save again."
                ).format(verbose_name=self.model._meta.verbose_name),
                current=current,
            )
        return version + 1


class SluggedQuerySet(VersionedQuerySet[M]):
    def get_by_natural_key(self, slug: str) -> M:
        return self.get(slug=slug)


class Labelled(models.Model):
    """A row whose choices are told in words without going through all of them: a page asks a hundred times."""

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: models.Field[Any, Any]) -> str:
        value = getattr(self, field.attname)
        return str(_labels(field).get(value, "" if value is None else value))


@cache
def _labels(field: models.Field[Any, Any]) -> dict[Any, Any]:
    return dict(field.flatchoices)


class Versioned(Labelled):
    """An editable row. ``version`` rises with every save; a save names the version it was made from."""

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True

    @classmethod
    def following(cls, fields: dict[str, Any]) -> dict[str, Any]:
        """Columns that follow from these, and are written with them."""
        return {}


class AppendOnlyQuerySet(models.QuerySet[M]):
    def update(self, **fields: Any) -> NoReturn:
        raise IllegalTransition(
            _("A {verbose_name} is never changed.").format(verbose_name=self.model._meta.verbose_name)
        )

    def delete(self) -> NoReturn:
        raise IllegalTransition(
            _("A {verbose_name} is never deleted.").format(verbose_name=self.model._meta.verbose_name)
        )


class AppendOnly(Labelled):
    """A row that is written once. The same law stands as triggers in the database (migration ``guards``)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise IllegalTransition(
                _("A {verbose_name} is never changed.").format(verbose_name=self._meta.verbose_name)
            )
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise IllegalTransition(
            _("A {verbose_name} is never deleted.").format(verbose_name=self._meta.verbose_name)
        )

    @classmethod
    def kinds(cls) -> list[type[Self]]:
        """Every concrete append-only model: what the application's role may insert and read, and no more."""
        found: list[type[Self]] = []
        for child in cls.__subclasses__():
            found += [child] if not child._meta.abstract else child.kinds()
        return found
