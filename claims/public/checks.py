"""The page of a claim, its versions, and the corrections of all."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.models import Article, Publication, Redaction, Verdict
from claims.presenters import (
    addresses,
    card,
    claim_review,
    keyset,
    live,
    mementos,
    number_difference,
    standing,
)
from claims.presenters.document import CORRECTIONS, Document, moment
from claims.public import merged, refusing, responding, taken_down

SIZE = 20


@require_safe
@refusing.told
def corrections(request: HttpRequest) -> HttpResponseBase:
    """Every correction and every withdrawal, newest first."""
    told = (*CORRECTIONS, Verdict.Change.WITHDRAWAL)
    rows = Publication.objects.public().fact_checks().with_newest().select_related("standing")
    rows = rows.filter(change__in=told)
    found = _page(request, rows)
    context = {
        "cards": [card.build(one) for one in found.rows],
        "older": found.older,
        "is_first": "before" not in request.GET,
    }
    return responding.page(request, "claims/public/corrections.html", context)


@require_safe
@merged.followed
@taken_down.told
def claim(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The newest public number of a claim, with its history."""
    history = history_of(slug)
    if history[0].is_merged:  # type: ignore[attr-defined]
        raise Http404  # its numbers stay; its address leads to the claim that it is part of
    if not history[0].is_newest and _later_ones_are_gone(history[0]):  # type: ignore[attr-defined]
        raise Http404  # an earlier number does not stand in for one that was redacted
    newest = Publication.objects.values_list("document", flat=True).get(pk=history[0].pk)
    document: Document = json.loads(newest)
    first = moment(history[-1].published_at)
    context = _context(history, history[0], document)
    if context["standing"].is_current:
        review = claim_review.build(document, first_published_at=first)
        context["review"] = claim_review.embedded(review) if review else None
    response = responding.page(request, "claims/public/claim.html", context, changed_at=_changed_at(history))
    response["Link"] = mementos.of_original(slug)
    return response


@require_safe
@taken_down.told
def version(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """One number of a claim, as it was published."""
    history = history_of(slug)
    shown = next((row for row in history if row.number == number), None)
    if shown is None:
        raise Http404
    text = Publication.objects.values_list("document", flat=True).get(pk=shown.pk)
    context = _context(history, shown, json.loads(text)) | {"is_version": True}
    context["merged_into"] = merged.shown_instead(slug) if shown.is_merged else None  # type: ignore[attr-defined]
    response = responding.page(request, "claims/public/claim.html", context, changed_at=_changed_at(history))
    response["Memento-Datetime"] = mementos.http(mementos.since(shown))
    response["Link"] = mementos.of_memento(history, shown)
    return response


@require_safe
@taken_down.told
def versions(request: HttpRequest, slug: str) -> HttpResponseBase:
    history = history_of(slug)
    removed = _removed(slug) if _has_gaps(history) else []
    context = {"history": history, "newest": history[0], "slug": slug, "removed": removed}
    context |= {"before": history[1].number, "after": history[0].number} if len(history) > 1 else {}
    context["merged_into"] = merged.shown_instead(slug) if history[0].is_merged else None  # type: ignore[attr-defined]
    return responding.page(request, "claims/public/versions.html", context, changed_at=_changed_at(history))


@require_safe
@refusing.told
@taken_down.told
def difference(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What changed between two public numbers, ``from`` and ``to``; between the last two, where nothing is said."""
    given = refusing.read(request.GET, {"from": refusing.number, "to": refusing.number})
    history = history_of(slug)
    after = given.get("to", history[0].number)
    before = given.get("from", next((row.number for row in history if row.number < after), after))
    numbers = [row for row in reversed(history) if row.number in {before, after}]
    if len(numbers) != len({before, after}):
        raise Http404
    rows = Publication.objects.filter(pk__in=[row.pk for row in numbers]).order_by("number")
    documents = [json.loads(text) for text in rows.values_list("document", flat=True)]
    context = {
        "history": history, "newest": history[0], "numbers": numbers, "later": numbers[-1],
        "before": numbers[0].number, "after": numbers[-1].number,
        "difference": number_difference.between(documents[0], documents[-1]),
    }  # fmt: skip
    return responding.page(request, "claims/public/difference.html", context, changed_at=_changed_at(history))


def history_of(slug: str) -> list[Publication]:
    """The public numbers of a claim, newest first, without their documents. Raises Http404 if there is none."""
    rows = Publication.objects.public().fact_checks().filter(slug=slug).with_newest().with_merged()
    rows = live.with_last_look(live.alongside(rows)).select_related("standing")
    found = list(rows.defer("document", "search").order_by("-number"))
    if not found:
        raise Http404
    return found


def _has_gaps(history: list[Publication]) -> bool:
    """Whether numbers are missing, before the last that is shown or after it."""
    newest = history[0]
    return len(history) != newest.number or not newest.is_newest  # type: ignore[attr-defined]


def _removed(slug: str) -> list[tuple[int, Redaction]]:
    """What stands in the place of the redacted numbers, newest first."""
    gone = Publication.objects.fact_checks().filter(slug=slug).redacted().only("pk", "number")
    return sorted(taken_down.tombstones(list(gone)).items(), reverse=True)


def _later_ones_are_gone(shown: Publication) -> bool:
    later = Publication.objects.fact_checks().filter(claim=shown.claim_id, number__gt=shown.number)
    return later.redacted().exists()


def _context(history: list[Publication], shown: Publication, document: Document) -> dict[str, Any]:
    slugs = {row["article"]["slug"] for row in document["appearances"] if "article" in row}
    live.attach([shown])
    return {
        "document": document,
        "publication": shown,
        "standing": (now := standing.of(shown)),
        "links_claimant": now.is_current or now.is_withdrawn,  # of whom no other number may be on show
        "cited_pages": {page.number: page for page in live.of(shown)},
        "history": history,
        "newest": history[0],
        "taken_over": _taken_over(document),
        "related": _still_shown(document["related"]),
        "canonical": addresses.claim(shown.slug),
        "data": reverse("api:version", args=[shown.slug, shown.number]),
        "readable_articles": set(
            Article.objects.public().filter(slug__in=slugs).values_list("slug", flat=True)
        ),
    }


def _still_shown(related: list[dict[str, str]]) -> list[Publication]:
    """Related fact-checks that the document names, as readers are shown them now; their words are read from there."""
    if not related:
        return []
    rows = Publication.objects.on_show().fact_checks().filter(slug__in=[one["slug"] for one in related])
    return list(rows.only("slug", "title", "language").order_by("slug"))


def _taken_over(document: Document) -> str:
    """How the passages were taken over, if it is the same for all of them: it is then said once."""
    ways = {row["transcription"] for row in document["citations"] if not row["search"]}
    return str(ways.pop()) if len(ways) == 1 else ""


def _changed_at(history: list[Publication]) -> datetime:
    """When the last of it changed, or may have: what stands beside a document, with every look at what it cites."""
    looked_at: list[datetime | None] = [row.looked_at for row in history]  # type: ignore[attr-defined]
    return max([*(row.standing.changed_at for row in history), *filter(None, looked_at)])


def _page(request: HttpRequest, rows: Any) -> keyset.Page:
    before = refusing.read(request.GET, refusing.PAGING).get("before")
    return keyset.page(rows, by="published_at", before=before, size=SIZE)
