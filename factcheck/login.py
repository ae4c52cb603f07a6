"""Logging in: members of the demonstration, whose password everybody knows, only where the demonstration runs; and from
which address somebody asks, by which attempts and readers' tips are counted."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.exceptions import ValidationError
from django.core.validators import validate_ipv46_address
from django.db.models import Model, Q
from django.http import HttpRequest

from claims import rules
from claims.models import User


class MemberBackend(ModelBackend):
    """Django's own, but closed to the demonstration's people elsewhere: a copied database opens nothing."""

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        may = not isinstance(user, User) or rules.can_log_in(user)
        return super().user_can_authenticate(user) and may

    def get_all_permissions(self, user_obj: User | AnonymousUser, obj: Model | None = None) -> set[str]:
        """Those of one's roles and one's own, by one query instead of Django's two: every page asks for them."""
        is_asked = hasattr(user_obj, "_perm_cache") or obj is not None
        if isinstance(user_obj, User) and user_obj.is_active and not user_obj.is_superuser and not is_asked:
            user_obj._perm_cache = held_by(user_obj)  # type: ignore[attr-defined]  # where Django looks first
        return super().get_all_permissions(user_obj, obj)


def held_by(person: User) -> set[str]:
    own = User.user_permissions.through.objects.filter(user=person)
    of_roles = Group.permissions.through.objects.filter(group__user=person)
    held = Permission.objects.filter(
        Q(pk__in=own.values("permission")) | Q(pk__in=of_roles.values("permission"))
    )
    named = held.order_by().values_list("content_type__app_label", "codename")
    return {f"{app_label}.{codename}" for app_label, codename in named}


def address_of(request: HttpRequest) -> str | None:
    """Who asks, past the desk's own proxies. Each of them adds whom it was asked by at the end of X-Forwarded-For; what
    stands before that, anybody may have written."""
    nearest: str = request.META.get("REMOTE_ADDR", "")
    told = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    count = settings.TRUSTED_PROXIES
    asking = told[-count] if 0 < count <= len(told) else nearest
    try:
        validate_ipv46_address(asking)
    except ValidationError:
        return nearest or None
    return asking
