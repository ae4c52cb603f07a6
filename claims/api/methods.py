"""Which methods an address knows: told to who asks, and asked for before anything else of the request is read."""

from __future__ import annotations

from typing import Any

from rest_framework.metadata import BaseMetadata
from rest_framework.request import Request
from rest_framework.views import APIView


class Allowed(BaseMetadata):
    """What OPTIONS answers: the ``Allow`` header says all of it, the rest is in the description of the API."""

    def determine_metadata(self, request: Request, view: APIView) -> dict[str, Any]:
        return {"methods": view.allowed_methods}


def expect(view: APIView, request: Request) -> None:
    """Raise MethodNotAllowed for a method that this address doesn't know, whatever stands behind the question mark."""
    if request.method not in view.allowed_methods:
        view.http_method_not_allowed(request)
