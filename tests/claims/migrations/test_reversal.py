"""Migrations go back to nothing and forward again, in one transaction that is rolled back."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from claims.models import Rating, User
from tests import factories


def functions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'claims\\_%' ORDER BY proname")
        return [name for (name,) in cursor.fetchall()]


def triggers() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal")
        return int(cursor.fetchone()[0])


@pytest.mark.slow
def test_guards_come_off_a_desk_with_work_on_it_everything_goes_to_nothing_and_comes_again(
    chae: User, ben: User
) -> None:
    """One way there and one back: each takes as long as making the database."""
    factories.published_claim(author=chae, editor=ben)
    before = (functions(), triggers())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    call_command("migrate", "claims", "0001", verbosity=0)
    assert (functions(), triggers()) == ([], 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM claims_publication")
        assert cursor.fetchone() == (1,)
    call_command("migrate", "claims", "zero", verbosity=0)
    assert not [name for name in connection.introspection.table_names() if name.startswith("claims_")]
    call_command("migrate", verbosity=0)
    assert (functions(), triggers()) == before
    assert MigrationRecorder.Migration.objects.filter(app="claims").exists()


def test_the_words_of_ratings_go_there_and_back(scale: dict[str, Rating]) -> None:
    Rating.objects.filter(slug="accurate").update(labels={"ko": "사실", "fr": "Exact"})
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    call_command("migrate", "claims", "0022", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT label_ko FROM claims_rating WHERE slug = 'accurate'")
        assert cursor.fetchone() == ("사실",)
    call_command("migrate", "claims", "0023", verbosity=0)  # what follows has nothing to do with it
    with connection.cursor() as cursor:
        cursor.execute("SELECT labels ->> 'ko', labels ? 'fr' FROM claims_rating WHERE slug = 'accurate'")
        assert cursor.fetchone() == ("사실", False)
