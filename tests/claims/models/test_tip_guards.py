"""What PostgreSQL holds of tips: decided once, answered once, and personal data only ever goes."""

from __future__ import annotations

import pytest

from claims.models import Tip, User
from claims.services import answering, tipping
from tests.claims.models.as_application import allowed, refused

pytestmark = pytest.mark.usefixtures("app_role")
TEXT = "Did the port of Lowmark really handle 4,200 ships?"


@pytest.fixture
def tip(db: None) -> Tip:
    return tipping.receive(kind="check", text=TEXT, name="R. Eader", email="r@mail.example")


def test_a_tip_begins_undecided(chae: User) -> None:
    law = refused(
        "INSERT INTO claims_tip (version, kind, text, url, language, name, email, state, decided_by_id, decided_at,"
        " reason, answer) VALUES (1, 'check', 'words', '', 'en', '', '', 'declined', %s, now(), 'r', '')",
        chae.pk,
    )
    assert law == "tip_begins_undecided"


@pytest.mark.parametrize(
    "change", ["state = 'answered'", "reason = 'another'", "decided_at = now() - interval '1 day'"]
)
def test_a_tip_is_decided_once(tip: Tip, chae: User, change: str) -> None:
    tipping.decline(tip, reason="An opinion.", by=chae)
    assert refused(f"UPDATE claims_tip SET {change}") == "tip_decided_once"


@pytest.mark.parametrize(
    "change", ["text = 'x'", "kind = 'report'", "url = 'https://x.example'", "received_at = now()"]
)
def test_what_a_reader_sent_never_changes(tip: Tip, change: str) -> None:
    assert refused(f"UPDATE claims_tip SET {change}") == "tip_says_what_was_sent"


def test_an_answer_is_given_once(tip: Tip, chae: User) -> None:
    answering.answer(tip, text="We looked at it.", by=chae)
    assert refused("UPDATE claims_tip SET answer = 'We did not.'") == "tip_answered_once"


@pytest.mark.parametrize("gone", [True, False])
def test_an_answer_changes_only_with_the_readers_name(tip: Tip, chae: User, gone: bool) -> None:
    answering.answer(tip, text="We looked at it.", by=chae)
    if gone:
        tipping.forget(tip, by=chae)
    else:
        Tip.objects.update(name="", email="")
    law = refused("UPDATE claims_tip SET answer = 'We did not.', personal_removed_at = now()")
    assert law in {"tip_answered_once", "tip_personal_data_stays_gone"}


@pytest.mark.parametrize(
    "change", ["name = 'Somebody'", "email = 'x@mail.example'", "personal_until = now() + interval '9 years'"]
)
def test_personal_data_is_not_written_again(tip: Tip, chae: User, change: str) -> None:
    assert refused(f"UPDATE claims_tip SET {change}") == "tip_personal_data_stays_gone"


def test_personal_data_that_is_gone_stays_gone(tip: Tip, chae: User) -> None:
    tipping.forget(tip, by=chae)
    assert refused("UPDATE claims_tip SET personal_removed_at = NULL") == "tip_personal_data_stays_gone"
    assert refused("UPDATE claims_tip SET name = 'R. Eader'") == "tip_personal_data_stays_gone"


def test_personal_data_goes_by_sql_too(tip: Tip) -> None:
    allowed("UPDATE claims_tip SET name = '', email = '', personal_removed_at = now()")
    assert Tip.objects.get().email == ""


def test_a_tip_is_not_deleted(tip: Tip) -> None:
    assert "permission denied" in refused("DELETE FROM claims_tip")
