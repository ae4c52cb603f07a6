"""Claim, its appearances in articles, and what the desk notes beside it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.exceptions import Merged
from claims.models.base import SluggedQuerySet, Versioned


class ClaimQuerySet(SluggedQuerySet["Claim"]):
    def unreviewed(self) -> Self:
        return self.filter(status=Claim.Status.UNREVIEWED)

    def awaiting_approval(self) -> Self:
        return self.filter(work_state=Claim.Status.AWAITING_APPROVAL)

    def at_risk(self) -> Self:
        return self.filter(status=Claim.Status.AT_RISK)

    def living(self) -> Self:
        """Those that are not part of another by now."""
        return self.exclude(status=Claim.Status.MERGED)

    def in_article(self, version_pk: int) -> Self:
        return self.filter(appearances__article_version=version_pk).distinct()

    def with_people(self) -> Self:
        return self.select_related("claimant", "assigned_to", "suggested_rating")


class Claim(Versioned):
    """A self-contained statement to be checked, independent of any article.

    ``status`` and ``work_state`` are derived by PostgreSQL (``claims_claim_status`` in migration ``guards``)
    from alerts, publications, verdicts and assessments: whatever is written there is overwritten. So is ``found_by``
    (``claims_claim_found_by`` in ``found_by``), lines of the claimant's names and of appearances' words.
    """

    SEARCHED = ("statement", "found_by")  # a word of a search may stand in either
    FOLLOWING = ("found_by",)  # from what is told elsewhere: neither exported nor put on record

    class Kind(models.TextChoices):
        QUOTE = "quote", _("quote")
        STATISTIC = "statistic", _("statistic")
        EVENT = "event", _("event")
        PREDICTION = "prediction", _("prediction")
        BACKGROUND = "background", _("background")
        DENIAL = "denial", _("denial")
        ATTRIBUTION = "attribution", _("attribution")

    class Rated(models.TextChoices):
        SAID = "said", _("said: that the words were spoken")
        SO = "so", _("so: that the matter is as stated")

    class Tier(models.TextChoices):
        CORE = "core", _("core")
        GRANULAR = "granular", _("granular")

    class Status(models.TextChoices):
        UNREVIEWED = "unreviewed", _("unreviewed")
        IN_REVIEW = "in_review", _("in review")
        AWAITING_APPROVAL = "awaiting_approval", _("awaiting approval")
        APPROVED = "approved", _("approved")
        PUBLISHED = "published", _("published")
        AT_RISK = "at_risk", _("at risk")
        WITHDRAWN = "withdrawn", _("withdrawn")
        MERGED = "merged", _("merged into another")

    slug = models.SlugField(max_length=120, unique=True)
    statement = models.TextField(
        help_text=_("Readable without the article; quotes only the article's own words.")
    )
    kind = models.CharField(max_length=12, choices=Kind)
    rated = models.CharField(_("what is rated"), max_length=4, choices=Rated, default=Rated.SO)
    tier = models.CharField(max_length=8, choices=Tier, default=Tier.CORE)
    language = models.CharField(max_length=35, default="en")
    claimant = models.ForeignKey(
        "claims.Claimant", null=True, blank=True, on_delete=models.PROTECT, related_name="claims"
    )
    claimant_label = models.CharField(
        max_length=200, blank=True, help_text=_("Who, where nobody is named: the article.")
    )
    claimant_role = models.CharField(
        max_length=300, blank=True, help_text=_("Role when it was said, if another one.")
    )
    claimed_on = models.CharField(
        max_length=40, blank=True, help_text=_("As given (EDTF): 2024-10-08/2024-10-24.")
    )
    claimed_on_note = models.CharField(max_length=300, blank=True)
    suggested_rating = models.ForeignKey(
        "claims.Rating",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("A proposal that came with the claim; not a verdict."),
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assigned_claims",
    )
    due_on = models.DateField(null=True, blank=True, help_text=_("The day by which it is to be decided."))
    topics = models.ManyToManyField("claims.Topic", blank=True, related_name="claims")
    legal_hold = models.BooleanField(
        default=False, help_text=_("Nothing about this claim is published while set.")
    )
    status = models.CharField(max_length=17, choices=Status, default=Status.UNREVIEWED, editable=False)
    work_state = models.CharField(max_length=17, choices=Status, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    found_by = models.TextField(
        db_default="",
        default="",
        editable=False,
        help_text=_("What a search finds it by beside its statement: who said it, and articles' own words."),
    )

    objects = models.Manager.from_queryset(ClaimQuerySet)()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # The desk's queues: claims of one status, newest first.
            models.Index(fields=["status", "-id"], name="claim_by_status"),
            # Dashboard: claims whose open verdict awaits approval, also on published claims.
            models.Index(
                fields=["work_state", "-id"], condition=~Q(work_state=""), name="claim_by_work_state"
            ),
            # Dashboard: my work.
            models.Index(fields=["assigned_to", "status"], name="claim_by_assignee"),
            # Dashboard and digest: what of mine is due.
            models.Index(fields=["due_on", "id"], condition=Q(due_on__isnull=False), name="claim_by_due_day"),
            # Admin search and autocomplete: part of a statement, in any case.
            GinIndex(OpClass(Upper("statement"), name="gin_trgm_ops"), name="claim_statement_like"),
            GinIndex(OpClass(Upper("found_by"), name="gin_trgm_ops"), name="claim_found_by_like"),
        ]
        permissions = [("mark_claim", "Can mark claims in an article"), ("assign_claim", "Can assign claims")]

    def __str__(self) -> str:
        return self.statement

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def require_living(self) -> None:
        """Raises Merged for a claim that is part of another by now."""
        if self.status == Claim.Status.MERGED:
            raise Merged(gettext("This claim was merged into another. Do it there."))

    @property
    def who(self) -> str:
        """The claimant's name, or the words that stand for an unnamed one."""
        return self.claimant.name if self.claimant else self.claimant_label


class AppearanceQuerySet(models.QuerySet["Appearance"]):
    def get_by_natural_key(self, claim: str, article: str, number: int, start: int, end: int) -> Appearance:
        return self.get(
            claim__slug=claim,
            article_version__article__slug=article,
            article_version__number=number,
            start=start,
            end=end,
        )


class Appearance(models.Model):
    """A claim in an article version, anchored, or at an external address.

    ``start``/``end`` are code points in the version's text, end exclusive; PostgreSQL refuses an ``exact`` that
    differs from the text there. ``quoted`` is a list of {start, end, text}; ``attribution`` one of them or null.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="appearances")
    article_version = models.ForeignKey(
        "claims.ArticleVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="appearances"
    )
    url = models.URLField(max_length=2000, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    exact = models.TextField(blank=True)
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    quoted = models.JSONField(default=list, blank=True)
    attribution = models.JSONField(null=True, blank=True)
    appeared_on = models.CharField(max_length=40, blank=True, help_text=_("EDTF"))
    created_at = models.DateTimeField(db_default=models.functions.Now(), editable=False)

    objects = models.Manager.from_queryset(AppearanceQuerySet)()

    class Meta:
        ordering = ["article_version", "start", "-end"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "article_version", "start", "end"], name="appearance_once"
            ),
            models.CheckConstraint(
                condition=Q(article_version__isnull=False, start__isnull=False, end__isnull=False, url="")
                | Q(article_version__isnull=True, start__isnull=True, end__isnull=True, url__gt=""),
                name="appearance_in_an_article_or_at_an_address",
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(start__lt=F("end")), name="appearance_span_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim} in {self.article_version or self.url}"

    def natural_key(self) -> tuple[str, str, int, int | None, int | None]:
        version = self.article_version
        where = (version.article.slug, version.number) if version else (self.url, 0)
        return (self.claim.slug, *where, self.start, self.end)


class NoteQuerySet(models.QuerySet["Note"]):
    def get_by_natural_key(self, claim: str, kind: str, number: int) -> Note:
        return self.get(claim__slug=claim, kind=kind, number=number)


class Note(Versioned):
    """What the desk knows beside the claim."""

    class Kind(models.TextChoices):
        WHY_CHECK = "why_check", _("why check")
        WOULD_VERIFY = "would_verify", _("what would verify it")
        RATIONALE = "rationale", _("rationale of the suggested rating")
        LATER_OUTCOME = "later_outcome", _("later outcome")
        OPEN_QUESTION = "open_question", _("open question")
        CONFLICT = "conflict", _("conflict between sources")
        NO_EVIDENCE = "no_evidence", _("why there is no direct evidence")
        REMARK = "remark", _("remark")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=14, choices=Kind)
    number = models.PositiveSmallIntegerField(default=1)
    text = models.TextField()
    details = models.JSONField(
        default=dict, blank=True, help_text=_("For a conflict: {values: [{value, source}]}.")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = models.Manager.from_queryset(NoteQuerySet)()

    class Meta:
        ordering = ["claim", "kind", "number"]
        constraints = [models.UniqueConstraint(fields=["claim", "kind", "number"], name="note_number_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"

    def natural_key(self) -> tuple[str, str, int]:
        return (self.claim.slug, self.kind, self.number)
