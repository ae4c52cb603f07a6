"""Logging in: members of the demonstration, whose password everybody knows, only where the demonstration runs."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from claims.models import User


class MemberBackend(ModelBackend):
    """Django's own, but closed to the demonstration's people elsewhere: a copied database opens nothing."""

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        known_to_all = getattr(user, "is_demonstration", False)
        return super().user_can_authenticate(user) and (settings.DEMONSTRATION or not known_to_all)
