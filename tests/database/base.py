"""Django's transactional tests flush with TRUNCATE, which the desk's append-only tables refuse.

Here the flush switches their guards off and on again in one transaction. Only the tables' owner can do that, and
only in a database whose name says that it is a test's. It deletes from the tables that hold rows, a quarter of them:
TRUNCATE gives each table and each index a new file, which took most of the time of a short transactional test.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql.operations import DatabaseOperations

from factcheck.database import base
from tests.database.creation import CopyingCreation

GUARDS = """
    SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger
     WHERE tgenabled = 'A' AND NOT tgisinternal AND tgrelid = ANY(%s::regclass[])
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
        with self.connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT FROM {one})" for one in emptied)
            )
            full = [table for (table,) in cursor.fetchall()]
            cursor.execute(GUARDS, [full])
            guards = cursor.fetchall()
        off = [f"ALTER TABLE {table} DISABLE TRIGGER {trigger};" for table, trigger in guards]
        on = [f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger};" for table, trigger in guards]
        gone = [f"DELETE FROM {table};" for table in full]
        # What refers to what is looked at before the guards come on again: no table is altered while checks wait.
        gone.append("SET CONSTRAINTS ALL IMMEDIATE;")
        back = [FIRST_RULE.format(use, longest) for use, longest in LONGEST.items()]
        if "claims_watchrule" not in tables:
            back = []
        return off + gone + on + back


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = FlushingOperations
    creation_class = CopyingCreation
