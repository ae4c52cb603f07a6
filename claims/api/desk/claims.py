"""Claims: marked in an article, edited, assigned, and marked at other words too."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from claims.api.desk import fields, filters
from claims.api.desk.base import Added, DeskView, Edited, Given, Step
from claims.api.desk.people import Member
from claims.models import Appearance, ArticleVersion, Claim, Claimant, Rating
from claims.services import marking


class DeskClaim(serializers.ModelSerializer[Claim]):
    """A claim as the desk sees it. ``status`` and ``work_state`` follow from what is done about it."""

    work_state = serializers.CharField(read_only=True, help_text="Empty where no verdict is open.")
    suggested_rating = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)  # type: ignore[var-annotated]
    assigned_to = serializers.SlugRelatedField(slug_field="username", read_only=True, allow_null=True)  # type: ignore[var-annotated]

    class Meta:
        model = Claim
        fields = (
            "id", "version", "slug", "statement", "kind", "rated", "tier", "language", "claimant",
            "claimant_label", "claimant_role", "claimed_on", "claimed_on_note", "suggested_rating", "assigned_to",
            "due_on", "legal_hold", "status", "work_state", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    EXAMPLE = {
        "id": 12, "version": 1, "slug": "the-port-of-lowmark-handled", "kind": "statistic", "rated": "so",
        "statement": "The port of Lowmark handled 4,200 ships in 2023.", "tier": "core", "language": "en",
        "claimant": None, "claimant_label": "the article", "claimant_role": "", "claimed_on": "2024-10-24",
        "claimed_on_note": "", "suggested_rating": None, "assigned_to": "chae", "due_on": None, "legal_hold": False,
        "status": "unreviewed", "work_state": "", "created_at": "2024-10-25T08:05:00Z",
        "updated_at": "2024-10-25T08:05:00Z",
    }  # fmt: skip


def claimants(person: Any) -> QuerySet[Claimant]:
    return Claimant.objects.all()


def claims(person: Any) -> QuerySet[Claim]:
    return Claim.objects.all()


def versions(person: Any) -> QuerySet[ArticleVersion]:
    return ArticleVersion.objects.select_related("article")


def ratings(person: Any) -> QuerySet[Rating]:
    return Rating.objects.active()


class ClaimFacts(serializers.Serializer[Any]):
    """The words and facts of a claim."""

    statement = fields.Text(help_text="Readable without the article.")
    kind = fields.Choice(choices=Claim.Kind.choices)
    rated = fields.Choice(choices=Claim.Rated.choices, required=False)
    tier = fields.Choice(choices=Claim.Tier.choices, required=False)
    claimant = fields.Key(claimants, noun="claimant", allow_null=True, required=False)
    claimant_label = fields.Text(max_length=200, allow_blank=True, required=False)
    claimant_role = fields.Text(max_length=300, allow_blank=True, required=False)
    claimed_on = fields.Text(max_length=40, allow_blank=True, required=False, help_text="EDTF")
    claimed_on_note = fields.Text(max_length=300, allow_blank=True, required=False)
    suggested_rating = fields.Slug(ratings, noun="rating", allow_null=True, required=False)


class ChangedClaim(ClaimFacts):
    language = fields.Text(max_length=35, required=False)
    legal_hold = fields.Flag(required=False, help_text="Nothing about this claim is published while set.")

    EXAMPLE = {"statement": "The port of Lowmark handled 4,200 ships in 2023, the mayor said."}


class Place(serializers.Serializer[Any]):
    """Words of a text: code points, end exclusive."""

    article_version = fields.Key(versions, noun="version of an article")
    start = fields.Number()
    end = fields.Number(min_value=1)

    EXAMPLE: Any = {"article_version": 9, "start": 20, "end": 47}


class NewClaim(Place, ClaimFacts):
    """A claim, and the words that it is made of."""

    EXAMPLE = {
        "article_version": 9, "start": 20, "end": 47, "kind": "statistic",
        "statement": "The port of Lowmark handled 4,200 ships in 2023.", "claimant_label": "the article",
    }  # fmt: skip


class OfClaims(DeskView):
    noun = "claims"
    shape = DeskClaim
    queryset = Claim.objects.none()

    def get_queryset(self) -> QuerySet[Claim]:
        return Claim.objects.with_people()


class ClaimList(OfClaims, Added):
    entry = NewClaim
    searched = Claim.SEARCHED
    orderings = ("id", "updated_at", "created_at")
    filters = {
        "status": filters.word("status", Claim.Status.values, "Where they stand."),
        "work_state": filters.word("work_state", Claim.Status.values, "How far the open verdict is."),
        "kind": filters.word("kind", Claim.Kind.values, "Of this kind."),
        "assigned_to": filters.slug("assigned_to__username", "Whose work they are, by username."),
        "claimant": filters.key("claimant", "Made by this claimant."),
        "slug": filters.slug("slug", "The one with this slug."),
    }

    def add(self, given: Given) -> Claim:
        """Make a claim of words of an article."""
        return marking.mark_claim(given.pop("article_version"), by=self.person, **given)


class ClaimDetail(OfClaims, Edited):
    change = ChangedClaim

    def edit(self, row: Any, given: Given) -> Any:
        return marking.edit_claim(row, version=row.version, by=self.person, **given)


class Assignment(serializers.Serializer[Any]):
    to = Member(allow_null=True, help_text="Null: nobody.")
    due_on = fields.Day(allow_null=True, required=False, help_text="Left out, it stays.")

    EXAMPLE = {"to": "chae", "due_on": "2024-11-05"}


class Assign(OfClaims, Step):
    """Give a claim to somebody, or to nobody."""

    step = "assign"
    body = Assignment

    def act(self, row: Any, given: Given) -> Any:
        marking.assign(row, by=self.person, **given)
        return row


class DeskAppearance(serializers.ModelSerializer[Appearance]):
    """A claim at words of a text, or at another address."""

    class Meta:
        model = Appearance
        fields = (
            "id", "claim", "article_version", "start", "end", "exact", "prefix", "suffix", "url", "appeared_on",
            "created_at",
        )  # fmt: skip
        read_only_fields = fields

    EXAMPLE = {
        "id": 44, "claim": 12, "article_version": 9, "start": 20, "end": 47, "exact": "handled 4,200 ships in 2023",
        "prefix": "The port of Lowmark ", "suffix": ".", "url": "", "appeared_on": "",
        "created_at": "2024-10-25T08:05:00Z",
    }  # fmt: skip


class AppearanceList(Added):
    """Where a claim stands."""

    noun = "appearances"
    shape = DeskAppearance
    entry = Place
    is_dated = False
    queryset = Appearance.objects.none()

    def get_queryset(self) -> QuerySet[Appearance]:
        return Appearance.objects.filter(claim=self.kwargs["claim"])

    def get(self, request: Any, **kwargs: Any) -> Any:
        self.parent(claims(self.person), "claim")
        return super().get(request, **kwargs)

    def add(self, given: Given) -> Appearance:
        """The claim stands at these words too."""
        claim = self.parent(claims(self.person), "claim")
        return marking.mark_appearance(claim, given.pop("article_version"), by=self.person, **given)

    def address_of(self, row: Any) -> str:
        return self.request._request.path
