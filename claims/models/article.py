"""Article, its immutable versions, and their sentences."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Now, Upper
from django.utils.translation import gettext_lazy as _

from claims.models.base import AppendOnly, AppendOnlyQuerySet, SluggedQuerySet, Versioned
from claims.text import urls

EXTERNAL_ID = "[A-Za-z0-9][A-Za-z0-9._~:@-]{0,119}"  # stands in addresses as it is


def text_hash(text: str) -> str:
    """Lower-case hexadecimal sha256 of the text in UTF-8: what a sign-off or a badge is bound to."""
    return hashlib.sha256(text.encode()).hexdigest()


def canonical_url(url: str) -> str:
    """The one form of an address, by which an article is found however others write it; empty for none."""
    try:
        return urls.canonical(url, drop_tracking=True) if url else ""
    except urls.BadURL:
        return ""


def _count(rows: SentenceQuerySet) -> models.Subquery:
    return models.Subquery(rows.values("article_version").annotate(n=Count("pk")).values("n"))


class ArticleQuerySet(SluggedQuerySet["Article"]):
    def bulk_create(self, objs: Iterable[Article], *args: Any, **kwargs: Any) -> list[Article]:
        rows = list(objs)
        for one in rows:
            one.canonical_url = canonical_url(one.url)
        return super().bulk_create(rows, *args, **kwargs)

    def public(self) -> Self:
        """What readers may see now: shown, and no embargo running."""
        return self.filter(Q(embargo_until__isnull=True) | Q(embargo_until__lte=Now()), is_public=True)

    def with_coverage(self) -> Self:
        """Adds ``sentences_total`` and ``sentences_complete`` of the latest version."""
        latest = (
            ArticleVersion.objects.filter(article=models.OuterRef(models.OuterRef("pk")))
            .order_by("-number")
            .values("pk")[:1]
        )
        sentences = Sentence.objects.filter(article_version=latest).order_by()
        return self.annotate(
            sentences_total=models.functions.Coalesce(_count(sentences), 0),
            sentences_complete=models.functions.Coalesce(_count(sentences.complete()), 0),
        )

    def with_latest(self) -> Self:
        """Adds ``latest_pk``, the key of the latest version."""
        latest = ArticleVersion.objects.filter(article=models.OuterRef("pk")).order_by("-number")
        return self.annotate(latest_pk=models.Subquery(latest.values("pk")[:1]))

    def with_clearance(self) -> Self:
        """Adds ``is_cleared``: a sign-off of the latest version stands; and ``has_claim_at_risk``: a clearance is for a
        text and what was decided about its claims, and stays, but nobody should take it for more than it is by then."""
        later = ArticleVersion.objects.filter(
            article=models.OuterRef("article"), number__gt=models.OuterRef("number")
        )
        signed = ArticleVersion.objects.filter(
            ~models.Exists(later), article=models.OuterRef("pk"), sign_offs__isnull=False,
            sign_offs__lapse__isnull=True,
        )  # fmt: skip
        at_risk = ArticleVersion.objects.filter(
            ~models.Exists(later), article=models.OuterRef("pk"), appearances__claim__status="at_risk"
        )
        return self.annotate(is_cleared=models.Exists(signed), has_claim_at_risk=models.Exists(at_risk))


class Article(Versioned):
    """A text under check. Its words are in its versions."""

    class Work(models.TextChoices):
        BEFORE = "before", _("before publication (our own text, line by line)")
        AFTER = "after", _("after publication (a claim made in public)")

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=300)
    byline = models.CharField(max_length=200, blank=True)
    outlet = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    canonical_url = models.CharField(max_length=urls.MAX_LENGTH, blank=True, default="", editable=False)
    external_id = models.CharField(
        max_length=120,
        blank=True,
        default="",
        validators=[
            RegexValidator(
                rf"^{EXTERNAL_ID}\Z",
                _("Letters, digits and . _ ~ : @ - only, with a letter or digit first."),
            )
        ],
        help_text=_("By which your CMS knows it: its number, or any other name that stays."),
    )
    language = models.CharField(max_length=35, default="en", help_text=_("BCP 47, for example en or ko."))
    published_on = models.CharField(
        max_length=40, blank=True, help_text=_("A date as it was given (EDTF): 2024-10-24.")
    )
    published_on_note = models.CharField(max_length=300, blank=True)
    work = models.CharField(max_length=6, choices=Work, default=Work.AFTER)
    is_public = models.BooleanField(default=False, help_text=_("Readers may see this article's page."))
    shows_whole_text = models.BooleanField(
        default=False,
        help_text=_("Readers see the whole text; otherwise only excerpts around published claims."),
    )
    embargo_until = models.DateTimeField(null=True, blank=True)
    is_invented = models.BooleanField(
        default=False, help_text=_("Made up for the demonstration, and marked as such.")
    )
    due_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it goes to press, or has to be cleared.")
    )
    topics = models.ManyToManyField("claims.Topic", blank=True, related_name="articles")
    note = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)

    objects = models.Manager.from_queryset(ArticleQuerySet)()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="article_external_id_once"
            ),
        ]
        indexes = [
            # What a CMS asks for by the address under which it shows the article.
            models.Index(
                fields=["canonical_url"], condition=~Q(canonical_url=""), name="article_by_canonical_url"
            ),
            # Admin search and autocomplete: part of a title or of an outlet's name, in any case.
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="article_title_like"),
            GinIndex(OpClass(Upper("outlet"), name="gin_trgm_ops"), name="article_outlet_like"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.canonical_url = canonical_url(self.url)
        super().save(*args, **kwargs)

    @classmethod
    def following(cls, fields: dict[str, Any]) -> dict[str, Any]:
        return {"canonical_url": canonical_url(fields["url"])} if "url" in fields else {}

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def latest_version(self) -> ArticleVersion | None:
        return self.versions.order_by("-number").first()


class ArticleVersionQuerySet(AppendOnlyQuerySet["ArticleVersion"]):
    def get_by_natural_key(self, slug: str, number: int) -> ArticleVersion:
        return self.get(article__slug=slug, number=number)


class ArticleVersion(AppendOnly):
    """The words of an article at a moment; never edited. Offsets everywhere count Unicode code points in ``text``."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    text = models.TextField()
    sha256 = models.CharField(max_length=64, editable=False)
    origin = models.CharField(max_length=300, blank=True, help_text=_("From where: a file name, an address."))
    taken_at = models.DateTimeField(db_default=models.functions.Now(), editable=False)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)

    objects = models.Manager.from_queryset(ArticleVersionQuerySet)()

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="articleversion_number_once"),
            models.UniqueConstraint(fields=["article", "sha256"], name="articleversion_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article}, version {self.number}"

    def natural_key(self) -> tuple[str, int]:
        return (self.article.slug, self.number)


class SentenceQuerySet(models.QuerySet["Sentence"]):
    def complete(self) -> Self:
        return self.filter(completed_at__isnull=False)

    def open(self) -> Self:
        return self.filter(completed_at__isnull=True)


class Sentence(models.Model):
    """A span of a version, and what a person decided about it."""

    class Disposition(models.TextChoices):
        OPEN = "open", _("open")
        CLAIM = "claim", _("holds claims")
        NOT_CHECKABLE = "not_checkable", _("not checkable")

    class Reason(models.TextChoices):
        OPINION = "opinion", _("opinion")
        QUESTION = "question", _("question")
        BACKGROUND = "background", _("background known to all")
        RHETORIC = "rhetoric", _("rhetoric")

    article_version = models.ForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="sentences")
    number = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    disposition = models.CharField(max_length=13, choices=Disposition, default=Disposition.OPEN)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )

    objects = models.Manager.from_queryset(SentenceQuerySet)()

    class Meta:
        ordering = ["article_version", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article_version", "number"], name="sentence_number_once"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="sentence_span_not_empty"),
            models.CheckConstraint(
                condition=Q(disposition="not_checkable", reason__gt="")
                | (~Q(disposition="not_checkable") & Q(reason="")),
                name="sentence_not_checkable_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | ~Q(disposition="open"),
                name="sentence_open_is_not_complete",
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True, completed_by__isnull=True)
                | Q(completed_at__isnull=False, completed_by__isnull=False),
                name="sentence_completed_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"sentence {self.number} of {self.article_version}"
