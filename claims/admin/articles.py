"""Articles: their list with the coverage of each, their facts as a form, their text in the workspace."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from claims.admin import (
    article_copies,
    article_intake,
    article_versions,
    article_workspace,
    clearing,
    queries,
    warc,
)
from claims.admin.base import DeskAdmin, DeskForm, ReadOnlyAdmin
from claims.admin.long_lists import DeskChangeList
from claims.models import Article, ArticleVersion, Sentence
from claims.services import keeping, looking_up, marking, organising
from claims.templatetags.clearing import cleared_badge

FACTS = (
    "title", "byline", "outlet", "url", "external_id", "language", "published_on", "published_on_note", "work",
    "is_public", "shows_whole_text", "embargo_until", "due_at", "topics", "note",
)  # fmt: skip


EMBARGO = gettext_lazy(
    "In the desk’s own time (%(zone)s). Until then readers see nothing of it: on no page, in no list, nor in the API."
)


class NewArticleForm(DeskForm):
    """An article comes in with its text; the slug is made of the title where none is given."""

    slug = forms.SlugField(
        required=False, max_length=120, help_text=_("Its address for readers. Empty: made of the title.")
    )
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 16}), help_text=_("One paragraph a line."))
    origin = forms.CharField(
        required=False, max_length=300, help_text=_("From where: a file name, an address.")
    )

    class Meta:
        model = Article
        fields = (
            "title",
            "slug",
            "outlet",
            "byline",
            "url",
            "external_id",
            "language",
            "published_on",
            "work",
        )

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"] or slugify(self.cleaned_data.get("title", ""))[:100] or "article"


class ArticleList(DeskChangeList):
    """A click on an article opens its workspace."""

    def url_for_result(self, result: Any) -> str:
        return reverse("admin:claims_article_workspace", args=[result.pk])


@admin.register(Article)
class ArticleAdmin(DeskAdmin):
    list_display = ("title", "outlet", "published_on", "work", "covered", "cleared", "is_public")
    list_filter = ("work", "is_public", "is_invented", "topics")
    search_fields = ("title", "outlet")
    readonly_fields = ("slug",)
    change_list_template = "claims/admin/article_list.html"
    autocomplete_fields = ("topics",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).with_coverage().with_clearance()  # type: ignore[attr-defined, no-any-return]

    @admin.display(description=_("covered"))
    def covered(self, article: Any) -> str:
        return format_html(
            '<progress class="covered" max="{0}" value="{1}" aria-label="{2}">{1}/{0}</progress> '
            '<span class="numeric">{1}/{0}</span>',
            article.sentences_total,
            article.sentences_complete,
            _("covered"),
        )

    @admin.display(description=_("cleared"))
    def cleared(self, article: Any) -> SafeString | str:
        return cleared_badge() if article.is_cleared else "–"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskChangeList]:
        return ArticleList

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = NewArticleForm
        else:
            kwargs.setdefault("help_texts", {"embargo_until": EMBARGO % {"zone": settings.TIME_ZONE}})
        return super().get_form(request, obj, change=change, **kwargs)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        looking_up.warm()  # whoever brings a text in is about to ask whether it was checked before
        return super().add_view(request, form_url, extra_context)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return (*NewArticleForm.Meta.fields, "text", "origin")
        return ("slug", *FACTS)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("slug",) if obj else ()

    def add(self, *, by: Any, **fields: Any) -> models.Model:
        return marking.add_article(by=by, **fields)

    def edit(self, thing: Any, *, version: int, by: Any, **fields: Any) -> None:
        topics = fields.pop("topics", None)
        if fields:
            keeping.edit(thing, version=version, by=by, **fields)
            version = thing.version
        if topics is not None:
            organising.sort(thing, topics=topics, by=by, version=version)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Its topics are in place by then: a service put them there."""

    def get_urls(self) -> list[URLPattern]:
        def to(view: Any) -> Any:
            return self.admin_site.admin_view(lambda request, pk: view(request, self, pk))

        return [
            path(
                "intake/",
                self.admin_site.admin_view(lambda request: article_intake.show(request, self)),
                name="claims_article_intake",
            ),
            path("<int:pk>/workspace/", to(article_workspace.show), name="claims_article_workspace"),
            path("<int:pk>/workspace/mark/", to(article_workspace.mark), name="claims_article_mark"),
            path(
                "<int:pk>/workspace/sentence/",
                to(article_workspace.judge_sentence),
                name="claims_article_sentence",
            ),
            path("<int:pk>/workspace/undo/", to(article_workspace.undo), name="claims_article_undo"),
            path("<int:pk>/workspace/settle/", to(article_versions.settle), name="claims_article_settle"),
            path(
                "<int:pk>/new-version/",
                to(article_versions.new_version),
                name="claims_article_new_version",
            ),
            path("<int:pk>/changes/", to(article_versions.changes), name="claims_article_changes"),
            path(
                "<int:pk>/copy/<slug:form>/",
                self.admin_site.admin_view(
                    lambda request, pk, form: article_copies.copy_of(request, self, pk, form)
                ),
                name="claims_article_copy",
            ),
            path("<int:pk>/warc/", to(warc.of_article), name="claims_article_warc"),
            *queries.addresses(to),
            *clearing.addresses(to),
            *super().get_urls(),
        ]

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> Any:
        """After an article comes in, its text is what one wants to see."""
        return redirect("admin:claims_article_workspace", obj.pk)


@admin.register(ArticleVersion)
class ArticleVersionAdmin(ReadOnlyAdmin):
    list_display = ("article", "number", "taken_at", "taken_by", "sha256")
    list_select_related = ("article", "taken_by")
    search_fields = ("article__title",)
    fields = ("article", "number", "taken_at", "taken_by", "origin", "sha256", "text")


@admin.register(Sentence)
class SentenceAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "disposition", "reason", "completed_at", "completed_by")
    list_select_related = ("article_version__article", "completed_by")
    list_filter = ("disposition", "reason")
