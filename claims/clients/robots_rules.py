"""A robots.txt and what it allows, after RFC 9309. Pure text work."""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claims.text import urls

MAX_BYTES = 500 * 1024
"""As much as RFC 9309, 2.5 asks to be read. What follows is ignored."""

_MAX_RULES = 5_000


@dataclass(frozen=True, slots=True)
class Rule:
    """One allow or disallow line; `pattern` is a path, tidied, with `*` and a final `$` as wildcards."""

    allow: bool
    pattern: str

    def matches(self, target: str) -> bool:
        """Whether the pattern covers a path with query.

        Linear in both: no regular expression, no backtracking.
        """
        anchored = self.pattern.endswith("$")
        first, *rest = self.pattern.removesuffix("$").split("*")
        if not target.startswith(first):
            return False
        return _matches_rest(target, len(first), rest, anchored=anchored)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that hold for one visitor. The longest pattern wins, and among equals the permission.

    `delay` is the Crawl-delay in seconds: no part of the standard, but what a site asks for all the same.
    """

    rules: tuple[Rule, ...] = ()
    delay: float | None = None

    def allow(self, url: str) -> bool:
        """Whether this address (http or https, canonical or not) may be visited. Raises BadURL."""
        if not self.rules:
            return True
        address = urls.parse(url)
        target = address.path if address.query is None else f"{address.path}?{address.query}"
        if address.path == "/robots.txt":
            return True
        matching = [rule for rule in self.rules if rule.matches(target)]
        if not matching:
            return True
        return max(matching, key=lambda rule: (len(rule.pattern), rule.allow)).allow


def parse(body: bytes, *, agent: str) -> Rules:
    """The rules of a robots.txt for the visitor whose User-Agent begins with `agent`'s product name."""
    text = body[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
    product = product_of(agent)
    own: list[Rule] = []
    common: list[Rule] = []
    delays: dict[bool, float] = {}
    named = False
    for agents, rules, delay in _groups(_fields(text)):
        if product not in agents and "*" not in agents:
            continue
        is_ours = product in agents
        named = named or is_ours
        (own if is_ours else common).extend(rules)
        if delay is not None:
            delays[is_ours] = max(delay, delays.get(is_ours, 0.0))
    return Rules(tuple((own if named else common)[:_MAX_RULES]), delays.get(named))


def product_of(agent: str) -> str:
    """The product name of a User-Agent, in lower case: `desk` of `Desk/1.0 (+https://…)`."""
    return "".join(itertools.takewhile(lambda sign: sign.isalpha() or sign in "-_", agent.strip())).lower()


def _fields(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def _groups(fields: Iterable[tuple[str, str]]) -> Iterator[tuple[set[str], list[Rule], float | None]]:
    """(agents, rules, delay) of each group: user-agent lines in a row open one, other lines belong to it."""
    agents: set[str] = set()
    rules: list[Rule] = []
    delay: float | None = None
    in_head = False
    for name, value in fields:
        if name == "user-agent":
            if not in_head:
                yield agents, rules, delay
                agents, rules, delay = set(), [], None
            agents.add("*" if value == "*" else product_of(value))
            in_head = True
        elif name in ("allow", "disallow"):
            in_head = False
            if value:
                rules.append(Rule(name == "allow", _tidy(value)))
        elif name == "crawl-delay":
            in_head = False
            delay = _seconds(value)
    yield agents, rules, delay


def _seconds(value: str) -> float | None:
    """A plain number of seconds; None for anything else."""
    return float(value) if re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", value, re.ASCII) else None


def _tidy(pattern: str) -> str:
    """A pattern with its escapes as in canonical addresses, so that both sides of a comparison agree."""
    anchored = pattern.endswith("$")
    path, mark, query = pattern.removesuffix("$").partition("?")
    tidied = urls.tidy_path(path) + (f"?{urls.tidy_query(query)}" if mark else "")
    return tidied + "$" * anchored


def _matches_rest(target: str, start: int, pieces: list[str], *, anchored: bool) -> bool:
    """Whether the pieces between wildcards follow in order; the last one at the very end where anchored."""
    if not pieces:
        return not anchored or start == len(target)
    *middle, last = pieces
    for piece in middle:
        found = target.find(piece, start)
        if found < 0:
            return False
        start = found + len(piece)
    if anchored:
        return target.endswith(last) and len(target) - len(last) >= start
    return target.find(last, start) >= 0
