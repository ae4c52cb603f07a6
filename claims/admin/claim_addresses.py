"""The addresses of the claim workspace and of what it asks beside the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, path

from claims.admin import claim_alike, claim_merging, claim_people, claim_workspace

if TYPE_CHECKING:
    from claims.admin.base import DeskAdmin

View = Callable[..., Any]


def addresses(desk: DeskAdmin) -> list[URLPattern]:
    """Under the list of claims; each view is given the request and the desk's side of claims."""

    def to(view: View) -> View:
        return desk.admin_site.admin_view(lambda request, **kwargs: view(request, desk, **kwargs))

    return [
        path("alike/", to(claim_alike.show), name="claims_claim_alike"),
        path("people/", to(claim_people.offer), name="claims_claim_people"),
        path("<int:pk>/merge/", to(claim_merging.merge), name="claims_claim_merge"),
        path("<int:pk>/split/", to(claim_merging.split), name="claims_claim_split"),
        path("<int:pk>/workspace/", to(claim_workspace.show), name="claims_claim_workspace"),
        path("<int:pk>/workspace/verdict/", to(claim_workspace.save_verdict), name="claims_claim_verdict"),
        path("<int:pk>/workspace/<slug:name>/", to(claim_workspace.act), name="claims_claim_act"),
    ]
