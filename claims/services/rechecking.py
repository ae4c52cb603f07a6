"""Asking for captures of many sources at once, by what they have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from claims.exceptions import InvalidInput
from claims.models import Alert, Appearance, Article, CaptureJob, Claim, Evidence, Source, User
from claims.services import auditing, capturing, politeness
from claims.text import urls

A_SECOND = 20  # captures that become due in one second: a thousand at once would look as if nobody worked
AT_ONCE = 500


@dataclass(frozen=True)
class Wanted:
    """All that is given must hold. ``everything``: every source with an address, and nothing else is given."""

    health: tuple[str, ...] = ()
    host: str = ""
    claim: str = ""
    article: str = ""
    at_risk: bool = False
    not_since: timedelta | None = None
    everything: bool = False

    @property
    def words(self) -> str:
        """As at the command line; empty if nothing is given."""
        days = self.not_since.total_seconds() / 86_400 if self.not_since is not None else None
        parts = [
            *(f"--health {one}" for one in self.health),
            *(f"--{name} {value}" for name in ("host", "claim", "article") if (value := getattr(self, name))),
            "--at-risk" if self.at_risk else "",
            f"--not-since {days:g}" if days is not None else "",
            "--all" if self.everything else "",
        ]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class Asked:
    """``was_due``: it waited for its capture already."""

    source: Source
    job: CaptureJob
    was_due: bool


def sources(wanted: Wanted) -> QuerySet[Source]:
    """The sources meant, what was not looked at for longest first.

    Raises InvalidInput without any filter, and for what is not there: a claim, an article, a host.
    """
    narrowed = Wanted(**{**vars(wanted), "everything": False}).words
    if not wanted.words:
        raise InvalidInput(
            _("Say which sources: by --health, --host, --claim, --article, --at-risk, --not-since, or --all.")
        )
    if wanted.everything and narrowed:
        raise InvalidInput(
            _("--all means every source, so it goes without {narrowed}.").format(narrowed=narrowed)
        )
    rows: QuerySet[Source] = Source.objects.fetchable()
    for narrow in (_by_health, _by_host, _by_claim, _by_article, _by_risk, _by_age):
        rows = narrow(rows, wanted)
    return rows.order_by(F("last_captured_at").asc(nulls_first=True), "pk")


def ask(rows: QuerySet[Source], *, wanted: Wanted, by: User | None = None) -> Iterator[Asked]:
    """Ask for a capture of each, a few every second. The record has who asked for what, before the first."""
    auditing.record(
        "recheck.requested", auditing.Subject("recheck", "", wanted.words), by=by, sources=rows.count()
    )
    for number, source in enumerate(rows.iterator(chunk_size=AT_ONCE)):
        was_due = CaptureJob.objects.pending().filter(source=source, due_at__lte=Now()).exists()
        due: Any = Now() + timedelta(seconds=number / A_SECOND)
        job = capturing.ask(source, reason=CaptureJob.Reason.ASKED, by=by, due_at=due)
        if job is not None:
            yield Asked(source, job, was_due)


# --- Filters ------------------------------------------------------------------------------------------------------


def _by_health(rows: QuerySet[Source], wanted: Wanted) -> QuerySet[Source]:
    if unknown := sorted(set(wanted.health) - set(Source.Health.values)):
        raise InvalidInput(
            _("No source is {unknown}: it is {values}.").format(
                unknown=", ".join(unknown), values=", ".join(Source.Health.values)
            )
        )
    return rows.filter(health__in=wanted.health) if wanted.health else rows


def _by_host(rows: QuerySet[Source], wanted: Wanted) -> QuerySet[Source]:
    """With or without “www.”, and whatever the port."""
    if not wanted.host:
        return rows
    typed = wanted.host.strip().lower()
    address = typed if "://" in typed else f"http://{typed}/"
    try:
        host = politeness.without_www(urls.host_of(address))
    except urls.BadURL as error:
        raise InvalidInput(
            _("“{host}” is no host: {error}.").format(host=wanted.host, error=error)
        ) from error
    spelled = {host, politeness.without_www(typed)}
    pattern = "|".join(re.escape(one) for one in sorted(spelled))
    found = rows.filter(url__iregex=rf"^https?://(www\.)?({pattern})(:[0-9]+)?([/?#]|$)")
    if not Source.objects.filter(pk__in=found).exists():
        raise InvalidInput(_("No source is at {host}.").format(host=host))
    return found


def _by_claim(rows: QuerySet[Source], wanted: Wanted) -> QuerySet[Source]:
    if not wanted.claim:
        return rows
    if not Claim.objects.filter(slug=wanted.claim).exists():
        raise InvalidInput(_("No claim is called {claim}.").format(claim=wanted.claim))
    cited = Evidence.objects.filter(source=OuterRef("pk"), claim__slug=wanted.claim)
    return rows.filter(Exists(cited))


def _by_article(rows: QuerySet[Source], wanted: Wanted) -> QuerySet[Source]:
    if not wanted.article:
        return rows
    if not Article.objects.filter(slug=wanted.article).exists():
        raise InvalidInput(_("No article is called {article}.").format(article=wanted.article))
    claims = Appearance.objects.filter(article_version__article__slug=wanted.article).values("claim")
    return rows.filter(Exists(Evidence.objects.filter(source=OuterRef("pk"), claim__in=claims)))


def _by_risk(rows: QuerySet[Source], wanted: Wanted) -> QuerySet[Source]:
    alerts = Alert.objects.open().filter(evidence__source=OuterRef("pk"))
    return rows.filter(Exists(alerts)) if wanted.at_risk else rows


def _by_age(rows: QuerySet[Source], wanted: Wanted) -> QuerySet[Source]:
    if wanted.not_since is None:
        return rows
    return rows.filter(Q(last_captured_at=None) | Q(last_captured_at__lt=Now() - wanted.not_since))
