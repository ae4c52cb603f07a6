"""Copies of real claims that say something else, made by rule: another number, a denial, the other direction, a name.

A part of `benchmarks.quality.matching`; it has no ``measure`` of its own.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence

_NUMBER = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w-])")
_VERB = re.compile(
    r"\b(is|are|was|were|has|have|had|will|would|can|could|does|did|should|must)\b (?!not\b|no\b|n't)"
)
_OPPOSITE = {
    "increased": "decreased", "decreased": "increased", "increase": "decrease", "decrease": "increase", "more": "fewer",
    "higher": "lower", "lower": "higher", "rose": "fell", "fell": "rose", "raised": "lowered", "won": "lost",
    "lost": "won", "highest": "lowest", "lowest": "highest", "before": "after", "after": "before", "largest": "smallest",
    "up": "down", "doubled": "halved", "supports": "opposes", "opposed": "supported", "supported": "opposed",
    "voted for": "voted against", "voted against": "voted for", "grew": "shrank", "gained": "lost", "less": "more",
}  # fmt: skip
_DIRECTION = re.compile(rf"\b({'|'.join(sorted(_OPPOSITE, key=len, reverse=True))})\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?: [A-Z][a-z]{3,})*\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def number(claim: str, chance: random.Random) -> str | None:
    """Another figure in the place of the first."""
    found = next((one for one in _NUMBER.finditer(claim) if not _YEAR.fullmatch(one[0])), None)
    if found is None:
        return None
    value = float(found[0].replace(",", "")) * chance.choice((1.5, 2, 3, 7))
    return claim[: found.start()] + (f"{int(value) + 1:,}") + claim[found.end() :]


def year(claim: str, chance: random.Random) -> str | None:
    found = _YEAR.search(claim)
    return found and claim[: found.start()] + str(int(found[0]) - chance.randint(1, 9)) + claim[found.end() :]


def denial(claim: str, chance: random.Random) -> str | None:
    found = _VERB.search(claim)
    return found and claim[: found.end()] + "not " + claim[found.end() :]


def direction(claim: str, chance: random.Random) -> str | None:
    found = _DIRECTION.search(claim)
    return found and claim[: found.start()] + _OPPOSITE[found[0]] + claim[found.end() :]


def name(claim: str, chance: random.Random, *, others: Sequence[str]) -> str | None:
    found = _NAME.search(claim)
    if found is None:
        return None
    other = next(
        (one for one in chance.sample(others, 20) if not set(one.split()) & set(claim.split())), None
    )
    return other and claim[: found.start()] + other + claim[found.end() :]


Rule = Callable[[str, random.Random], str | None]
RULES: dict[str, Rule] = {"number": number, "date": year, "negation": denial, "direction": direction}


def copies(claims: Sequence[str], of_each: int, seed: int = 1) -> Iterator[tuple[str, str, str]]:
    """(rule, claim, copy), so many of each rule."""
    chance = random.Random(seed)
    shuffled = chance.sample(claims, len(claims))
    names = sorted({found[0] for claim in claims[:3000] if (found := _NAME.search(claim))})
    rules = {**RULES, "name": lambda claim, chance: name(claim, chance, others=names)}
    for rule, make in rules.items():
        made = ((claim, copy) for claim in shuffled if (copy := make(claim, chance)) and copy != claim)
        for (claim, copy), _ in zip(made, range(of_each), strict=False):
            yield rule, claim, copy
