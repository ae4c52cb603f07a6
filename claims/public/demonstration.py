"""The sources of the invented article, served by this desk itself while it demonstrates its work.

One page stays, one says something else once it has been captured, one has moved, one goes away.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from claims.services import demonstrating

STAYS = {"minutes": "minutes", "harbour-register": "register"}
CHANGES = {"budget": "budget-later"}
MOVED = {"register": "harbour-register"}
GOES = {"ferry-notices": "gone"}


@require_safe
@never_cache
def source(request: HttpRequest, name: str) -> HttpResponseBase:
    """One page of the demonstration; 404 for any other, and for all of them outside a demonstration."""
    if not settings.DEMONSTRATION:
        raise Http404
    if name in MOVED:
        return redirect("public:demonstration-source", name=MOVED[name], permanent=True)
    if name in STAYS:
        return _page(request, STAYS[name])
    if name not in CHANGES | GOES:
        raise Http404
    if not demonstrating.was_captured(name):
        return _page(request, name)
    return _page(request, GOES[name], status=410) if name in GOES else _page(request, CHANGES[name])


def _page(request: HttpRequest, name: str, *, status: int = 200) -> HttpResponseBase:
    return render(request, f"claims/public/demonstration/{name}.html", status=status)


urlpatterns: list[URLPattern] = [
    path("demonstration/sources/<slug:name>/", source, name="demonstration-source"),
]
