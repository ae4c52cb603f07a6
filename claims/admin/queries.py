"""Queries to an article's author: asked and answered on the article's page, listed for the whole desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from claims import rules
from claims.admin.article_workspace import version_of
from claims.admin.base import REFUSALS, ReadOnlyAdmin, as_number, person, tell
from claims.admin.long_lists import DeskChangeList
from claims.admin.query_forms import AnswerForm, AskForm, PutOffForm, QueryForm, TakeBackForm
from claims.models import ArticleVersion, Claim, Query, User
from claims.presenters import author_queries
from claims.services import querying
from claims.templatetags.clearing import query_state

if TYPE_CHECKING:
    from claims.admin.base import DeskAdmin

PAGE = "claims/admin/article_queries.html"
LETTER = "claims/admin/article_letter.html"


class Act(NamedTuple):
    """What may be done to an open query: its form, the service, and the words that say it was done."""

    form: type[QueryForm]
    do: Callable[..., Query]
    done: Any


ACTS = {
    "answer": Act(AnswerForm, querying.answer, gettext_lazy("The answer is recorded.")),
    "put-off": Act(PutOffForm, querying.put_off, gettext_lazy("The query is changed.")),
    "take-back": Act(TakeBackForm, querying.take_back, gettext_lazy("The query is taken back.")),
}


@require_safe
def show(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    """An article version’s queries, and the form to ask about ``?start=&end=``, ``?sentence=`` or ``?claim=``."""
    version = version_of(request, desk, pk)
    return page(request, desk, version, ask_form=AskForm(version, initial=asked_about(request, version)))


@require_POST
def ask(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    version = version_of(request, desk, pk)
    form = AskForm(version, request.POST)
    if form.is_valid():
        said = dict(form.cleaned_data)
        claim = Claim.objects.filter(pk=said.pop("claim") or 0).first()
        said.pop("exact")
        try:
            query = querying.ask(
                version, claim=claim if said["start"] is not None else None, by=person(request), **said
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Query %(number)d is asked.") % {"number": query.number})
            return to_query(query)
    return page(request, desk, version, ask_form=form)


@require_POST
def act(request: HttpRequest, desk: DeskAdmin, pk: int, name: str) -> HttpResponse:
    """Answer a query, put it off, or take it back. What is refused comes back with everything that was typed."""
    if name not in ACTS:
        raise Http404
    query = get_object_or_404(Query.objects.select_related("article_version__article"), pk=pk)
    if not desk.has_view_permission(request, query):
        raise PermissionDenied  # what is refused comes back with all queries of the article
    form = ACTS[name].form(query, request.POST, prefix=f"{name}-{query.pk}")
    if form.is_valid():
        try:
            ACTS[name].do(query, by=person(request), **form.cleaned_data)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, str(ACTS[name].done))
            return to_query(query)
    return page(request, desk, query.article_version, refused=(query.pk, name, form))


@require_safe
def letter(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    """The open queries as a letter to hand over: a page to print, or plain text with ``?as=text``."""
    version, by = version_of(request, desk, pk), person(request)
    rows = version.queries.open().order_by("start", "number")
    names = sorted({name for name in rows.values_list("addressee", flat=True) if name})
    to = request.GET.get("to", "")
    rows = rows.filter(addressee=to) if to else rows
    words = author_queries.letter(version, rows, by=by.get_full_name() or by.get_username())
    if request.GET.get("as") == "text":
        answer = HttpResponse(words, content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = f'inline; filename="queries-{version.article.slug}.txt"'
        return answer
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Letter to the author"), "article": version.article, "version": version, "letter": words,
        "names": names, "to": to, "opts": desk.opts,
    }  # fmt: skip
    return TemplateResponse(request, LETTER, context)


def page(
    request: HttpRequest,
    desk: DeskAdmin,
    version: ArticleVersion,
    *,
    ask_form: AskForm | None = None,
    refused: tuple[int, str, QueryForm] | None = None,
) -> HttpResponse:
    by = person(request)
    cards = author_queries.cards(version)
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Queries"),
        "opts": desk.opts,
        "article": version.article,
        "version": version,
        "subject": f"article:{version.article_id}",
        "rows": [(one, forms_of(one.query, by, refused)) for one in cards],
        "open_count": sum(one.query.state == Query.State.OPEN for one in cards),
        "overdue_count": sum(one.is_overdue for one in cards),
        "elsewhere": author_queries.open_elsewhere(version),
        "ask_form": ask_form or AskForm(version),
        "may_ask": rules.can_ask(by),
        "refused": refused[2] if refused else (ask_form if ask_form and ask_form.errors else None),
    }
    return TemplateResponse(request, PAGE, context)


def forms_of(query: Query, by: User, refused: tuple[int, str, QueryForm] | None) -> dict[str, QueryForm]:
    """What this person may do to an open query, each as a form; the refused one as it was typed."""
    if query.state != Query.State.OPEN:
        return {}
    allowed = {
        "answer": rules.can_answer(by, query),
        "put-off": rules.can_ask(by),
        "take-back": rules.can_ask(by),
    }
    made = {
        name.replace("-", "_"): ACTS[name].form(query, prefix=f"{name}-{query.pk}")
        for name, may in allowed.items()
        if may
    }
    if refused and refused[0] == query.pk:
        made[refused[1].replace("-", "_")] = refused[2]
    return made


def asked_about(request: HttpRequest, version: ArticleVersion) -> dict[str, Any]:
    """The form's first content: the words that the address names, to whom, and until when."""
    article = version.article
    last = (
        version.queries.exclude(addressee="").order_by("-number").values_list("addressee", flat=True).first()
    )
    initial: dict[str, Any] = {"addressee": last or article.byline, "due_at": article.due_at}
    start, end, claim = span_asked_for(request, version)
    if 0 <= start < end <= len(version.text):
        initial |= {"start": start, "exact": version.text[start:end], "claim": claim}
    return initial


def span_asked_for(request: HttpRequest, version: ArticleVersion) -> tuple[int, int, int | None]:
    asked = {name: as_number(request.GET.get(name)) for name in ("start", "end", "sentence", "claim")}
    if asked["claim"] >= 0:
        place = version.appearances.filter(claim=asked["claim"]).order_by("start").first()
        return (place.start or 0, place.end or 0, place.claim_id) if place else (-1, -1, None)
    if asked["sentence"] >= 0:
        sentence = version.sentences.filter(pk=asked["sentence"]).first()
        return (sentence.start, sentence.end, None) if sentence else (-1, -1, None)
    return asked["start"], asked["end"], None


def to_query(query: Query) -> HttpResponseRedirect:
    return HttpResponseRedirect(querying.place_of(query))


class QueryList(DeskChangeList):
    """A click on a query opens it among those of its article."""

    def url_for_result(self, result: Any) -> str:
        return querying.place_of(result)


@admin.register(Query)
class QueryAdmin(ReadOnlyAdmin):
    """What waits for authors, over all articles."""

    list_display = ("question", "article", "standing", "due", "addressee", "asked_by")
    list_select_related = ("article_version__article", "asked_by")
    list_filter = ("state", "answer", ("asked_by", admin.RelatedOnlyFieldListFilter))
    search_fields = ("question", "exact", "addressee")
    fields = (
        "article_version", "number", "question", "exact", "proposed", "addressee", "asked_by", "asked_at", "due_at",
        "state", "answer", "answer_words", "answer_reason", "answered_at", "answer_recorded_by",
    )  # fmt: skip

    def get_ordering(self, request: HttpRequest) -> Any:
        return author_queries.OPEN_FIRST

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskChangeList]:
        return QueryList

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(lambda request, pk, name: act(request, self, pk, name))
        return [path("<int:pk>/act/<slug:name>/", view, name="claims_query_act"), *super().get_urls()]

    @admin.display(description=gettext_lazy("article"))
    def article(self, query: Query) -> str:
        return query.article_version.article.title

    @admin.display(description=gettext_lazy("state"))
    def standing(self, query: Query) -> SafeString:
        return query_state(query)

    @admin.display(description=gettext_lazy("due"))
    def due(self, query: Query) -> str:
        return date_format(localtime(query.due_at), "j M Y, H:i") if query.due_at else "–"


def addresses(to: Callable[[Any], Any]) -> list[URLPattern]:
    """The pages of an article that are about queries."""
    return [
        path("<int:pk>/queries/", to(show), name="claims_article_queries"),
        path("<int:pk>/queries/ask/", to(ask), name="claims_article_ask"),
        path("<int:pk>/queries/letter/", to(letter), name="claims_article_letter"),
    ]
