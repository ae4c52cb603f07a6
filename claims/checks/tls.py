"""Did the page come over an encrypted connection, with a certificate that stays valid?

Who listens in on an open connection can change what the desk captures.
"""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlsplit

from django.utils.translation import gettext, gettext_lazy

from claims.checks.base import Outcome, Result, SourceCheck, Subject, day
from claims.models import Snapshot
from claims.text.outcomes import FailureClass

SOON = timedelta(days=14)
LAST_PART = 4  # of a certificate's life; short-lived ones are renewed every few days
FAULTY = gettext_lazy("No encrypted connection could be made: {why}.")
NOT_CAPTURED = gettext_lazy("The page could not be captured, so nothing is known of its connection.")
HERE = gettext_lazy("The page is served by this very machine: nothing of it went over a network.")
NO_FACTS = gettext_lazy("The page came encrypted; nothing was noted of its certificate.")
PLAIN = gettext_lazy("The page came unencrypted (http): anybody on the way could have changed it.")
DOWNGRADED = gettext_lazy(
    "The address is encrypted (https), but it leads over an unencrypted one, {address}."
)


class Encrypted(SourceCheck):
    id = "encrypted"

    def judge(self, subject: Subject) -> Result:
        snapshot = subject.snapshot
        if snapshot.failure == FailureClass.TLS and not subject.is_cut_off:
            why = snapshot.detail or gettext("the site's certificate or encryption is faulty")
            return Result(
                Outcome.WARN,
                "faulty",
                FAULTY.format(why=why),
                {"detail": snapshot.detail},
                about=(snapshot.detail or "the site's certificate or encryption is faulty",),
            )
        if not snapshot.is_good:
            return Result(Outcome.UNKNOWN, "not_captured", NOT_CAPTURED)
        way = [
            snapshot.url,
            *(address for _, address in snapshot.redirects),
            snapshot.final_url or snapshot.url,
        ]
        if _is_here(way[-1]):
            return Result(Outcome.PASS, "this_machine", HERE)
        open_ones = [address for address in way if urlsplit(address).scheme == "http"]
        if open_ones and urlsplit(way[0]).scheme == "https":
            said = DOWNGRADED.format(address=open_ones[0][:200])
            return Result(Outcome.WARN, "downgraded", said, about=(open_ones[0],))
        if urlsplit(way[-1]).scheme == "http":
            return Result(Outcome.WARN, "plain", PLAIN)
        return _by_certificate(snapshot)


def _is_here(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    return host in ("localhost", "::1") or host.endswith(".localhost") or host.startswith("127.")


def _by_certificate(snapshot: Snapshot) -> Result:
    facts = snapshot.tls or {}
    ends, begins = _day(facts.get("not_after")), _day(facts.get("not_before"))
    if ends is None:
        return Result(Outcome.UNKNOWN, "no_facts", NO_FACTS, facts)
    soon = min(SOON, (ends - begins) / LAST_PART) if begins else SOON
    if ends - snapshot.captured_at.date() <= soon:
        said = gettext(
            "The site's certificate ends on {ends}; unless it is renewed, nobody can read the page then."
        ).format(ends=day(ends))
        return Result(Outcome.WARN, "expires", said, facts, about=(facts["not_after"],))
    by = gettext("issued by {what}, ").format(what=facts["issuer"]) if facts.get("issuer") else ""
    how = facts.get("version") or "TLS"
    said = gettext("The page came encrypted ({how}); its certificate, {by}is valid until {ends}.").format(
        how=how, by=by, ends=day(ends)
    )
    return Result(Outcome.PASS, "encrypted", said, facts)


def _day(given: str | None) -> date | None:
    try:
        return date.fromisoformat((given or "")[:10])
    except ValueError:
        return None
