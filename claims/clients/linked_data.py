"""JSON-LD in a page of HTML: the work that the page is, by its own description."""

import json
import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

_MAX_SCRIPTS = 20
_MAX_SCRIPT = 512 * 1024
_MAX_NODES = 5_000
_ARTICLES = re.compile(r".*(?:Article|Posting|Report|Review|Speech|Legislation)")
_WORKS = re.compile(r".*(?:Page|CreativeWork|Dataset|Object|Episode)")

_COMMA_TOO_MANY = re.compile(r",(?=\s*[\]}])")

Thing = dict[str, Any]


class Description:
    """What JSON-LD says of the page."""

    def __init__(self, document: LexborHTMLParser) -> None:
        things = list(_things(document))
        articles = [thing for thing in things if _is_a(thing, _ARTICLES)]
        pages = [thing for thing in things if _is_a(thing, _WORKS)]
        self._works = [*sorted(articles, key=lambda thing: "datePublished" not in thing), *pages]
        self._by_id = {
            thing["@id"]: thing for thing in things if "name" in thing and isinstance(thing.get("@id"), str)
        }

    def named(self, name: str) -> list[object]:
        """The values of a property, of articles before those of pages."""
        return [work[name] for work in self._works if name in work]

    def agents(self, role: str) -> list[Thing]:
        """Who is named in this role (`author`, `publisher`) by the first work that names any: name and type."""
        for value in self.named(role):
            found = [self._agent(one) for one in (value if isinstance(value, list) else [value])[:20]]
            if known := [agent for agent in found if agent.get("name")]:
                return known
        return []

    def _agent(self, value: object) -> Thing:
        if isinstance(value, str):
            return {"name": value}
        if not isinstance(value, dict):
            return {}
        known = value if "name" in value else self._by_id.get(str(value.get("@id")), {})
        return {"name": known.get("name"), "@type": known.get("@type")}


def scripts(page: str) -> list[Thing | list[Any]]:
    """What each JSON-LD script of a page says, up to a limit of scripts; empty for one that is no JSON."""
    nodes = LexborHTMLParser(page).css('script[type="application/ld+json"]')[:_MAX_SCRIPTS]
    return [_parsed(node.text()) for node in nodes]


def _is_a(thing: Thing, kinds: re.Pattern[str]) -> bool:
    kind = thing.get("@type")
    return any(
        isinstance(one, str) and kinds.fullmatch(one) for one in (kind if isinstance(kind, list) else [kind])
    )


def _things(document: LexborHTMLParser) -> Iterator[Thing]:
    """Every JSON object in the page's JSON-LD, outer ones first, up to a limit."""
    waiting: list[Any] = []
    for node in document.css('script[type="application/ld+json"]')[:_MAX_SCRIPTS]:
        waiting.append(_parsed(node.text()))
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        thing = waiting.pop(0)
        if isinstance(thing, dict):
            yield thing
        children = thing.values() if isinstance(thing, dict) else thing
        waiting += [child for child in children if isinstance(child, dict | list)]


def _parsed(script: str) -> Thing | list[Any]:
    """What a script says; empty if it is too long or no JSON. A comma too many is forgiven: many have one."""
    for source in (script, _COMMA_TOO_MANY.sub("", script)) if len(script) <= _MAX_SCRIPT else ():
        try:
            parsed = json.loads(source, strict=False)
        except (ValueError, RecursionError):
            continue
        return parsed if isinstance(parsed, dict | list) else {}
    return {}
