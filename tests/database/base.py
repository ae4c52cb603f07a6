"""Django's transactional tests flush with TRUNCATE, which the desk's append-only tables refuse.

Here the flush switches those guards off and on again in one transaction. Only the tables' owner can do that, and
only in a database whose name says that it is a test's.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations

from tests.database.creation import CopyingCreation

TRUNCATE = 32  # the bit of pg_trigger.tgtype
GUARDS = f"""
    SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger
     WHERE tgenabled = 'A' AND tgtype & {TRUNCATE} <> 0 AND NOT tgisinternal
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
        with self.connection.cursor() as cursor:
            cursor.execute(GUARDS)
            guards = cursor.fetchall()
        off = [f"ALTER TABLE {table} DISABLE TRIGGER {trigger};" for table, trigger in guards]
        on = [f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger};" for table, trigger in guards]
        emptied = [table for table in tables if table not in KEPT]
        back = [FIRST_RULE.format(use, longest) for use, longest in LONGEST.items()]
        if "claims_watchrule" not in emptied:
            back = []
        return off + super().sql_flush(style, emptied, **kwargs) + on + back


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = FlushingOperations
    creation_class = CopyingCreation
