"""Each guard of the database is taken away, and what it refused then happens: the guard is what refuses it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from claims.models import User
from claims.services import auditing, reviewing
from tests import factories


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


GUARDED = [
    ("claims_publication", "publication_append_only", "UPDATE claims_publication SET title = 'other'"),
    ("claims_event", "event_append_only", "UPDATE claims_event SET actor_label = 'nobody'"),
    ("claims_verdict", "verdict_guard", "UPDATE claims_verdict SET summary = 'other'"),
    (
        "claims_verdict",
        "verdict_never_deleted",
        "DELETE FROM claims_alert; DELETE FROM claims_verdict WHERE state = 'draft'",
    ),
    ("claims_verdictcitation", "verdictcitation_frozen", "UPDATE claims_verdictcitation SET weight = 'sole'"),
    ("claims_appearance", "appearance_quotes_the_text", "UPDATE claims_appearance SET exact = 'other'"),
    ("claims_sentence", "sentence_inside_the_text", 'UPDATE claims_sentence SET "end" = 99999'),
    (
        "claims_publicationstate",
        "publicationstate_one_way",
        "UPDATE claims_publicationstate SET standing = 'withdrawn'",
    ),
    (
        "claims_evidence",
        "evidence_anchored_in_its_source",
        "UPDATE claims_evidence SET claim_id = (SELECT max(id) FROM claims_claim)",
    ),
]


@pytest.fixture
def published(chae: User, ben: User) -> None:
    factories.published_claim(author=chae, editor=ben)
    factories.draft(factories.claim(by=chae), by=chae)


@pytest.mark.parametrize(("table", "guard", "sql"), GUARDED, ids=[guard for _, guard, _ in GUARDED])
def test_without_the_guard_it_happens(published: None, table: str, guard: str, sql: str) -> None:
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        execute(sql)
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute(f"ALTER TABLE {table} DISABLE TRIGGER {guard}")
    if guard == "verdict_never_deleted":
        execute("ALTER TABLE claims_verdictcontributor DISABLE TRIGGER USER")
        sql = (
            "DELETE FROM claims_verdictcontributor c USING claims_verdict v WHERE v.id = c.verdict_id AND v.state = 'draft'; "
            + sql
        )
    execute(sql)


def test_without_four_eyes_the_author_approves(chae: User) -> None:
    verdict = factories.submitted(factories.claim(by=chae), by=chae)
    approve = (
        f"UPDATE claims_verdict SET state = 'approved', approved_by_id = {chae.pk} WHERE id = {verdict.pk}"
    )
    with pytest.raises(IntegrityError, match="wrote any"), transaction.atomic():
        execute(approve)
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("ALTER TABLE claims_verdict DISABLE TRIGGER verdict_guard, DISABLE TRIGGER verdict_on_record")
    execute(approve)


def test_without_derivation_anybody_sets_a_status(chae: User) -> None:
    claim = factories.claim(by=chae)
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("ALTER TABLE claims_claim DISABLE TRIGGER claim_status_is_derived")
    execute("UPDATE claims_claim SET status = 'published'")
    claim.refresh_from_db()
    assert claim.status == "published"


def test_without_the_law_of_the_record_an_approval_goes_unrecorded(chae: User, ben: User) -> None:
    verdict = factories.submitted(factories.claim(by=chae), by=chae)
    approve = (
        f"UPDATE claims_verdict SET state = 'approved', approved_by_id = {ben.pk} WHERE id = {verdict.pk}"
    )
    with pytest.raises(IntegrityError, match="not in the record"), transaction.atomic():
        execute(approve)
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("ALTER TABLE claims_verdict DISABLE TRIGGER verdict_on_record")
    execute(approve)


def test_without_a_safe_search_path_a_table_of_ones_own_hides_who_wrote(chae: User, ben: User) -> None:
    verdict = factories.draft(factories.claim(by=chae), by=chae)
    verdict = reviewing.edit(verdict, by=ben, version=verdict.version, summary="A comma, moved.")
    verdict = reviewing.edit(verdict, by=chae, version=verdict.version, summary="And back.")
    verdict = reviewing.submit(verdict, by=chae)
    auditing.record("verdict.approved", verdict, by=ben)
    execute(
        "CREATE TEMP TABLE claims_verdictcontributor (LIKE public.claims_verdictcontributor) ON COMMIT DROP"
    )
    approve = (
        f"UPDATE claims_verdict SET state = 'approved', approved_by_id = {ben.pk} WHERE id = {verdict.pk}"
    )
    with pytest.raises(IntegrityError, match="wrote any"), transaction.atomic():
        execute(approve)
    execute("ALTER FUNCTION public.claims_verdict_changed() RESET search_path")
    execute(approve)
