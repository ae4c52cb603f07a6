"""Webhooks: who is told of what, and the log of what they were told. For admins, by tokens with this scope alone."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework import serializers
from rest_framework.request import Request

from claims import rules
from claims.api.desk import fields, filters
from claims.api.desk.base import Added, DeskView, Edited, Given, Listed, Single, Step, tag_of
from claims.exceptions import StaleVersion
from claims.models import ApiToken, Job, WebhookDelivery, WebhookSubscription
from claims.services import delivering, posting

STALE = "This was changed after you read it. Look at what it is now, and send it again."


class DeskWebhook(serializers.ModelSerializer[WebhookSubscription]):
    """Who is told of which events. The secret is shown once, when it is made."""

    events = serializers.ListField(child=serializers.ChoiceField(choices=list(delivering.KINDS)))

    class Meta:
        model = WebhookSubscription
        fields = (
            "id", "version", "name", "url", "events", "is_active", "stopped_why", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    EXAMPLE = {
        "id": 3, "version": 1, "name": "CMS", "url": "https://cms.example/hook", "events": ["verdict.published"],
        "is_active": True, "stopped_why": "", "created_at": "2026-11-29T18:00:00Z",
        "updated_at": "2026-11-29T18:00:00Z",
    }  # fmt: skip


class DeskWebhookWithSecret(DeskWebhook):
    """The same, with the secret that signs what is sent: it is not shown again."""

    secret = serializers.CharField()

    class Meta(DeskWebhook.Meta):
        fields = (*DeskWebhook.Meta.fields, "secret")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]

    EXAMPLE = DeskWebhook.EXAMPLE | {"secret": "5f2c" * 16}


class WebhookFacts(serializers.Serializer[Any]):
    """Name, address, and the kinds of event that it is told of."""

    name = fields.Text(max_length=120)
    url = fields.Text(max_length=2000, help_text="https, and of a public host.")
    events = serializers.ListField(child=fields.Choice(choices=list(delivering.KINDS)), min_length=1)
    is_active = fields.Flag(required=False)

    EXAMPLE: Any = {"name": "CMS", "url": "https://cms.example/hook", "events": ["verdict.published"]}


class OfWebhooks(DeskView):
    noun = "webhooks"
    shape: ClassVar[type[serializers.Serializer[Any]]] = DeskWebhook
    queryset = WebhookSubscription.objects.none()
    secret = ""  # shown with the next answer, and never again

    def scope_of(self, method: str) -> str:
        return ApiToken.Scope.WEBHOOKS

    def get_queryset(self) -> QuerySet[WebhookSubscription]:
        may = rules.can_set_watching(self.person)
        return WebhookSubscription.objects.all() if may else WebhookSubscription.objects.none()

    def one(self, row: Any, *, status: int = 200) -> HttpResponse:
        if not self.secret:
            return super().one(row, status=status)
        told = self.dressed(row)
        return self.answer(told | {"secret": self.secret}, etag=tag_of(told), status=status)


class WebhookList(OfWebhooks, Added):
    entry = WebhookFacts
    made = DeskWebhookWithSecret
    orderings = ("id", "updated_at")
    filters = {"is_active": filters.flag("is_active", "Whether it is told at all.")}

    def add(self, given: Given) -> WebhookSubscription:
        """A new subscriber. The answer has the secret that signs what is sent: it is not shown again."""
        row = delivering.subscribe(by=self.person, **given)
        self.secret = row.secret
        return row


class WebhookDetail(OfWebhooks, Edited):
    change = WebhookFacts

    def edit(self, row: Any, given: Given) -> Any:
        """Change name, address or events, or switch it off and on."""
        return delivering.edit(row, version=row.version, by=self.person, **given)

    def delete(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        """Remove one that was never told of anything. Of others the log stays: switch them off by `is_active`."""
        try:
            return self.once(self._removed, judge=lambda: None)
        except StaleVersion as error:
            return self._stale(error)

    def _removed(self) -> HttpResponse:
        tag, _nothing = self._judged(None, False)
        row = self.locked()
        if tag != tag_of(self.dressed(row)):
            raise StaleVersion(STALE)
        delivering.unsubscribe(row, by=self.person)
        return HttpResponse(status=204, headers={"Cache-Control": "private, no-cache"})


class TryOut(OfWebhooks, Step):
    """Send it a message that tells nothing, by the way of all others; the log says what came of it."""

    step = "test"

    def act(self, row: Any, given: Given) -> Any:
        posting.try_out(row, by=self.person)
        return row


class RenewSecret(OfWebhooks, Step):
    """Give it a new secret, which is shown this once. The old one signs for a day more."""

    step = "renew-secret"
    made = DeskWebhookWithSecret

    def act(self, row: Any, given: Given) -> Any:
        self.secret = delivering.renew_secret(row, by=self.person)
        return row


class Since(serializers.Serializer[Any]):
    since = fields.Moment()

    EXAMPLE = {"since": "2026-11-29T18:00:00Z"}


class ReplaySince(OfWebhooks, Step):
    """Tell it everything once more that it was told since then, tests apart: at most 10,000 deliveries."""

    step = "replay"
    body = Since

    def act(self, row: Any, given: Given) -> Any:
        posting.replay_since(row, since=given["since"], by=self.person)
        return row


class DeskDelivery(serializers.ModelSerializer[WebhookDelivery]):
    """One event to one subscriber, with what it is told, and what they answered last."""

    kind = serializers.CharField(source="payload.kind", default="")

    class Meta:
        model = WebhookDelivery
        fields = (
            "id", "subscription", "event", "kind", "state", "status", "milliseconds", "answer", "last_error", "attempt",
            "due_at", "next_attempt_at", "finished_at", "replay_of", "payload", "created_at",
        )  # fmt: skip
        read_only_fields = fields

    EXAMPLE = {
        "id": 52, "subscription": 3, "event": 913, "kind": "verdict.published", "state": "done", "status": 204,
        "milliseconds": 41, "answer": "", "last_error": "", "attempt": 1, "due_at": "2024-10-25T10:00:01Z",
        "next_attempt_at": None, "finished_at": "2024-10-25T10:00:02Z", "replay_of": None,
        "payload": {"kind": "verdict.published", "slug": "port-handled-4200-ships", "number": 1},
        "created_at": "2024-10-25T10:00:01Z",
    }  # fmt: skip


class OfDeliveries(OfWebhooks):
    noun = "deliveries"
    shape = DeskDelivery

    def get_queryset(self) -> QuerySet[Any]:
        may = rules.can_set_watching(self.person)
        return WebhookDelivery.objects.all() if may else WebhookDelivery.objects.none()


class DeliveryList(OfDeliveries, Listed):
    """What a subscriber was told, the newest first."""

    is_dated = False
    filters = {"state": filters.word("state", Job.State.values, "Waiting, taken, or given up.")}

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().filter(subscription=self.kwargs["webhook"])

    def get(self, request: Any, **kwargs: Any) -> Any:
        self.parent(OfWebhooks.get_queryset(self), "webhook")
        return super().get(request, **kwargs)


class DeliveryDetail(OfDeliveries, Single):
    pass


class Replay(OfDeliveries, Step):
    """Send it once more, as a delivery of its own: the answer shows that one."""

    step = "replay"

    def act(self, row: Any, given: Given) -> Any:
        return posting.replay(row, by=self.person)
