"""Whom a capture asks, and how long that host is left in peace afterwards."""

from __future__ import annotations

import ipaddress
from datetime import timedelta

from django.conf import settings

from claims.models import HostRule
from claims.text import urls

LONGEST_PEACE = timedelta(
    days=1
)  # a host may ask for more in Retry-After; its sources' schedules honour that
SHORTEST_GAP = timedelta(
    seconds=1
)  # that a rule of the desk may set, but for what this machine serves itself


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


def gap(
    *, host: str = "", retry_after_seconds: float | None = None, crawl_delay_seconds: float | None = None
) -> timedelta:
    """How long to leave a host alone: the desk's own gap, or what the host asked for if that is longer.

    The desk's own is that of a rule for this host, or else the same for all. A host asks in an answer (Retry-After)
    or in its rules for automatic visitors (Crawl-delay).
    """
    asked = timedelta(seconds=max(retry_after_seconds or 0, crawl_delay_seconds or 0))
    return max(_own_gap(host), min(asked, LONGEST_PEACE))


def _own_gap(host: str) -> timedelta:
    rule = rule_for(host) if host else None
    if rule is None:
        return timedelta(seconds=settings.SOURCE_FETCH_GAP_SECONDS)
    floor = timedelta() if is_this_machine(host) else SHORTEST_GAP
    return max(timedelta(seconds=rule.gap_seconds), floor)


def rule_for(host: str) -> HostRule | None:
    """The desk's rule for this very host, or for the one without “www.”."""
    rules = {one.host: one for one in HostRule.objects.filter(host__in={host, without_www(host)})}
    return rules.get(host) or rules.get(without_www(host))


def without_www(host: str) -> str:
    return host.removeprefix("www.")
