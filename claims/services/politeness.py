"""Whom a capture asks, and how long that host is left in peace afterwards."""

from __future__ import annotations

import ipaddress
from datetime import timedelta

from django.conf import settings

from claims.text import urls

LONGEST_PEACE = timedelta(
    days=1
)  # a host may ask for more in Retry-After; its sources' schedules honour that


def host_of(url: str) -> str:
    """The canonical host of an address; empty for what is no web address."""
    try:
        return urls.host_of(url)
    except urls.BadURL:
        return ""


def is_this_machine(host: str) -> bool:
    """Whether the host is a loopback address: what the demonstration serves, and no sign of the internet."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def gap(*, retry_after_seconds: float | None = None) -> timedelta:
    """How long to leave a host alone: the desk's own gap, or what the host asked for if that is longer."""
    asked = timedelta(seconds=retry_after_seconds or 0)
    return max(timedelta(seconds=settings.SOURCE_FETCH_GAP_SECONDS), min(asked, LONGEST_PEACE))
