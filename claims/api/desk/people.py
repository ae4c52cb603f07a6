"""How members of the desk are named in the API, and found again: by username."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from claims.api.desk.fields import Slug
from claims.models import User


def members(person: Any) -> QuerySet[User]:
    return User.objects.filter(is_active=True)


class Member(Slug):
    """A member of the desk, by username."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(members, noun="member of the desk", by="username", **kwargs)
