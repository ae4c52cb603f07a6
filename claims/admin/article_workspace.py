"""The article workspace: the text with its claims marked, and the acts that are done on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims import rules
from claims.admin import article_parts
from claims.admin.article_forms import MarkForm, WordsForm
from claims.admin.base import REFUSALS, as_number, person, tell
from claims.admin.staying import as_done, at_place, frame_of, is_rehearsed, later, stays, workspace
from claims.models import Article, ArticleVersion, Claim, Claimant, Event, Sentence
from claims.presenters import alike, clearance, found_speech, marked_article, suggested
from claims.presenters.marked_article import MarkedSentence
from claims.services import (
    judging,
    looking_up,
    marking,
    matching,
    reanchoring,
    sketching,
    surrounding,
    undoing,
)
from claims.text import claim_wording

if TYPE_CHECKING:
    from claims.admin.base import DeskAdmin

TEMPLATE = "claims/admin/article_workspace.html"
NAMED = 200  # claimants offered by name while typing


def show(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    """The workspace of an article; ``?version=2`` an earlier text, ``?sentence=5`` with that sentence at hand."""
    version = version_of(request, desk, pk)
    if not is_rehearsed(request):
        looking_up.warm()  # who reads here is about to ask whether something was checked before
    return page(request, desk, version, MarkForm(version, initial=words_asked_for(request, version)))


@require_POST
def mark(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    """Make a claim of words of the text. What is refused comes back with everything that was typed."""
    version = version_of(request, desk, pk)
    if "look" in request.POST:
        return look(request, desk, version)
    form = MarkForm(version, request.POST)
    if "same_as" in request.POST:
        return mark_known(request, desk, version, form)
    if form.is_valid():
        try:
            claim = marking.mark_claim(version, by=person(request), **form.arguments())
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            return done_at(request, desk, version, f"claim-{claim.pk}")
    return page(request, desk, version, form)


def look(request: HttpRequest, desk: DeskAdmin, version: ArticleVersion) -> HttpResponse:
    """The form as it was typed, with the claims of the desk that say nearly the same beside it."""
    typed = {name: request.POST.get(f"mark-{name}", "") for name in MarkForm.base_fields}
    words = WordsForm(version, request.POST, prefix="mark")
    place = {name: words.cleaned_data[name] for name in ("start", "end")} if words.is_valid() else None
    around = surrounding.of_passage(version.pk, **place) if place else surrounding.NOWHERE
    found = matching.find_checked(typed["statement"], language=version.article.language, around=around)
    suggestions = [(one, alike.told(one.differences)) for one in found]
    form = MarkForm(version, initial=typed)
    return page(request, desk, version, form, suggestions=suggestions, is_looking=True)


def mark_known(
    request: HttpRequest, desk: DeskAdmin, version: ArticleVersion, form: MarkForm
) -> HttpResponse:
    """Mark a claim that the desk knows already at these words: one claim, checked once."""
    claim = get_object_or_404(Claim, pk=as_number(request.POST.get("same_as")))
    words = WordsForm(version, request.POST, prefix="mark")
    if words.is_valid():
        start, end = words.cleaned_data["start"], words.cleaned_data["end"]
        try:
            marking.mark_appearance(claim, version, start=start, end=end, by=person(request))
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            return done_at(request, desk, version, f"claim-{claim.pk}")
    return page(request, desk, version, form)


@require_POST
def judge_sentence(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    """Complete a sentence, rule it out with a reason, or open it again: ``act`` says which."""
    version = version_of(request, desk, pk)
    sentence = get_object_or_404(
        Sentence, pk=as_number(request.POST.get("sentence")), article_version=version
    )
    try:
        act_on(sentence, request)
    except REFUSALS as refusal:
        messages.error(request, "; ".join(getattr(refusal, "messages", None) or [str(refusal)]))
        return done_at(request, desk, version, f"sentence-{sentence.pk}")
    return done_at(request, desk, version, f"sentence-{next_place(sentence).pk}")


def next_place(sentence: Sentence) -> Sentence:
    """Where the work goes on: at the next sentence that nobody is done with, if this one is done."""
    sentence.refresh_from_db(fields=["completed_at"])
    if sentence.completed_at is None:
        return sentence
    later = sentence.article_version.sentences.open().filter(number__gt=sentence.number)
    return later.order_by("number").first() or sentence


@require_POST
def undo(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    """Take back what one has just done here; ``event`` says what."""
    version = version_of(request, desk, pk)
    event = get_object_or_404(
        Event.objects.select_related("content"),
        pk=as_number(request.POST.get("event")),
        article_pk=version.article_id,
    )
    try:
        undoing.take_back(event, by=person(request))
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back."))
    return done_at(request, desk, version, place_of(event, version))


def place_of(event: Event, version: ArticleVersion) -> str:
    """The part of the page where this was done."""
    if event.subject_type == "sentence":
        return f"sentence-{event.subject_pk}"
    start = event.content.body.get("start", 0)
    at = version.sentences.filter(end__gt=start).order_by("number").first()
    return f"sentence-{at.pk}" if at else ""


def act_on(sentence: Sentence, request: HttpRequest) -> None:
    by = person(request)
    match request.POST.get("act"):
        case "complete":
            marking.complete(sentence, by=by)
        case "rule_out":
            marking.rule_out(sentence, reason=request.POST.get("reason", ""), by=by)
        case "reopen":
            marking.reopen(sentence, by=by)
        case _:
            raise Http404


def page(
    request: HttpRequest, desk: DeskAdmin, version: ArticleVersion, form: MarkForm, **more: Any
) -> HttpResponse:
    article = version.article
    claims = marked_article.claims_of(version)
    sentences = marked_article.sentences_of(version)
    by = person(request)
    may_mark = rules.can_mark(by)
    offered = suggestions(request, sentences) if may_mark else {}
    versions = list(article.versions.defer("text").order_by("-number"))
    unsettled = list(reanchoring.unsettled(version))
    is_latest = version.number == versions[0].number
    context = {
        **frame_of(request, desk),
        "title": article.title,
        "opts": desk.opts,
        "article": article,
        "subject": f"article:{article.pk}",
        "version": version,
        "versions": versions,
        "sentences": sentences,
        "coverage": marked_article.coverage(sentences),
        "sentence": sentence_at_hand(request, sentences),
        "reasons": Sentence.Reason.choices,
        "mark_form": form,
        "claimants": Claimant.objects.order_by("name").values_list("name", flat=True)[:NAMED],
        "may_mark": may_mark,
        "may_edit": rules.can_edit_article(by, article),
        "done": marked_article.deed(undoing.last(article, by=by)) if may_mark else None,
        "unsettled": unsettled,
        "clearing": clearance.glance(
            version, is_latest=is_latest, sentences=sentences, claims=claims, unsettled=unsettled
        ),
        "may_ask": rules.can_ask(by),
        "may_settle": rules.can_settle_reanchoring(by),
        "same_text": later(lambda: sketching.like_article(article)),
        "first_in": marked_article.places_to_go(sentences),
        **offered,
        **article_parts.context(
            request,
            claims,
            marked_article.paragraphs(version.text, claims, sentences),
            found_speech.found_in(version) if may_mark else [],
            offered["suggested"].keys if may_mark else (),
        ),
        **more,
    }
    return workspace(request, TEMPLATE, context)


def suggestions(request: HttpRequest, sentences: list[MarkedSentence]) -> dict[str, Any]:
    """The sentences that deserve a check, as the desk judges; ``?from=50`` from so many per cent on."""
    standard = judging.standard()
    steps = suggested.steps(standard.threshold)
    asked = as_number(request.GET.get("from"))
    least = asked if asked in steps else steps[0]
    found = suggested.suggestions(sentences, least=least, weights=standard.weights)
    return {"suggested": found, "suggested_steps": steps}


def version_of(request: HttpRequest, desk: DeskAdmin, pk: int) -> ArticleVersion:
    """The version the request is about: the one it names, or the latest."""
    versions = ArticleVersion.objects.filter(article=pk).select_related("article").order_by("-number")
    asked = request.GET.get("version")
    found = versions.filter(number=as_number(asked)).first() if asked else versions.first()
    article = found.article if found else get_object_or_404(Article, pk=pk)
    if not desk.has_view_permission(request, article):
        raise PermissionDenied
    if found is None:
        raise Http404(_("This article has no such version."))
    return found


def words_asked_for(request: HttpRequest, version: ArticleVersion) -> dict[str, Any]:
    """The form's first content when the address names a span: ``?start=10&end=42``; with ``&suggest=1`` also the
    kind and a wording, which the editor takes or edits.
    """
    start, end = as_number(request.GET.get("start")), as_number(request.GET.get("end"))
    if not 0 <= start < end <= len(version.text):
        return {}
    words = version.text[start:end]
    claimant = found_speech.claimant_for(version, start, end)
    asked = {"start": start, "end": end, "exact": words, "statement": words, "claimant": claimant}
    if "suggest" not in request.GET:
        return asked
    found = claim_wording.suggest(words, published_on=version.article.published_on)
    return asked | {"statement": found.statement, "kind": found.kind, "rated": found.rated}


def sentence_at_hand(request: HttpRequest, sentences: list[MarkedSentence]) -> MarkedSentence | None:
    """The sentence that the address names, or the first that nobody is done with, or the first."""
    asked = as_number(request.GET.get("sentence"))
    by_asking = (one for one in sentences if one.pk == asked)
    by_need = (one for one in sentences if not one.completed_at)
    return next(by_asking, None) or next(by_need, None) or next(iter(sentences), None)


def done_at(request: HttpRequest, desk: DeskAdmin, version: ArticleVersion, place: str) -> HttpResponse:
    """Back to the page, at the place where the work was done; for a script that stays there, its content now."""
    if not stays(request):
        return to_workspace(version, place)
    done = page(as_done(request), desk, version, MarkForm(version))
    return at_place(done, place, address=address_of(version))


def to_workspace(version: ArticleVersion, fragment: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{address_of(version)}#{fragment}")


def address_of(version: ArticleVersion) -> str:
    address = reverse("admin:claims_article_workspace", args=[version.article_id])
    latest = version.article.versions.order_by("-number").values_list("number", flat=True).first()
    return address if latest == version.number else f"{address}?{urlencode({'version': version.number})}"
