"""The record of every act: a chain that shows what was changed, removed or put in between."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims.exceptions import IllegalTransition, InvalidInput, NotAllowed
from claims.models import Event, EventContent, EventSeal, User
from claims.services import auditing
from tests import factories

SLOW = (
    "INSERT INTO claims_event (act, kind, actor_label, subject_type, subject_pk, subject_label, digest)"
    " VALUES (gen_random_uuid(), 'slow.written', '', 'claim', '1', '', '')"
)


def tamper(sql: str) -> None:
    """Do what only the tables' owner can: switch the guards off, change a row, switch them on again."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("claims_event", "claims_eventcontent"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)


@pytest.fixture
def sealed(chae: User) -> EventSeal:
    factories.claim(by=chae)
    made = auditing.seal()
    assert made is not None
    return made


def test_a_whole_record_verifies(sealed: EventSeal) -> None:
    assert auditing.verify() == []
    assert auditing.head() == sealed.sha256
    assert sealed.events == Event.objects.count()


def test_seals_follow_one_another(sealed: EventSeal, chae: User) -> None:
    factories.claim(by=chae)
    second = auditing.seal()
    assert second is not None
    assert (second.first, second.previous) == (sealed.last + 1, sealed.sha256)
    assert auditing.verify() == []
    assert auditing.seal() is None


TAMPERINGS = [
    "UPDATE claims_event SET actor_label = 'somebody else' WHERE id = (SELECT min(id) FROM claims_event)",
    "UPDATE claims_event SET happened_at = happened_at - interval '1 day' WHERE id = (SELECT max(id) FROM claims_event)",
    "UPDATE claims_event SET digest = repeat('0', 64) WHERE id = (SELECT max(id) FROM claims_event)",
    """UPDATE claims_eventcontent SET body = '{"statement": "other"}' WHERE event_id = (SELECT min(event_id) FROM claims_eventcontent)""",
]


@pytest.mark.parametrize("sql", TAMPERINGS)
@pytest.mark.as_owner
def test_a_changed_event_breaks_the_chain(sealed: EventSeal, sql: str) -> None:
    tamper(sql)
    assert len(auditing.verify()) >= 1


@pytest.mark.as_owner
def test_a_removed_event_breaks_the_chain(sealed: EventSeal) -> None:
    victim = Event.objects.order_by("pk")[1].pk
    tamper(
        f"DELETE FROM claims_eventcontent WHERE event_id = {victim}; DELETE FROM claims_event WHERE id = {victim}"
    )
    assert "were sealed" in auditing.verify()[0]


@pytest.mark.as_owner
def test_a_lawful_erasure_breaks_no_link(sealed: EventSeal, ada: User) -> None:
    first = Event.objects.order_by("pk")[0]
    auditing.erase(first, reason="A person asked for it.", by=ada)
    assert not EventContent.objects.filter(event=first).exists()
    assert auditing.verify() == []


@pytest.mark.as_owner
def test_a_content_taken_away_is_no_erasure(sealed: EventSeal) -> None:
    first = Event.objects.order_by("pk")[0]
    EventContent.objects.filter(event=first).delete()
    assert auditing.verify() == [
        f"The content of event {first.pk} ({first.kind}) is missing, and no erasure of it is on record."
    ]


@pytest.mark.as_owner
def test_an_erasure_needs_somebody_who_may_and_a_reason(sealed: EventSeal, ben: User, ada: User) -> None:
    first = Event.objects.order_by("pk")[0]
    with pytest.raises(NotAllowed):
        auditing.erase(first, reason="Tidy.", by=ben)
    with pytest.raises(InvalidInput):
        auditing.erase(first, reason=" ", by=ada)


@pytest.mark.as_owner
def test_nothing_is_erased_twice(sealed: EventSeal, ada: User) -> None:
    first = Event.objects.order_by("pk")[0]
    auditing.erase(first, reason="A person asked for it.", by=ada)
    with pytest.raises(IllegalTransition):
        auditing.erase(first, reason="A person asked for it.", by=ada)


@pytest.mark.as_owner
def test_a_cut_off_end_shows_by_the_head_that_was_kept(sealed: EventSeal, chae: User) -> None:
    factories.claim(by=chae)
    auditing.seal()
    kept = auditing.head()
    end = sealed.last
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE claims_eventseal DISABLE TRIGGER USER")
    tamper(
        f"DELETE FROM claims_eventseal WHERE first > {end}; DELETE FROM claims_eventcontent WHERE event_id > {end};"
        f"DELETE FROM claims_event WHERE id > {end}"
    )
    assert auditing.verify() == []
    assert "was cut off" in auditing.verify(kept=kept)[0]


@pytest.mark.as_owner
def test_a_seal_that_was_taken_out_shows(sealed: EventSeal, chae: User) -> None:
    factories.claim(by=chae)
    auditing.seal()
    tamper("ALTER TABLE claims_eventseal DISABLE TRIGGER USER; DELETE FROM claims_eventseal WHERE first = 1")
    assert "does not follow" in auditing.verify()[0]


def test_many_events_are_sealed_in_parts(chae: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "AT_ONCE", 2)
    factories.claim(by=chae)
    while auditing.seal():
        pass
    assert max(EventSeal.objects.values_list("events", flat=True)) == 2
    assert sum(EventSeal.objects.values_list("events", flat=True)) == Event.objects.count()
    assert auditing.verify() == []


def test_verifying_asks_as_often_for_many_seals_as_for_few(
    chae: User, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(auditing, "AT_ONCE", 1)
    factories.claim(by=chae)
    while auditing.seal():
        pass
    with django_assert_num_queries(6):  # the events, seals, contents, missing ones; and a savepoint
        assert auditing.verify() == []


def test_nothing_is_recorded_before_it_happens(chae: User) -> None:
    with pytest.raises(IntegrityError, match="before it happens"), transaction.atomic():
        auditing.record("claim.assessed", chae, at=timezone.now() + timedelta(hours=1))


def test_what_happens_now_is_dated_by_the_database(chae: User) -> None:
    event = auditing.record("claim.assessed", chae)
    assert isinstance(event.happened_at, datetime)


@pytest.mark.django_db(transaction=True)
def test_hashing_locks_no_writer_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """While a seal is being made, others write."""
    auditing.record("quick.written", EventSeal(pk=1))
    other = connection.copy()
    written = []

    def write_meanwhile(self: Any, event: Event) -> None:
        with other.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
            cursor.execute(SLOW)
        written.append(event.pk)
        add(self, event)

    add = auditing.Link.add
    monkeypatch.setattr(auditing.Link, "add", write_meanwhile)
    try:
        made = auditing.seal()
    finally:
        other.close()
    assert made is not None
    assert (made.events, Event.objects.count()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_an_overdue_seal_waits_for_a_writer_but_not_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "PATIENCE", timedelta(hours=-1))
    auditing.record("quick.written", EventSeal(pk=1))
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(SLOW)
        began = time.monotonic()
        assert auditing.seal() is None
        assert time.monotonic() - began < 20
    finally:
        other.close()
    assert auditing.seal() is not None


@pytest.mark.django_db(transaction=True)
def test_the_sealer_never_overtakes_a_writer() -> None:
    """While a transaction that wrote an event is open, nothing above its id is sealed."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(SLOW)
        auditing.record("quick.written", EventSeal(pk=1))
        assert auditing.seal() is None
        other.commit()
        made = auditing.seal()
        assert made is not None
        assert made.events == 2
    finally:
        other.close()
