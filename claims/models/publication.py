"""Publication: the frozen, numbered public document. PublicationState: the little beside it that may change."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import CharField, Exists, F, Func, JSONField, OuterRef, Q, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Now
from django.utils.translation import gettext_lazy as _

from claims.models.base import AppendOnly, AppendOnlyQuerySet
from claims.models.merge import Merge
from claims.models.takedown import Hiding, Redaction
from claims.models.verdict import Verdict

# The words of a document that a reader may look for; its keys, slugs and hashes are none.
SEARCHED = """jsonb_to_tsvector('simple'::regconfig,
    (%(expressions)s::jsonb #> '{claim,statement}')
    || coalesce(%(expressions)s::jsonb #> '{claimant,name}', '""'::jsonb)
    || coalesce(%(expressions)s::jsonb #> '{claimant,native_name}', '""'::jsonb)
    || coalesce(%(expressions)s::jsonb #> '{rating,label}', '""'::jsonb)
    || (%(expressions)s::jsonb -> 'summary')
    || (%(expressions)s::jsonb -> 'explanation')
    || (%(expressions)s::jsonb -> 'how_checked')
    || jsonb_path_query_array(%(expressions)s::jsonb, '$.citations[*].quote')
    || jsonb_path_query_array(%(expressions)s::jsonb, '$.citations[*].translation')
    || jsonb_path_query_array(%(expressions)s::jsonb, '$.citations[*].source.publisher'),
    '["string"]'::jsonb)"""


def _told(part: str, name: str, *, length: int) -> models.GeneratedField:
    """A column that copies one text of the document, for lists; null where the document has none."""
    return models.GeneratedField(
        expression=KeyTextTransform(name, KeyTransform(part, Cast("document", JSONField()))),
        output_field=CharField(max_length=length, null=True),
        db_persist=True,
    )


def _hidings() -> models.QuerySet[Hiding]:
    return Hiding.objects.in_force().filter(claim=OuterRef("claim"))


def _redactions() -> models.QuerySet[Redaction]:
    return Redaction.objects.filter(kind="publication", key=Cast(OuterRef("pk"), CharField()))


def _merges() -> models.QuerySet[Merge]:
    return Merge.objects.in_force().filter(claim=OuterRef("claim"))


class PublicationQuerySet(AppendOnlyQuerySet["Publication"]):
    def current(self) -> Self:
        return self.filter(standing__standing=PublicationState.Standing.CURRENT)

    def last_numbers(self) -> Self:
        """The last number of each claim, withdrawals included."""
        return self.exclude(standing__standing=PublicationState.Standing.SUPERSEDED)

    def out(self) -> Self:
        """What was ever shown to anybody: not internal, and no embargo running."""
        rows = self.exclude(reach="internal").defer("search")
        return rows.filter(Q(visible_from__isnull=True) | Q(visible_from__lte=Now()))

    def public(self) -> Self:
        """What anybody may read: out, and not taken down. The words for searching stay behind."""
        return self.out().filter(~Exists(_hidings()), ~Exists(_redactions()))

    def hidden(self) -> Self:
        """What was out, and an editor hid until a second one has decided."""
        return self.out().filter(Exists(_hidings()))

    def redacted(self) -> Self:
        """What was out, and the law called for its destruction."""
        return self.out().filter(Exists(_redactions()))

    def with_newest(self) -> Self:
        """Adds ``is_newest``: no later number of the claim is out. One under embargo doesn't count yet."""
        later = Publication.objects.filter(claim=OuterRef("claim"), number__gt=OuterRef("number"))
        out = later.filter(Q(visible_from__isnull=True) | Q(visible_from__lte=Now()))
        return self.annotate(is_newest=~Exists(out))

    def with_merged(self) -> Self:
        """Adds ``is_merged``: the claim is part of another by now."""
        return self.annotate(is_merged=Exists(_merges()))

    def newest(self) -> Self:
        """The last number of each claim that is out."""
        return self.with_newest().filter(is_newest=True)

    def on_show(self) -> Self:
        """The number of each claim that readers are shown now; a claim that was merged leads to another.

        PostgreSQL keeps which those are (sql/showing.sql): of what is public, the newest, of no merged claim.
        """
        return self.filter(showing__during__contains=Now()).annotate(is_newest=Value(True)).defer("search")

    def holding(self, part: dict[str, Any]) -> Self:
        """Those whose frozen document contains ``part``: {"claim": {"kind": "quote"}}."""
        return self.alias(content=Cast("document", JSONField())).filter(content__contains=part)

    def fact_checks(self) -> Self:
        return self.filter(reach="fact_check")


class Publication(AppendOnly):
    """``document`` is the whole public document as JSON text, byte for byte what is served; the columns beside
    it are copies of its keys for lists and filters."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="publications")
    verdict = models.OneToOneField("claims.Verdict", on_delete=models.PROTECT, related_name="publication")
    number = models.PositiveIntegerField()
    slug = models.SlugField(max_length=120)
    change = models.CharField(max_length=17, choices=Verdict.Change)
    reach = models.CharField(max_length=12, choices=Verdict.Reach)
    rating_slug = models.CharField(max_length=60)
    language = models.CharField(max_length=35)
    title = models.CharField(max_length=300)
    public_note = models.TextField(blank=True)
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(db_default=Now())
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    visible_from = models.DateTimeField(null=True, blank=True, help_text=_("End of the embargo."))
    claimant_slug = _told("claimant", "slug", length=100)
    kind = _told("claim", "kind", length=12)
    rated = _told("claim", "rated", length=4)
    search = models.GeneratedField(
        expression=Func(F("document"), template=SEARCHED),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = models.Manager.from_queryset(PublicationQuerySet)()

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["claim", "number"], name="publication_number_once")]
        indexes = [
            # Public lists and the API: newest first, by keyset.
            models.Index(fields=["-published_at", "-id"], name="publication_by_time"),
            # The same, narrowed down to a rating: a rare one doesn't walk through all.
            models.Index(fields=["rating_slug", "-published_at", "-id"], name="publication_by_rating"),
            # A claim's page and its versions.
            models.Index(fields=["slug", "-number"], name="publication_by_slug"),
            # A claimant's page, and the list of claimants.
            models.Index(
                fields=["claimant_slug", "-published_at", "-id"],
                condition=Q(claimant_slug__isnull=False),
                name="publication_by_claimant",
            ),
            # The same in a language: a rare one doesn't either.
            models.Index(fields=["language", "-published_at", "-id"], name="publication_by_language"),
            # Public search.
            GinIndex(fields=["search"], name="publication_search"),
            # Lists by what the documents hold: claimant, kind.
            GinIndex(
                OpClass(Cast("document", JSONField()), name="jsonb_path_ops"), name="publication_content"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} (number {self.number})"


class PublicationState(models.Model):
    """``standing`` of a withdrawal notice is *withdrawn*: it is the last number of its claim."""

    class Standing(models.TextChoices):
        CURRENT = "current", _("current")
        SUPERSEDED = "superseded", _("superseded")
        WITHDRAWN = "withdrawn", _("withdrawn")

    publication = models.OneToOneField(
        Publication, primary_key=True, on_delete=models.PROTECT, related_name="standing"
    )
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.CURRENT)
    at_risk_since = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            # Every public list starts from what is current.
            models.Index(fields=["standing"], name="publicationstate_by_standing"),
            # What changed since somebody last asked.
            models.Index(fields=["changed_at"], name="publicationstate_by_change"),
        ]

    def __str__(self) -> str:
        return self.standing
