"""The content security policy of the desk, written once: nearly no answer has one of its own."""

from __future__ import annotations

from functools import cached_property

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class PolicyWrittenOnce(CSPMiddleware):
    """What a view says of its policy, and a nonce that a template asked for, django-csp sees to as always."""

    @cached_property
    def policy(self) -> str:
        return build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        has_its_own = any(name.startswith("_csp") for name in vars(response)) or HEADER in response
        if settings.DEBUG or has_its_own or hasattr(request, "_csp_nonce"):
            return super().process_response(request, response)
        response[HEADER] = self.policy
        return response
