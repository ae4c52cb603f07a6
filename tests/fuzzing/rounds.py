"""Rounds of looking at every page, with texts that would like to be code in every column."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tests import standing
from tests.fuzzing import routes, soundness
from tests.fuzzing.poison import Poisoner
from tests.fuzzing.stage import Asked, Stage

EACH = 8  # tries to fill the places of an address; most of them come to two or three addresses
SEARCHES = [
    "/feeds/?q=script",
    "/v1alpha1/claims:search?query=script",
    "/claims/?q=script",
    "/desk/claims/claim/?q=script",
]


@dataclass
class Outcome:
    """``faults`` are those of answers, by their address; ``executed`` what Chromium saw happen."""

    payloads: int
    rounds: int = 0
    answers: int = 0
    pages: int = 0
    columns: set[str] = field(default_factory=set)
    faults: dict[str, list[str]] = field(default_factory=dict)
    executed: dict[str, list[str]] = field(default_factory=dict)

    def told(self) -> str:
        head = (
            f"{self.payloads} payloads in {len(self.columns)} columns, {self.rounds} rounds: {self.answers} answers, of which "
            f"{len(self.faults)} malformed or failed; {self.pages} pages in Chromium, {len(self.executed)} of which did anything"
        )
        return "\n".join(filter(None, [head, soundness.told(self.faults), soundness.told(self.executed)]))


def addresses(pool: dict[str, list[str]], dice: random.Random) -> list[str]:
    """Every address of the configuration, its places filled in with what is there."""
    found = set(SEARCHES)
    for route in routes.all_routes():
        for _ in range(EACH if "<" in route.pattern else 1):
            found.add(
                routes.PLACE.sub(
                    lambda place: dice.choice(pool.get(place[1] or "str") or ["1"]), route.pattern
                )
            )
    return sorted(found)


def look(stage: Stage, texts: list[str], *, turn: int, outcome: Outcome, most: int | None = None) -> None:
    """One round: see what pages are made of, fill every column, and ask for everything again."""
    asked = list(_asked(stage, turn, most))
    known: set[soundness.Part] = set()
    before: list[set[str]] = []  # what is wrong with Django's own pages, whatever stands in them
    for one in asked:
        if one.query:  # what a search will find then, and finds not yet, is made of this
            known |= soundness.parts(stage.ask(replace(one, query="")).body)
        answer = stage.ask(one)
        known |= soundness.parts(answer.body) if soundness.is_page(answer) else set()
        before.append(set(soundness.faults(answer, known)))
    with standing.undone():
        poisoner = Poisoner(texts, turn=turn * 37)
        poisoner.fill()
        for one, usual in zip(asked, before, strict=True):
            answer = stage.ask(one)
            outcome.answers += 1
            failed = {answer.failure[-1500:] or "failed"} if answer.is_failure else set()
            if found := failed or set(soundness.faults(answer, known)) - usual:
                outcome.faults[f"{one.path}?{one.query}"] = sorted(found)
    outcome.rounds += 1
    outcome.columns |= poisoner.filled


def _asked(stage: Stage, turn: int, most: int | None) -> Iterator[Asked]:
    paths = addresses(stage.pool, random.Random(turn))
    for path in paths if most is None else random.Random(turn).sample(paths, most):
        path, _, query = path.partition("?")
        who = stage.program if path.startswith("/api/v1/desk/") else stage.browser
        yield Asked("GET", path, query, who("admin"))
