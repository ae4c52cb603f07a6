"""The laws that PostgreSQL keeps, tried as the application's role, by SQL."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError

from claims.models import Alert, Claim, Event, Publication, Rating, User, Verdict, VerdictContributor
from claims.services import alerting, auditing, reviewing
from tests import factories
from tests.claims.models.as_application import allowed, refused

APPEND_ONLY = [
    "articleversion", "snapshot", "blob", "finding", "dismissal", "publication", "event", "eventseal",
    "verdictcontributor", "gateoverride", "probe", "extraction", "archivecopy",
]  # fmt: skip
KEYS = {"blob": "sha256", "extraction": "blob_id"}


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_append_only_rows_are_never_truncated(db: None, table: str) -> None:
    with pytest.raises((IntegrityError, InternalError), match="append-only"), transaction.atomic():
        allowed(f"TRUNCATE claims_{table} CASCADE")


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "verb", ["UPDATE claims_{0} SET {1} = {1}", "DELETE FROM claims_{0}", "TRUNCATE claims_{0}"]
)
def test_the_applications_role_has_no_right_to_unwrite(app_role: None, table: str, verb: str) -> None:
    assert "permission denied" in refused(verb.format(table, KEYS.get(table, "id")))


def test_a_published_document_is_not_changed_by_its_owner_either(chae: User, ben: User) -> None:
    factories.published_claim(author=chae, editor=ben)
    assert refused("UPDATE claims_publication SET title = 'other'") == "claims_publication_append_only"
    assert refused("DELETE FROM claims_publication") == "claims_publication_append_only"


def test_all_guards_are_enabled_always(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
            " WHERE relname LIKE 'claims_%%' AND NOT tgisinternal AND tgenabled <> 'A'"
        )
        assert cursor.fetchall() == []


def test_nobody_sets_the_status_of_a_claim(app_role: None, chae: User) -> None:
    claim = factories.claim(by=chae)
    allowed("UPDATE claims_claim SET status = 'published', work_state = 'approved' WHERE id = %s", claim.pk)
    claim.refresh_from_db()
    assert (claim.status, claim.work_state) == ("unreviewed", "")


def test_no_verdict_is_born_approved(app_role: None, chae: User, ben: User) -> None:
    claim = factories.claim(by=chae)
    sql = (
        "INSERT INTO claims_verdict (claim_id, state, reach, summary, explanation, how_checked, would_change, methodology,"
        " credits, language, interests, why_chosen, sole_authority_reason, no_primary_reason, no_contact_reason,"
        " one_sided_reason, change, public_note, edited_by_id, approved_by_id, sent_back_reason, version)"
        " VALUES (%s, %s, 'fact_check', 's', '', '', '', '', '', 'en', '', '', '', '', '', '', 'first', '', %s, %s, '', 1)"
    )
    assert refused(sql, claim.pk, "approved", chae.pk, ben.pk) == "verdict_starts_as_draft"
    assert refused(sql, claim.pk, "published", chae.pk, ben.pk) == "verdict_starts_as_draft"
    assert refused(sql, claim.pk, "draft", chae.pk, ben.pk) == "verdict_starts_as_draft"


SKIPS = [
    ("draft", "approved"), ("draft", "published"), ("submitted", "published"), ("submitted", "corrected"),
    ("draft", "corrected"), ("draft", "withdrawn"), ("submitted", "discarded"), ("approved", "submitted"),
]  # fmt: skip


@pytest.mark.parametrize(("start", "goal"), SKIPS)
def test_no_step_is_skipped_by_sql(app_role: None, chae: User, ben: User, start: str, goal: str) -> None:
    claim = factories.claim(by=chae)
    make = {"draft": factories.draft, "submitted": factories.submitted}.get(start)
    verdict = make(claim, by=chae) if make else factories.approved(claim, by=chae, approver=ben)
    law = refused("UPDATE claims_verdict SET state = %s WHERE id = %s", goal, verdict.pk)
    assert law.startswith("verdict_")


def test_four_eyes_hold_against_sql(app_role: None, chae: User, ben: User) -> None:
    verdict = factories.submitted(factories.claim(by=chae), by=chae)
    approve = (
        "UPDATE claims_verdict SET state = 'approved', approved_by_id = %s, approved_at = now() WHERE id = %s"
    )
    assert refused(approve, chae.pk, verdict.pk) == "verdict_four_eyes"
    auditing.record("verdict.approved", verdict, by=ben)
    allowed(approve, ben.pk, verdict.pk)


def test_who_fixed_a_comma_cannot_approve(app_role: None, chae: User, ben: User) -> None:
    verdict = factories.draft(factories.claim(by=chae), by=chae)
    allowed(
        "UPDATE claims_verdict SET summary = 'with, a comma', edited_by_id = %s WHERE id = %s",
        ben.pk,
        verdict.pk,
    )
    allowed("UPDATE claims_verdict SET edited_by_id = %s WHERE id = %s", chae.pk, verdict.pk)
    reviewing.submit(verdict, by=chae)
    law = refused(
        "UPDATE claims_verdict SET state = 'approved', approved_by_id = %s, approved_at = now() WHERE id = %s",
        ben.pk,
        verdict.pk,
    )
    assert law == "verdict_four_eyes"


def test_a_contributor_is_not_forgotten(app_role: None, chae: User) -> None:
    factories.draft(factories.claim(by=chae), by=chae)
    assert "permission denied" in refused("DELETE FROM claims_verdictcontributor")
    assert VerdictContributor.objects.filter(person=chae).exists()


def test_the_text_changes_only_in_a_draft(app_role: None, chae: User, ben: User) -> None:
    verdict = factories.approved(factories.claim(by=chae), by=chae, approver=ben)
    law = refused("UPDATE claims_verdict SET summary = 'another' WHERE id = %s", verdict.pk)
    assert law == "verdict_edited_only_as_draft"


def test_the_text_cannot_change_on_the_way_to_submission(app_role: None, chae: User) -> None:
    verdict = factories.draft(factories.claim(by=chae), by=chae)
    law = refused(
        "UPDATE claims_verdict SET state = 'submitted', submitted_by_id = %s, summary = 'slipped in' WHERE id = %s",
        chae.pk, verdict.pk,
    )  # fmt: skip
    assert law == "verdict_edited_only_as_draft"


def test_an_approver_is_not_swapped_afterwards(app_role: None, chae: User, ben: User, bea: User) -> None:
    verdict = factories.approved(factories.claim(by=chae), by=chae, approver=ben)
    law = refused("UPDATE claims_verdict SET approved_by_id = %s WHERE id = %s", bea.pk, verdict.pk)
    assert law == "verdict_approved_by_approving"


def test_a_published_verdict_has_its_document(app_role: None, chae: User, ben: User) -> None:
    verdict = factories.approved(factories.claim(by=chae), by=chae, approver=ben)
    law = refused(
        "UPDATE claims_verdict SET state = 'published', published_by_id = %s, published_at = now() WHERE id = %s",
        ben.pk, verdict.pk,
    )  # fmt: skip
    assert law == "verdict_published_has_a_document"


def test_no_document_without_a_published_verdict(app_role: None, chae: User, ben: User) -> None:
    verdict = factories.approved(factories.claim(by=chae), by=chae, approver=ben)
    law = refused(
        "INSERT INTO claims_publication (claim_id, verdict_id, number, slug, change, reach, rating_slug, language, title,"
        " public_note, document, sha256, published_by_id) VALUES (%s, %s, 1, 's', 'first', 'fact_check', 'accurate', 'en',"
        " 't', '', '{}', encode(sha256('{}'), 'hex'), %s)",
        verdict.claim_id, verdict.pk, ben.pk,
    )  # fmt: skip
    assert law == "publication_of_a_published_verdict"


def test_a_published_verdict_never_changes(app_role: None, chae: User, ben: User) -> None:
    factories.published_claim(author=chae, editor=ben)
    assert refused("UPDATE claims_verdict SET summary = 'other'") == "verdict_published_is_immutable"
    assert (
        refused("UPDATE claims_verdict SET published_at = now() - interval '1 year'")
        == "verdict_published_is_immutable"
    )
    assert refused("UPDATE claims_verdict SET state = 'corrected'") == "verdict_ends_by_a_successor"
    assert "permission denied" in refused("DELETE FROM claims_verdict")


def test_citations_of_a_submitted_verdict_are_frozen(app_role: None, chae: User) -> None:
    claim = factories.claim(by=chae)
    factories.evidence(claim, by=chae)
    factories.submitted(claim, by=chae)
    assert refused("UPDATE claims_verdictcitation SET weight = 'supporting'") == "verdictcitation_frozen"
    assert refused("DELETE FROM claims_verdictcitation") == "verdictcitation_frozen"


def test_an_appearance_quotes_its_text(app_role: None, chae: User) -> None:
    factories.claim(by=chae)
    assert refused("UPDATE claims_appearance SET exact = 'other words'") == "appearance_quotes_the_text"
    assert refused('UPDATE claims_appearance SET start = 0, "end" = 9999') == "appearance_quotes_the_text"


def test_there_is_one_open_verdict_a_claim(app_role: None, chae: User) -> None:
    claim = factories.claim(by=chae)
    factories.draft(claim, by=chae)
    with pytest.raises(IntegrityError, match="verdict_one_open_per_claim"), transaction.atomic():
        Verdict(claim=claim, edited_by=chae).save()


def test_an_override_never_covers_the_second_person(chae: User, ben: User) -> None:
    verdict = factories.approved(factories.claim(by=chae), by=chae, approver=ben)
    law = refused(
        "INSERT INTO claims_gateoverride (verdict_id, line, reason, overridden_by_id) VALUES (%s, 'second_person', 'x', %s)",
        verdict.pk, ben.pk,
    )  # fmt: skip
    assert law == "gateoverride_never_these_lines"


def test_an_event_is_numbered_and_dated_by_the_database(app_role: None, chae: User) -> None:
    factories.claim(by=chae)
    allowed(
        "INSERT INTO claims_event (id, act, kind, recorded_at, actor_label, subject_type, subject_pk, subject_label, digest)"
        " VALUES (7, gen_random_uuid(), 'forged', '2001-01-01', '', 'claim', '1', '', '')"
    )
    forged = Event.objects.get(kind="forged")
    assert forged.pk != 7 or Event.objects.order_by("-pk").first() == forged
    assert forged.recorded_at.year > 2001


# --- the derived status, as a table -----------------------------------------------------------------------------


def _nothing(claim: Claim, chae: User, ben: User) -> None: ...
def _assessed(claim: Claim, chae: User, ben: User) -> None:
    from claims.services import assessing

    assessing.assess(claim, by=chae, rating=Rating.objects.get(slug="accurate"), reasoning="Read it.")


def _drafted(claim: Claim, chae: User, ben: User) -> None:
    factories.draft(claim, by=chae)


def _discarded(claim: Claim, chae: User, ben: User) -> None:
    reviewing.discard(factories.draft(claim, by=chae), by=chae)


def _submitted(claim: Claim, chae: User, ben: User) -> None:
    factories.submitted(claim, by=chae)


def _sent_back(claim: Claim, chae: User, ben: User) -> None:
    reviewing.send_back(factories.submitted(claim, by=chae), by=ben, reason="Say when.")


def _approved(claim: Claim, chae: User, ben: User) -> None:
    factories.approved(claim, by=chae, approver=ben)


def _published(claim: Claim, chae: User, ben: User) -> Publication:
    factories.evidence(claim, by=chae)
    return factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)


def _alerted(claim: Claim, chae: User, ben: User) -> Alert:
    verdict = _published(claim, chae, ben).verdict
    evidence = claim.evidence.first()
    assert evidence
    return alerting.open_by_hand(verdict, evidence, why="Two texts at one address.", by=ben)


def _healed(claim: Claim, chae: User, ben: User) -> None:
    alerting.resolve(_alerted(claim, chae, ben), resolution="no_effect", reason="Same figures.", by=ben)


def _correcting(claim: Claim, chae: User, ben: User) -> None:
    verdict = _published(claim, chae, ben).verdict
    reviewing.draft_correction(
        verdict, by=chae, change="other_correction", public_note="A report was left out."
    )


def _withdrawn(claim: Claim, chae: User, ben: User) -> None:
    verdict = _published(claim, chae, ben).verdict
    notice = reviewing.draft_withdrawal(verdict, by=chae, public_note="The time was guessed.")
    notice = reviewing.approve(reviewing.submit(notice, by=chae), by=ben)
    factories.publish(notice, by=ben)


STATUSES = [
    (_nothing, "unreviewed", ""),
    (_assessed, "in_review", ""),
    (_drafted, "in_review", "in_review"),
    (_discarded, "unreviewed", ""),
    (_submitted, "awaiting_approval", "awaiting_approval"),
    (_sent_back, "in_review", "in_review"),
    (_approved, "approved", "approved"),
    (_published, "published", ""),
    (_correcting, "published", "in_review"),
    (_alerted, "at_risk", ""),
    (_healed, "published", ""),
    (_withdrawn, "withdrawn", ""),
]


@pytest.mark.parametrize(
    ("story", "status", "work_state"), STATUSES, ids=[s[0].__name__.strip("_") for s in STATUSES]
)
def test_the_status_follows_from_what_happened(
    chae: User, ben: User, noise: None, scale: dict[str, Rating], story: Any, status: str, work_state: str
) -> None:
    claim = factories.claim(by=chae)
    story(claim, chae, ben)
    claim.refresh_from_db()
    assert (claim.status, claim.work_state) == (status, work_state)
