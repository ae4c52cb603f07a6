"""Who made the claims: everybody of whom a fact-check is published, and a page for each."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.models import Publication
from claims.presenters import addresses, card, claimants, keyset
from claims.public import refusing, responding

SIZE = 50
CHECKS = 20


@require_safe
@refusing.told
def index(request: HttpRequest) -> HttpResponseBase:
    """In the order of their slugs; ``after`` goes on."""
    given = refusing.read(request.GET, {"after": refusing.slug})
    found, after = claimants.named(after=given.get("after", ""), size=SIZE)
    context = {"claimants": found, "after": after, "is_first": "after" not in given}
    return responding.page(request, "claims/public/claimants.html", context)


@require_safe
@refusing.told
def claimant(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Their published claims, newest first. 404 for who has none: whom else the desk keeps on file is not told."""
    given = refusing.read(request.GET, refusing.PAGING)
    rows = Publication.objects.on_show().fact_checks().filter(claimant_slug=slug).select_related("standing")
    found = keyset.page(rows, by="published_at", before=given.get("before"), size=CHECKS)
    cards = [card.build(one) for one in found.rows]
    record = claimants.record(slug)
    if record is None and not cards:
        raise Http404
    who: dict[str, Any] = record.claimant if record else json.loads(found.rows[0].document)["claimant"]
    context = {
        "who": who,
        "record": record,
        "cards": cards,
        "older": found.older,
        "is_first": "before" not in given,
        "canonical": addresses.absolute(reverse("public:claimant", args=[slug])),
    }
    return responding.page(request, "claims/public/claimant.html", context)
