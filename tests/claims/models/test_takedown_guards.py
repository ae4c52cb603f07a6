"""What PostgreSQL holds of taking down: hidings in their steps, previews as they were made, redactions with a tombstone."""

from __future__ import annotations

import pytest
from django.db import connection

from claims.models import Claim, EventContent, Hiding, PreviewLink, Publication, User
from claims.services import auditing, hiding, previewing, redacting
from tests import factories
from tests.claims.models.as_application import allowed, refused
from tests.conftest import member
from tests.outside import ASKED

pytestmark = pytest.mark.usefixtures("app_role")
REVIEW = "UPDATE claims_hiding SET outcome = %s, review_reason = 'r', reviewed_by_id = %s, reviewed_at = now() WHERE id = %s"
STONE = (
    "INSERT INTO claims_redaction (kind, key, sha256, legal_basis, reason, public_wording, asked_by_id, carried_out_by_id)"
    " VALUES ('publication', %s, '', 'law', 'why', '', %s, %s)"
)


@pytest.fixture
def claim(chae: User, ben: User) -> Claim:
    return factories.published_claim(author=chae, editor=ben)


@pytest.fixture
def hidden(claim: Claim, ben: User) -> Hiding:
    return hiding.hide(claim, reason="A lawyer called.", by=ben)


def test_nobody_reviews_their_own_hiding(hidden: Hiding, ben: User) -> None:
    assert refused(REVIEW, "upheld", ben.pk, hidden.pk) == "hiding_reviewed_by_another"


def test_a_hiding_is_reviewed_once(hidden: Hiding, bea: User) -> None:
    allowed(REVIEW, "lifted", bea.pk, hidden.pk)
    assert refused(REVIEW, "upheld", bea.pk, hidden.pk) == "hiding_reviewed_once"


def test_what_was_upheld_may_be_lifted_later(hidden: Hiding, bea: User) -> None:
    allowed(REVIEW, "upheld", bea.pk, hidden.pk)
    allowed(REVIEW, "lifted", bea.pk, hidden.pk)
    assert not Hiding.objects.in_force().exists()


def test_a_hiding_says_why(hidden: Hiding, bea: User) -> None:
    law = refused(REVIEW.replace("'r'", "''"), "upheld", bea.pk, hidden.pk)
    assert law == "hiding_reviewed_says_why"


@pytest.mark.parametrize(
    "change", ["reason = 'x'", "hidden_at = now()", "review_due_at = now() + interval '9 days'"]
)
def test_what_a_hiding_is_about_never_changes(hidden: Hiding, change: str) -> None:
    assert refused(f"UPDATE claims_hiding SET {change} WHERE id = %s", hidden.pk) == "hiding_about_the_same"


def test_a_hiding_begins_unreviewed(claim: Claim, ben: User, bea: User) -> None:
    law = refused(
        "INSERT INTO claims_hiding (claim_id, reason, hidden_by_id, review_due_at, outcome, review_reason,"
        " reviewed_by_id, reviewed_at) VALUES (%s, 'r', %s, now(), 'upheld', 'r', %s, now())",
        claim.pk, ben.pk, bea.pk,
    )  # fmt: skip
    assert law == "hiding_begins_unreviewed"


def test_a_claim_is_hidden_once_at_a_time(hidden: Hiding, ben: User) -> None:
    law = refused(
        "INSERT INTO claims_hiding (claim_id, reason, hidden_by_id, review_due_at, outcome, review_reason)"
        " VALUES (%s, 'r', %s, now(), '', '')",
        hidden.claim_id, ben.pk,
    )  # fmt: skip
    assert law == "hiding_one_in_force"


def test_a_hiding_is_not_deleted(hidden: Hiding) -> None:
    assert "permission denied" in refused("DELETE FROM claims_hiding")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert refused("DELETE FROM claims_hiding") == "hiding_never_deleted"


# --- Preview links ------------------------------------------------------------------------------------------------


@pytest.fixture
def link(chae: User, ben: User) -> PreviewLink:
    return previewing.share(
        factories.submitted(factories.claim(by=chae), by=chae), for_whom="Dr Holm", by=ben
    ).link


@pytest.mark.parametrize(
    "change",
    ["for_whom = 'you'", "expires_at = now() + interval '1 year'", "token_sha256 = 'x'", "made_by_id = 1"],
)
def test_a_link_shows_the_same_to_the_same_person(link: PreviewLink, change: str) -> None:
    assert refused(f"UPDATE claims_previewlink SET {change}") == "previewlink_shows_the_same"


def test_a_link_is_revoked_for_good(link: PreviewLink, ben: User) -> None:
    previewing.revoke(link, by=ben)
    assert refused("UPDATE claims_previewlink SET revoked_at = NULL") == "previewlink_revoked_for_good"
    assert refused("UPDATE claims_previewlink SET opened = opened + 1") == "previewlink_openings_counted"


def test_openings_are_not_counted_down(link: PreviewLink) -> None:
    allowed("UPDATE claims_previewlink SET opened = 2")
    assert refused("UPDATE claims_previewlink SET opened = 1") == "previewlink_openings_counted"


# --- Redactions ---------------------------------------------------------------------------------------------------


def test_nothing_is_destroyed_without_a_tombstone(claim: Claim) -> None:
    law = refused("SELECT claims_redact('publication', %s)", str(claim.publications.get().pk))
    assert law == "redaction_leaves_a_tombstone"


def test_nobody_carries_out_what_they_asked_for(claim: Claim, ada: User) -> None:
    key = str(claim.publications.get().pk)
    redacting.ask(kind="publication", key=key, by=ada, **ASKED)
    assert refused(STONE, key, ada.pk, ada.pk) == "redaction_takes_two"


def test_a_request_stands_on_record_as_the_act_of_who_asked(claim: Claim, ada: User, bea: User) -> None:
    key = str(claim.publications.get().pk)
    redacting.ask(kind="publication", key=key, by=ada, **ASKED)
    assert refused(STONE, key, bea.pk, ada.pk) == "redaction_asked_on_record"


def test_the_application_changes_no_document_but_by_the_one_way(claim: Claim, ada: User, bea: User) -> None:
    key = str(claim.publications.get().pk)
    redacting.ask(kind="publication", key=key, by=ada, **ASKED)
    allowed(STONE, key, ada.pk, bea.pk)
    assert "permission denied" in refused("UPDATE claims_publication SET document = '{\"redacted\": 1}'")
    allowed("SELECT claims_redact('publication', %s)", key)
    assert "redacted" in Publication.objects.get().document


def test_not_even_the_owner_puts_other_words_in_its_place(claim: Claim, ada: User, bea: User) -> None:
    publication = claim.publications.get()
    redacting.ask(kind="publication", key=str(publication.pk), by=ada, **ASKED)
    allowed(STONE, str(publication.pk), ada.pk, bea.pk)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    for change in ("title = 'x'", "number = 9", "document = '{}'"):
        assert refused(f"UPDATE claims_publication SET {change}") == "claims_publication_append_only"


def test_what_is_redacted_stays_redacted(claim: Claim, ada: User, bea: User) -> None:
    key = str(claim.publications.get().pk)
    redacting.ask(kind="publication", key=key, by=ada, **ASKED)
    allowed(STONE, key, ada.pk, bea.pk)
    allowed("SELECT claims_redact('publication', %s)", key)
    assert refused("SELECT claims_redact('publication', %s)", key) == "claims_publication_append_only"


def test_an_event_loses_its_content_and_no_other_does(claim: Claim, ada: User) -> None:
    first, other = EventContent.objects.order_by("pk")[:2]
    asked = redacting.ask(kind="event", key=str(first.pk), by=ada, **ASKED)
    redacting.carry_out(asked, by=member("second", "admin"))
    assert not EventContent.objects.filter(pk=first.pk).exists()
    assert EventContent.objects.filter(pk=other.pk).exists()
    assert auditing.verify() == []
