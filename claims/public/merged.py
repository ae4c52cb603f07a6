"""The addresses of claims that were merged: they lead to the claim that these are part of now."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from claims.models import Publication
from claims.public.responding import FRESH
from claims.services import merging

View = Callable[..., HttpResponseBase]


def followed(view: View) -> View:
    """A view of a claim, by its slug: where the claim was merged, the same of the other claim is led to."""

    @wraps(view)
    def answer(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, slug, *args, **kwargs)
        except Http404:
            there = shown_instead(slug)
            if there is None or request.resolver_match is None:
                raise
            name = request.resolver_match.view_name
            query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
            response = HttpResponsePermanentRedirect(
                reverse(name, kwargs={**kwargs, "slug": there.slug}) + query
            )
            response["Cache-Control"] = f"public, max-age={FRESH}"  # a merge may be taken apart again
            return response

    return answer


def shown_instead(slug: str) -> Publication | None:
    """What readers are shown of the claim that this one is part of; None if it was not merged, or nothing is shown.

    Of claims that readers never knew nothing is told.
    """
    was = Publication.objects.public().fact_checks().filter(slug=slug).only("claim").first()
    into = merging.whither(was.claim_id) if was else None
    if into is None:
        return None
    rows = Publication.objects.on_show().fact_checks().filter(claim=into)
    return rows.only("slug", "title", "language", "claim", "number").first()
