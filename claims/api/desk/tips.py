"""What readers sent in: read and decided, by tokens with the scope of triage alone."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from claims.api.desk import fields, filters
from claims.api.desk.base import DeskView, Given, Listed, Single, Step
from claims.api.desk.claims import claims
from claims.api.desk.findings import Reason
from claims.models import Tip
from claims.services import answering, tipping


class DeskTip(serializers.ModelSerializer[Tip]):
    """What a reader sent in, and what was decided about it. Their name and address expire."""

    decided_by = serializers.SlugRelatedField(slug_field="username", read_only=True, allow_null=True)  # type: ignore[var-annotated]

    class Meta:
        model = Tip
        fields = (
            "id", "version", "kind", "text", "url", "publication", "language", "name", "email", "received_at", "state",
            "claim", "duplicate_of", "decided_by", "decided_at", "reason", "answer", "answered_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    EXAMPLE = {
        "id": 4, "version": 1, "kind": "check", "text": "Were there really 4,200 ships?",
        "url": "https://gazette.example/harbour-traffic", "publication": None, "language": "en", "name": "",
        "email": "reader@mail.example", "received_at": "2024-10-25T07:10:00Z", "state": "new", "claim": None,
        "duplicate_of": None, "decided_by": None, "decided_at": None, "reason": "", "answer": "", "answered_at": None,
        "updated_at": "2024-10-25T07:10:00Z",
    }  # fmt: skip


def tips(person: Any) -> QuerySet[Tip]:
    return Tip.objects.all() if person.has_perm("claims.view_tip") else Tip.objects.none()


class OfTips(DeskView):
    noun = "tips"
    shape = DeskTip
    writes = "triage"
    queryset = Tip.objects.none()

    def scope_of(self, method: str) -> str:
        return "triage"

    def get_queryset(self) -> QuerySet[Tip]:
        return tips(self.person).select_related("decided_by")


class TipList(OfTips, Listed):
    orderings = ("id", "updated_at")
    filters = {
        "state": filters.word("state", Tip.State.values, "Waiting, or how it was decided."),
        "kind": filters.word("kind", Tip.Kind.values, "A question, or a report."),
    }


class TipDetail(OfTips, Single):
    pass


class OfClaim(serializers.Serializer[Any]):
    claim = fields.Key(claims, noun="claim")

    EXAMPLE = {"claim": 12}


class OfAnother(serializers.Serializer[Any]):
    duplicate_of = fields.Key(tips, noun="tip")

    EXAMPLE = {"duplicate_of": 4}


class Words(serializers.Serializer[Any]):
    text = fields.Text()

    EXAMPLE = {"text": "Thank you: we have checked it."}


class Attach(OfTips, Step):
    """It speaks of this claim."""

    step = "attach"
    body = OfClaim

    def act(self, row: Any, given: Given) -> Any:
        return tipping.attach(row, by=self.person, **given)


class Decline(OfTips, Step):
    """The desk will not check it, and why."""

    step = "decline"
    body = Reason

    def act(self, row: Any, given: Given) -> Any:
        return tipping.decline(row, by=self.person, **given)


class ToldBefore(OfTips, Step):
    """Somebody sent the same in before."""

    step = "told-before"
    body = OfAnother

    def act(self, row: Any, given: Given) -> Any:
        return tipping.told_before(row, by=self.person, **given)


class AnswerReader(OfTips, Step):
    """Put on record what the reader was answered."""

    step = "answer"
    body = Words

    def act(self, row: Any, given: Given) -> Any:
        return answering.answer(row, by=self.person, **given)
