"""The description of the API, and its interactive documentation: served from here, without a line of inline code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from claims.text import plain_markdown


class Schema(SpectacularAPIView):
    """OpenAPI 3.1, as JSON unless YAML is asked for."""

    renderer_classes = [OpenApiJsonRenderer, OpenApiYamlRenderer]
    authentication_classes = []
    permission_classes = [AllowAny]


class NoSuchAddress(APIView):
    """Whatever else is asked under /api/."""

    schema = None
    authentication_classes = ()
    permission_classes = (AllowAny,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Http404


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    return render(request, "claims/api/docs.html")


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """docs/api.md as a page: the same words, and the same examples, which a test carries out."""
    text = (settings.BASE_DIR / "docs" / "api.md").read_text()
    return render(request, "claims/api/guide.html", {"blocks": plain_markdown.blocks(text)})
