"""``python -m tests.claims.api.properties``: schemathesis against a desk that is served on loopback, all its checks.

With a token and without one, every operation and sequences of them. Starts a throw-away PostgreSQL unless DATABASE_URL
names one, in which it makes a database that is removed afterwards. Exit status 1 if a check failed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from factcheck.embedded import postgres
from tests.gauntlet.editors import ROOT, serving
from tests.setting_up import set_up

HOOKS = "tests.claims.api.property_hooks"
# Which answers a well-formed request may have, of those that its operation documents: done, or refused for what is so at
# the desk. 400 is for what isn't of the described shape; a method, a type or a size that is wrong was never sent.
SOUND = {"401", "403", "404", "409", "412", "414", "422", "429"}
# And which a request that isn't: whether it names what isn't there may be found out before, or what it has a right to.
UNSOUND = {"400", "401", "403", "404", "405", "406", "415", "428", "429"}


def configured(description: dict[str, Any]) -> str:
    """The configuration of a run: of each operation, only what its own description names is expected."""
    parts = [
        _of_operation(operation["operationId"], set(operation["responses"]))
        for operations in description["paths"].values()
        for operation in operations.values()
    ]
    return "\n".join(parts)


def _of_operation(name: str, documented: set[str]) -> str:
    done = {code for code in documented if code < "400"}
    expected = {
        "positive_data_acceptance": done | documented & SOUND,
        "negative_data_rejection": documented & UNSOUND,
        "missing_required_header": documented & {"401", "403", "428"},
    }
    lines = [
        f"checks.{check}.expected-statuses = {json.dumps(sorted(codes))}" for check, codes in expected.items()
    ]
    return "\n".join(["[[operations]]", f'include-operation-id = "{name}"', *lines, ""])


def furnish() -> str:
    """A desk with one of everything, and a token of an admin for all of it."""
    from claims.models import ApiToken
    from claims.services import authorising
    from tests import world
    from tests.conftest import member

    bea, ben, ada = member("bea", "editor"), member("ben", "editor"), member("ada", "admin")
    world.build(author=bea, editor=ben, admin=ada)
    return authorising.issue(name="properties", scopes=ApiToken.Scope.values, days=1, by=ada).secret


def check(origin: str, *, token: str, examples: int, seed: int, phases: str) -> int:
    """One run of schemathesis; its exit status."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "schemathesis.toml"
        description = Path(folder) / "schema.json"
        # By ourselves: schemathesis waits ten seconds for it, and no longer.
        with urllib.request.urlopen(f"{origin}/api/schema/", timeout=120) as answer:
            description.write_bytes(answer.read())
        config.write_text(configured(json.loads(description.read_bytes())))
        command = [
            sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", str(description), "--url", origin, "--checks", "all", "--phases", phases, "--max-examples", str(examples), "--seed", str(seed),
            "--continue-on-failure", "--no-color", "--request-timeout", "30", "--suppress-health-check", "all",
        ]  # fmt: skip
        if token:
            command += ["--header", f"Authorization: Bearer {token}"]
        environment = os.environ | {"SCHEMATHESIS_HOOKS": HOOKS, "no_proxy": "127.0.0.1,localhost"}
        return subprocess.run(command, cwd=ROOT, env=environment, timeout=3600).returncode


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.claims.api.properties", description=__doc__)
    parser.add_argument("--examples", type=int, default=50, help="for each operation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--phases", default="examples,coverage,fuzzing,stateful")
    parser.add_argument("--only", choices=["token", "stranger"])
    asked = parser.parse_args()
    with database():
        return run(asked)


@contextmanager
def database() -> Iterator[None]:
    """PostgreSQL at DATABASE_URL: a throw-away one, if there is none."""
    with ExitStack() as stack:
        if "DATABASE_URL" not in os.environ:
            os.environ["DATABASE_URL"] = stack.enter_context(postgres.throwaway()).url(postgres.OWNER)
        yield


def run(asked: argparse.Namespace) -> int:
    set_up()
    from django.db import connection

    from tests.gauntlet.arena import database_url

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        secret = furnish()
        tokens = {"token": secret, "stranger": ""}
        with serving(database_url(), without="") as origin:
            statuses = [
                check(origin, token=token, examples=asked.examples, seed=asked.seed, phases=asked.phases)
                for who, token in tokens.items()
                if asked.only in (None, who)
            ]
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    return max(statuses)


if __name__ == "__main__":
    sys.exit(main())
