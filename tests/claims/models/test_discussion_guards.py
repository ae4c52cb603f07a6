"""What was said stays said, what was sent stays as it was sent: PostgreSQL keeps it against everybody."""

from __future__ import annotations

import pytest

from claims.models import Claim, Comment, ContactAttempt, CorrectionRequest, Match, Redaction, User
from claims.services import auditing, contacting, discussing, matching, requesting
from tests import factories
from tests.claims.models.as_application import allowed, refused


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae)


@pytest.fixture
def comment(claim: Claim, ana: User) -> Comment:
    return discussing.say(claim, text="Which list? @ana", by=ana)


@pytest.fixture
def attempt(claim: Claim, chae: User) -> ContactAttempt:
    made = contacting.contact(claim, channel="e-mail", by=chae, letter="Dear mayor …")
    return contacting.record_outcome(made, version=1, by=chae, outcome="Answered.", reply="Yes.")


@pytest.fixture
def asked(claim: Claim, chae: User) -> CorrectionRequest:
    return requesting.ask(claim, outlet="Gazette", words="It was 4,200.", by=chae)


@pytest.fixture
def match(claim: Claim, chae: User) -> Match:
    return matching.confirm(claim, factories.claim(by=chae), by=chae)


@pytest.mark.parametrize(
    "change",
    ["text = 'Otherwise.'", "written_at = now()", "written_by_id = written_by_id + 1", "answers_id = id"],
)
def test_a_comment_is_never_reworded(comment: Comment, change: str) -> None:
    assert refused(f"UPDATE claims_comment SET {change}") == "comment_stays_said"


def test_a_comment_is_not_deleted(comment: Comment) -> None:
    assert refused("DELETE FROM claims_comment_mentions") == "claims_comment_mentions_append_only"
    assert refused("DELETE FROM claims_comment") == "claims_comment_append_only"


def test_what_was_taken_back_is_not_said_again(comment: Comment) -> None:
    allowed("UPDATE claims_comment SET taken_back_at = now()")
    assert refused("UPDATE claims_comment SET taken_back_at = NULL") == "comment_stays_said"


def test_a_redacted_comment_may_lose_its_words(comment: Comment, ada: User, ben: User) -> None:
    auditing.record("redaction.asked", auditing.Subject("comment", str(comment.pk), "a comment"), by=ben)
    Redaction.objects.create(
        kind="comment",
        key=str(comment.pk),
        legal_basis="Art. 17",
        reason="r",
        asked_by=ben,
        carried_out_by=ada,
    )
    assert refused("UPDATE claims_comment SET text = 'Otherwise.'") == "comment_stays_said"
    allowed("UPDATE claims_comment SET text = '[redacted]'")
    assert Comment.objects.get().text == "[redacted]"


INSERT = (
    "INSERT INTO claims_comment (claim_id, answers_id, text, written_by_id, taken_back_at)"
    " VALUES (%s, %s, 'x', %s, %s)"
)


def test_an_answer_to_an_answer_is_refused(comment: Comment, claim: Claim, ana: User) -> None:
    answer = discussing.say(claim, text="This one.", by=ana, answers=comment)
    assert refused(INSERT, claim.pk, answer.pk, ana.pk, None) == "comment_answers_one_level_deep"


def test_an_answer_on_another_claim_is_refused(comment: Comment, ana: User, chae: User) -> None:
    other = factories.claim(by=chae)
    assert refused(INSERT, other.pk, comment.pk, ana.pk, None) == "comment_answers_one_level_deep"


def test_nothing_is_said_as_taken_back(claim: Claim, ana: User) -> None:
    assert refused(INSERT, claim.pk, None, ana.pk, "2024-11-01") == "comment_is_said_first"


@pytest.mark.parametrize(
    "change",
    ["letter = 'Dear Sir'", "answer_by = now()", "recipient = 'x'", "channel = 'fax'", "contacted_at = now()",
     "contacted_by_id = contacted_by_id + 1", "claim_id = claim_id + 1"],
)  # fmt: skip
def test_a_letter_stays_as_it_was_sent(attempt: ContactAttempt, change: str) -> None:
    assert refused(f"UPDATE claims_contactattempt SET {change}") == "contactattempt_as_sent"


@pytest.mark.parametrize("change", ["replied_at = NULL", "reply = ''"])
def test_a_reply_is_not_unsaid(attempt: ContactAttempt, change: str) -> None:
    assert refused(f"UPDATE claims_contactattempt SET {change}") == "contactattempt_reply_stays"


@pytest.mark.parametrize("outcome", ["corrected", "partly"])
def test_a_correction_is_proved(asked: CorrectionRequest, outcome: str) -> None:
    change = f"UPDATE claims_correctionrequest SET outcome = '{outcome}', outcome_on = asked_on, proof_url = "
    assert refused(f"{change}''") == "correctionrequest_proved"
    allowed(f"{change}'https://gazette.example/7'")


def test_nothing_is_answered_before_it_was_asked(asked: CorrectionRequest) -> None:
    law = refused("UPDATE claims_correctionrequest SET outcome = 'refused', outcome_on = asked_on - 1")
    assert law == "correctionrequest_asked_first"


@pytest.mark.parametrize(
    "change",
    ["words = 'x'", "outlet = 'x'", "asked_on = '2020-01-01'", "asked_whom = 'x'", "claim_id = claim_id + 1"],
)
def test_what_was_asked_stays_as_it_was_asked(asked: CorrectionRequest, change: str) -> None:
    assert refused(f"UPDATE claims_correctionrequest SET {change}") == "correctionrequest_as_asked"


def test_a_match_keeps_its_pair(match: Match) -> None:
    assert refused("UPDATE claims_match SET other_id = other_id + 1") == "match_keeps_its_pair"


@pytest.mark.parametrize("table", ["contactattempt", "correctionrequest", "match"])
def test_whoever_writes_makes_another_version(
    attempt: ContactAttempt, asked: CorrectionRequest, match: Match, table: str
) -> None:
    row = {"contactattempt": attempt, "correctionrequest": asked, "match": match}[table]
    before = row.version
    allowed(f"UPDATE claims_{table} SET updated_at = now()")
    row.refresh_from_db()
    assert row.version == before + 1


@pytest.mark.usefixtures("app_role")
@pytest.mark.parametrize("noun", ["comment", "contactattempt", "correctionrequest", "match"])
def test_the_application_deletes_none_of_it(noun: str) -> None:
    assert "permission denied" in refused(f"DELETE FROM claims_{noun}")


@pytest.mark.usefixtures("app_role")
def test_the_application_may_ask_what_says_nearly_the_same(claim: Claim) -> None:
    assert [one.claim for one in matching.find_checked(claim.statement)] == [claim]


GUARDED = [
    ("claims_comment", "comment_written", "INSERT INTO claims_comment (claim_id, text, written_by_id, taken_back_at)"
     " SELECT claim_id, 'x', written_by_id, now() FROM claims_comment"),
    ("claims_comment", "comment_changed", "UPDATE claims_comment SET text = 'Otherwise.'"),
    ("claims_comment_mentions", "comment_mentions_append_only", "DELETE FROM claims_comment_mentions"),
    ("claims_contactattempt", "contactattempt_changed", "UPDATE claims_contactattempt SET letter = 'Dear Sir'"),
    ("claims_correctionrequest", "correctionrequest_changed", "UPDATE claims_correctionrequest SET words = 'x'"),
    ("claims_match", "match_changed",
     "UPDATE claims_match SET other_id = (SELECT max(id) FROM claims_claim)"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "guard", "sql"), GUARDED, ids=[guard for _, guard, _ in GUARDED])
def test_without_the_guard_it_happens(
    comment: Comment, attempt: ContactAttempt, asked: CorrectionRequest, match: Match, chae: User,
    table: str, guard: str, sql: str,
) -> None:  # fmt: skip
    factories.claim(by=chae)
    refused(sql)
    allowed("SET CONSTRAINTS ALL IMMEDIATE")
    allowed(f"ALTER TABLE {table} DISABLE TRIGGER {guard}")
    allowed(sql)
