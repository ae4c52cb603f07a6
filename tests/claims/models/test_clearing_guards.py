"""The law of clearing, tried by SQL as the role that the product runs as; and each guard, taken away once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from claims.models import (
    ArticleVersion,
    ChecklistItem,
    Claim,
    Query,
    Reanchoring,
    SignOff,
    SignOffLapse,
    User,
)
from claims.services import auditing, checklists, clearing, keeping, marking, querying, reanchoring, reviewing
from tests import factories
from tests.claims.models.as_application import allowed, refused

SIGN = (
    "INSERT INTO claims_signoff (article_version_id, sha256, signed_by_id, note, state_of_work)"
    " VALUES (%s, %s, %s, '', '{}')"
)
QUERY = (
    'INSERT INTO claims_query (version, article_version_id, number, start, "end", exact, question, proposed, addressee,'
    " asked_by_id, state, answer, answer_words, answer_reason)"
    " VALUES (1, %s, %s, 0, 7, %s, 'Is it?', '', '', %s, %s, '', '', '')"
)


def settle() -> None:
    """What is kept for the end of a transaction happens now."""
    allowed("SET CONSTRAINTS ALL IMMEDIATE")
    allowed("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def ready(chae: User, ben: User) -> ArticleVersion:
    made = factories.ready_to_clear(author=chae, editor=ben)
    settle()
    return made


@pytest.fixture
def signed(ready: ArticleVersion, ben: User) -> SignOff:
    made = clearing.sign_off(ready, by=ben, sha256=ready.sha256)
    settle()
    return made


@pytest.fixture
def asked(chae: User) -> Query:
    return querying.ask(factories.version(by=chae), question="Is it?", start=0, end=7, by=chae)


# --- Queries ------------------------------------------------------------------------------------------------------


def test_a_query_quotes_the_text(chae: User, app_role: None) -> None:
    version = factories.version(by=chae)
    assert refused(QUERY, version.pk, 1, "Airport", chae.pk, "open") == "query_quotes_the_text"
    allowed(QUERY, version.pk, 1, version.text[:7], chae.pk, "open")


def test_a_query_starts_open(chae: User, app_role: None) -> None:
    version = factories.version(by=chae)
    assert refused(QUERY, version.pk, 1, version.text[:7], chae.pk, "taken_back") == "query_starts_open"


@pytest.mark.parametrize(
    "change",
    ["question = 'Was it?'", "exact = 'Airport'", "proposed = 'x'", "number = 9", "asked_at = now()", "claim_id = 1"],
)  # fmt: skip
def test_what_was_asked_stays(asked: Query, app_role: None, change: str) -> None:
    assert refused(f"UPDATE claims_query SET {change}") == "query_asked_for_good"


def test_an_answer_is_given_by_answering(asked: Query, app_role: None) -> None:
    assert refused("UPDATE claims_query SET answer_words = 'x'") == "query_answered_once"


@pytest.mark.parametrize(
    "change", ["state = 'open', answer = '', answered_at = NULL", "answer_reason = 'x'", "due_at = now()"]
)
def test_an_answer_is_for_good(asked: Query, chae: User, app_role: None, change: str) -> None:
    querying.answer(asked, answer="cut", by=chae, version=asked.version)
    assert refused(f"UPDATE claims_query SET {change}") == "query_answered_once"


def test_no_opened_form_overlooks_a_change(asked: Query, app_role: None) -> None:
    allowed("UPDATE claims_query SET addressee = 'Ida', version = version - 1")
    asked.refresh_from_db()
    assert asked.version == 2


def test_a_query_is_never_deleted(asked: Query) -> None:
    assert refused("DELETE FROM claims_query") == "query_never_deleted"


# --- Checklists ---------------------------------------------------------------------------------------------------

TICK = "INSERT INTO claims_checklisttick (claim_id, item_id, ticked_by_id) VALUES (%s, %s, %s)"


def test_a_tick_answers_what_is_asked_of_its_kind(chae: User, ada: User, app_role: None) -> None:
    claim = factories.claim(by=chae)
    item = keeping.add(ChecklistItem, by=ada, kind="quote", text="Compared with the tape.")
    assert refused(TICK, claim.pk, item.pk, chae.pk) == "checklisttick_of_its_kind"


def test_a_tick_is_not_put_in_anothers_name(chae: User, ben: User, ada: User, app_role: None) -> None:
    claim, item = factories.claim(by=chae), keeping.add(ChecklistItem, by=ada, text="Names are right.")
    checklists.tick(claim, item, by=chae)
    law = refused("UPDATE claims_checklisttick SET ticked_by_id = %s", ben.pk)
    assert law == "checklisttick_never_changed"


# --- Sign-offs ----------------------------------------------------------------------------------------------------


def test_a_sign_off_names_the_text_by_its_hash(ready: ArticleVersion, ben: User, app_role: None) -> None:
    assert refused(SIGN, ready.pk, "f" * 64, ben.pk) == "signoff_of_this_text"


def test_a_sign_off_stands_in_the_record(ready: ArticleVersion, ben: User, app_role: None) -> None:
    assert refused(SIGN, ready.pk, ready.sha256, ben.pk) == "signoff_on_record"


def test_a_text_is_signed_once(signed: SignOff, ben: User, app_role: None) -> None:
    assert refused(SIGN, signed.article_version_id, signed.sha256, ben.pk) == "signoff_stands_once"


def test_an_earlier_text_is_not_signed(ready: ArticleVersion, chae: User, ben: User, app_role: None) -> None:
    factories.next_version(ready, by=chae)
    assert refused(SIGN, ready.pk, ready.sha256, ben.pk) == "signoff_of_the_latest_version"


def test_who_left_the_desk_signs_nothing(ready: ArticleVersion, ben: User, app_role: None) -> None:
    User.objects.filter(pk=ben.pk).update(is_active=False)
    assert refused(SIGN, ready.pk, ready.sha256, ben.pk) == "signoff_by_a_member"


def _open_sentence(version: ArticleVersion, by: User, admin: User) -> None:
    version.sentences.filter(number=1).update(completed_at=None, completed_by=None)


def _query(version: ArticleVersion, by: User, admin: User) -> None:
    querying.ask(version, question="Who says so?", by=by)


def _send_back(version: ArticleVersion, by: User, admin: User) -> None:
    reviewing.send_back(_claim(version).verdicts.get(), by=by, reason="Another source, please.")


def _item(version: ArticleVersion, by: User, admin: User) -> None:
    keeping.add(ChecklistItem, by=admin, text="Names are right.")


def _hold(version: ArticleVersion, by: User, admin: User) -> None:
    Claim.objects.filter(appearances__article_version=version).update(legal_hold=True)


def _claim(version: ArticleVersion) -> Claim:
    return Claim.objects.in_article(version.pk).get()


UNMET: dict[str, Callable[[ArticleVersion, User, User], Any]] = {
    "signoff_every_sentence_complete": _open_sentence,
    "signoff_no_open_query": _query,
    "signoff_every_claim_decided": _send_back,
    "signoff_checklists_ticked": _item,
    "signoff_no_legal_hold": _hold,
}


@pytest.mark.parametrize("law", UNMET)
def test_what_is_unmet_is_not_signed(
    ready: ArticleVersion, ben: User, ada: User, app_role: None, law: str
) -> None:
    UNMET[law](ready, ben, ada)
    assert refused(SIGN, ready.pk, ready.sha256, ben.pk) == law


def test_what_is_lost_has_to_be_settled(ready: ArticleVersion, chae: User, ben: User, app_role: None) -> None:
    later = factories.next_version(ready, by=chae)
    for sentence in later.sentences.all():
        marking.rule_out(sentence, reason="background", by=chae)
    Reanchoring.objects.create(article_version=later, appearance=ready.appearances.get(), outcome="lost")
    assert refused(SIGN, later.pk, later.sha256, ben.pk) == "signoff_nothing_lost"


def test_a_question_about_an_earlier_text_keeps_a_later_one_open(
    ready: ArticleVersion, chae: User, ben: User, app_role: None
) -> None:
    later = factories.next_version(ready, by=chae)
    for sentence in later.sentences.all():
        marking.rule_out(sentence, reason="background", by=chae)
    allowed(QUERY, ready.pk, 1, ready.text[:7], chae.pk, "open")
    assert refused(SIGN, later.pk, later.sha256, ben.pk) == "signoff_no_open_query"


def test_a_question_about_an_earlier_text_opens_a_later_one_again(
    ready: ArticleVersion, chae: User, ben: User, app_role: None
) -> None:
    later = factories.next_version(ready, by=chae)
    for sentence in later.sentences.all():
        marking.rule_out(sentence, reason="background", by=chae)
    clearing.sign_off(later, by=ben, sha256=later.sha256)
    settle()
    allowed(QUERY, ready.pk, 1, ready.text[:7], chae.pk, "open")
    settle()
    assert SignOffLapse.objects.count() == 1


def test_a_lost_mark_that_is_unsettled_again_opens_the_article(
    ready: ArticleVersion, chae: User, ben: User, app_role: None
) -> None:
    later = factories.next_version(ready, by=chae)
    for sentence in later.sentences.all():
        marking.rule_out(sentence, reason="background", by=chae)
    lost = Reanchoring.objects.create(
        article_version=later, appearance=ready.appearances.get(), outcome="lost"
    )
    reanchoring.give_up(lost, reason="The author cut it.", by=chae)
    clearing.sign_off(later, by=ben, sha256=later.sha256)
    settle()
    allowed("UPDATE claims_reanchoring SET settled_as = '', settled_by_id = NULL, settled_at = NULL")
    settle()
    assert SignOffLapse.objects.count() == 1


def test_a_claim_that_is_being_corrected_is_not_decided(chae: User, ben: User, app_role: None) -> None:
    version = factories.ready_to_clear(author=chae, editor=ben, publish=True)
    verdict = _claim(version).verdicts.get()
    reviewing.draft_correction(verdict, by=chae, change="minor", public_note="A comma.")
    assert refused(SIGN, version.pk, version.sha256, ben.pk) == "signoff_every_claim_decided"


# --- What undoes a sign-off ---------------------------------------------------------------------------------------

UNDOING = {
    "a sentence": "UPDATE claims_sentence SET completed_at = NULL, completed_by_id = NULL WHERE number = 1",
    "another kind": "UPDATE claims_claim SET kind = 'event'",
    "a hold": "UPDATE claims_claim SET legal_hold = true",
    "a mark": (
        'INSERT INTO claims_appearance (claim_id, article_version_id, url, start, "end", exact, prefix, suffix, quoted,'
        " appeared_on) SELECT claim_id, article_version_id, '', start, start + 1, left(exact, 1), '', '', '[]', ''"
        " FROM claims_appearance"
    ),
}


@pytest.mark.parametrize("what", UNDOING)
def test_by_sql_too_a_later_edit_opens_the_article(signed: SignOff, app_role: None, what: str) -> None:
    allowed(UNDOING[what])
    settle()
    assert SignOffLapse.objects.get().sign_off_id == signed.pk


def test_a_tick_that_vanishes_opens_the_article(chae: User, ben: User, ada: User, app_role: None) -> None:
    item = keeping.add(ChecklistItem, by=ada, text="Names are right.")
    version = factories.ready_to_clear(author=chae, editor=ben)
    checklists.tick(_claim(version), item, by=chae)
    settle()
    clearing.sign_off(version, by=ben, sha256=version.sha256)
    allowed("DELETE FROM claims_checklisttick")
    settle()
    assert SignOffLapse.objects.count() == 1


def test_other_articles_stay_cleared(signed: SignOff, chae: User, app_role: None) -> None:
    other = factories.claim(by=chae)
    allowed("UPDATE claims_claim SET legal_hold = true WHERE id = %s", other.pk)
    settle()
    assert not SignOffLapse.objects.exists()


def test_rot_alone_opens_no_article_again(chae: User, ben: User) -> None:
    """A source that dies later puts the verdict at risk, which is told elsewhere; the text was cleared all the same."""
    version = factories.ready_to_clear(author=chae, editor=ben, publish=True)
    settle()
    clearing.sign_off(version, by=ben, sha256=version.sha256)
    factories.alert(_claim(version), by=ben)
    settle()
    assert not SignOffLapse.objects.exists()


def test_nobody_takes_a_sign_off_back_in_anothers_name(signed: SignOff, chae: User, app_role: None) -> None:
    law = refused(
        "INSERT INTO claims_signofflapse (sign_off_id, why, lapsed_by_id) VALUES (%s, 'x', %s)",
        signed.pk,
        chae.pk,
    )
    assert law == "signofflapse_on_record"


# --- The guards, taken away ---------------------------------------------------------------------------------------

GUARDED = [
    ("claims_query", "query_guard", "UPDATE claims_query SET question = 'Was it?'"),
    ("claims_signoff", "signoff_append_only", "UPDATE claims_signoff SET note = 'x'"),
]


@pytest.mark.parametrize(("table", "guard", "sql"), GUARDED)
def test_without_the_guard_it_happens(
    signed: SignOff, asked: Query, table: str, guard: str, sql: str
) -> None:
    assert refused(sql)
    settle()
    allowed(f"ALTER TABLE {table} DISABLE TRIGGER {guard}")
    allowed(sql)


def test_without_the_guard_anything_is_signed(chae: User, ben: User) -> None:
    version = factories.version(by=chae)
    assert refused(SIGN, version.pk, version.sha256, ben.pk) == "signoff_every_sentence_complete"
    settle()
    allowed("ALTER TABLE claims_signoff DISABLE TRIGGER signoff_guard, DISABLE TRIGGER signoff_on_record")
    allowed(SIGN, version.pk, version.sha256, ben.pk)
    assert connection.in_atomic_block
    assert SignOff.objects.count() == 1


def test_without_the_guard_a_sign_off_outlives_what_it_stood_on(signed: SignOff) -> None:
    allowed("ALTER TABLE claims_sentence DISABLE TRIGGER signoff_undone_by_a_sentence")
    allowed(UNDOING["a sentence"])
    settle()
    assert not SignOffLapse.objects.exists()
    assert auditing.record("test.ended", signed).pk
