"""Showing one thing that is not published to one outsider, until a day that is said beforehand."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import rules
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import ArticleVersion, DeskSettings, PreviewLink, User, Verdict
from claims.services import auditing

ACT = gettext_lazy("show outsiders what is not published")


class Made(NamedTuple):
    """``token`` is known this once: the desk keeps its hash alone."""

    link: PreviewLink
    token: str


@transaction.atomic
def share(
    thing: Verdict | ArticleVersion,
    *,
    for_whom: str,
    by: User,
    days: int | None = None,
    at: datetime | None = None,
) -> Made:
    """A link for one person, to exactly this verdict or this version of an article."""
    rules.require(rules.can_share_preview(by), ACT)
    whom = for_whom.strip()
    if not whom:
        raise InvalidInput(_("Say for whom it is."), problems=(("for_whom", _("Say for whom it is.")),))
    if days is not None and not 1 <= days <= 90:
        raise InvalidInput(_("A link lives 1 to 90 days."), problems=(("days", "1 to 90."),))
    token = secrets.token_urlsafe(32)
    when = at or timezone.now()
    lives = timedelta(days=days or DeskSettings.objects.current().preview_days)
    verdict = thing if isinstance(thing, Verdict) else None
    version = thing if isinstance(thing, ArticleVersion) else None
    link = PreviewLink(
        verdict=verdict, article_version=version, for_whom=whom, token_sha256=_hash(token), made_by=by, made_at=when,
        expires_at=when + lives,
    )  # fmt: skip
    link.save(force_insert=True)
    auditing.record(
        "preview.shared", link, by=by, at=at, claim=verdict.claim if verdict else None,
        article=version.article if version else None, to=whom, expires_at=link.expires_at,
    )  # fmt: skip
    return Made(link, token)


@transaction.atomic
def revoke(link: PreviewLink, *, by: User) -> None:
    """It opens nothing from now on."""
    rules.require(rules.can_share_preview(by), ACT)
    if not PreviewLink.objects.filter(_alive(), pk=link.pk).update(revoked_at=Now()):
        raise IllegalTransition(_("This link opens nothing any more: it was revoked, or its time is over."))
    auditing.record(
        "preview.revoked", link, by=by, claim=link.verdict.claim if link.verdict else None,
        article=link.article_version.article if link.article_version else None, to=link.for_whom,
    )  # fmt: skip


def opened(token: str) -> PreviewLink | None:
    """The link of this token, one opening counted; None if it opens nothing (any more)."""
    rows = PreviewLink.objects.filter(_alive(), token_sha256=_hash(token))
    if not rows.update(opened=F("opened") + 1, last_opened_at=Now()):
        return None
    parts = ("verdict__claim__claimant", "verdict__rating__scale", "article_version__article")
    return PreviewLink.objects.select_related(*parts).get(token_sha256=_hash(token))


def _alive() -> Q:
    return Q(revoked_at=None, expires_at__gt=Now())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
