"""Redactions: asked for by one, carried out by another, with a tombstone and an unbroken chain."""

from __future__ import annotations

import json
import zlib

import pytest
from django.db import IntegrityError, connection, transaction

from claims.exceptions import FourEyesViolation, IllegalTransition, InvalidInput, NotAllowed
from claims.models import (
    Blob,
    Claim,
    Comment,
    Event,
    EventContent,
    Notification,
    Publication,
    Redaction,
    Snapshot,
    User,
    Verdict,
)
from claims.services import auditing, discussing, redacting
from tests import factories
from tests.conftest import member
from tests.outside import ASKED


@pytest.fixture
def second(db: None) -> User:
    return member("second", "admin")


@pytest.fixture
def claim(chae: User, ben: User) -> Claim:
    return factories.published_claim(author=chae, editor=ben)


def asked(kind: str, key: int, by: User) -> Event:
    return redacting.ask(kind=kind, key=str(key), by=by, **ASKED)


def test_a_redacted_publication_leaves_a_tombstone(claim: Claim, ada: User, second: User) -> None:
    before = claim.publications.get()
    stone = redacting.carry_out(asked("publication", before.pk, ada), by=second)
    after = Publication.objects.get(pk=before.pk)
    assert (stone.sha256, stone.asked_by, stone.carried_out_by) == (before.sha256, ada, second)
    assert json.loads(after.document)["redacted"]["wording"] == "Removed."
    assert claim.statement not in after.document + after.title
    assert not Publication.objects.public().exists()


def test_words_of_a_redacted_publication_go_from_its_verdict_and_its_drafts(
    claim: Claim, ada: User, second: User
) -> None:
    verdict = claim.verdicts.get()
    assert verdict.summary
    assert verdict.proposal
    people = (verdict.submitted_by, verdict.approved_by, verdict.published_by, verdict.rating)
    drafted = Event.objects.get(kind="verdict.drafted", subject_pk=str(verdict.pk))
    auditing.seal()
    redacting.carry_out(asked("publication", claim.publications.get().pk, ada), by=second)
    after = Verdict.objects.get(pk=verdict.pk)
    assert (after.summary, after.proposal, after.state) == ("[redacted]", "[redacted]", "published")
    assert (after.submitted_by, after.approved_by, after.published_by, after.rating) == people
    assert not hasattr(Event.objects.get(pk=drafted.pk), "content")
    held = EventContent.objects.filter(event__claim_pk=claim.pk).exclude(event__subject_type="claim")
    assert not [one for one in held if verdict.summary in json.dumps(one.body)]
    auditing.seal()
    assert auditing.verify() == []


@pytest.mark.parametrize("change", ["summary = 'Other words.'", "state = 'draft'", "summary = '[redacted]'"])
def test_a_published_verdict_without_a_tombstone_keeps_its_words(claim: Claim, change: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE claims_verdict SET {change} WHERE claim_id = %s", [claim.pk])


def test_nothing_but_words_goes_with_a_tombstone(claim: Claim, ada: User, second: User) -> None:
    redacting.carry_out(asked("publication", claim.publications.get().pk, ada), by=second)
    for change in ("summary = 'Other words.'", "approved_by_id = edited_by_id", "state = 'draft'"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE claims_verdict SET {change} WHERE claim_id = %s", [claim.pk])


def test_the_chain_of_events_stays_whole(claim: Claim, ada: User, second: User) -> None:
    auditing.seal()
    event = Event.objects.filter(kind="verdict.drafted").latest("pk")
    redacting.carry_out(asked("event", event.pk, ada), by=second)
    redacting.carry_out(asked("publication", claim.publications.get().pk, ada), by=second)
    auditing.seal()
    assert not hasattr(Event.objects.get(pk=event.pk), "content")
    assert auditing.verify() == []


def test_a_redacted_comment_loses_its_words(claim: Claim, chae: User, ada: User, second: User) -> None:
    comment = discussing.say(claim, text="The child is called Ida.", by=chae)
    redacting.carry_out(asked("comment", comment.pk, ada), by=second)
    assert Comment.objects.get().text == "[redacted]"


def test_words_of_a_redacted_comment_are_in_no_notification(
    claim: Claim, chae: User, ben: User, ada: User, second: User
) -> None:
    comment = discussing.say(claim, text="@ben The child is called Ida.", by=chae)
    kept = discussing.say(claim, text="@ben Look at the list.", by=chae)
    redacting.carry_out(asked("comment", comment.pk, ada), by=second)
    told = Notification.objects.filter(to=ben, kind="mentioned").order_by("pk")
    assert [one.text for one in told] == ["A comment that was redacted", f"chae mentioned you: “{kept.text}”"]


def _captured(by: User, sha256: str) -> Snapshot:
    source = factories.source(by=by)
    blob, _ = Blob.objects.get_or_create(
        sha256=sha256, defaults={"compressed": zlib.compress(b"words"), "size": 5}
    )
    return Snapshot.objects.create(
        job=source.capture_jobs.get(),
        source=source,
        url=source.url,
        status=200,
        text="words",
        title="T",
        body=blob,
    )


def test_a_redacted_capture_loses_text_and_bytes(chae: User, ada: User, second: User) -> None:
    snapshot = _captured(chae, "a" * 64)
    redacting.carry_out(asked("snapshot", snapshot.pk, ada), by=second)
    snapshot.refresh_from_db()
    assert (snapshot.text, snapshot.title, snapshot.body_id) == ("", "", None)
    assert bytes(Blob.objects.get().compressed) == b""


def test_bytes_that_another_capture_holds_stay(chae: User, ada: User, second: User) -> None:
    first, _ = _captured(chae, "a" * 64), _captured(chae, "a" * 64)
    redacting.carry_out(asked("snapshot", first.pk, ada), by=second)
    assert zlib.decompress(bytes(Blob.objects.get().compressed)) == b"words"


def test_nobody_carries_out_what_they_asked_for(claim: Claim, ada: User) -> None:
    with pytest.raises(FourEyesViolation):
        redacting.carry_out(asked("publication", claim.publications.get().pk, ada), by=ada)


def test_a_request_is_carried_out_or_refused_once(claim: Claim, ada: User, second: User) -> None:
    event = asked("publication", claim.publications.get().pk, ada)
    redacting.refuse(event, reason="The order was lifted.", by=second)
    for step in (
        lambda: redacting.carry_out(event, by=second),
        lambda: redacting.refuse(event, reason="R", by=second),
    ):
        with pytest.raises(IllegalTransition):
            step()
    assert not Redaction.objects.exists()


def test_what_was_refused_may_be_asked_for_again(claim: Claim, ada: User, second: User) -> None:
    key = claim.publications.get().pk
    redacting.refuse(asked("publication", key, ada), reason="Not yet.", by=second)
    again = asked("publication", key, ada)
    assert list(redacting.waiting()) == [again]


def test_the_same_is_not_asked_for_twice(claim: Claim, ada: User, second: User) -> None:
    key = claim.publications.get().pk
    asked("publication", key, ada)
    with pytest.raises(IllegalTransition):
        asked("publication", key, second)


@pytest.mark.parametrize(
    ("kind", "key"), [("user", "1"), ("publication", "x"), ("publication", "999999"), ("event", "")]
)
def test_only_what_is_there_can_be_asked_for(ada: User, kind: str, key: str) -> None:
    with pytest.raises(InvalidInput):
        redacting.ask(kind=kind, key=key, by=ada, **ASKED)


@pytest.mark.parametrize("missing", ["legal_basis", "reason"])
def test_a_request_names_law_and_reason(claim: Claim, ada: User, missing: str) -> None:
    key = str(claim.publications.get().pk)
    with pytest.raises(InvalidInput) as refused:
        redacting.ask(kind="publication", key=key, by=ada, **(ASKED | {missing: " "}))
    assert refused.value.problems[0][0] == missing


def test_editors_redact_nothing(claim: Claim, ben: User) -> None:
    with pytest.raises(NotAllowed):
        asked("publication", claim.publications.get().pk, ben)


def test_nobody_but_the_applications_role_may_call_the_one_way(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_function_privilege('public', 'claims_redact(text, text)', 'EXECUTE')")
        assert cursor.fetchone() == (False,)


def test_of_two_who_carry_it_out_in_the_same_moment_the_second_is_refused(
    claim: Claim, ada: User, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second had read that it waits before the first was done: so that is what it goes on with."""
    request = asked("publication", claim.publications.get().pk, ada)
    still_waiting = redacting._open(request)
    redacting.carry_out(request, by=second)
    monkeypatch.setattr(redacting, "_open", lambda asked: still_waiting)
    with pytest.raises(IllegalTransition, match="Somebody else"):
        redacting.carry_out(request, by=member("third", "admin"))
    assert Redaction.objects.count() == 1
