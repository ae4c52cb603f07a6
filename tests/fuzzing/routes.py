"""Every address that the URL configuration knows, as a pattern to be filled in; and every name that a view reads."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver

from tests.fuzzing import oddities

PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")
# readyz is 503 where a part of the desk is away, and in a test the broker is.
APART = {"public:ready"}
READ_BY_NAME = re.compile(r'(?:GET|POST|FILES)(?:\.get(?:list)?\(|\[)"([^"]+)"')
OF_DJANGO = ["q", "p", "o", "e", "all", "_popup", "_to_field", "_changelist_filters", "action", "_selected_action", "next", "term",
             "app_label", "model_name", "field_name", "id__exact", "id__in", "pk", "status__exact", "claim__id__exact",
             "created_at__year", "created_at__gte", "is_public__exact", "language", "format", "url", "_save", "_continue", "post"]  # fmt: skip


@dataclass(frozen=True)
class Route:
    """``pattern`` is the address with its places in angle brackets; ``view`` what answers it."""

    name: str
    pattern: str
    view: Any


def all_routes() -> list[Route]:
    return [one for one in _within(get_resolver(), "/", ()) if one.name not in APART]


def _within(resolver: URLResolver, before: str, names: tuple[str, ...]) -> Iterator[Route]:
    for one in resolver.url_patterns:
        step = before + _plain(str(one.pattern))
        if isinstance(one, URLPattern):
            yield Route(":".join((*names, one.name or "?")), step, one.callback)
        else:
            yield from _within(one, step, (*names, one.namespace) if one.namespace else names)


def _plain(pattern: str) -> str:
    """A regular expression that stands for anything, as a place."""
    return (
        pattern
        if "^" not in pattern
        else re.sub(r"\(.*\)|\.\*", "<path:anything>", pattern.strip("^$").removesuffix("/?"))
    )


def names_read() -> list[str]:
    """Every parameter that any view of the project asks for by its name, and those of Django's admin."""
    root = Path(__file__).resolve().parents[2] / "claims"
    found = {name for path in root.rglob("*.py") for name in READ_BY_NAME.findall(path.read_text())}
    from claims.api.desk import urls
    from claims.public import fact_check_tools, narrowing, refusing

    for one in urls.urlpatterns:
        found |= set(one.callback.view_class.readers)  # type: ignore[attr-defined]
        found |= {
            *OF_DJANGO,
            *narrowing.READERS,
            *refusing.PAGING,
            *fact_check_tools.OWN,
            *fact_check_tools.COMMON,
        }
    return sorted(found | {"article", "claimant", "kind", "language", "rating", "updated_since"})


def filled(pattern: str, pool: dict[str, list[str]], dice: random.Random) -> str:
    """An address of this pattern, percent-encoded: mostly of things that are there."""

    def fill(found: re.Match[str]) -> str:
        kind = found[1] or "str"
        if dice.random() < 0.15:
            return quote(
                oddities.text(dice)[:3000].encode("utf-8", "surrogatepass"),
                safe="/" if kind == "path" else "",
            )
        return quote(dice.choice(pool.get(kind) or pool["str"]))

    return PLACE.sub(fill, pattern)
