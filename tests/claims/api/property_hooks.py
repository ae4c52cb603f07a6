"""What schemathesis has to be told: texts of the desk's own making that no pattern describes."""

from __future__ import annotations

import base64

import schemathesis
from hypothesis import strategies


def _cursor(pk: int) -> str:
    return base64.urlsafe_b64encode(f'["-id",{pk},{pk}]'.encode()).decode().rstrip("=")


def _place(ticks: int) -> str:
    return base64.urlsafe_b64encode(f"{ticks}.{ticks}".encode()).decode().rstrip("=")


schemathesis.openapi.format("place", strategies.integers(1, 2**48).map(_place))
schemathesis.openapi.format("cursor", strategies.integers(1, 2**31).map(_cursor))
schemathesis.openapi.format("etag", strategies.from_regex(r'\A"[0-9a-f]{32}"\Z'))
schemathesis.openapi.format(
    "moment", strategies.datetimes().map(lambda at: f"{max(at.year, 1000)}-{at:%m-%dT%H:%M:%S}Z")
)
