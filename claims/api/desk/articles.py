"""Articles: brought in as texts, described, and given a new version."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify
from rest_framework import serializers

from claims.api.desk import fields, filters
from claims.api.desk.base import Added, DeskView, Edited, Given, Single
from claims.models import Article, ArticleVersion
from claims.models.article import EXTERNAL_ID
from claims.services import keeping, marking, reanchoring


class DeskArticle(serializers.ModelSerializer[Article]):
    """An article as the desk sees it; its words are in its versions."""

    latest_version = serializers.SerializerMethodField(help_text="The key of its newest version.")
    sentences = serializers.IntegerField(source="sentences_total", default=0)
    sentences_complete = serializers.IntegerField(
        default=0, help_text="Sentences of which a person said that all is marked."
    )

    class Meta:
        model = Article
        fields = (
            "id", "version", "slug", "external_id", "title", "byline", "outlet", "url", "language", "published_on",
            "published_on_note", "work", "is_public", "shows_whole_text", "embargo_until", "due_at", "note",
            "latest_version", "sentences", "sentences_complete", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_latest_version(self, article: Any) -> int | None:
        latest: int | None = article.latest_pk
        return latest

    EXAMPLE = {
        "id": 7, "version": 1, "slug": "harbour", "external_id": "wp-4711", "title": "Harbour traffic doubled",
        "byline": "", "outlet": "Lowmark Gazette", "url": "", "language": "en", "published_on": "2024-10-24",
        "published_on_note": "", "work": "after", "is_public": False, "shows_whole_text": False,
        "embargo_until": None, "due_at": None, "note": "", "latest_version": 9, "sentences": 4,
        "sentences_complete": 0, "created_at": "2024-10-25T08:00:00Z", "updated_at": "2024-10-25T08:00:00Z",
    }  # fmt: skip


class ArticleFacts(serializers.Serializer[Any]):
    """What the desk says of an article."""

    title = fields.Text(max_length=300)
    byline = fields.Text(max_length=200, allow_blank=True, required=False)
    outlet = fields.Text(max_length=200, allow_blank=True, required=False)
    url = fields.Text(max_length=2000, allow_blank=True, required=False)
    language = fields.Text(max_length=35, required=False, help_text="BCP 47, for example en or ko.")
    published_on = fields.Text(max_length=40, allow_blank=True, required=False, help_text="EDTF")
    published_on_note = fields.Text(max_length=300, allow_blank=True, required=False)
    external_id = fields.Text(
        pattern=EXTERNAL_ID, allow_blank=True, required=False, help_text="By which your CMS knows it."
    )
    work = fields.Choice(choices=Article.Work.choices, required=False)
    is_public = fields.Flag(required=False)
    shows_whole_text = fields.Flag(required=False)
    embargo_until = fields.Moment(allow_null=True, required=False)
    due_at = fields.Moment(allow_null=True, required=False)
    note = fields.Text(allow_blank=True, required=False)

    EXAMPLE: Any = {"outlet": "Lowmark Gazette", "published_on": "2024-10-24"}


class NewArticle(ArticleFacts):
    """An article with its first text."""

    text = fields.Text(help_text="One paragraph a line.")
    slug = fields.Text(
        max_length=120, required=False, help_text="Its address for readers; made of the title unless told."
    )
    origin = fields.Text(
        max_length=300, allow_blank=True, required=False, help_text="From where: a file name, an address."
    )

    EXAMPLE = {
        "title": "Harbour traffic doubled in a year", "text": "The port of Lowmark handled 4,200 ships in 2023.",
        "outlet": "Lowmark Gazette", "language": "en",
    }  # fmt: skip


class OfArticles(DeskView):
    noun = "articles"
    shape = DeskArticle
    queryset = Article.objects.none()

    def get_queryset(self) -> QuerySet[Article]:
        return Article.objects.with_coverage().with_latest()


class ArticleList(OfArticles, Added):
    entry = NewArticle
    searched = ("title", "outlet")
    orderings = ("id", "updated_at", "created_at")
    filters = {
        "work": filters.word("work", Article.Work.values, "Before or after publication."),
        "is_public": filters.flag("is_public", "Whether readers may see it."),
        "slug": filters.slug("slug", "The one with this slug."),
    }

    def add(self, given: Given) -> Article:
        """Bring in an article with its first text, split into sentences."""
        given.setdefault("slug", slugify(given["title"])[:100] or "article")
        return marking.add_article(by=self.person, **given)


class ArticleDetail(OfArticles, Edited):
    change = ArticleFacts

    def edit(self, row: Any, given: Given) -> Any:
        return keeping.edit(row, version=row.version, by=self.person, **given)


class DeskArticleVersion(serializers.ModelSerializer[ArticleVersion]):
    """The words of an article at a moment; never edited. Places count code points of ``text``."""

    class Meta:
        model = ArticleVersion
        fields = ("id", "article", "number", "text", "sha256", "origin", "taken_at", "taken_by")
        read_only_fields = fields

    taken_by = serializers.SlugRelatedField(slug_field="username", read_only=True, allow_null=True)  # type: ignore[var-annotated]

    EXAMPLE = {
        "id": 9, "article": 7, "number": 1, "text": "The port of Lowmark handled 4,200 ships in 2023.",
        "sha256": "d0f2a3a3c3d5a7d2f0f3b0d4d8ff1a9f1f64bb9db6dc4f65d7a8b3f33c8e2b11", "origin": "",
        "taken_at": "2024-10-25T08:00:00Z", "taken_by": "chae",
    }  # fmt: skip


class NewVersion(serializers.Serializer[Any]):
    """The next text of an article."""

    text = fields.Text()
    base = fields.Number(min_value=1, help_text="The number of the version that it was compared with.")
    origin = fields.Text(max_length=300, allow_blank=True, required=False)

    EXAMPLE = {"text": "The port of Lowmark handled 4,300 ships in 2023.", "base": 1}


class OfVersions(DeskView):
    noun = "versions"
    shape = DeskArticleVersion
    queryset = ArticleVersion.objects.none()

    def get_queryset(self) -> QuerySet[ArticleVersion]:
        return ArticleVersion.objects.select_related("taken_by")


class VersionList(OfVersions, Added):
    """The texts of an article, the newest first."""

    entry = NewVersion
    is_dated = False
    refuses_stale = True

    def get_queryset(self) -> QuerySet[ArticleVersion]:
        return super().get_queryset().filter(article=self.kwargs["article"])

    def get(self, request: Any, **kwargs: Any) -> Any:
        self.parent(Article.objects.all(), "article")
        return super().get(request, **kwargs)

    def add(self, given: Given) -> ArticleVersion:
        """The article's next text, with every mark that is found again in it."""
        article = self.parent(Article.objects.all(), "article")
        return reanchoring.bring(article, by=self.person, **given)

    def address_of(self, row: Any) -> str:
        return self.reverse("desk-version", row.pk)


class VersionDetail(OfVersions, Single):
    pass
