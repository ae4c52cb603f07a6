"""Evidence: passages of sources, and searches that found nothing."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from claims.api.desk import fields, filters
from claims.api.desk.base import Added, DeskView, Edited, Given
from claims.api.desk.claims import claims
from claims.api.desk.sources import sources
from claims.models import Evidence, Snapshot
from claims.models.secrecy import visible_to
from claims.services import citing


class DeskEvidence(serializers.ModelSerializer[Evidence]):
    """A passage that bears on a claim (``form`` *passage*), or a search that found nothing (*negative_search*)."""

    class Meta:
        model = Evidence
        fields = (
            "id", "version", "slug", "claim", "source", "form", "stance", "weight", "quote", "translation",
            "translator",
            "summary", "note", "as_of", "is_hindsight", "transcription", "snapshot", "start", "end", "prefix", "suffix",
            "searched_where", "searched_words", "searched_on", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    EXAMPLE = {
        "id": 61, "version": 1, "slug": "the-port-harbour-office", "claim": 12, "source": 21, "form": "passage",
        "stance": "supports", "weight": "key", "quote": "4,200 ships called at the port", "translation": "",
        "translator": "", "summary": "", "note": "", "as_of": "", "is_hindsight": False, "transcription": "",
        "snapshot": 50, "start": 0, "end": 30, "prefix": "", "suffix": " in 2023.", "searched_where": "",
        "searched_words": "", "searched_on": None, "created_at": "2024-10-25T08:20:00Z",
        "updated_at": "2024-10-25T08:20:00Z",
    }  # fmt: skip


def snapshots(person: Any) -> QuerySet[Snapshot]:
    return visible_to(Snapshot.objects.select_related("source"), person)


class EvidenceFacts(serializers.Serializer[Any]):
    stance = fields.Choice(choices=Evidence.Stance.choices)
    weight = fields.Choice(choices=Evidence.Weight.choices, required=False)
    translation = fields.Text(allow_blank=True, required=False)
    translator = fields.Text(max_length=200, allow_blank=True, required=False)
    summary = fields.Text(allow_blank=True, required=False)
    note = fields.Text(allow_blank=True, required=False)
    as_of = fields.Text(max_length=40, allow_blank=True, required=False, help_text="EDTF")
    is_hindsight = fields.Flag(required=False)
    transcription = fields.Text(max_length=300, allow_blank=True, required=False)

    EXAMPLE: Any = {"weight": "key"}


class NewEvidence(EvidenceFacts):
    """A passage: of a ``snapshot``, in which its words must stand; or of a ``source``, to be looked for when it is
    captured."""

    claim = fields.Key(claims, noun="claim")
    quote = fields.Text(help_text="The words of the source, exactly.")
    source = fields.Key(sources, noun="source", required=False)  # type: ignore[assignment]
    snapshot = fields.Key(snapshots, noun="capture", required=False)
    start = fields.Number(required=False, help_text="Where in the snapshot; the first place unless told.")

    EXAMPLE = {"claim": 12, "snapshot": 50, "stance": "supports", "quote": "4,200 ships called at the port"}

    def validate(self, attrs: Given) -> Given:
        if ("source" in attrs) == ("snapshot" in attrs):
            raise serializers.ValidationError(
                "Name a source or one of its captures, and not both.", code="unknown"
            )
        return attrs


class ChangedEvidence(EvidenceFacts):
    quote = fields.Text(required=False)

    EXAMPLE = {"weight": "key", "note": "The harbour master confirmed it."}


class NewSearch(serializers.Serializer[Any]):
    """Where was looked, for which words, when: and nothing was found."""

    claim = fields.Key(claims, noun="claim")
    where = fields.Text(max_length=300)
    words = fields.Text(max_length=300)
    on = fields.Day()
    stance = fields.Choice(choices=Evidence.Stance.choices, required=False)
    note = fields.Text(allow_blank=True, required=False)

    EXAMPLE = {"claim": 12, "where": "Index of the Gazette", "words": "4,200 ships", "on": "2024-11-01"}


class OfEvidence(DeskView):
    noun = "evidence"
    shape = DeskEvidence
    writes = "evidence"
    queryset = Evidence.objects.none()

    def get_queryset(self) -> QuerySet[Evidence]:
        return visible_to(Evidence.objects.all(), self.person)


class EvidenceList(OfEvidence, Added):
    entry = NewEvidence
    orderings = ("id", "updated_at", "created_at")
    filters = {
        "claim": filters.key("claim", "Of this claim."),
        "source": filters.key("source", "Of this source."),
        "stance": filters.word("stance", Evidence.Stance.values, "How it bears on the claim."),
    }

    def add(self, given: Given) -> Evidence:
        """Add a passage."""
        claim, snapshot, start = given.pop("claim"), given.pop("snapshot", None), given.pop("start", None)
        if snapshot is not None:
            return citing.cite(snapshot, claim=claim, start=start, by=self.person, **given)
        return citing.add_evidence(claim, by=self.person, **given)


class EvidenceDetail(OfEvidence, Edited):
    change = ChangedEvidence

    def edit(self, row: Any, given: Given) -> Any:
        return citing.edit_evidence(row, version=row.version, by=self.person, **given)


class SearchList(OfEvidence, Added):
    """Searches that found nothing."""

    noun = "searches"
    entry = NewSearch
    filters = {"claim": filters.key("claim", "Of this claim.")}

    def get_queryset(self) -> QuerySet[Evidence]:
        return super().get_queryset().filter(form=Evidence.Form.NEGATIVE_SEARCH)

    def add(self, given: Given) -> Evidence:
        """Put on record that a search found nothing: it is evidence too."""
        return citing.record_search(given.pop("claim"), by=self.person, **given)

    def address_of(self, row: Any) -> str:
        return self.reverse("desk-evidence", row.pk)
