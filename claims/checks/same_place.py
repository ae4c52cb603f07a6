"""Does the address still lead to the publisher's page, or somewhere else?

A move within the publisher's site passes: another protocol, “www.”, another path. To another site, a section, a log-in,
or a name that was sold, it doesn't. Whether the quoted words moved along is another check's matter.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from claims.checks import whole
from claims.checks.base import Outcome, Result, SourceCheck, Subject, excerpt, nothing_captured
from claims.models import Snapshot
from claims.text import likeness, parking, sites, urls
from claims.text.urls import Address

_LOG_IN = re.compile(
    r"(?:^|[/._-])(?:log-?in|sign-?in|sso|oauth2?|authorize|authenticate|passport|paywall|subscribe|consent|gdpr)(?:[/._-]|$)",
    re.IGNORECASE,
)
_SLUG = re.compile(r"\d|(?:[^-_]+[-_]){3}")  # what articles' addresses have and sections' haven't


class SamePlace(SourceCheck):
    id = "same-place"

    def judge(self, subject: Subject) -> Result:
        if unknown := nothing_captured(subject):
            return unknown
        snapshot, before = subject.snapshot, subject.baseline
        details = {
            "url": snapshot.url,
            "final_url": snapshot.final_url,
            "canonical_url": snapshot.canonical_url,
        }
        reached = _parsed(snapshot.final_url)
        site = sites.registered(reached.host) if reached else ""
        if parking.is_for_sale(snapshot.title, snapshot.text, site=site):
            return Result(
                Outcome.FAIL, "for_sale", _("The site's name is for sale; the page is gone."), details
            )
        if before and _is_taken_over(snapshot, before):
            said = _("The page is gone, and others use the site's name now: “{title}”").format(
                title=excerpt(snapshot.title)
            )
            return Result(Outcome.FAIL, "taken_over", said, details)
        if asks_to_log_in(snapshot):
            said = _(
                "The address leads to a page for logging in or subscribing, so nothing is known of the page itself."
            )
            return Result(Outcome.UNKNOWN, "log_in", said, details)
        return _by_address(snapshot, before, details)


def asks_to_log_in(snapshot: Snapshot) -> bool:
    """Whether the redirects led to an address where visitors log in, subscribe or agree, and none was asked for."""
    asked, reached = _parsed(snapshot.url), _parsed(snapshot.final_url)
    if not asked or not reached or asked == reached:
        return False
    host = reached.host if reached.host != asked.host else ""
    return any(_LOG_IN.search(where) for where in (reached.path, host)) and not _LOG_IN.search(asked.path)


def _is_taken_over(snapshot: Snapshot, before: Snapshot) -> bool:
    return likeness.is_gone(before.text, snapshot.text) and parking.is_taken_over(
        snapshot.title, snapshot.text, before=f"{before.title}\n{before.text}"
    )


def _by_address(snapshot: Snapshot, before: Snapshot | None, details: dict[str, str]) -> Result:
    asked, reached = _parsed(snapshot.url), _parsed(snapshot.final_url)
    is_gone = (
        before is not None
        and not whole.breaks_off(snapshot, before)
        and likeness.is_gone(before.text, snapshot.text)
    )
    if asked and reached and not sites.are_one(asked.host, reached.host):
        said = _("The address now leads to another site, {host}").format(host=reached.host) + (
            _(", and another text.") if is_gone else "."
        )
        return Result(Outcome.WARN, "another_site", said, details, about=(reached.host,))
    if asked and reached and _is_section_of(reached, asked):
        outcome = Outcome.FAIL if is_gone else Outcome.WARN
        said = _(
            "The address now leads to a section of the site, {path}, instead of the page itself."
        ).format(path=reached.path)
        return Result(outcome, "section", said, details, about=(reached.path,))
    named = _parsed(snapshot.canonical_url)
    is_new = before is None or before.pk == snapshot.pk or before.canonical_url != snapshot.canonical_url
    if named and reached and is_new and not sites.are_one(named.host, reached.host):
        said = _("The page names another site as the place of its original: {host}.").format(host=named.host)
        return Result(Outcome.WARN, "original_elsewhere", said, details, about=(named.host,))
    return Result(Outcome.PASS, "same_place", _("The address leads to the publisher's page."), details)


def _is_section_of(reached: Address, asked: Address) -> bool:
    """Whether a redirect dropped the article's own part of the path, and what is left names no article."""
    if reached.path.rstrip("/") == asked.path.rstrip("/") or reached.query:
        return False
    kept = [part for part in reached.path.split("/") if part]
    lost = [part for part in asked.path.split("/") if part]
    return len(kept) < len(lost) and not any(map(_SLUG.search, kept[-1:])) and bool(_SLUG.search(lost[-1]))


def _parsed(url: str) -> Address | None:
    try:
        return urls.parse(url)
    except urls.BadURL:
        return None
