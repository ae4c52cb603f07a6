"""Atom feeds: of the newest fact-checks and of the corrections, with a closed archive for every day; and of any list.

Whoever follows the links *prev-archive* from one of the first two has all there ever was (RFC 5005, section 4). Lists
that are narrowed down have plain pages (section 3): what is in them changes with a correction.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Max, Min, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.exceptions import InvalidInput
from claims.models import Article, Publication, Rating, Verdict
from claims.models.publication import PublicationQuerySet
from claims.presenters import addresses, atom, gone, keyset, published_article
from claims.presenters.atom import Feed
from claims.presenters.document import CORRECTIONS
from claims.presenters.gone import Gone
from claims.public import narrowing, refusing, responding

SIZE = 50
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stream:
    """One of the two feeds with an archive. ``name`` is its route; ``<name>-day`` is that of a day of it."""

    name: str
    title: str
    page: str
    each_number: bool

    def rows(self) -> PublicationQuerySet:
        rows = Publication.objects.public().fact_checks()
        return rows.filter(change__in=(*CORRECTIONS, Verdict.Change.WITHDRAWAL)) if self.each_number else rows

    def newest(self) -> PublicationQuerySet:
        return self.rows() if self.each_number else self.rows().newest()

    def address(self, day: date | None = None) -> str:
        path = reverse(f"public:{self.name}-day", args=[day]) if day else reverse(f"public:{self.name}")
        return addresses.absolute(path)


def _latest() -> Stream:
    return Stream("feed", settings.DESK_NAME, addresses.page("claims"), each_number=False)


def _corrections() -> Stream:
    title = _("Corrections of %s") % settings.DESK_NAME
    return Stream("corrections-feed", title, addresses.page("corrections"), each_number=True)


@require_safe
@refusing.told
def latest(request: HttpRequest) -> HttpResponseBase:
    """The newest fact-checks; with parameters of ``narrowing``: those of them."""
    told = refusing.read(request.GET, {**narrowing.READERS, "before": str})
    told.pop("before", None)
    return _narrowed(request, told) if told else _subscription(request, _latest())


@require_safe
def corrections(request: HttpRequest) -> HttpResponseBase:
    return _subscription(request, _corrections())


@require_safe
def latest_of_day(request: HttpRequest, day: date) -> HttpResponseBase:
    return _archive(request, _latest(), day)


@require_safe
def corrections_of_day(request: HttpRequest, day: date) -> HttpResponseBase:
    return _archive(request, _corrections(), day)


@require_safe
def of_article(request: HttpRequest, slug: str) -> HttpResponseBase:
    article = get_object_or_404(Article.objects.public(), slug=slug)
    title = published_article.title(article)
    return _page(request, {"article": slug}, title, addresses.article(slug))


@require_safe
def of_claimant(request: HttpRequest, slug: str) -> HttpResponseBase:
    """404 for a claimant of whom nothing is published: who else the desk keeps on file is not told."""
    shown = _in_list({"claimant": slug}).order_by("-published_at", "-pk").first()
    if shown is None:
        raise Http404
    name = json.loads(shown.document)["claimant"]["name"]
    page = addresses.absolute(reverse("public:claimant", args=[slug]))
    return _page(request, {"claimant": slug}, name, page)


@require_safe
def of_rating(request: HttpRequest, slug: str) -> HttpResponseBase:
    rating = get_object_or_404(Rating, slug=slug)
    page = f"{addresses.page('claims')}?{urlencode({'rating': slug})}"
    return _page(request, {"rating": slug}, rating.label, page)


# --- The two streams ----------------------------------------------------------------------------------------------


def _subscription(request: HttpRequest, stream: Stream) -> HttpResponseBase:
    """What is new, all of today in any case, and the way to the days before."""
    today = timezone.now().astimezone(UTC).date()
    rows = _ready(stream.newest()).order_by("-published_at", "-pk")
    shown = list(rows[:SIZE])
    if len(shown) == SIZE and shown[-1].published_at >= _midnight(today):
        shown = list(rows.filter(published_at__gte=_midnight(today)))
    before = _day(
        stream.rows().filter(published_at__lt=_midnight(today)).aggregate(at=Max("published_at"))["at"]
    )
    links = [("prev-archive", stream.address(before))] if before else []
    return _answer(request, stream, shown, address=stream.address(), links=links, told_of=gone.lately())


def _archive(request: HttpRequest, stream: Stream, day: date) -> HttpResponseBase:
    """A day that is over: it changes only where something is taken down. 404 for any day without an entry."""
    if day >= timezone.now().astimezone(UTC).date():
        raise Http404
    rows = _ready(
        stream.rows().filter(published_at__gte=_midnight(day), published_at__lt=_midnight(day + DAY))
    )
    shown = list(rows.order_by("-published_at", "-pk"))
    if not stream.each_number:  # of two numbers of one claim the later one is what the day ended with
        newest = {one.claim_id: one for one in reversed(shown)}
        shown = [one for one in shown if newest[one.claim_id] is one]
    if not shown:
        raise Http404
    around = stream.rows().aggregate(
        before=Max("published_at", filter=Q(published_at__lt=_midnight(day))),
        after=Min("published_at", filter=Q(published_at__gte=_midnight(day + DAY))),
    )
    before, after = _day(around["before"]), _day(around["after"])
    links = [("current", stream.address())]
    links += [("prev-archive", stream.address(before))] if before else []
    links += [("next-archive", stream.address(after))] if after and after < timezone.now().date() else []
    return _answer(request, stream, shown, address=stream.address(day), links=links, is_archive=True)


def _answer(
    request: HttpRequest,
    stream: Stream,
    rows: Sequence[Publication],
    *,
    address: str,
    links: Sequence[tuple[str, str]],
    told_of: Sequence[Gone] = (),
    is_archive: bool = False,
) -> HttpResponseBase:
    feed = Feed(
        _identity(stream.name),
        stream.title,
        address,
        stream.page,
        rows,
        links,
        told_of,
        stream.each_number,
        is_archive,
    )
    return _sent(request, feed)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _day(at: datetime | None) -> date | None:
    return at.astimezone(UTC).date() if at else None


# --- Lists that are narrowed down ---------------------------------------------------------------------------------


def _narrowed(request: HttpRequest, told: dict[str, Any]) -> HttpResponseBase:
    words = ", ".join(f"{name}={value}" for name, value in told.items())
    return _page(request, told, words, f"{addresses.page('claims')}?{urlencode(told)}", query=told)


def _page(
    request: HttpRequest,
    narrowed_by: dict[str, Any],
    title: str,
    page: str,
    *,
    query: dict[str, Any] | None = None,
) -> HttpResponseBase:
    """One page of a list, and the way to the next. ``query`` is what stands in the address of each of its pages."""
    here = addresses.absolute(request.path)
    before = request.GET.get("before")
    try:
        place = keyset.decode(before) if before else None
    except InvalidInput as error:
        raise Http404 from error
    found = keyset.page(_ready(_in_list(narrowed_by)), by="published_at", before=place, size=SIZE)
    links = [("first", _with(here, query))]
    links += [("next", _with(here, query, before=found.older))] if found.older else []
    address = _with(here, query, **({"before": before} if before else {}))
    feed = Feed(
        _identity(json.dumps(narrowed_by, sort_keys=True)),
        f"{title} · {settings.DESK_NAME}",
        address,
        page,
        found.rows,
        links,
        [] if before else _left(narrowed_by),
    )
    return _sent(request, feed)


def _left(narrowed_by: dict[str, Any]) -> list[Gone]:
    """What is not there any more. A withdrawn claim has no rating: it stands in no list of one, and is told here."""
    return gone.lately() + (gone.withdrawn_lately() if "rating" in narrowed_by else [])


def _in_list(told: narrowing.Told) -> PublicationQuerySet:
    return narrowing.narrow(Publication.objects.on_show().fact_checks(), told)


def _with(address: str, query: dict[str, Any] | None, **more: Any) -> str:
    told = (query or {}) | more
    return f"{address}?{urlencode(told)}" if told else address


# --- What both share ----------------------------------------------------------------------------------------------


def _ready(rows: PublicationQuerySet) -> PublicationQuerySet:
    """With what an entry says of the claim beside this number: its name for ever, and when it was first out."""
    first = (
        Publication.objects.out()
        .filter(claim=OuterRef("claim"))
        .order_by("number")
        .values("published_at")[:1]
    )
    return gone.with_identity(rows.annotate(first_at=Subquery(first)))


def _identity(name: str) -> str:
    """A feed's name for ever. The desk's own address is in it, which is what tells two desks' feeds apart."""
    return f"urn:uuid:{uuid.uuid5(gone.OURS, f'{settings.DESK_URL} {name}')}"


def _sent(request: HttpRequest, feed: Feed) -> HttpResponseBase:
    """With an ETag alone: what is hidden or shown again changes a feed, and no moment in it tells."""
    return responding.for_machines(request, atom.build(feed), kind=atom.KIND)
