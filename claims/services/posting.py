"""Posting what subscribers are told: each delivery a job row, sent at least once, under one key at every attempt.

A subscriber is told one thing at a time, in turn, and left alone for a moment after a failure; nobody waits for what is
another's. What may not be known (any more) is not sent.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import rules
from claims.clients import webhooks
from claims.clients.webhooks import Answer, Send
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import (
    Article,
    Hiding,
    Job,
    Notification,
    User,
    WebhookDelivery,
    WebhookSubscription,
)
from claims.models.job import MAX_ATTEMPTS
from claims.services import auditing, delivering, notifying, stored_words
from claims.text.storable import storable

log = logging.getLogger(__name__)

TRY_AGAIN_AFTER = (timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=2), timedelta(hours=12))
LEFT_ALONE = timedelta(minutes=1)  # a subscriber who failed, whatever else waits for them
LONGEST_ASKED = timedelta(hours=12)  # a Retry-After beyond this counts as this
LOOKED_AT_AGAIN = timedelta(hours=1)  # what is hidden, or not out any more
ONE_TURN = 20.0  # seconds for which one worker goes on telling one subscriber; a post takes ten at most
MOST_REPLAYED = 10_000
TEST = "webhook.test"


# --- Sending ------------------------------------------------------------------------------------------------------


def perform(delivery_pk: int, *, send: Send | None = None) -> bool:
    """Send a delivery and, while all goes well, those in line behind it. False if the first was not taken."""
    began = time.monotonic()
    taken = going_well = _deliver(delivery_pk, send)
    subscription = WebhookDelivery.objects.filter(pk=delivery_pk).values("subscription")
    while going_well and time.monotonic() - began < ONE_TURN:
        line = WebhookDelivery.objects.deliverable().workable().filter(subscription__in=subscription)
        following = line.order_by("due_at", "pk").values_list("pk", flat=True).first()
        going_well = following is not None and _deliver(following, send)
    return taken


def _deliver(delivery_pk: int, send: Send | None) -> bool:
    """What goes wrong at the desk is raised, after the row was put back; what goes wrong outside is a result."""
    attempt = _claim(delivery_pk)
    if attempt is None:
        return False
    row = WebhookDelivery.objects.select_related("subscription").get(pk=delivery_pk)
    try:
        answer = _post(row, attempt, send)
    except Exception as error:
        told = storable(f"{type(error).__name__}: {error}", 2000)
        WebhookDelivery.objects.put_back(delivery_pk, attempt=attempt, error=told)
        raise
    return _taken(row, attempt, answer) if answer.taken else _not_taken(row, attempt, answer)


@transaction.atomic(durable=True)
def _claim(delivery_pk: int) -> int | None:
    """Take the row, unless its subscriber is off, left alone, or being told something else by another worker."""
    waiting = WebhookDelivery.objects.deliverable().workable().filter(pk=delivery_pk)
    row = waiting.select_related("event").first()
    if row is None:
        return None
    WebhookSubscription.objects.select_for_update(no_key=True).get(pk=row.subscription_id)
    if WebhookDelivery.objects.running().filter(subscription=row.subscription_id).exists():
        return None
    if not _may_be_told(row):
        WebhookDelivery.objects.postpone(delivery_pk, by=LOOKED_AT_AGAIN)
        return None
    return WebhookDelivery.objects.claim(delivery_pk)


def _may_be_told(row: WebhookDelivery) -> bool:
    """What was true when the row was written may have been hidden since, or gone back to being a draft."""
    if row.event.claim_pk and Hiding.objects.in_force().filter(claim=row.event.claim_pk).exists():
        return False
    article = row.payload.get("article") or {}
    return not article.get("slug") or Article.objects.public().filter(slug=article["slug"]).exists()


def _post(row: WebhookDelivery, attempt: int, send: Send | None) -> Answer:
    return webhooks.post(
        row.subscription.url, auditing.canonical(row.payload).encode(), key=str(row.pk), kind=row.payload["kind"],
        attempt=attempt, secrets=valid_secrets(row.subscription), moment=int(timezone.now().timestamp()), send=send,
    )  # fmt: skip


def valid_secrets(subscription: WebhookSubscription) -> list[str]:
    until = subscription.old_secret_until
    old = [subscription.old_secret] if until and until > timezone.now() and subscription.old_secret else []
    return [subscription.secret, *old]


def _said(answer: Answer) -> dict[str, object]:
    return {
        "status": answer.status, "milliseconds": answer.milliseconds, "answer": storable(answer.shown, 200),
        "last_error": storable(answer.trouble, 500), "lease_until": None,
    }  # fmt: skip


@transaction.atomic
def _taken(row: WebhookDelivery, attempt: int, answer: Answer) -> bool:
    done = WebhookDelivery.objects.held(row.pk, attempt=attempt).update(
        state=Job.State.DONE, finished_at=Now(), next_attempt_at=None, **_said(answer)
    )
    return bool(done)


@transaction.atomic
def _not_taken(row: WebhookDelivery, attempt: int, answer: Answer) -> bool:
    """Try it again later, or give it up. Always False: it was not taken."""
    asked = min(timedelta(seconds=answer.retry_after or 0), LONGEST_ASKED)
    mine = WebhookDelivery.objects.held(row.pk, attempt=attempt)
    if answer.is_final or attempt >= MAX_ATTEMPTS:
        buried = mine.update(state=Job.State.DEAD, finished_at=Now(), next_attempt_at=None, **_said(answer))
        if buried and (answer.is_final or not _others_were_taken(row)):
            _stop(row.subscription, answer)
        return False
    later = max(TRY_AGAIN_AFTER[attempt - 1], asked)
    if mine.update(enqueued_at=None, next_attempt_at=Now() + later, **_said(answer)):
        rest = Now() + max(LEFT_ALONE, asked)
        WebhookSubscription.objects.filter(pk=row.subscription_id).update(rests_until=rest)
    return False


def _others_were_taken(row: WebhookDelivery) -> bool:
    """Whether the subscriber is there, and it is this one delivery that they can't take."""
    since = WebhookDelivery.objects.filter(subscription=row.subscription_id, state=Job.State.DONE)
    return since.filter(finished_at__gt=row.due_at).exists()


def _stop(subscription: WebhookSubscription, answer: Answer) -> None:
    """Switch a subscriber off who takes nothing, and tell the admins: what waits, waits until it is on again."""
    why = _("it answered that it is gone") if answer.is_final else answer.trouble
    stopped = WebhookSubscription.objects.filter(pk=subscription.pk, is_active=True)
    version = stopped.values_list("version", flat=True).first()
    if version is None:
        return
    WebhookSubscription.objects.save_version(
        subscription.pk, version=version, is_active=False, stopped_why=storable(why, 300)
    )
    auditing.record("webhook_subscription.stopped", subscription, why=storable(why, 300))
    admins = User.objects.with_perm(
        "claims.change_webhooksubscription", backend="django.contrib.auth.backends.ModelBackend"
    )
    text = stored_words.stored("The webhook {name} was switched off: {why}", name=subscription.name, why=why)
    path = reverse("admin:claims_webhooksubscription_change", args=[subscription.pk])
    notifying.tell(admins, Notification.Kind.STOPPED, text, path=path)


@transaction.atomic
def bury(delivery_pk: int) -> bool:
    """Give up a delivery that killed its workers. That is the desk's own fault: its subscriber stays on."""
    buried = WebhookDelivery.objects.bury(delivery_pk)
    if buried:
        log.error("The webhook delivery %s was given up after %s attempts.", delivery_pk, MAX_ATTEMPTS)
    return buried


# --- Trying, and telling again --------------------------------------------------------------------------------------


@transaction.atomic
def try_out(subscription: WebhookSubscription, *, by: User) -> WebhookDelivery:
    """Send a subscriber a message that tells nothing, by the way of all others."""
    _require(subscription, by)
    event = auditing.record("webhook_subscription.tested", subscription, by=by)
    delivering.tell(event, [subscription], kind=TEST, test=True)
    return WebhookDelivery.objects.get(subscription=subscription, event=event)


@transaction.atomic
def replay(delivery: WebhookDelivery, *, by: User) -> WebhookDelivery:
    """Tell one thing once more, in a delivery of its own: the event's id by which it is known is the same."""
    _require(delivery.subscription, by)
    if delivery.state == Job.State.PENDING:
        raise IllegalTransition(_("This is still to be sent, so there is nothing to send again."))
    if not delivery.payload:
        raise IllegalTransition(_("What this told was destroyed, so it can’t be sent again."))
    made = _again(delivery)
    made.save(force_insert=True)
    auditing.record("webhook_subscription.replayed", delivery.subscription, by=by, deliveries=[delivery.pk])
    return made


@transaction.atomic
def replay_since(subscription: WebhookSubscription, *, since: datetime, by: User) -> int:
    """Tell everything once more that was told since then, tests apart. Returns how many deliveries that is."""
    _require(subscription, by)
    told = WebhookDelivery.objects.filter(subscription=subscription, created_at__gte=since, replay_of=None)
    ended = told.exclude(state=Job.State.PENDING).exclude(payload={}).exclude(payload__kind=TEST)
    rows = [_again(one) for one in ended.order_by("due_at", "pk")[: MOST_REPLAYED + 1]]
    if len(rows) > MOST_REPLAYED:
        words = _("choose a later moment: more than {count} deliveries came after this one").format(
            count=MOST_REPLAYED
        )
        raise InvalidInput(
            _("Nothing is sent again: {words}.").format(words=words), problems=(("since", words),)
        )
    WebhookDelivery.objects.bulk_create(rows)
    auditing.record("webhook_subscription.replayed", subscription, by=by, since=since, deliveries=len(rows))
    return len(rows)


def _again(delivery: WebhookDelivery) -> WebhookDelivery:
    return WebhookDelivery(
        subscription_id=delivery.subscription_id, event_id=delivery.event_id, payload=delivery.payload,
        replay_of_id=delivery.replay_of_id or delivery.pk,
    )  # fmt: skip


def _require(subscription: WebhookSubscription, by: User) -> None:
    rules.require(rules.can_set_watching(by), delivering.SUBSCRIBE)
    if not WebhookSubscription.objects.filter(pk=subscription.pk, is_active=True).exists():
        raise IllegalTransition(_("This subscription is switched off. Switch it on first."))
