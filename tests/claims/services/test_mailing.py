"""Mail as it comes up, to a real server on loopback: answers to readers, back-off, refusals, and what is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from claims.models import Event, Job, OutgoingMail, Tip, User
from claims.models.job import MAX_ATTEMPTS
from claims.services import answering, mailing, tipping
from tests import mail_server
from tests.mail_server import MailServer

READER = "r@mail.example"


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server.running() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", found.port, False
        yield found


def answered(by: User, *, text: str = "It did, by 4 per cent.", email: str = READER, name: str = "") -> Tip:
    tip = tipping.receive(kind="check", text="Did the port grow?", email=email, name=name)
    return answering.answer(tip, text=text, by=by)


def the_row() -> OutgoingMail:
    return OutgoingMail.objects.get()


def test_an_answer_is_sent_to_the_reader(server: MailServer, chae: User) -> None:
    answered(chae)
    assert mailing.perform(the_row().pk)
    ((to, message),) = server.taken
    assert to == READER
    assert message["Subject"] == "The Claim Desk: our answer to what you sent us"
    assert message.get_content().strip() == "It did, by 4 per cent."


def test_that_it_was_sent_is_on_record_without_a_word_of_it(server: MailServer, chae: User) -> None:
    tip = answered(chae)
    mailing.perform(the_row().pk)
    told = Event.objects.about(tip).get(kind="tip.answer_sent")
    assert told.content.body == {}


def test_it_is_sent_once(server: MailServer, chae: User) -> None:
    answered(chae)
    assert [mailing.perform(the_row().pk) for _ in range(3)] == [True, False, False]
    assert len(server.taken) == 1


def test_without_an_address_nothing_is_to_be_sent(chae: User) -> None:
    answered(chae, email="")
    assert not OutgoingMail.objects.exists()


def test_without_a_mail_server_a_person_sends_it(settings: Any, chae: User) -> None:
    settings.EMAIL_HOST, settings.PRODUCTION = "", True
    answered(chae)
    assert not OutgoingMail.objects.exists()


def test_a_worker_that_died_before_the_server_was_asked_leaves_one_mail(
    server: MailServer, chae: User
) -> None:
    answered(chae)
    OutgoingMail.objects.claim(the_row().pk)  # and no more is heard of it
    OutgoingMail.objects.update(lease_until=Now() - timedelta(seconds=1), next_attempt_at=Now())
    assert mailing.perform(the_row().pk)
    assert len(server.taken) == 1


def test_a_worker_that_died_after_the_servers_yes_sends_it_again_under_the_same_name(
    server: MailServer, chae: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(chae)

    def die(*given: Any, **named: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(mailing, "_finish", die)
        mailing.perform(the_row().pk)
    OutgoingMail.objects.update(lease_until=Now() - timedelta(seconds=1), next_attempt_at=Now())
    assert mailing.perform(the_row().pk)
    first, second = (message["Message-ID"] for _, message in server.taken)
    assert first == second


def test_what_another_worker_took_meanwhile_is_not_ended_by_the_first(chae: User) -> None:
    answered(chae)
    OutgoingMail.objects.claim(the_row().pk)
    OutgoingMail.objects.update(lease_until=Now() - timedelta(seconds=1), next_attempt_at=Now())
    OutgoingMail.objects.claim(the_row().pk)
    assert not mailing._finish(the_row(), attempt=1, told=[])
    assert the_row().state == Job.State.PENDING


def test_a_server_that_is_busy_is_asked_again_later(server: MailServer, chae: User) -> None:
    answered(chae)
    server.answers["RCPT"] = "451 later"
    assert not mailing.perform(the_row().pk)
    row = the_row()
    assert row.state == Job.State.PENDING
    assert row.next_attempt_at is not None
    assert row.next_attempt_at > timezone.now() + timedelta(minutes=4)


def test_a_reader_whom_the_server_refuses_is_given_up_and_not_named_to_operators(
    server: MailServer, chae: User
) -> None:
    tip = answered(chae)
    server.answers["RCPT"] = f"550 no {READER} here"
    mailing.perform(the_row().pk)
    assert the_row().state == Job.State.DEAD
    assert READER not in the_row().last_error
    assert Event.objects.about(tip).filter(kind="tip.answer_not_sent").exists()


def test_what_used_up_its_attempts_is_given_up(chae: User) -> None:
    answered(chae)
    OutgoingMail.objects.update(attempt=MAX_ATTEMPTS, lease_until=None)
    assert mailing.bury(the_row().pk)
    assert the_row().state == Job.State.DEAD


@pytest.mark.parametrize("email", ["r@mail.example\nBcc: x@mail.example", "r@mail.example, x@mail.example"])
def test_an_address_that_is_more_than_one_is_sent_nothing(server: MailServer, chae: User, email: str) -> None:
    answered(chae)
    OutgoingMail.objects.update(address=email)
    mailing.perform(the_row().pk)
    assert [to for to, _ in server.taken if to == "x@mail.example"] == []
    assert all("x@mail.example" not in str(message.items()) for _, message in server.taken)


def test_a_subject_is_one_line_whatever_it_is_made_of(server: MailServer, settings: Any, chae: User) -> None:
    settings.DESK_NAME = "The Desk\r\nBcc: x@mail.example"
    answered(chae, text="Words.\r\nBcc: x@mail.example\r\n.\r\nQUIT")
    assert mailing.perform(the_row().pk)
    ((to, message),) = server.taken
    assert (to, message["Bcc"]) == (READER, None)
    assert message.get_content().splitlines()[1:] == ["Bcc: x@mail.example", ".", "QUIT"]


def test_the_mail_forgets_the_reader_with_the_tip(server: MailServer, chae: User) -> None:
    tip = answered(chae)
    mailing.perform(the_row().pk)
    tipping.forget(tip, by=chae)
    row = the_row()
    assert (row.address, row.subject, row.body) == ("", "", "")
    assert row.state == Job.State.DONE


def test_what_waits_is_not_sent_to_a_reader_who_was_forgotten(server: MailServer, chae: User) -> None:
    tipping.forget(answered(chae), by=chae)
    assert not mailing.perform(the_row().pk)
    assert server.taken == []
