"""The desk: Django's admin site with our masthead, our order of things and our dashboard."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse

from claims.admin import dashboard
from claims.admin.base import person
from claims.admin.figures import figures
from claims.admin.own_settings import own_settings
from claims.admin.passwords import OwnPasswordForm


class Place(NamedTuple):
    """An entry of the masthead: its words, its address, its icon, and whether we are in it now."""

    name: str
    url: str
    icon: str
    is_current: bool


class Shelf(NamedTuple):
    """Records that belong together in the "Records" menu."""

    name: str
    models: list[dict[str, Any]]


# The models an editor goes to all day stand in the masthead; all others are found under "Records".
MASTHEAD = (
    ("Articles", "article", "article"),
    ("Claims", "claim", "claim"),
    ("Sources", "source", "source"),
    ("Alerts", "alert", "at-risk"),
)
SHELVES: tuple[tuple[str, set[str]], ...] = (
    (
        "Under check",
        {"article", "articleversion", "claim", "claimant", "appearance", "note", "assessment", "verdict"},
    ),
    (
        "Evidence",
        {"source", "evidence", "snapshot", "finding", "capturejob", "dismissal", "archivecopy", "archivejob"},
    ),
    ("Published", {"publication", "publicationstate", "alert"}),
    ("The desk", set()),
)


class DeskSite(AdminSite):
    """Every page of the desk knows the masthead's places and the shelves of records this person may see."""

    site_header = settings.DESK_NAME
    site_title = settings.DESK_NAME
    index_title = "Desk"
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        apps = context["available_apps"]
        models = {model["object_name"].lower(): model for app in apps for model in app["models"]}
        return {
            **context,
            "places": self.places(request, models),
            "shelves": shelves(models),
            "claim_search_url": (models.get("claim") or {}).get("admin_url"),
        }

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The dashboard."""
        return super().index(
            request, {"dashboard": dashboard.context(person(request)), **(extra_context or {})}
        )

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """As Django's, by a form that leaves a record."""
        request.current_app = self.name
        view = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse(f"{self.name}:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return view(request)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        mine = [
            path("my-settings/", self.admin_view(self.own_settings), name="own_settings"),
            path("figures/", self.admin_view(self.figures), name="figures"),
        ]
        return [*mine, *super().get_urls()]

    def own_settings(self, request: HttpRequest) -> HttpResponse:
        """What each sets for themselves."""
        return own_settings(request, self.each_context(request))

    def figures(self, request: HttpRequest) -> HttpResponse:
        """How much gets done, where claims wait, and whether what is checked is balanced."""
        return figures(request, self.each_context(request))

    def places(self, request: HttpRequest, models: dict[str, dict[str, Any]]) -> list[Place]:
        """The masthead's entries that this person may open."""
        home = reverse(f"{self.name}:index")
        found = [Place("Desk", home, "desk", request.path == home)]
        for name, key, icon in MASTHEAD:
            url = models.get(key, {}).get("admin_url")
            if url:
                found.append(Place(name, url, icon, request.path.startswith(url)))
        return found


def shelves(models: dict[str, dict[str, Any]]) -> list[Shelf]:
    """``models`` sorted on the shelves; the last shelf takes whatever no other names."""
    left = dict(models)
    found = []
    for name, keys in SHELVES:
        taken = [left.pop(key) for key in list(left) if key in keys or not keys]
        if taken:
            found.append(Shelf(name, taken))
    return found
