"""Who asks: the bearer of a token, as the member of the desk whose token it is."""

from __future__ import annotations

import re
from typing import Any

from django.utils import timezone
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from claims.models import ApiToken, User
from claims.services import authorising

HEADER = re.compile(r"Bearer +([A-Za-z0-9._~+/=-]{1,200})", re.IGNORECASE)  # RFC 6750
CHALLENGE = 'Bearer realm="desk"'
NEEDED = "This needs a token of the desk: Authorization: Bearer …"


class Bearer(BaseAuthentication):
    """``request.user`` is the token's owner, ``request.auth`` the token."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        given = request._request.headers.get("Authorization")
        if given is None:
            return None
        found = HEADER.fullmatch(given)
        token = authorising.bearer_of(found[1]) if found else None
        if token is None:
            raise exceptions.AuthenticationFailed("This token opens nothing, or nothing any more.")
        if token.last_used_at is None or timezone.now() - token.last_used_at > authorising.USED_WITHIN:
            authorising.note_use(token)
        return token.owner, token

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


class HoldsScope(BasePermission):
    """The token is meant for this. What its owner's role allows is asked by the services, at every act."""

    def has_permission(self, request: Request, view: Any) -> bool:
        token = request.auth
        if not isinstance(token, ApiToken):
            raise exceptions.NotAuthenticated(NEEDED)
        scope = view.scope_of(request.method or "")
        if scope not in token.scopes:
            raise exceptions.PermissionDenied(f"This token was not given the scope “{scope}”.")
        return True
