"""Pages of a list by keyset: each costs the same, however deep, and no row is counted.

A place in a list travels as an opaque text that survives an address line.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from claims.exceptions import InvalidInput

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
RISING = "+"
TICK = timedelta(microseconds=1)


class Place(NamedTuple):
    """The last row that was shown, in a list ordered by time and key: falling, unless it ``rises``."""

    at: datetime
    pk: int
    rises: bool = False


class Page(NamedTuple):
    """``older`` is the cursor of the page that follows, None at the end."""

    rows: list[Any]
    older: str | None


def page(
    rows: QuerySet[Any, Any],
    *,
    by: str,
    before: Place | None,
    size: int,
    skip: int = 0,
    rises: bool = False,
) -> Page:
    """The ``size`` rows after ``before``, by the column ``by`` and then by key: newest first, unless it ``rises``.

    ``skip`` leaves out so many first: each of them is read, so few people should be allowed many.
    Rows are model instances, or named tuples that hold ``pk`` and the column.
    """
    beyond, sign = ("gt", "") if rises else ("lt", "-")
    if before:
        later = Q(**{f"{by}__{beyond}": before.at}) | Q(**{f"pk__{beyond}": before.pk})
        rows = rows.filter(later, **{f"{by}__{beyond}e": before.at})
    found = list(rows.order_by(f"{sign}{by}", f"{sign}pk")[skip : skip + size + 1])
    return cut(found, by=by, size=size, rises=rises)


def cut(found: list[Any], *, by: str, size: int, rises: bool = False) -> Page:
    """``size`` rows of those that were found, one more if there is one: then a page follows."""
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], encode(Place(getattr(last, by), last.pk, rises)) if last else None)


def encode(place: Place) -> str:
    plain = f"{(place.at - EPOCH) // TICK}.{place.pk}{RISING if place.rises else ''}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def decode(cursor: str) -> Place:
    """The place that ``encode`` made ``cursor`` of. Raises InvalidInput for any other text."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        ticks, pk = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii").split(".")
        place = Place(EPOCH + int(ticks) * TICK, int(pk.removesuffix(RISING)), pk.endswith(RISING))
        if not 0 < place.pk < 2**63 or encode(place) != cursor:
            raise ValueError(_("another text means the same place"))
    except (ValueError, OverflowError) as error:
        raise InvalidInput(
            _("This cursor was not given out by the desk. Start again without it."),
            problems=(("cursor", _("not a cursor")),),
        ) from error
    return place
