"""Findings: what the checks found in captures. They are read, and dismissed with a reason."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from claims.api.desk import fields, filters
from claims.api.desk.base import DeskView, Given, Listed, Single, Step
from claims.models import Finding
from claims.models.secrecy import visible_to
from claims.services import checking


class DeskFinding(serializers.ModelSerializer[Finding]):
    """The stored outcome of one check of one capture."""

    source = serializers.IntegerField(source="snapshot.source_id", read_only=True)  # type: ignore[assignment]
    is_dismissed = serializers.BooleanField(read_only=True, default=False)

    class Meta:
        model = Finding
        fields = (
            "id", "check_id", "source", "snapshot", "evidence", "outcome", "reason", "sentence", "fingerprint",
            "found_at", "is_dismissed",
        )  # fmt: skip
        read_only_fields = fields

    EXAMPLE = {
        "id": 70, "check_id": "quote-present", "source": 21, "snapshot": 50, "evidence": 61, "outcome": "fail",
        "reason": "lost", "sentence": "The quoted words no longer stand on the page.", "fingerprint": "f" * 64,
        "found_at": "2024-10-26T08:10:00Z", "is_dismissed": False,
    }  # fmt: skip


class Reason(serializers.Serializer[Any]):
    """Why."""

    reason = fields.Text()

    EXAMPLE = {"reason": "The page was redesigned; the words stand further down."}


class OfFindings(DeskView):
    noun = "findings"
    shape = DeskFinding
    writes = "evidence"
    queryset = Finding.objects.none()

    def get_queryset(self) -> QuerySet[Finding]:
        rows = Finding.objects.with_dismissal().select_related("snapshot")
        return visible_to(rows.defer("snapshot__text", "snapshot__headers"), self.person)


class FindingList(OfFindings, Listed):
    is_dated = False
    filters = {
        "source": filters.key("snapshot__source", "About this source."),
        "evidence": filters.key("evidence", "About this piece of evidence."),
        "claim": filters.key("evidence__claim", "About evidence of this claim."),
        "outcome": filters.word("outcome", Finding.Outcome.values, "What came of the check."),
    }


class FindingDetail(OfFindings, Single):
    pass


class Dismiss(OfFindings, Step):
    """Say that it doesn’t matter, and why: it holds until something else is found."""

    step = "dismiss"
    body = Reason

    def locked(self) -> Any:
        # Findings are only added to, so that the application's role may not lock them; that one is dismissed once is
        # a unique constraint.
        return self.found()

    def act(self, row: Any, given: Given) -> Any:
        checking.dismiss(row, by=self.person, **given)
        return row
