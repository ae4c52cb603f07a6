"""``python -m tests.gauntlet``: many jobs, many faults, several seeds; exit status 1 if anything was lost or doubled.

Needs PostgreSQL at DATABASE_URL and the right to create a database there, which is removed afterwards.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from benchmarks import results
from tests.setting_up import set_up

GUARDS = ("fence", "unique", "recovery", "locks")
# Dispatchers that are struck seldom meet: where their locks are taken away, nothing else goes wrong.
CONTROL_FAULTS = {"fence": 60, "unique": 60, "recovery": 60, "locks": 0}


JOBS, SEEDS = 2_000, 5  # the figures of a shorter run are printed, and not kept


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.gauntlet", description=__doc__)
    parser.add_argument("--jobs", type=int, default=JOBS, help="for each seed")
    parser.add_argument("--faults", type=int, default=100, help="for each seed")
    parser.add_argument("--poison", type=float, default=0.01, help="share of jobs that kill every worker")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--dispatchers", type=int, default=5)
    parser.add_argument("--without", choices=GUARDS, default="",
                        help="take a guard away: the run must fail then")  # fmt: skip
    parser.add_argument(
        "--controls", action="store_true", help="short runs with each guard taken away in turn"
    )
    parser.add_argument("--json", metavar="FILE", help="write the figures there")
    asked = parser.parse_args()

    set_up()
    if asked.controls:
        return controls(asked)
    figures = runs(asked)
    if asked.json:
        with open(asked.json, "w") as file:  # noqa: PTH123
            json.dump(figures, file, indent=1)
    if not asked.without and asked.jobs >= JOBS and asked.seeds >= SEEDS:
        results.keep("jobs", summed(figures))
    return 1 if any(one["troubles"] for one in figures) else 0


def controls(asked: argparse.Namespace) -> int:
    """Each guard is taken away in turn, and the run must fail then: 1 if any holds all the same."""
    found = {}
    for guard in GUARDS:
        short = {"without": guard, "jobs": 300, "faults": CONTROL_FAULTS[guard], "poison": 0.0, "seeds": 1}
        [figures] = runs(argparse.Namespace(**(vars(asked) | short)))
        found[f"without {guard}"] = figures["troubles"] or "held: the harness would not notice"
    results.keep("jobs, negative controls", found)
    return 1 if any(isinstance(troubles, str) for troubles in found.values()) else 0


def summed(figures: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of all seeds together: sums, and the slowest job of all."""
    from tests.gauntlet.arena import Outcome

    names = ("jobs", "results", "faults", "deaths", "dead", *Outcome.MUST_BE_NOTHING)
    total = {name.replace("_", " "): sum(one[name] for one in figures) for name in names}
    slowest = max(one["slowest_seconds"] for one in figures)
    return {"seeds": len(figures), **total, "slowest job, s": round(slowest, 1)}


def runs(asked: argparse.Namespace) -> list[dict[str, Any]]:
    from django.core.management import call_command
    from django.db import connection

    from tests.gauntlet.arena import Arena, Plan

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    figures = []
    try:
        for seed in range(1, asked.seeds + 1):
            plan = Plan(
                jobs=asked.jobs, faults=asked.faults, poison=round(asked.poison * asked.jobs), asks=asked.jobs // 4,
                seed=seed, workers=asked.workers, dispatchers=asked.dispatchers, without=asked.without,
            )  # fmt: skip
            outcome = Arena(plan).run()
            print(
                f"seed {seed}: {'HOLDS' if not outcome.troubles else 'BROKEN'}: {outcome.told()}", flush=True
            )
            figures.append({"plan": asdict(plan), "troubles": outcome.troubles, **asdict(outcome)})
            call_command("flush", interactive=False, verbosity=0)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    return figures


if __name__ == "__main__":
    sys.exit(main())
