"""Marks and claims are deleted on the record, young and untouched, or not at all: tried by SQL, as the application."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from claims.models import Appearance, Claim, Reanchoring, User
from claims.services import assessing, auditing, marking
from tests import factories
from tests.claims.models.as_application import allowed, refused

pytestmark = pytest.mark.usefixtures("app_role")
DELETE_CLAIM = "DELETE FROM claims_claim WHERE id = %s"
DELETE_MARK = "DELETE FROM claims_appearance WHERE id = %s"


@pytest.fixture
def claim(chae: User) -> Claim:
    return factories.claim(by=chae)


def test_a_claim_is_not_deleted(claim: Claim) -> None:
    assert refused(DELETE_CLAIM, claim.pk) == "claim_only_taken_back"


def test_a_mark_is_not_deleted(claim: Claim) -> None:
    assert refused(DELETE_MARK, claim.appearances.get().pk) == "appearance_only_taken_back"


def test_on_the_record_both_are(claim: Claim, chae: User) -> None:
    mark = claim.appearances.get()
    auditing.record("appearance.unmarked", mark, by=chae)
    auditing.record("claim.unmarked", claim, by=chae)
    allowed(DELETE_MARK, mark.pk)
    allowed(DELETE_CLAIM, claim.pk)
    assert not Claim.objects.filter(pk=claim.pk).exists()


def test_the_record_of_another_claim_is_none(claim: Claim, chae: User) -> None:
    auditing.record("claim.unmarked", factories.claim(by=chae), by=chae)
    assert refused(DELETE_CLAIM, claim.pk) == "claim_only_taken_back"


def test_a_claim_under_review_is_not_taken_back(claim: Claim, chae: User, scale: dict[str, object]) -> None:
    assessing.assess(claim, by=chae, rating=factories.scale()["accurate"], reasoning="Read the list.")
    auditing.record("claim.unmarked", claim, by=chae)
    assert refused(DELETE_CLAIM, claim.pk) == "claim_only_taken_back"


def test_a_mark_under_a_submitted_verdict_is_not_taken_back(claim: Claim, chae: User) -> None:
    factories.evidence(claim, by=chae)
    factories.submitted(claim, by=chae)
    auditing.record("appearance.unmarked", claim.appearances.get(), by=chae)
    assert refused(DELETE_MARK, claim.appearances.get().pk) == "appearance_only_taken_back"


def test_an_old_mark_is_not_taken_back(claim: Claim, chae: User) -> None:
    mark = claim.appearances.get()
    allowed("UPDATE claims_appearance SET created_at = now() - interval '1 hour' WHERE id = %s", mark.pk)
    auditing.record("appearance.unmarked", mark, by=chae)
    assert refused(DELETE_MARK, mark.pk) == "appearance_only_taken_back"


def test_without_the_guard_a_claim_is_deleted(claim: Claim) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE claims_appearance DISABLE TRIGGER appearance_only_taken_back")
        cursor.execute("ALTER TABLE claims_claim DISABLE TRIGGER claim_only_taken_back")
    with transaction.atomic():
        allowed("DELETE FROM claims_appearance; DELETE FROM claims_claim")
    assert not Claim.objects.exists()


# --- What became of old marks -------------------------------------------------------------------------------------


@pytest.fixture
def lost(claim: Claim, chae: User) -> Reanchoring:
    old = claim.appearances.get()
    assert old.article_version
    newer = marking.add_version(old.article_version.article, text="Nothing of it is left.", by=chae)
    return Reanchoring.objects.create(article_version=newer, appearance=old, outcome="lost")


def test_a_mark_is_followed_within_its_article(claim: Claim, chae: User) -> None:
    other = factories.version(by=chae)
    law = refused(
        "INSERT INTO claims_reanchoring (article_version_id, appearance_id, outcome, settled_as) VALUES (%s, %s, 'lost', '')",
        other.pk, claim.appearances.get().pk,
    )  # fmt: skip
    assert law == "reanchoring_follows_the_claim"


def test_a_mark_becomes_a_mark_of_the_same_claim(lost: Reanchoring, chae: User) -> None:
    factories.claim(by=chae, in_version=lost.article_version, words="Nothing")
    other = Appearance.objects.latest("pk")
    law = refused("UPDATE claims_reanchoring SET became_id = %s", other.pk)
    assert law == "reanchoring_follows_the_claim"


def test_what_became_of_a_mark_is_told_once(lost: Reanchoring) -> None:
    assert refused("UPDATE claims_reanchoring SET outcome = 'kept'") == "reanchoring_told_once"


def test_what_is_settled_stays_settled(lost: Reanchoring, chae: User) -> None:
    allowed(
        "UPDATE claims_reanchoring SET settled_as = 'cut', settled_by_id = %s, settled_at = now()", chae.pk
    )
    assert refused("UPDATE claims_reanchoring SET settled_as = 'kept after all'") == "reanchoring_told_once"
