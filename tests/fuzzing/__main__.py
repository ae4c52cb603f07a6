"""``python -m tests.fuzzing``: many requests of which something is wrong, and not one that the desk fails at.

Addresses of the whole URL configuration, of every role, by every method, with headers, queries, forms and bodies that no
browser sends; in this process, through the WSGI handler. Starts a throw-away PostgreSQL unless DATABASE_URL names one, in
which it makes a database that is removed afterwards. Exit status 1 if anything was answered with 5xx, or not at all.
"""

from __future__ import annotations

import argparse
import sys

from tests.setting_up import set_up


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("--requests", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    from tests.claims.api.properties import database

    with database():
        set_up()
        return run(asked.requests, asked.seed)


def run(count: int, seed: int) -> int:
    from django.db import connection

    from tests.fuzzing import running

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        outcome = running.run(count, seed, told=lambda line: print(line, file=sys.stderr, flush=True))
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    print(outcome.told())
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main())
