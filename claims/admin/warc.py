"""Captures as a WARC file, for members of the desk: snapshots never leave it otherwise."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from claims import rules
from claims.admin.base import person
from claims.models import Article, Claim, Source
from claims.services import exporting_warc, protecting
from claims.services.exporting_warc import Selection


@require_GET
def of_source(request: HttpRequest, desk: Any, pk: int) -> StreamingHttpResponse:
    """A protected source's captures are for those who may know it, and edit it."""
    source = get_object_or_404(Source, pk=pk)
    if source.is_sensitive and not rules.can_edit_source(request.user, source):
        raise PermissionDenied
    protecting.looked(person(request), [source.pk] if source.is_sensitive else [])
    return _download(request, exporting_warc.of_source(source, include_sensitive=source.is_sensitive))


@require_GET
def of_claim(request: HttpRequest, desk: Any, pk: int) -> StreamingHttpResponse:
    """Without protected sources, as everywhere that more than one is given out."""
    return _download(request, exporting_warc.of_claim(get_object_or_404(Claim, pk=pk)))


@require_GET
def of_article(request: HttpRequest, desk: Any, pk: int) -> StreamingHttpResponse:
    return _download(request, exporting_warc.of_article(get_object_or_404(Article, pk=pk)))


def _download(request: HttpRequest, selection: Selection) -> StreamingHttpResponse:
    if not rules.can_enter_desk(request.user):
        raise PermissionDenied
    response = StreamingHttpResponse(
        exporting_warc.export(selection, by=person(request)), content_type=exporting_warc.CONTENT_TYPE
    )
    response["Content-Disposition"] = f'attachment; filename="{selection.filename}"'
    return response
