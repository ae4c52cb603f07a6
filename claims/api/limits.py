"""How often anybody may ask: by token, or by address where there is none. Told with every answer."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework import exceptions

from claims.clients.counting import Counter
from claims.models import ApiToken
from factcheck.login import address_of


class Allowance(NamedTuple):
    """What is left of a minute's requests."""

    limit: int
    left: int
    ends_in: int

    def tell(self, response: HttpResponseBase) -> None:
        response["RateLimit-Limit"] = str(self.limit)
        response["RateLimit-Remaining"] = str(self.left)
        response["RateLimit-Reset"] = str(self.ends_in)


@lru_cache(maxsize=1)
def counter(url: str) -> Counter:
    return Counter(url)


def spend(request: HttpRequest, token: ApiToken | None) -> Allowance | None:
    """One request of who asks; None where the desk counts nothing."""
    limit = settings.API_REQUESTS_OF_TOKEN if token else settings.API_REQUESTS_OF_ADDRESS
    if not limit:
        return None
    name = f"token:{token.pk}" if token else f"address:{address_of(request)}"
    found = counter(settings.CELERY_BROKER_URL).count(name)
    return Allowance(limit, max(limit - found.number, -1), found.ends_in)


def refuse(allowance: Allowance | None) -> None:
    """Raise Throttled for who has asked too often."""
    if allowance is not None and allowance.left < 0:
        raise exceptions.Throttled(wait=allowance.ends_in)
