"""Test databases are copies of one template, which is migrated once: for all processes of a run, and for all runs on
one server, until something that it is made of changes.

Migrating takes most of the time of a short run. `manage.py test` keeps the files of its cluster for the next run; on a
server of TEST_DATABASE_URL the template stays, as ``test_template_…``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.postgresql.creation import DatabaseCreation

ROOT = Path(__file__).resolve().parents[2]
MADE_OF = (
    "claims/migrations",
    "claims/models",
    "claims/apps.py",
    "factcheck/settings.py",
    "claims/services/installing.py",
    "requirements.txt",
    "tests/database",
)
APPLICATION = "factcheck_test_app"
LOCK = 7_130_115  # of all who make a template on one server: any number that nobody else takes


def digest() -> str:
    """Of everything that a migrated database depends on."""
    summed = hashlib.sha256()
    for part in MADE_OF:
        for file in [ROOT / part] if (ROOT / part).is_file() else sorted((ROOT / part).rglob("*.*")):
            if file.suffix in {".py", ".sql", ".txt"}:
                summed.update(f"{file.relative_to(ROOT)}\0".encode())
                summed.update(file.read_bytes())
    return summed.hexdigest()[:16]


class CopyingCreation(DatabaseCreation):
    """Copies the template, and removes a test database though a thread that a test started still holds a connection."""

    def create_test_db(
        self, verbosity: int = 1, autoclobber: bool = False, serialize: bool = True, keepdb: bool = False
    ) -> str:
        wanted, original = self.connection.settings_dict["TEST"], self.connection.settings_dict["NAME"]
        template = f"test_template_{digest()}"
        with self._one_at_a_time() as cursor:
            if not self._database_exists(cursor, template):
                self._migrate(cursor, template, verbosity)
            self._name(original)
            wanted["TEMPLATE"] = template
            self._create_test_db(verbosity, autoclobber, keepdb)  # type: ignore[attr-defined]
        name = self._get_test_db_name()
        self.connection.close()
        self._name(name)
        if serialize:
            self.connection._test_serialized_contents = self.serialize_db_to_string()  # type: ignore[attr-defined]
        self.connection.ensure_connection()
        return name

    def _migrate(self, cursor: Any, template: str, verbosity: int) -> None:
        """Under another name until it is whole, so that nobody copies the half of it; older templates go."""
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [r"test\_template\_%"])
        for (old,) in cursor.fetchall():
            cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
        test = self.connection.settings_dict["TEST"]
        given, test["NAME"] = test["NAME"], f"{template}_unfinished"
        try:
            super().create_test_db(verbosity, autoclobber=True, serialize=False)
            self._grant()
            self.connection.close()
            cursor.execute(f'ALTER DATABASE "{template}_unfinished" RENAME TO "{template}"')
        finally:
            test["NAME"] = given

    def _grant(self) -> None:
        """The application's role and its rights, as an installed desk has them."""
        from claims.services import installing

        with self.connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION])
            if not cursor.fetchone():
                cursor.execute(f"CREATE ROLE {APPLICATION}")
        installing.grant_application_role(APPLICATION)

    def _name(self, name: str) -> None:
        settings.DATABASES[self.connection.alias]["NAME"] = name
        self.connection.settings_dict["NAME"] = name

    @contextmanager
    def _one_at_a_time(self) -> Iterator[Any]:
        """A connection beside the test's, which holds the lock: nothing is copied while somebody is connected to it."""
        with self._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            yield cursor

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        if not test_database_name.startswith("test_"):
            raise RuntimeError(f"{test_database_name} is no test database: it is not removed.")
        with self._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            name = self.connection.ops.quote_name(test_database_name)
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
