"""Feeds that the desk follows, and the list of what they brought: taken as an article, or left aside."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from claims import rules
from claims.admin.base import REFUSALS, DeskAdmin, ReadOnlyAdmin, as_number, person
from claims.models import Feed, FeedEntry
from claims.services import following, sketching, taking_entries
from claims.templatetags.desk import badge

ENTRY = "claims/admin/feed_entry.html"
TONES = {
    "new": "awaiting-approval", "changed": "at-risk", "taken": "published", "left": "unreviewed", "twice": "unreviewed",
}  # fmt: skip
QUEUES = (
    (_("To decide"), "state__in=new,changed"),
    (_("Here already"), "state__in=twice"),
    (_("Taken"), "state__in=taken"),
    (_("Left aside"), "state__in=left"),
    (_("All"), ""),
)


@admin.register(Feed)
class FeedAdmin(DeskAdmin):
    list_display = ("__str__", "outlet", "stands", "read_at", "every_minutes", "is_followed")
    search_fields = ("title", "url", "outlet")
    list_filter = ("is_followed",)
    fields = ("url", "title", "outlet", "language", "every_minutes", "is_followed")

    @admin.display(description=_("how it stands"))
    def stands(self, feed: Feed) -> SafeString:
        if feed.problem:
            return badge("at-risk", str(_("broken")))
        if not feed.is_followed:
            return badge("unreviewed", str(_("not followed")))
        return (
            badge("published", str(_("well"))) if feed.read_at else badge("in-review", str(_("not read yet")))
        )

    @admin.display(description=_("what went wrong"))
    def trouble(self, feed: Feed) -> SafeString | str:
        if not feed.problem:
            return "–"
        times = _("{times} times in a row").format(times=feed.failures)
        return format_html(
            '<span class="feed-problem">{}</span> <span class="meta">{}</span>', feed.problem, times
        )

    @admin.display(description=_("what it brought"))
    def brought(self, feed: Feed) -> SafeString:
        address = reverse("admin:claims_feedentry_changelist")
        return format_html('<a href="{}?feed__id__exact={}">{}</a>', address, feed.pk, _("its entries"))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.fields, "stands", "trouble", "looked_at", "read_at", "brought") if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("stands", "trouble", "looked_at", "read_at", "brought") if obj else ()

    def add(self, *, by: Any, **fields: Any) -> models.Model:
        return following.follow(by=by, **fields)

    def edit(self, thing: Any, *, version: int, by: Any, **fields: Any) -> None:
        following.edit(thing, version=version, by=by, **fields)


@admin.register(FeedEntry)
class FeedEntryAdmin(ReadOnlyAdmin):
    """An entry’s own page is where it is decided."""

    list_display = ("__str__", "feed", "published_on", "stands", "seen_at")
    list_select_related = ("feed",)
    list_filter = ("state", "feed")
    search_fields = ("title", "url")

    @admin.display(description=_("how it stands"))
    def stands(self, entry: FeedEntry) -> SafeString:
        return badge(TONES[entry.state], entry.get_state_display())

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        return lookup in {"state__in", "feed__id__exact"} or super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        asked = request.META.get("QUERY_STRING", "")
        queues = [(name, query, query == asked.replace("%2C", ",")) for name, query in QUEUES]
        return super().changelist_view(request, {"queues": queues, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        to = self.admin_site.admin_view(lambda request, pk, name: act(request, self, pk, name))
        return [path("<int:pk>/act/<slug:name>/", to, name="claims_feedentry_act"), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return entry_page(request, self, entry_of(request, self, as_number(object_id)))


@require_POST
def act(request: HttpRequest, desk: FeedEntryAdmin, pk: int, name: str) -> HttpResponse:
    """Take the article, or leave it aside; then the next one that waits."""
    entry, by = entry_of(request, desk, pk), person(request)
    if name not in {"take", "leave"}:
        raise Http404
    try:
        if name == "leave":
            taking_entries.leave(entry, by=by)
            return to_next(request, entry)
        brought = taking_entries.take(entry, by=by)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:claims_feedentry_change", pk)
    if not brought.is_new_version:
        messages.success(request, _("This text is here already: nothing was added."))
    elif brought.is_new_article:
        messages.success(request, _("Brought in."))
    else:
        messages.success(request, _("Brought in as a new version; what was marked was looked for in it."))
    return redirect("admin:claims_article_workspace", brought.version.article_id)


def to_next(request: HttpRequest, entry: FeedEntry) -> HttpResponse:
    messages.success(request, _("Left aside."))
    waiting = FeedEntry.objects.offered().order_by("-pk")
    following_one = waiting.filter(pk__lt=entry.pk).first() or waiting.first()
    if following_one is None:
        return redirect("admin:claims_feedentry_changelist")
    return redirect("admin:claims_feedentry_change", following_one.pk)


def entry_of(request: HttpRequest, desk: FeedEntryAdmin, pk: int) -> FeedEntry:
    rows = FeedEntry.objects.select_related("feed", "article", "same_as__feed", "decided_by")
    entry = get_object_or_404(rows, pk=pk)
    if not desk.has_view_permission(request, entry):
        raise PermissionDenied
    return entry


def entry_page(request: HttpRequest, desk: FeedEntryAdmin, entry: FeedEntry) -> HttpResponse:
    may = rules.can_add_article(person(request))
    sketch = getattr(entry, "sketch", None)
    context = {
        **desk.admin_site.each_context(request),
        "title": str(entry),
        "opts": desk.opts,
        "entry": entry,
        "tone": TONES[entry.state],
        "alike": sketching.articles_like(sketch.hashes, apart_from=entry.article) if sketch else [],
        "may_take": may and entry.state in taking_entries.OPEN,
        "may_leave": may and entry.state in (FeedEntry.State.NEW, FeedEntry.State.CHANGED),
    }
    return TemplateResponse(request, ENTRY, context)
