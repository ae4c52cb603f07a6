"""New passwords, by the service that keeps the record: who could log in as somebody else is known."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.forms import AdminPasswordChangeForm as DjangosOwnForm
from django.contrib.auth.forms import AdminPasswordChangeForm as DjangosAdminForm
from django.contrib.auth.models import AbstractBaseUser

from claims.models import User
from claims.services import keeping


class AnothersPasswordForm(DjangosAdminForm):  # type: ignore[type-arg]
    """The password that ``by`` gives to somebody, or takes from them. ``save`` raises what the service refuses."""

    def __init__(self, user: AbstractBaseUser, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.by = by

    def save(self, commit: bool = True) -> User:
        usable = self.cleaned_data["set_usable_password"]
        password = self.cleaned_data["password1"] if usable else None
        return keeping.set_password(self.user, password=password, by=self.by)


class OwnPasswordForm(DjangosOwnForm):
    """One's own new password, for who knows the old one."""

    def save(self, commit: bool = True) -> User:
        return keeping.set_password(self.user, password=self.cleaned_data["new_password1"], by=self.user)
