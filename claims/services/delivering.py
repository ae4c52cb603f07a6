"""Telling subscribers: for each of an event's kind one delivery, a job row written in the event's own transaction.

What is told is frozen with the row. It never names a protected source, and nothing that readers may not see yet.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import rules
from claims.clients import http
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import (
    Alert,
    Article,
    ArticleVersion,
    Claim,
    Event,
    Hiding,
    Job,
    Publication,
    User,
    Verdict,
    WebhookDelivery,
    WebhookSubscription,
)
from claims.models.delivery import new_secret
from claims.presenters import addresses, alert_words
from claims.presenters.document import moment
from claims.services import auditing, politeness
from claims.text import urls

FORMAT = 1  # of what is sent; raised when a key changes its meaning or goes
KINDS = {
    "verdict.published": gettext_lazy("a verdict is published"),
    "verdict.corrected": gettext_lazy("a published verdict is corrected: a new number takes its place"),
    "verdict.withdrawn": gettext_lazy("a published verdict is withdrawn"),
    "article.version_added": gettext_lazy("an article has a new text"),
    "article.cleared": gettext_lazy("a text of an article is signed off"),
    "article.reopened": gettext_lazy("the sign-off of a text stands no more"),
    "alert.opened": gettext_lazy("a published verdict is at risk: once for each cause"),
    "alert.worsened": gettext_lazy("something worse was found about it"),
    "alert.returned": gettext_lazy("what had healed within the last week is back"),
    "alert.healed": gettext_lazy("its evidence healed by itself"),
    "alert.resolved": gettext_lazy("somebody resolved it, or corrected or withdrew the verdict"),
}
"""The kinds of event that somebody may subscribe to, and what they tell."""

PUBLISHED = {Verdict.Change.FIRST: "verdict.published", Verdict.Change.WITHDRAWAL: "verdict.withdrawn"}
RENEWING = timedelta(days=1)  # for which an old secret signs beside the new one
FORGOTTEN = "What it told was destroyed by law."
SUBSCRIBE = gettext_lazy("say who is told by webhook")


# --- Telling ------------------------------------------------------------------------------------------------------


def listeners(kind: str, *, also: str = "") -> list[WebhookSubscription]:
    """Who is told of events of this kind; with ``also``, only who is told of those of that kind too."""
    wanted = sorted({kind, also} - {""})
    return list(WebhookSubscription.objects.filter(is_active=True, events__contains=wanted))


def tell(
    event: Event,
    to: Iterable[WebhookSubscription],
    *,
    kind: str = "",
    not_before: datetime | None = None,
    **told: Any,
) -> int:
    """Write a delivery for each subscriber, in the transaction of the event; never two of one event to one of them.

    Returns how many subscribers there are. ``kind`` is what subscribers call it, where the record has another word;
    ``not_before``: until then readers may not know.
    """
    payload = {
        "format": FORMAT, "id": str(event.pk), "kind": kind or event.kind, "at": moment(event.happened_at), **told
    }  # fmt: skip
    is_early = not_before is not None and not_before > timezone.now()
    due: Any = not_before if is_early else Now()
    rows = [WebhookDelivery(subscription=one, event=event, payload=payload, due_at=due) for one in to]
    return len(WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True))


def tell_of_alert(event: Event, alert: Alert, *, also: str = "") -> int:
    """Tell of something that befell an alert, which comes with its verdict, claim, evidence and source.

    What is internal or hidden is told nobody, nor are the lines of an article that is not out; what is under embargo
    waits for its end.
    """
    to = listeners(event.kind, also=also)
    publication = Publication.objects.filter(verdict=alert.verdict_id).first() if to else None
    if publication is None or publication.reach == Verdict.Reach.INTERNAL:
        return 0
    if Hiding.objects.in_force().filter(claim=publication.claim_id).exists() or not is_out(publication):
        return 0
    still_open = Alert.objects.open().filter(verdict=alert.verdict_id).count()
    return tell(event, to, not_before=publication.visible_from, **_told(alert, still_open=still_open))


def is_out(publication: Publication) -> bool:
    """Whether anybody outside may know of it: an article line is out with an article that it stands in."""
    if publication.reach != Verdict.Reach.ARTICLE_LINE:
        return True
    return Article.objects.public().filter(versions__appearances__claim=publication.claim_id).exists()


def tell_of_publication(event: Event, publication: Publication) -> int:
    """Tell of a number that was published: the first of a claim, a correction or a withdrawal.

    What is internal is told nobody, nor what is hidden: its review tells; an embargo is waited for.
    """
    kind = PUBLISHED.get(Verdict.Change(publication.change), "verdict.corrected")
    to = listeners(kind)
    if not to or publication.reach == Verdict.Reach.INTERNAL or not is_out(publication):
        return 0
    if Hiding.objects.in_force().filter(claim=publication.claim_id).exists():
        return 0
    verdict = {
        "number": publication.number, "change": publication.change, "rating": publication.rating_slug or None,
        "public_note": publication.public_note, "sha256": publication.sha256,
        "url": addresses.version(publication.slug, publication.number),
    }  # fmt: skip
    claim = {
        "slug": publication.slug, "url": addresses.claim(publication.slug), "statement": publication.title,
        "invented": _is_invented(publication.claim_id),
    }  # fmt: skip
    return tell(event, to, kind=kind, not_before=publication.visible_from, claim=claim, verdict=verdict)


def _is_invented(claim: int) -> bool:
    return Article.objects.filter(versions__appearances__claim=claim, is_invented=True).exists()


def tell_of_article(event: Event, version: ArticleVersion, *, kind: str = "") -> int:
    """Tell that a text is new, signed off, or open again.

    What an article is called, readers may know when it is out; before, it is its number and the hash of its text,
    by which a newsroom's own programs know it and nobody else does. An embargo is waited for, with all of it.
    """
    to = listeners(kind or event.kind)
    if not to:
        return 0
    article = version.article
    is_public = article.is_public
    told = {
        "id": article.pk, "slug": article.slug if is_public else None, "title": article.title if is_public else None,
        "url": addresses.article(article.slug) if is_public else None, "external_id": article.external_id or None,
        "invented": article.is_invented,
        "version": version.number, "sha256": version.sha256,
    }  # fmt: skip
    return tell(event, to, kind=kind, not_before=article.embargo_until, article=told)


def _told(alert: Alert, *, still_open: int) -> dict[str, Any]:
    claim = alert.verdict.claim
    return {
        "claim": {
            "slug": claim.slug,
            "url": addresses.claim(claim.slug),
            "statement": claim.statement,
            "at_risk": still_open > 0,
            "open_alerts": still_open,
        },
        "alert": {
            "id": alert.pk,
            "state": alert.state,
            "severity": Alert.Severity(alert.severity).name.lower(),
            "why": alert_words.why(alert),
            "source": alert_words.source(alert),
            "opened_at": moment(alert.opened_at),
            "resolution": alert.resolution or None,
        },
    }


def forget(claim: Claim) -> None:
    """What was told of a claim goes with what was published of it; what still waited is not sent."""
    theirs = WebhookDelivery.objects.filter(event__in=Event.objects.filter(claim_pk=claim.pk))
    theirs.pending().update(state=Job.State.DEAD, finished_at=Now(), lease_until=None, last_error=FORGOTTEN)
    theirs.update(payload={}, answer="")


# --- Subscribing --------------------------------------------------------------------------------------------------


@transaction.atomic
def subscribe(
    *, by: User, name: str, url: str, events: Iterable[str], is_active: bool = True
) -> WebhookSubscription:
    """A new subscriber. Its secret is made here, and to be shown this once."""
    rules.require(rules.can_set_watching(by), SUBSCRIBE)
    made = WebhookSubscription(
        name=name, url=_address(url), events=_kinds(events), is_active=is_active, created_by=by
    )
    made.full_clean()
    made.save(force_insert=True)
    auditing.record("webhook_subscription.added", made, by=by, **_on_record(made))
    return made


@transaction.atomic
def edit(subscription: WebhookSubscription, *, version: int, by: User, **fields: Any) -> WebhookSubscription:
    """Change name, address, events or whether it is told at all. Raises StaleVersion if somebody else was quicker."""
    rules.require(rules.can_set_watching(by), SUBSCRIBE)
    if unknown := sorted(set(fields) - {"name", "url", "events", "is_active"}):
        raise InvalidInput(
            _("A webhook subscription has no editable field {unknown}.").format(unknown=", ".join(unknown))
        )
    before = _on_record(subscription)
    if fields.get("is_active"):  # who switches it on again has seen to what was the matter
        fields |= {"stopped_why": "", "rests_until": None}
    if "url" in fields:
        fields["url"] = _address(fields["url"])
    if "events" in fields:
        fields["events"] = _kinds(fields["events"])
    for name, value in fields.items():
        setattr(subscription, name, value)
    subscription.full_clean()
    subscription.version = WebhookSubscription.objects.save_version(
        subscription.pk, version=version, **fields
    )
    told = auditing.changes(before, _on_record(subscription))
    auditing.record("webhook_subscription.edited", subscription, by=by, changes=told)
    return subscription


@transaction.atomic
def unsubscribe(subscription: WebhookSubscription, *, by: User) -> None:
    """Remove a subscriber who was never told of anything; of others the log stays, and they are switched off."""
    rules.require(rules.can_set_watching(by), SUBSCRIBE)
    if subscription.deliveries.exists():
        raise IllegalTransition(
            _("It was told of something, and the log of that stays. Switch it off instead.")
        )
    auditing.record("webhook_subscription.removed", subscription, by=by, **_on_record(subscription))
    subscription.delete()


@transaction.atomic
def renew_secret(subscription: WebhookSubscription, *, by: User) -> str:
    """A new secret in place of one that was lost or got about; to be shown this once. The old one signs for a day more,
    so that nothing is refused while the new one is put in place."""
    rules.require(rules.can_set_watching(by), SUBSCRIBE)
    secret = new_secret()
    version = WebhookSubscription.objects.values_list("version", flat=True).get(pk=subscription.pk)
    old = WebhookSubscription.objects.values_list("secret", flat=True).get(pk=subscription.pk)
    WebhookSubscription.objects.save_version(
        subscription.pk, version=version, secret=secret, old_secret=old, old_secret_until=Now() + RENEWING
    )
    auditing.record("webhook_subscription.secret_renewed", subscription, by=by)
    return secret


def _on_record(subscription: WebhookSubscription) -> dict[str, Any]:
    """An address may hold a password of the subscriber's in its path: the record names its host alone."""
    return {
        "name": subscription.name, "host": urls.host_of(subscription.url), "events": list(subscription.events),
        "is_active": subscription.is_active,
    }  # fmt: skip


def _address(url: str) -> str:
    """As the fetcher would judge it, before anything is sent there: a public host, by https."""
    try:
        address = urls.parse(url.strip())
        urls.check(url.strip(), ports=http.default_policy().url_ports)
    except urls.BadURL as error:
        raise _unusable(str(error)) from error
    if politeness.is_this_machine(address.host) and not settings.SOURCE_FETCH_ALLOW_LOOPBACK:
        raise _unusable(_("it leads to this machine itself"))
    if refusal := _refused_number(address.host, address.port):
        raise _unusable(refusal)
    if address.scheme != "https" and not settings.SOURCE_FETCH_ALLOW_LOOPBACK:
        raise _unusable(
            _("it must begin with https://, so that nobody on the way reads or changes what is told")
        )
    return str(address)


def _refused_number(host: str, port: int) -> str | None:
    """Why no connection is made to an address that is given as a number; names are judged when they are looked up."""
    try:
        ip = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
    return http.default_policy().refusal(str(ip), port)


def _unusable(reason: str) -> InvalidInput:
    return InvalidInput(
        _("This address can't be used: {reason}.").format(reason=reason), problems=(("url", reason),)
    )


def _kinds(events: Iterable[str]) -> list[str]:
    chosen = list(dict.fromkeys(events))
    unknown = [kind for kind in chosen if kind not in KINDS]
    if unknown or not chosen:
        reason = (
            _("not known: {unknown}").format(unknown=", ".join(unknown)) if unknown else _("none is chosen")
        )
        raise InvalidInput(
            _("Say which events it is told of ({reason}).").format(reason=reason),
            problems=(("events", reason),),
        )
    return [kind for kind in KINDS if kind in chosen]
