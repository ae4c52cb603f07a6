"""The desk: Django's admin site with our masthead, our order of things and our dashboard."""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView, redirect_to_login
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, get_script_prefix, path, reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from claims.admin import dashboard, imports, listing, notifications, presence, tokens
from claims.admin.base import person
from claims.admin.figures import figures
from claims.admin.own_settings import own_settings
from claims.admin.passwords import OwnPasswordForm
from claims.exceptions import are_rivals

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

APP_LISTS = 64  # kept: as many kinds of people in as many languages
IN_A_WORKSPACE = re.compile(r"(/workspace/).*")


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
    (_("Articles"), "article", "article"),
    (_("Claims"), "claim", "claim"),
    (_("Sources"), "source", "source"),
    (_("Alerts"), "alert", "at-risk"),
)
SHELVES: tuple[tuple[StrOrPromise, set[str]], ...] = (
    (
        _("Under check"),
        {
            "article",
            "articleversion",
            "claim",
            "claimant",
            "appearance",
            "note",
            "assessment",
            "verdict",
            "query",
            "signoff",
            "topic",
            "merge",
        },
    ),
    (_("Coming in"), {"feed", "feedentry"}),
    (
        _("Evidence"),
        {"source", "evidence", "snapshot", "finding", "capturejob", "dismissal", "archivecopy", "archivejob"},
    ),
    (
        _("Published"),
        {"publication", "publicationstate", "alert", "hiding", "redaction", "previewlink"},
    ),
    (_("Readers"), {"tip", "answertemplate"}),
    (_("The desk"), set()),
)


class DeskSite(AdminSite):
    """Every page of the desk knows the masthead's places and the shelves of records this person may see."""

    site_header = settings.DESK_NAME
    site_title = settings.DESK_NAME
    index_title = _("Desk")
    enable_nav_sidebar = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._app_lists: dict[tuple[Any, ...], list[Any]] = {}

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        apps = context["available_apps"]
        models = {model["object_name"].lower(): model for app in apps for model in app["models"]}
        return {
            **context,
            "bell": notifications.bell(request),
            "places": self.places(request, models),
            "shelves": shelves(models),
            "claim_search_url": (models.get("claim") or {}).get("admin_url"),
        }

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """As Django's, which asks all models and makes a hundred addresses: once for those who may do the same."""
        who = request.user  # somebody who logs in, too
        may = frozenset(who.get_all_permissions())
        key = (who.is_superuser, may, get_language(), get_script_prefix(), app_label)
        if key not in self._app_lists:
            if len(self._app_lists) >= APP_LISTS:
                self._app_lists.clear()
            self._app_lists[key] = super().get_app_list(request, app_label)
        return self._app_lists[key]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The dashboard."""
        return super().index(
            request, {"dashboard": dashboard.context(person(request)), **(extra_context or {})}
        )

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """Where breadcrumbs lead: the dashboard as well, for the masthead has all that Django would list there."""
        if not self.get_app_list(request, app_label):
            raise Http404
        return redirect(f"{self.name}:index")

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
        lists = [*listing.urls(self), *imports.urls(self)]
        return [
            *mine,
            *lists,
            *notifications.urls(self),
            *presence.urls(self),
            *tokens.urls(self),
            *super().get_urls(),
        ]

    def own_settings(self, request: HttpRequest) -> HttpResponse:
        """What each sets for themselves."""
        return own_settings(request, self.each_context(request))

    def figures(self, request: HttpRequest) -> HttpResponse:
        """How much gets done, where claims wait, and whether what is checked is balanced."""
        return figures(request, self.each_context(request))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """As Django's. Whoever sends a form after the session ended comes back, once logged in, to the page where it
        was typed: there the browser offers it again. The address it was sent to has nothing to show."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method == "POST" and not request.user.is_authenticated:
                return redirect_to_login(came_from(request), reverse(f"{self.name}:login"))
            try:
                return inner(request, *args, **kwargs)
            except OperationalError as error:
                if not are_rivals(error):
                    raise
                for _name, files in request.FILES.lists():
                    for file in files:
                        file.seek(0)
                return inner(request, *args, **kwargs)

        return checked

    def places(self, request: HttpRequest, models: dict[str, dict[str, Any]]) -> list[Place]:
        """The masthead's entries that this person may open."""
        home = reverse(f"{self.name}:index")
        found = [Place(gettext("Desk"), home, "desk", request.path == home)]
        for name, key, icon in MASTHEAD:
            url = models.get(key, {}).get("admin_url")
            if url:
                found.append(Place(str(name), url, icon, request.path.startswith(url)))
        return found


def came_from(request: HttpRequest) -> str:
    """The page of this desk that a form was sent from. A workspace that gave a form back stands at the address which
    the form was sent to, and that can't be opened: the workspace itself can."""
    try:
        page = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # no address at all
        page = urlsplit("")
    path = page.path if page.netloc == request.get_host() else request.path
    return IN_A_WORKSPACE.sub(r"\1", path)


def shelves(models: dict[str, dict[str, Any]]) -> list[Shelf]:
    """``models`` sorted on the shelves; the last shelf takes whatever no other names."""
    left = dict(models)
    found = []
    for name, keys in SHELVES:
        taken = [left.pop(key) for key in list(left) if key in keys or not keys]
        if taken:
            found.append(Shelf(str(name), taken))
    return found
