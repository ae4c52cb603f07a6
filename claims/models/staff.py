"""The people of the desk. Roles are Django's groups (migration ``roles``); what a role may do is in rules.py."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A member of the desk. ``credit_name`` is how readers see them, and only where they are credited."""

    credit_name = models.CharField(max_length=150, blank=True)
    is_demonstration = models.BooleanField(
        default=False, help_text=_("Came with the demonstration; its password is known to everybody.")
    )

    wants_digest = models.BooleanField(
        default=True, help_text=_("Told of verdicts at risk by e-mail, once a day, if there are any.")
    )

    language = models.CharField(
        max_length=35, blank=True, help_text=_("Of the desk’s own words. Empty: the desk’s.")
    )
    time_zone = models.CharField(
        max_length=63, blank=True, help_text=_("By its name: Asia/Seoul. Empty: the desk’s.")
    )

    class Meta(AbstractUser.Meta):
        pass

    def __str__(self) -> str:
        return self.credit_name or self.get_full_name() or self.username
