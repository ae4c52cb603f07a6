"""``python -m tests.fuzzing.payloads``: texts that would like to be code, in every column, and every page looked at.

Each round fills every text column of a desk with one of everything, each time with others of the payloads, and asks for
every address of the URL configuration: no element and no attribute may be there that no template wrote, and every page,
feed, document and file has to be well formed. With ``--browser`` so many pages are opened in Chromium as well, with the
content security policy switched off, so that whatever can be executed is. Starts a throw-away PostgreSQL unless DATABASE_URL
names one. Exit status 1 if anything was executed, malformed, or failed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.setting_up import set_up


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing.payloads", description=__doc__)
    parser.add_argument(
        "files", nargs="*", type=Path, help="texts, one a line or a JSON list; the tests’ own unless told"
    )
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument(
        "--first", type=int, default=0, metavar="ROUND", help="go on where an earlier run ended"
    )
    parser.add_argument("--browser", type=int, default=0, metavar="PAGES")
    asked = parser.parse_args()
    from tests.claims.api.properties import database

    with database():
        set_up()
        return run(asked)


def run(asked: argparse.Namespace) -> int:
    from django.db import connection

    from tests.fuzzing import poison, rounds, running
    from tests.fuzzing.stage import open_stage

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    texts = poison.payloads(*asked.files)
    outcome = rounds.Outcome(len(texts))
    try:
        with open_stage() as stage, running.quiet():
            for turn in range(asked.first, asked.first + asked.rounds):
                rounds.look(stage, texts, turn=turn, outcome=outcome)
                print(f"round {turn + 1}: {outcome.told()}", file=sys.stderr, flush=True)
        if asked.browser:
            from tests.fuzzing import chromium

            chromium.look(texts, pages=asked.browser, outcome=outcome)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    print(outcome.told())
    return 1 if outcome.faults or outcome.executed else 0


if __name__ == "__main__":
    sys.exit(main())
