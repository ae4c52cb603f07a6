"""Lists that people keep: the address of a list as they left it, under a name, their own or the whole desk’s."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import InvalidInput
from claims.models import SavedFilter, User
from claims.services import auditing

# Of an address: where one was in the list, not which list it was.
PASSING = {"p", "e", "all", "before", "_popup", "_to_field", "_facets"}
AT_MOST = 50  # of one person and one list


def shown_to(person: User, *, listed: str) -> QuerySet[SavedFilter]:
    """The person's own and the desk's, by name."""
    mine = SavedFilter.objects.filter(Q(owner=person) | Q(is_shared=True), listed=listed)
    return mine.select_related("owner").order_by("name", "pk")


def tidy(query: str) -> str:
    """The part of an address that says which list it is, always written in the same way."""
    told = QueryDict(query, mutable=True)
    for name in PASSING & set(told):
        del told[name]
    return told.urlencode()


@transaction.atomic
def keep(*, by: User, listed: str, name: str, query: str, is_shared: bool = False) -> SavedFilter:
    """Keep a list under a name; one of the same name that is one's own already shows this list from now on."""
    rules.require(rules.can_enter_desk(by), _("keep lists"))
    name, query = name.replace("\x00", "").strip(), tidy(query)
    if not name:
        raise InvalidInput(_("Give the list a name."), problems=(("name", "empty"),))
    if len(query) > 1000:
        raise InvalidInput(
            _("This list is filtered by too much to be kept."), problems=(("query", _("too long")),)
        )
    mine = SavedFilter.objects.select_for_update().filter(owner=by, listed=listed)
    if (same := mine.filter(name=name).first()) is not None:
        SavedFilter.objects.save_version(same.pk, version=same.version, query=query, is_shared=is_shared)
        same.refresh_from_db()
        auditing.record("saved_filter.edited", same, by=by, listed=listed, query=query, shared=is_shared)
        return same
    if mine.count() >= AT_MOST:
        raise InvalidInput(_("You keep %(most)s lists here already. Let one go first.") % {"most": AT_MOST})
    made = SavedFilter(owner=by, listed=listed, name=name, query=query, is_shared=is_shared)
    made.full_clean(exclude=["owner", "query"])  # a list without any filter may be kept as well
    made.save(force_insert=True)
    auditing.record("saved_filter.added", made, by=by, listed=listed, query=query, shared=is_shared)
    return made


@transaction.atomic
def let_go(kept: SavedFilter, *, by: User) -> None:
    """Forget a kept list. The desk's are let go by whoever keeps them, or manages the desk's people."""
    rules.require(rules.can_let_filter_go(by, kept), _("let go of a list that somebody else keeps"))
    auditing.record("saved_filter.removed", kept, by=by, listed=kept.listed, query=kept.query)
    kept.delete()
