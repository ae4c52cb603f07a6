"""Pages of the desk's lists by keyset, in one of the orders that a list allows."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from claims.api import parameters
from claims.api.problems import Unfitting
from claims.exceptions import InvalidInput

NEWEST = "-id"


class Page(NamedTuple):
    """``cursor`` leads to the page that follows; None at the end."""

    rows: list[Any]
    cursor: str | None


class Place(NamedTuple):
    """The last row that was shown: the order it was shown in, its value there, and its key."""

    ordering: str
    value: Any
    pk: int


def readers(orderings: tuple[str, ...]) -> Mapping[str, parameters.Reader]:
    """Of the parameters of a list that may be in these orders, each upwards or, with a minus, downwards."""
    known = [f"{sign}{name}" for name in orderings for sign in ("", "-")]

    def ordering(given: str) -> str:
        if given not in known:
            raise ValueError(f"one of {', '.join(known)} is expected")
        return given

    return {"cursor": decode, "limit": parameters.limit, "ordering": ordering}


def page(rows: QuerySet[Any], given: Mapping[str, Any], *, orderings: tuple[str, ...]) -> Page:
    """One page of ``rows``. Raises Unfitting for a cursor of another order."""
    size = given.get("limit", parameters.LIMIT)
    place: Place | None = given.get("cursor")
    ordering = given.get("ordering", place.ordering if place else NEWEST)
    falls, column = ordering.startswith("-"), ordering.lstrip("-")
    if place:
        if place.ordering != ordering or column not in orderings:
            raise Unfitting(
                "This cursor belongs to a list in another order.",
                problems=(("cursor", "of another order"),),
            )
        rows = rows.filter(_after(column, falls, place))
    sign = "-" if falls else ""
    found = list(rows.order_by(f"{sign}{column}", f"{sign}pk")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], encode(Place(ordering, getattr(last, column), last.pk)) if last else None)


def _after(column: str, falls: bool, place: Place) -> Q:
    beyond = "lt" if falls else "gt"
    if column == "id":
        return Q(**{f"pk__{beyond}": place.pk})
    same = Q(**{column: place.value, f"pk__{beyond}": place.pk})
    return Q(**{f"{column}__{beyond}": place.value}) | same


def encode(place: Place) -> str:
    value = place.value.isoformat() if isinstance(place.value, datetime) else place.value
    plain = json.dumps([place.ordering, value, place.pk], separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def decode(cursor: str) -> Place:
    """The place that ``encode`` made ``cursor`` of. Raises InvalidInput for any other text."""
    try:
        plain = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        ordering, value, pk = json.loads(plain)
        place = Place(ordering, datetime.fromisoformat(value) if isinstance(value, str) else value, pk)
        is_sound = (
            isinstance(ordering, str) and type(pk) is int and 0 < pk < 2**63 and encode(place) == cursor
        )
        if not is_sound or (isinstance(value, int) and not -(2**31) <= value < 2**63) or value is None:
            raise ValueError("another text means the same place")
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise InvalidInput(
            "This cursor was not given out by the desk. Start again without it.",
            problems=(("cursor", "not a cursor"),),
        ) from error
    return place
