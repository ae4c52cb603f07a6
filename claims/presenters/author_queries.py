"""Queries to an author, ready to be read: each with its words in their place, what is proposed, and how it stands."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, Value, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from claims.models import ArticleVersion, Query
from claims.text import spans
from claims.text.sentences import Span

# Open ones first, the soonest due before the others; then the answered ones in the order of the text.
OPEN_FIRST = (
    Case(When(state=Query.State.OPEN, then=Value(0)), default=Value(1)).asc(),
    Case(When(state=Query.State.OPEN, then=F("due_at"))).asc(nulls_last=True),
    "article_version",
    "number",
)
AROUND = 90  # characters of the text on each side of the words, before the next space
LINE = 72


@dataclass(frozen=True)
class Bit:
    """Words, and whether they differ from those on the other side."""

    text: str
    differs: bool


@dataclass(frozen=True)
class QueryCard:
    """``present`` and ``proposed`` are the two texts in bits; ``before`` and ``after`` the words around them."""

    query: Query
    before: str
    after: str
    present: tuple[Bit, ...]
    proposed: tuple[Bit, ...]
    is_overdue: bool

    @property
    def state(self) -> str:
        """For shape and tone: open, overdue, answered or taken-back."""
        return "overdue" if self.is_overdue else self.query.state.replace("_", "-")


def cards(version: ArticleVersion, at: datetime | None = None) -> list[QueryCard]:
    rows = version.queries.select_related("asked_by", "answer_recorded_by", "claim")
    return [card(one, version.text, at=at) for one in rows.order_by(*OPEN_FIRST)]


def open_elsewhere(version: ArticleVersion) -> list[tuple[int, int]]:
    """(number of the version, open queries about it) for the other texts of the article, the latest first."""
    rows = Query.objects.open().filter(article_version__article=version.article_id)
    counted = (
        rows.exclude(article_version=version).values_list("article_version__number").annotate(n=Count("pk"))
    )
    return list(counted.order_by("-article_version__number"))


def card(query: Query, text: str, at: datetime | None = None) -> QueryCard:
    start, end = query.start or 0, query.end or 0
    new = query.answer_words or query.proposed
    present, proposed = _compared(query.exact, new) if query.exact and new else (_all(query.exact), _all(new))
    is_open = query.state == Query.State.OPEN
    return QueryCard(
        query=query,
        before=_before(text, start) if query.exact else "",
        after=_after(text, end) if query.exact else "",
        present=present,
        proposed=proposed,
        is_overdue=is_open and query.due_at is not None and query.due_at < (at or timezone.now()),
    )


def _all(words: str) -> tuple[Bit, ...]:
    return (Bit(words, False),) if words else ()


def _compared(old: str, new: str) -> tuple[tuple[Bit, ...], tuple[Bit, ...]]:
    found = spans.differing_words(old, new)
    return (
        tuple(_bits(old, [one.expected_span for one in found])),
        tuple(_bits(new, [one.found_span for one in found])),
    )


def _bits(text: str, differing: Iterable[Span]) -> Iterator[Bit]:
    at = 0
    for span in differing:
        if span.start == span.end:
            continue
        if at < span.start:
            yield Bit(text[at : span.start], False)
        yield Bit(text[span.start : span.end], True)
        at = span.end
    if at < len(text):
        yield Bit(text[at:], False)


def _before(text: str, start: int) -> str:
    """The words of the same paragraph before ``start``, from a space on where there are too many."""
    words = text[max(start - AROUND, 0) : start].rpartition("\n")[2]
    return f"…{words.partition(' ')[2]}" if len(words) == AROUND else words


def _after(text: str, end: int) -> str:
    words = text[end : end + AROUND].partition("\n")[0]
    return f"{words.rpartition(' ')[0]}…" if len(words) == AROUND else words


def letter(version: ArticleVersion, queries: Iterable[Query], *, by: str) -> str:
    """All these queries as a plain letter to hand to the author: lines of at most LINE characters."""
    asked = list(queries)
    due = min((one.due_at for one in asked if one.due_at), default=None)
    head = _("Queries on “%(title)s”, version %(number)d") % {
        "title": version.article.title, "number": version.number,
    }  # fmt: skip
    until = _("Please answer by %(due)s.") % {"due": _moment(due)} if due else ""
    how = _(
        "For each, say “changed” with the new words, “cut”, or “stet” (it stands as it is) with the reason."
    )
    parts = [_wrapped(head), "\n".join(filter(None, [_wrapped(until), _wrapped(how)]))]
    parts += [_entry(one) for one in asked] or [_("No query is open.")]
    return "\n\n".join([*parts, by]) + "\n"


def _entry(query: Query) -> str:
    lines = [_wrapped(f"{query.number}. {query.question}", later="   ")]
    if query.exact:
        lines.append(_wrapped(f"{_('Present:')} “{query.exact}”", "   ", "   "))
    if query.proposed:
        lines.append(_wrapped(f"{_('Proposed:')} “{query.proposed}”", "   ", "   "))
    if query.due_at:
        lines.append(_wrapped(f"{_('Due:')} {_moment(query.due_at)}", "   ", "   "))
    return "\n".join(lines)


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j M Y, H:i")


def _wrapped(words: str, first: str = "", later: str = "") -> str:
    """Broken at spaces; a word that is longer than a line (an address) stays whole."""
    return textwrap.fill(
        words,
        LINE,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
