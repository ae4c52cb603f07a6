"""What will go says so in every answer, long before it does (RFC 9745, RFC 8594)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http.response import HttpResponseBase
from django.utils.http import http_date


@dataclass(frozen=True)
class Retiring:
    """An address that stands for a while yet. ``instead`` is where one reads what to use in its place."""

    since: datetime
    until: datetime
    instead: str

    def tell(self, response: HttpResponseBase) -> None:
        response["Deprecation"] = f"@{int(self.since.timestamp())}"
        response["Sunset"] = http_date(self.until.timestamp())
        response["Link"] = f'<{self.instead}>; rel="deprecation"'
