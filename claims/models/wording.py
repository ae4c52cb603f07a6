"""Wording: what matching keeps of the words of a claim or of somebody else's check; Lexeme: how common a word is."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class WordingQuerySet(models.QuerySet["Wording"]):
    def to_embed(self) -> Self:
        return self.filter(embedding__isnull=True).order_by("pk")


class Wording(models.Model):
    """Kept by PostgreSQL (sql/wording.sql) whenever the words of its claim or check change, whoever writes them.

    ``words`` are stems in their order. ``embedding`` is empty until the background work has computed it: a vector of
    ``text.rescoring.DIMENSIONS`` signed bytes, of the title, where there is one, and the claim.
    """

    claim = models.OneToOneField(
        "claims.Claim", null=True, on_delete=models.CASCADE, related_name="wording", editable=False
    )
    external_check = models.OneToOneField(
        "claims.ExternalCheck", null=True, on_delete=models.CASCADE, related_name="wording", editable=False
    )
    words = ArrayField(models.TextField())
    embedding = models.BinaryField(null=True)

    objects = models.Manager.from_queryset(WordingQuerySet)()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(claim__isnull=False, external_check__isnull=True)
                | Q(claim__isnull=True, external_check__isnull=False),
                name="wording_of_one",
            )
        ]
        indexes = [
            # The background work: what has no embedding yet.
            models.Index(fields=["id"], condition=Q(embedding__isnull=True), name="wording_to_embed"),
        ]

    def __str__(self) -> str:
        return " ".join(self.words)


class Lexeme(models.Model):
    """In how many wordings a word, or a pair of neighbours, stands. '' counts all of them; rare words are left out."""

    word = models.TextField(primary_key=True)
    documents = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.word}: {self.documents}"
