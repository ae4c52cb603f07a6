"""Django's transactional tests flush with TRUNCATE, which the desk's append-only tables refuse.

Here the flush switches their guards off and on again in one transaction. Only the tables' owner can do that, and
only in a database whose name says that it is a test's. It deletes from the tables that hold rows, a quarter of them:
TRUNCATE gives each table and each index a new file, which took most of the time of a short transactional test. What a
server's thread is still writing is waited for, and deleted as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

from factcheck.database import base
from tests.database.creation import APPLICATION, CopyingCreation

EMPTY = """
DO $do$
DECLARE
  name text;
  guard record;
  held text[] := '{{}}';
  is_held boolean;
BEGIN
  LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE;
  FOREACH name IN ARRAY ARRAY[{names}] LOOP
    EXECUTE 'SELECT EXISTS (SELECT FROM ' || name || ')' INTO is_held;
    IF is_held THEN held := held || name; END IF;
  END LOOP;
  CREATE TEMP TABLE flushed_guard ON COMMIT DROP AS
    SELECT tgrelid::regclass::text AS on_table, quote_ident(tgname) AS trigger FROM pg_trigger
     WHERE tgenabled = 'A' AND NOT tgisinternal AND tgrelid = ANY(held::regclass[]);
  FOR guard IN SELECT * FROM flushed_guard LOOP
    EXECUTE 'ALTER TABLE ' || guard.on_table || ' DISABLE TRIGGER ' || guard.trigger;
  END LOOP;
  FOREACH name IN ARRAY held LOOP
    EXECUTE 'DELETE FROM ' || name;
  END LOOP;
  SET CONSTRAINTS ALL IMMEDIATE;  -- no table is altered while checks of it wait
  FOR guard IN SELECT * FROM flushed_guard LOOP
    EXECUTE 'ALTER TABLE ' || guard.on_table || ' ENABLE ALWAYS TRIGGER ' || guard.trigger;
  END LOOP;
END $do$
"""


# Of what migrations wrote, tests change the rules of watching: these are put back as they were.
LONGEST = {"at_risk": 30, "sole": 60, "key": 4320, "supporting": 10080, "unused": 40320}
FIRST_RULE = (
    "INSERT INTO claims_watchrule (version, use, shortest_minutes, longest_minutes, divisor)"
    " VALUES (1, '{0}', 10, {1}, 12);"
)
# No test changes the rest: roles, and the permissions they consist of.
KEPT = {"auth_group", "auth_group_permissions", "auth_permission", "django_content_type"}


class FlushingOperations(DatabaseOperations):
    def sql_flush(self, style: Any, tables: Any, **kwargs: Any) -> list[str]:
        name = self.connection.settings_dict["NAME"]
        if not name.startswith("test_"):
            raise RuntimeError(f"{name} is no test database: nothing is emptied.")
        emptied = [self.quote_name(table) for table in tables if table not in KEPT]
        names = ", ".join(f"'{table}'" for table in emptied)
        back = [FIRST_RULE.format(use, longest) for use, longest in LONGEST.items()]
        if "claims_watchrule" not in tables:
            back = []
        return [
            "RESET ROLE",
            EMPTY.format(tables=", ".join(emptied), names=names),
            *back,
            SPEAK_AS_APPLICATION,
        ]


SPEAK_AS_APPLICATION = f"SET ROLE {APPLICATION}"


@contextmanager
def as_owner() -> Iterator[None]:
    """What a test does that the desk can't: as the tables' owner. Triggers bind the owner too."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    yield
    if connection.needs_rollback:
        return  # the role goes back with everything else
    with connection.cursor() as cursor:
        cursor.execute(SPEAK_AS_APPLICATION)


class DatabaseWrapper(base.DatabaseWrapper):
    """Speaks as the application's role, as the product does: what that may not do, no test does by mistake."""

    ops_class = FlushingOperations
    creation_class = CopyingCreation

    def init_connection_state(self) -> None:
        super().init_connection_state()
        name = str(self.settings_dict["NAME"])
        if name.startswith("test_") and not name.startswith("test_template"):
            with self.cursor() as cursor:
                cursor.execute(SPEAK_AS_APPLICATION)
