"""A source's own page: how it fared, what it said and when, what hangs on it; and two of its captures side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from claims import rules
from claims.admin import source_access
from claims.admin.base import REFUSALS, as_number, person
from claims.models import CaptureJob, Evidence, Finding, Snapshot, Source, WatchRule
from claims.presenters import difference, health_chart, pace, quoted, source_case, source_health
from claims.services import archiving, capturing, checking, politeness, protecting, scheduling, showing

if TYPE_CHECKING:
    from claims.admin.base import DeskAdmin

TEMPLATE = "claims/admin/source_page.html"
DIFFERENCE = "claims/admin/difference.html"
IN_TABLE = 60  # captures behind the chart
CHOICES = 60  # captures that can be chosen on the page of a difference


@require_safe
def show(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    source = source_viewed(request, desk, pk)
    if not rules.can_know_source(request.user, source):
        return source_access.page(request, desk, source)
    return page(request, desk, source)


@require_POST
def ask_for_capture(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    """Put a capture of this source into the queue."""
    source = source_of(request, desk, pk)
    if not rules.can_add_evidence(request.user):
        raise PermissionDenied
    if capturing.ask(source, reason=CaptureJob.Reason.ASKED, by=person(request)):
        messages.success(request, _("The capture is waiting its turn. This page says when it is done."))
    else:
        messages.warning(request, _("This source has no address, so there is nothing to capture."))
    return redirect("admin:claims_source_page", source.pk)


@require_POST
def ask_archives(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    """Have web archives take a copy of the page as it is now."""
    source = source_of(request, desk, pk)
    if not rules.can_add_evidence(request.user):
        raise PermissionDenied
    jobs = archiving.ask(source, by=person(request)) if showing.can_ask_archives(source) else None
    if jobs:
        names = ", ".join(job.get_archive_display() for job in jobs)
        messages.success(
            request, _("A copy is asked for: {names}. It appears here when it is made.").format(names=names)
        )
    elif jobs is None:
        messages.warning(
            request, _("This desk has no key to a web archive, or may not name this source to one.")
        )
    else:
        messages.info(request, "The archives were asked a short while ago; what they said stands here.")
    return redirect("admin:claims_source_page", source.pk)


@require_POST
def dismiss(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    """Dismiss a finding about this source. What is refused comes back on the page, with what was typed."""
    source = source_of(request, desk, pk)
    key = as_number(request.POST.get("finding"))
    finding = get_object_or_404(
        Finding.objects.of_source(source).select_related("snapshot", "evidence__claim"), pk=key
    )
    reason = request.POST.get("reason", "")
    try:
        checking.dismiss(finding, reason=reason, by=person(request))
    except REFUSALS as refusal:
        return page(
            request, desk, source, refused={"finding": finding.pk, "words": reason, "why": str(refusal)}
        )
    messages.success(request, _("Dismissed, until the finding changes."))
    return HttpResponseRedirect(f"{reverse('admin:claims_source_page', args=[source.pk])}#findings")


def page(
    request: HttpRequest, desk: DeskAdmin, source: Source, *, refused: dict[str, Any] | None = None
) -> HttpResponse:
    protecting.looked(person(request), [source.pk] if source.is_sensitive else [])
    found = source_health.captures(source)
    context = {
        **desk.admin_site.each_context(request),
        "title": str(source),
        "opts": desk.opts,
        "source": source,
        "sentence": source_case.sentence(source),
        "case": source_case.case(source),
        "captures": found[:IN_TABLE],
        "total": len(found),
        "is_cut": len(found) >= source_health.LOOKED_BACK,
        "chart": health_chart.chart(source, found),
        "runs": source_health.runs(source, found),
        "compare": source_case.comparable(source, found),
        "facts": source_case.facts(source),
        "copies": source_case.copies(source),
        "archiving": list(source.archive_jobs.pending()),
        "refused": refused,
        **source_access.context(request, source),
        **watching(source),
        "may": {
            "capture": bool(source.url) and rules.can_add_evidence(request.user),
            "archive": showing.can_ask_archives(source) and rules.can_add_evidence(request.user),
            "edit": rules.can_edit_source(request.user, source),
            "dismiss": rules.can_dismiss(request.user),
            "set_watching": rules.can_set_watching(request.user),
        },
    }
    return TemplateResponse(request, TEMPLATE, context)


def watching(source: Source) -> dict[str, Any]:
    """When the source is captured next, and by which rule."""
    host = politeness.host_of(source.url)
    rule = WatchRule.objects.of(scheduling.use_of(source))
    return {
        "waiting": source_case.waiting(source),
        "rule": rule,
        "pace": pace.sentence(rule),
        "host_rule": politeness.rule_for(host) if host else None,
        "is_demonstration": settings.DEMONSTRATION and politeness.is_this_machine(host),
    }


def source_viewed(request: HttpRequest, desk: DeskAdmin, pk: int) -> Source:
    source = get_object_or_404(Source.objects.with_origin(), pk=pk)
    if not desk.has_view_permission(request, source):
        raise PermissionDenied
    return source


def source_of(request: HttpRequest, desk: DeskAdmin, pk: int) -> Source:
    """The source, for who may know it."""
    source = source_viewed(request, desk, pk)
    if not rules.can_know_source(request.user, source):
        raise PermissionDenied
    return source


# --- Two captures side by side ------------------------------------------------------------------------------------


@require_safe
def compare(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    """``?before=…&after=…`` name two captures of the source; without them, the cited one and the newest good one."""
    source = source_of(request, desk, pk)
    protecting.looked(person(request), [source.pk] if source.is_sensitive else [])
    choices = choices_of(source)
    before, after = chosen(request, source)
    made = None
    if before and after:
        made = difference.between(before, after, quoted.passages(source))
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Difference: {source}").format(source=source),
        "opts": desk.opts,
        "source": source,
        "choices": choices,
        "before": before,
        "after": after,
        "difference": made,
    }
    return TemplateResponse(request, DIFFERENCE, context)


def chosen(request: HttpRequest, source: Source) -> tuple[Snapshot | None, Snapshot | None]:
    """The two captures, the earlier first, whichever way round they were asked for."""
    keys = [as_number(request.GET.get(name)) for name in ("before", "after")]
    if -1 in keys:
        usual = source_case.comparable(source, source_health.captures(source)) or (-1, -1)
        keys = [given if given != -1 else other for given, other in zip(keys, usual, strict=True)]
    found = source.snapshots.good().defer("headers").in_bulk(keys)
    pair = [found[key] for key in keys if key in found]
    if len(pair) < 2:
        return None, None
    earlier, later = sorted(pair, key=lambda one: (one.captured_at, one.pk))
    return earlier, later


def choices_of(source: Source) -> list[Snapshot]:
    """The captures to choose from: the newest, and those that evidence is anchored in (``is_cited``)."""
    cites = Exists(Evidence.objects.filter(snapshot=OuterRef("pk")))
    rows = source.snapshots.good().only("pk", "captured_at", "source", "status").annotate(is_cited=cites)
    newest = list(rows.order_by("-captured_at", "-pk")[:CHOICES])
    cited = rows.filter(is_cited=True).exclude(pk__in=[one.pk for one in newest])
    return [*newest, *cited.order_by("-captured_at", "-pk")[:CHOICES]]
