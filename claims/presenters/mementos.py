"""Memento (RFC 7089): the numbers of a claim as its past states, and which of them stood at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime

from django.urls import reverse

from claims.models import Publication
from claims.presenters import addresses

LINK_FORMAT = "application/link-format"


def since(publication: Publication) -> datetime:
    """When readers could first see it: not before its embargo was over."""
    return max(filter(None, [publication.published_at, publication.visible_from])).replace(microsecond=0)


def http(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)


def at(history: Sequence[Publication], moment: datetime | None) -> Publication:
    """What stood at ``moment``: the first one before that, the newest without. ``history`` is newest first."""
    if moment is None:
        return history[0]
    return next((one for one in history if since(one) <= moment), history[-1])


def of_original(slug: str) -> str:
    """The Link header of the lasting page."""
    return f"{_link(_gate(slug), 'timegate')}, {_link(_map(slug), 'timemap', type=LINK_FORMAT)}"


def of_gate(slug: str, history: Sequence[Publication]) -> str:
    ends = [_memento(history[-1], "first memento"), _memento(history[0], "last memento")]
    if len(history) == 1:
        ends = [_memento(history[0], "first last memento")]
    return ", ".join(
        [_link(addresses.claim(slug), "original"), _link(_map(slug), "timemap", type=LINK_FORMAT), *ends]
    )


def of_memento(history: Sequence[Publication], shown: Publication) -> str:
    """The Link header of one number's page: its neighbours, the ends, and the ways to the others."""
    place = [one.pk for one in history].index(shown.pk)
    told = [(history[-1], "first"), (history[0], "last")]
    told += [(history[place + 1], "prev")] if place + 1 < len(history) else []
    told += [(history[place - 1], "next")] if place else []
    relations: dict[int, list[str]] = {shown.pk: []}
    for one, relation in told:
        relations.setdefault(one.pk, []).append(relation)
    by_key = {one.pk: one for one in history}
    mementos = [_memento(by_key[pk], " ".join([*names, "memento"])) for pk, names in relations.items()]
    slug = shown.slug
    return ", ".join([_link(addresses.claim(slug), "original"), of_original(slug), *mementos])


def time_map(slug: str, history: Sequence[Publication]) -> str:
    """Every number that is to be read, oldest first, as application/link-format."""
    rows = list(reversed(history))
    lines = [
        _link(addresses.claim(slug), "original"),
        _link(
            _map(slug),
            "self",
            type=LINK_FORMAT,
            **{"from": http(since(rows[0])), "until": http(since(rows[-1]))},
        ),
        _link(_gate(slug), "timegate"),
    ]
    for number, row in enumerate(rows, 1):
        ends = [name for name, is_so in (("first", number == 1), ("last", number == len(rows))) if is_so]
        lines.append(_memento(row, " ".join([*ends, "memento"])))
    return ",\n".join(lines) + "\n"


def _gate(slug: str) -> str:
    return addresses.absolute(reverse("public:timegate", args=[slug]))


def _map(slug: str) -> str:
    return addresses.absolute(reverse("public:timemap", args=[slug]))


def _memento(row: Publication, relation: str) -> str:
    return _link(addresses.version(row.slug, row.number), relation, datetime=http(since(row)))


def _link(address: str, relation: str, **more: str) -> str:
    told = "".join(f'; {name}="{value}"' for name, value in more.items())
    return f'<{address}>; rel="{relation}"{told}'
