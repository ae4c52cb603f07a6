"""Migrations go back to nothing, in one transaction that is rolled back.

That they come again afterwards is not tried: what is left is an empty database, and from there every run of the tests
begins.
"""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from claims.models import Rating, User
from tests import factories

LEFT = """
    SELECT 'relation', relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'claims\\_%'
    UNION ALL
    SELECT 'type', typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typname LIKE 'claims\\_%'
    UNION ALL
    SELECT 'function', proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
    UNION ALL
    SELECT 'trigger', tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'rule', rulename FROM pg_rules WHERE schemaname = 'public'
    UNION ALL
    SELECT 'migration', name FROM django_migrations WHERE app = 'claims'
"""


def rows(sql: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@pytest.mark.slow
@pytest.mark.as_owner
def test_guards_come_off_a_desk_with_work_on_it_and_nothing_is_left_behind(
    chae: User, ben: User, scale: dict[str, Rating]
) -> None:
    """One way for all that is to be seen on it: it takes longer than making the database."""
    factories.published_claim(author=chae, editor=ben)
    Rating.objects.filter(slug="accurate").update(labels={"ko": "사실", "fr": "Exact"})
    assert {kind for kind, _ in rows(LEFT)} >= {"relation", "type", "function", "trigger", "migration"}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    call_command("migrate", "claims", "0022", verbosity=0)
    assert rows("SELECT label_ko FROM claims_rating WHERE slug = 'accurate'") == [("사실",)]
    call_command("migrate", "claims", "0023", verbosity=0)
    told = rows("SELECT labels ->> 'ko', labels ? 'fr' FROM claims_rating WHERE slug = 'accurate'")
    assert told == [("사실", False)]

    call_command("migrate", "claims", "0001", verbosity=0)
    assert [one for one in rows(LEFT) if one[0] in {"function", "trigger"}] == []
    assert rows("SELECT count(*) FROM claims_publication") == [(1,)]
    call_command("migrate", "claims", "zero", verbosity=0)
    assert rows(LEFT) == []
