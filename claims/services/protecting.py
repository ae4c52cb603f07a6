"""Who may know who a protected source is: a list that is never empty for good, and a record of everybody on it.

Who makes a source protected is the first on its list. Those on it, and admins, let others in and take them off; an
admin who lets themselves in is on record too, and those on the list are told. Events name people and reasons, never
the source.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import Notification, Publication, Source, SourceAccess, User
from claims.services import auditing, notifying


@transaction.atomic
def let_in(source: Source, *, person: User, reason: str, by: User) -> SourceAccess:
    """This person may know who the source is from now on."""
    source = _locked(source, by)
    if not rules.can_enter_desk(person):
        raise InvalidInput(
            _("Only members of the desk can be on the list."), problems=(("person", "no member of the desk"),)
        )
    if source.access.filter(person=person).exists():
        raise IllegalTransition(_("%(name)s is on the list already.") % {"name": person})
    made = _add(source, person=person, reason=_given(reason), by=by)
    _tell(source, [person], _("You may know a protected source: %(wording)s"), by=by)
    others = User.objects.filter(source_access__source=source).exclude(pk__in=[person.pk, by.pk])
    _tell(
        source, others, _("%(person)s may know a protected source by now: %(wording)s"), by=by, person=person
    )
    return made


@transaction.atomic
def take_off(source: Source, *, person: User, reason: str, by: User) -> None:
    """This person may not know it any more. The last one stays: a source that nobody knows can't be looked after."""
    source = _locked(source, by)
    why = _given(reason)
    theirs = source.access.filter(person=person)
    if not theirs.exists():
        raise IllegalTransition(_("%(name)s is not on the list (any more).") % {"name": person})
    if source.access.count() == 1:
        raise IllegalTransition(_("This is the last person on the list. Let somebody else in first."))
    theirs.delete()
    auditing.record("source.access_ended", source, by=by, person=str(person), reason=why)
    others = User.objects.filter(source_access__source=source)
    _tell(
        source,
        others,
        _("%(person)s is off the list of a protected source: %(wording)s"),
        by=by,
        person=person,
    )


def begin(source: Source, *, by: User | None) -> None:
    """The source became protected: who made it so is the first who may know it. To be called in that transaction."""
    if by is not None and not source.access.filter(person=by).exists():
        _add(source, person=by, reason=_("Made it protected."), by=by)


def end(source: Source, *, by: User | None) -> None:
    """The source is protected no more, so that nobody need be on a list. To be called in that transaction."""
    if source.access.all().delete()[0]:
        auditing.record("source.access_lifted", source, by=by)


def looked(person: User, sources: Iterable[int]) -> None:
    """This person was shown who these protected sources are: once for each page."""
    if keys := list(sources):
        rows = SourceAccess.objects.filter(person=person, source__in=keys)
        rows.update(looks=F("looks") + 1, last_looked_at=Now())


def on_the_list(source: Source) -> QuerySet[SourceAccess]:
    return source.access.select_related("person", "granted_by").order_by("granted_at", "pk")


def named_in(source: Source) -> int:
    """How many published numbers name the source: those from before it was protected. They stay as they are."""
    cites = Publication.objects.filter(verdict__citations__evidence__source=source).distinct()
    return cites.filter(document__contains=f'"slug":"{source.slug}"').count()


def _add(source: Source, *, person: User, reason: str, by: User) -> SourceAccess:
    made = SourceAccess(source=source, person=person, granted_by=by, reason=reason[:300])
    made.save(force_insert=True)
    auditing.record("source.access_given", source, by=by, person=str(person), reason=reason)
    return made


def _locked(source: Source, by: User) -> Source:
    """The source as it is now, held so that two people don't change its list at once."""
    found = Source.objects.select_for_update(no_key=True).get(pk=source.pk)
    if not found.is_sensitive:
        raise IllegalTransition(_("This source is not protected: everybody on the desk may know it."))
    rules.require(rules.can_grant_source_access(by, found), "say who may know this source")
    return found


def _given(reason: str) -> str:
    if not reason.strip():
        raise InvalidInput(_("Say why."), problems=(("reason", "empty"),))
    if len(reason.strip()) > 300:
        raise InvalidInput(_("Say it in 300 characters."), problems=(("reason", "too long"),))
    return reason.strip()


def _tell(
    source: Source, people: Iterable[User], words: str, *, by: User, person: User | None = None
) -> None:
    told = words % {"wording": source.public_wording, "person": person}
    address = reverse("admin:claims_source_page", args=[source.pk])
    notifying.tell(people, Notification.Kind.PROTECTED, told, path=address, by=by)
