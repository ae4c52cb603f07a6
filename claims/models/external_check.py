"""ExternalCheck: a fact-check that somebody else published, to match against; RatingMapping: what their words mean."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from claims.models.base import Versioned, VersionedQuerySet


class ExternalCheckQuerySet(VersionedQuerySet["ExternalCheck"]):
    def saying(self, wanted: str) -> Self:
        """Those whose claim, title or claimant holds what ``wanted`` asks for, in the words of ``to_tsquery``.

        Words are not stemmed, because a check may be in any language: ask for prefixes ('harbo':*).
        """
        return self.filter(search=SearchQuery(wanted, config="simple", search_type="raw"))

    def of(self, site: str) -> Self:
        return self.filter(publisher_site=site)


class ExternalCheck(Versioned):
    """One claim that another desk checked and published. It is matched against, and never published as ours.

    ``rating_words`` are theirs; ``rating`` is what the desk says these words of this publisher come to, and follows
    the mapping whenever that changes. ``reference`` is the publisher's own number, for a check without an address.
    """

    claim_text = models.TextField()
    claim_sha256 = models.CharField(max_length=64, editable=False)
    claimant_name = models.CharField(max_length=300, blank=True)
    claimed_on = models.CharField(
        max_length=40, blank=True, help_text=_("As given (EDTF): 2019-10-24, 2019-10.")
    )
    venue = models.CharField(
        max_length=300, blank=True, help_text=_("Where it was said: an interview, a tweet.")
    )
    publisher_name = models.CharField(max_length=200)
    publisher_site = models.CharField(max_length=253, help_text=_("The host, without www: politifact.com."))
    url = models.URLField(max_length=2000, blank=True)
    reference = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=500, blank=True)
    rating_words = models.CharField(max_length=300, blank=True)
    rating = models.ForeignKey(
        "claims.Rating", null=True, blank=True, on_delete=models.PROTECT, related_name="external_checks"
    )
    reviewed_on = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=35, blank=True, help_text=_("BCP 47, for example en or ko."))
    identity = models.GeneratedField(
        expression=Case(
            When(
                url="",
                then=Concat("publisher_site", Value("#"), "reference", output_field=models.TextField()),
            ),
            default=F("url"),
            output_field=models.TextField(),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
    search = models.GeneratedField(
        expression=SearchVector("claim_text", "title", "claimant_name", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = models.Manager.from_queryset(ExternalCheckQuerySet)()

    class Meta:
        ordering = ["-reviewed_on", "-pk"]
        permissions = [("import_checks", "Can bring in fact-checks of other publishers")]
        constraints = [
            models.UniqueConstraint(fields=["identity", "claim_sha256"], name="externalcheck_once"),
            models.CheckConstraint(
                condition=~Q(claim_text="") & ~Q(publisher_name="") & ~Q(publisher_site=""),
                name="externalcheck_says_what_and_who",
            ),
            models.CheckConstraint(
                condition=~Q(url="") | ~Q(reference=""), name="externalcheck_can_be_found_again"
            ),
        ]
        indexes = [
            # Matching: checks that share telling words with a statement.
            GinIndex(fields=["search"], name="externalcheck_search"),
            # The desk's list, newest first.
            models.Index(F("reviewed_on").desc(nulls_last=True), F("id").desc(), name="externalcheck_by_day"),
            # What a changed mapping is carried into.
            models.Index(fields=["publisher_site", "rating_words"], name="externalcheck_by_words"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_text} ({self.publisher_name})"


class RatingMapping(Versioned):
    """What the words of a publisher's rating come to on this desk's scale; no rating: they come to none of ours.

    Words are compared in lower case. Without a site it holds for every publisher that has none of its own.
    """

    publisher_site = models.CharField(max_length=253, blank=True)
    words = models.CharField(max_length=300)
    rating = models.ForeignKey(
        "claims.Rating", null=True, blank=True, on_delete=models.PROTECT, related_name="mappings"
    )

    objects = models.Manager.from_queryset(VersionedQuerySet["RatingMapping"])()

    class Meta:
        ordering = ["publisher_site", "words"]
        constraints = [
            models.UniqueConstraint(fields=["publisher_site", "words"], name="ratingmapping_once"),
            models.CheckConstraint(condition=~Q(words=""), name="ratingmapping_has_words"),
        ]

    def __str__(self) -> str:
        return f"“{self.words}” of {self.publisher_site or 'any publisher'}"
