"""All fact-checks, newest first, and the search in them: by words, and by what they can be narrowed down to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.models import Publication, Rating
from claims.models.publication import PublicationQuerySet
from claims.presenters import card, facets, keyset
from claims.presenters.card import Card
from claims.presenters.document import Document
from claims.presenters.facets import Facet
from claims.public import narrowing, refusing, responding
from claims.text import snippets
from claims.text.snippets import Bit

SIZE = 20


class Result(NamedTuple):
    """A fact-check that was found, with the words that were looked for marked. ``snippet`` is where those stand that
    neither the statement nor the summary holds."""

    card: Card
    statement: list[Bit]
    summary: list[Bit]
    snippet: list[Bit]


class Option(NamedTuple):
    """One choice of a facet, and where it leads: in, or out again where it is chosen."""

    words: str
    many: int
    address: str
    is_chosen: bool


class Word(NamedTuple):
    """A word that was looked for: whether any fact-check holds it, and the search for it alone."""

    text: str
    is_anywhere: bool
    address: str


@require_safe
@refusing.told
def index(request: HttpRequest) -> HttpResponseBase:
    """``before`` goes on; the other parameters are those of ``narrowing``."""
    told = refusing.read(request.GET, {**narrowing.READERS, **refusing.PAGING})
    before = told.pop("before", None)
    rows = narrowing.narrow(_all(), told)
    found = keyset.page(rows.select_related("standing"), by="published_at", before=before, size=SIZE)
    counted = facets.count(rows, Rating.objects.order_by("scale__name", "order"))
    wanted = snippets.asked(told.get("q", ""))
    context = {
        "results": [_result(one, wanted) for one in found.rows],
        "found": counted,
        "facets": [(one, _options(one, told)) for one in counted.facets],
        "told": told,
        "kept": [(name, value) for name, value in told.items() if name != "q"],
        "chosen": list(_chosen(told, counted.facets)),
        "words": _words(wanted, told) if not found.rows else [],
        "newest_address": _address(told) if before else None,
        "older_address": _address(told, before=found.older) if found.older else None,
        "without_words": _address(told, q=None) if len(told) > 1 else None,
        "feed_query": narrowing.query(told),
    }
    return responding.page(request, "claims/public/claims.html", context)


def _all() -> PublicationQuerySet:
    return Publication.objects.on_show().fact_checks()


def _result(row: Publication, wanted: list[str]) -> Result:
    made = card.build(row)
    statement = snippets.marked(made.document["claim"]["statement"], wanted)
    summary = snippets.marked(made.document["summary"], wanted)
    shown = snippets.asked(" ".join(bit.text for bit in (*statement, *summary) if bit.is_found))
    missing = [word for word in wanted if word not in shown]
    return Result(made, statement, summary, snippets.best(_texts(made.document), missing))


def _texts(document: Document) -> list[str]:
    """Where else in a document words are looked for, the most telling first."""
    cited = [one[name] for one in document["citations"] for name in ("quote", "translation")]
    return [document["explanation"], *cited, document["how_checked"]]


def _options(facet: Facet, told: narrowing.Told) -> list[Option]:
    def option(words: str, many: int, value: str) -> Option:
        is_chosen = value == str(told.get(facet.name, ""))
        return Option(words, many, _address(told, **{facet.name: None if is_chosen else value}), is_chosen)

    return [option(one.words, one.many, one.value) for one in facet.choices]


def _chosen(told: narrowing.Told, counted: Iterable[Facet]) -> Iterable[tuple[str, str, str]]:
    """(parameter, the choice in words, the address without it) of all that the list is narrowed down to."""
    words: Mapping[tuple[str, str], str] = {
        (facet.name, choice.value): choice.words for facet in counted for choice in facet.choices
    }
    for name, value in told.items():
        if name != "q":
            yield name, words.get((name, str(value)), str(value)), _address(told, **{name: None})


def _words(wanted: list[str], told: narrowing.Told) -> list[Word]:
    """For a search without a result: which of its words are to be found at all. One query."""
    if not wanted:
        return []
    holding = {f"word_{n}": Exists(_all().filter(search=_exactly(word))) for n, word in enumerate(wanted)}
    there = Publication.objects.order_by().values_list(*holding.values())[:1]
    answers = there[0] if there else [False] * len(wanted)
    return [
        Word(word, is_there, _address({"q": word})) for word, is_there in zip(wanted, answers, strict=True)
    ]


def _exactly(word: str) -> SearchQuery:
    return SearchQuery(word, config="simple", search_type="plain")


def _address(told: narrowing.Told, **more: Any) -> str:
    """The address of the list with this search."""
    query = narrowing.query(told, **more)
    return f"{reverse('public:claims')}?{query}" if query else reverse("public:claims")
