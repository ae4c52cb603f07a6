"""What stands where a publication was taken down: that it is under review, or that the law called for its removal."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from claims.models import Publication, Redaction

View = Callable[..., HttpResponseBase]


def told(view: View) -> View:
    """A view of a claim, by its slug: where nothing is to be seen because it was taken down, that is said."""

    @wraps(view)
    def answer(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, slug, *args, **kwargs)
        except Http404:
            instead = page(request, slug, number=kwargs.get("number"))
            if instead is None:
                raise
            return instead

    return answer


def page(request: HttpRequest, slug: str, *, number: int | None) -> HttpResponseBase | None:
    """The page in place of the claim's, or of one number of it; None if nothing was taken down there."""
    rows = Publication.objects.fact_checks().filter(slug=slug)
    if rows.hidden().exists():
        return _page(request, HTTPStatus.GONE, {})
    gone = rows.redacted().order_by("-number")
    one = (gone.filter(number=number) if number else gone).only("pk", "number").first()
    if one is None:
        return None
    context = {"number": one.number, "redaction": tombstones([one]).get(one.number)}
    return _page(request, HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS, context)


def tombstones(rows: list[Publication]) -> dict[int, Redaction]:
    """By number: what stands in the place of those of a claim's numbers that were redacted."""
    keys = {str(one.pk): one.number for one in rows}
    found = Redaction.objects.filter(kind="publication", key__in=keys)
    return {keys[one.key]: one for one in found}


def _page(request: HttpRequest, status: HTTPStatus, context: dict[str, Any]) -> HttpResponseBase:
    shown = {"path": request.path, "is_hidden": status == HTTPStatus.GONE} | context
    response = HttpResponse(render_to_string("claims/public/taken_down.html", shown), status=status)
    response["Cache-Control"] = "no-store"  # it may be shown again any minute
    response["X-Robots-Tag"] = "noindex"
    return response
