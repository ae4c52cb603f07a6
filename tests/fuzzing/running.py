"""One run: so many requests, and what came of them."""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.fuzzing.making import Maker
from tests.fuzzing.stage import Answer, Asked, open_stage


@dataclass
class Outcome:
    """``failures`` has the first request for each place in the code that failed, and how many there were."""

    seed: int
    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    failures: dict[str, tuple[str, int]] = field(default_factory=dict)
    fine: int = 0  # answered with 5xx as they should be
    slowest: tuple[float, str] = (0.0, "")

    def note(self, asked: Asked, answer: Answer) -> bool:
        """Whether it is a failure that was not seen before."""
        self.requests += 1
        self.statuses[answer.status] += 1
        self.slowest = max(self.slowest, (answer.seconds, asked.told()))
        if not answer.is_failure:
            self.fine += answer.status >= 500
            return False
        place = _place(answer)
        first, count = self.failures.get(place, (asked.told(), 0))
        self.failures[place] = (first, count + 1)
        return count == 0

    def told(self) -> str:
        kinds = Counter({f"{status // 100}xx": 0 for status in self.statuses})
        for status, count in self.statuses.items():
            kinds[f"{status // 100}xx"] += count
        kinds["5xx"] -= self.fine
        lines = [
            f"{self.requests} requests, seed {self.seed}: {kinds['5xx']} answered with 5xx or not at all"
        ]
        lines.append("  " + ", ".join(f"{kind}: {count}" for kind, count in sorted(kinds.items())))
        lines.append(f"  the slowest took {self.slowest[0]:.1f} s: {self.slowest[1][:200]}")
        lines += [f"  {count} × {place}\n    {first}" for place, (first, count) in self.failures.items()]
        return "\n".join(lines)


def _place(answer: Answer) -> str:
    lines = answer.failure.strip().splitlines() or [f"status {answer.status}"]
    ours = [line.strip() for line in lines if "/claims/" in line and line.strip().startswith("File")]
    return f"{lines[-1][:200]} at {ours[-1] if ours else lines[-3:-2]}"


@contextmanager
def quiet() -> Iterator[None]:
    """Refusals are logged by the thousand; failures are told by this run itself."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def run(count: int, seed: int, *, told: Callable[[str], None] = lambda line: None) -> Outcome:
    """``told`` is called with each new failure, and now and then with how far it is."""
    outcome, dice = Outcome(seed), random.Random(seed)
    with open_stage() as stage, quiet():
        maker = Maker(stage, dice)
        told(f"{len(maker.routes)} addresses, {len(maker.forms)} forms, {len(maker.names)} parameters")
        for number in range(count):
            asked = maker.request()
            answer = stage.ask(asked)
            if outcome.note(asked, answer):
                told(f"NEW after {number}: {answer.failure[-3000:]}\n{asked.told()}")
            if number % 5000 == 4999:
                told(
                    f"{number + 1} requests, {sum(count for _, count in outcome.failures.values())} failures"
                )
    return outcome
