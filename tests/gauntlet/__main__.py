"""``python -m tests.gauntlet``: many jobs, many faults, several seeds; exit status 1 if anything was lost or doubled.

Needs PostgreSQL at DATABASE_URL and the right to create a database there, which is removed afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict

import django


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.gauntlet", description=__doc__)
    parser.add_argument("--jobs", type=int, default=2000, help="for each seed")
    parser.add_argument("--faults", type=int, default=100, help="for each seed")
    parser.add_argument("--poison", type=float, default=0.01, help="share of jobs that kill every worker")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--dispatchers", type=int, default=5)
    parser.add_argument("--without", choices=["fence", "unique", "recovery", "locks"], default="",
                        help="take a guard away: the run must fail then")  # fmt: skip
    parser.add_argument("--json", metavar="FILE", help="write the figures there")
    asked = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    figures = runs(asked)
    if asked.json:
        with open(asked.json, "w") as file:  # noqa: PTH123
            json.dump(figures, file, indent=1)
    return 1 if any(one["troubles"] for one in figures) else 0


def runs(asked: argparse.Namespace) -> list[dict[str, object]]:
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
