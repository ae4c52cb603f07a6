"""Alerts: published verdicts at risk."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from claims.api.desk import fields, filters
from claims.api.desk.base import DeskView, Given, Listed, Single, Step
from claims.models import Alert
from claims.models.secrecy import visible_to
from claims.services import alerting


class DeskAlert(serializers.ModelSerializer[Alert]):
    """A published verdict is at risk: why, since when, how bad."""

    claim = serializers.IntegerField(source="verdict.claim_id", read_only=True)
    resolution = serializers.CharField(read_only=True, help_text="Empty while it is open.")
    opened_by = serializers.SlugRelatedField(slug_field="username", read_only=True, allow_null=True)  # type: ignore[var-annotated]
    resolved_by = serializers.SlugRelatedField(slug_field="username", read_only=True, allow_null=True)  # type: ignore[var-annotated]

    class Meta:
        model = Alert
        fields = (
            "id", "claim", "verdict", "evidence", "state", "severity", "why", "opened_at", "opened_by", "resolution",
            "resolution_reason", "resolved_at", "resolved_by",
        )  # fmt: skip
        read_only_fields = fields

    EXAMPLE = {
        "id": 8, "claim": 12, "verdict": 31, "evidence": 61, "state": "open", "severity": 2,
        "why": "The quoted words are no longer on the page.", "opened_at": "2026-03-02T06:30:00Z", "opened_by": None,
        "resolution": "", "resolution_reason": "", "resolved_at": None, "resolved_by": None,
    }  # fmt: skip


class WhatWasDone(serializers.Serializer[Any]):
    resolution = fields.Choice(choices=sorted(alerting.BY_A_PERSON))
    reason = fields.Text()

    EXAMPLE = {"resolution": "no_effect", "reason": "The page only lost its picture."}


class OfAlerts(DeskView):
    noun = "alerts"
    shape = DeskAlert
    writes = "publish"
    queryset = Alert.objects.none()

    def get_queryset(self) -> QuerySet[Alert]:
        return visible_to(
            Alert.objects.select_related("verdict__claim", "opened_by", "resolved_by"), self.person
        )


class AlertList(OfAlerts, Listed):
    is_dated = False
    filters = {
        "state": filters.word("state", Alert.State.values, "Open or resolved."),
        "claim": filters.key("verdict__claim", "About this claim."),
    }


class AlertDetail(OfAlerts, Single):
    pass


class Resolve(OfAlerts, Step):
    """Say that it has no effect, or that the source was replaced. A correction or withdrawal resolves by itself."""

    step = "resolve"
    body = WhatWasDone

    def locked(self) -> Any:
        return self.found()  # the service locks the claim first, and closes what is open alone

    def act(self, row: Any, given: Given) -> Any:
        return alerting.resolve(row, by=self.person, **given)
