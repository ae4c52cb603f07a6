"""An alert on its own page: why, how bad and why so bad, what changed, and every way out as a button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from claims import rules
from claims.admin import alert_forms
from claims.admin.alert_forms import ACTS
from claims.admin.base import REFUSALS, person, tell
from claims.admin.claim_forms import ActForm
from claims.models import Alert, CaptureJob, Event, Evidence, Publication, User, VerdictCitation
from claims.presenters import alert_case, timeline
from claims.presenters.veiling import Eyes
from claims.services import capturing, grading, protecting, triaging
from claims.services.grading import Trouble

if TYPE_CHECKING:
    from claims.admin.base import DeskAdmin

TEMPLATE = "claims/admin/alert_page.html"
LOOK_AGAIN = "look-again"
SHOWN_EVENTS = 50

BECAUSE = {
    Trouble.TAKEN_BACK: gettext_lazy("its publisher took it back"),
    Trouble.SAYS_OTHERWISE: gettext_lazy("the page no longer says what the verdict quotes"),
    Trouble.LEADS_ASTRAY: gettext_lazy("the address leads somewhere else by now"),
    Trouble.GONE: gettext_lazy("the page is gone; what it said is kept here"),
    Trouble.GONE_BUT_KEPT: gettext_lazy("the page is gone, but an archive has a copy for readers"),
}
WEIGHTS = {
    Evidence.Weight.SOLE: gettext_lazy("the only evidence of the verdict"),
    Evidence.Weight.KEY: gettext_lazy("key evidence of the verdict"),
    Evidence.Weight.SUPPORTING: gettext_lazy("supporting evidence of the verdict"),
}


def show(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    return page(request, desk, alert_of(request, desk, pk))


@require_POST
def act(request: HttpRequest, desk: DeskAdmin, pk: int, name: str) -> HttpResponse:
    """Take a way out, or look again. What is refused comes back on the page, with the reason and what was typed."""
    alert, by = alert_of(request, desk, pk), person(request)
    if name == LOOK_AGAIN:
        return look_again(request, alert, by)
    if name not in ACTS:
        raise Http404
    form = alert_forms.form_for(name, alert, by=by, data=request.POST)
    way = next(one for one in triaging.ways_out(alert, by=by) if one.act == name)
    if form.is_valid():
        if not way.is_open:
            form.add_error(None, way.why_not)
            return page(request, desk, alert, refused=(name, form))
        try:
            done = ACTS[name].do(alert, by, form.cleaned_data)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(alert_forms.after(name, alert))
    return page(request, desk, alert, refused=(name, form))


def look_again(request: HttpRequest, alert: Alert, by: User) -> HttpResponse:
    """Have the source captured once more, at once."""
    if not rules.can_add_evidence(by):
        raise PermissionDenied
    source = alert.evidence.source
    if source is not None and not rules.can_know_source(by, source):
        raise PermissionDenied
    if source is not None and capturing.ask(source, reason=CaptureJob.Reason.ASKED, by=by):
        messages.success(request, _("The page is being looked at again. This page says when it is done."))
    else:
        messages.warning(request, _("This evidence has no address, so there is nothing to look at."))
    return HttpResponseRedirect(reverse("admin:claims_alert_change", args=[alert.pk]))


def page(
    request: HttpRequest, desk: DeskAdmin, alert: Alert, *, refused: tuple[str, ActForm] | None = None
) -> HttpResponse:
    by = person(request)
    eyes = Eyes(by)
    may_know = eyes.may_know(alert.evidence.source)
    protecting.looked(by, eyes.seen)
    alert = eyes.alert(alert)
    case = alert_case.build(alert) if may_know else alert_case.veiled(alert)
    source = alert.evidence.source
    rows = VerdictCitation.objects.filter(verdict=alert.verdict_id).select_related("evidence__source")
    citations = [Eyes().citation(one) for one in rows.order_by("number")]
    own = next((one for one in citations if one.evidence_id == alert.evidence_id), None)
    context = {
        **desk.admin_site.each_context(request),
        "title": alert.why,
        "opts": desk.opts,
        "alert": alert,
        "claim": alert.verdict.claim,
        "source": source,
        "case": case,
        "weight": WEIGHTS[Evidence.Weight(own.weight if own else alert.evidence.weight)],
        "because": because(alert, case),
        "publication": Publication.objects.filter(verdict=alert.verdict_id)
        .defer("document", "search")
        .first(),
        "others": others(alert, citations),
        "same_cause": same_cause(alert),
        "waiting": source.capture_jobs.pending().first() if source else None,
        "ways": ways(alert, by, refused),
        "refused": refused[1] if refused else None,
        "moments": timeline.moments(
            Event.objects.about(alert).shown_to(by).select_related("content").order_by("-pk")[:SHOWN_EVENTS]
        ),
        "may": {"look_again": may_know and bool(source and source.url) and rules.can_add_evidence(by)},
    }
    return TemplateResponse(request, TEMPLATE, context)


def ways(alert: Alert, by: User, refused: tuple[str, ActForm] | None) -> list[dict[str, Any]]:
    """Every way out with its form; the refused one as it was typed. The first digits are their keys."""
    typed = dict([refused]) if refused else {}
    return [
        {
            "key": str(number),
            "way": way,
            "act": ACTS[way.act],
            "form": typed.get(way.act) or alert_forms.form_for(way.act, alert, by=by),
        }
        for number, way in enumerate(triaging.ways_out(alert, by=by), 1)
    ]


def because(alert: Alert, case: alert_case.Case) -> str:
    """What became of the evidence, as it counts for how bad this is; empty where an editor graded it."""
    if alert.opened_by_id is not None:
        return ""
    gravest = grading.gravest(one.finding for one in case.troubles)
    if gravest is None:
        return ""
    trouble = grading.trouble(gravest)
    is_kept = trouble == Trouble.GONE and bool(case.copies) and alert.severity == Alert.Severity.NOTICE
    return str(BECAUSE[Trouble.GONE_BUT_KEPT if is_kept else trouble])


def others(alert: Alert, citations: list[VerdictCitation]) -> list[tuple[VerdictCitation, Alert | None]]:
    """What else carries the verdict, each with the open alert about it if there is one."""
    open_ones = {one.evidence_id: one for one in Alert.objects.open().filter(verdict=alert.verdict_id)}
    return [
        (one, open_ones.get(one.evidence_id)) for one in citations if one.evidence_id != alert.evidence_id
    ]


def same_cause(alert: Alert) -> list[Alert]:
    """The other verdicts that the same thing puts at risk."""
    if alert.state != Alert.State.OPEN or alert.evidence.source_id is None:
        return []
    of_source = Alert.objects.open().filter(evidence__source=alert.evidence.source_id).worst_first()
    found = triaging.causes(triaging.with_parts(of_source))
    mine = next((one for one in found if any(other.pk == alert.pk for other in one.alerts)), None)
    return [one for one in mine.alerts if one.pk != alert.pk] if mine else []


def alert_of(request: HttpRequest, desk: DeskAdmin, pk: int) -> Alert:
    rows = Alert.objects.select_related(
        "verdict__claim__assigned_to",
        "verdict__rating",
        "evidence__source",
        "evidence__claim",
        "opened_by",
        "resolved_by",
    )
    alert = get_object_or_404(rows, pk=pk)
    if not desk.has_view_permission(request, alert):
        raise PermissionDenied
    return alert
