"""Application configuration, and system checks for what would otherwise break at midnight."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext, ngettext

from claims.text import language


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Desk"

    def ready(self) -> None:
        language.speak_with(gettext, ngettext)
        # Here, because the checks' registry reads models, which stand only when all applications are loaded.
        from claims.checks import registry

        checks.register(driver_is_psycopg2)
        checks.register(registry.registry_is_sound)


class DeskAdminConfig(AdminConfig):
    default_site = "claims.admin.site.DeskSite"

    def ready(self) -> None:
        super().ready()
        autodiscover_modules("admin.registered")


def driver_is_psycopg2(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Django silently prefers psycopg 3 wherever it is installed; this project is tested on psycopg2."""
    from django.db.backends.postgresql.psycopg_any import is_psycopg3

    if not is_psycopg3:
        return []
    return [
        checks.Error(
            "psycopg 3 is in use.", hint="Uninstall psycopg; this desk runs on psycopg2.", id="claims.E001"
        )
    ]
