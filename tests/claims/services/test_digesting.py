"""The daily e-mail, sent to a real server on loopback: who gets it, what it says, and what becomes of a failure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone

from claims.models import Alert, Claim, Digest, Event, Job, Notification, OutgoingMail, Source, User
from claims.models.job import MAX_ATTEMPTS
from claims.services import alerting, digesting, mailing, notifying
from tests import captures, factories, mail_server
from tests.mail_server import MailServer

DAY = date(2024, 11, 1)
ALTERED = captures.page(captures.TEXT.replace("4,200", "2,400"))
SOFT_404 = captures.page("Sorry.", title="Page not found")


@pytest.fixture(autouse=True)
def in_process_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clients.pages.read", captures.read)


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server.running() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", found.port, False
        yield found


@pytest.fixture
def ben(ben: User) -> User:
    User.objects.filter(pk=ben.pk).update(email="ben@desk.example", first_name="Ben")
    return User.objects.get(pk=ben.pk)


def publish(chae: User, ben: User, *, source: Source | None = None, weight: str = "sole") -> Claim:
    claim = factories.claim(by=chae)
    piece = factories.evidence(
        claim, by=chae, quote=captures.QUOTE, weight=weight, **({"source": source} if source else {})
    )
    assert piece.source is not None
    captures.capture(piece.source)
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    return claim


def source_of(claim: Claim) -> Source:
    found = claim.evidence.get().source
    assert found is not None
    return found


@pytest.fixture
def claim(noise: None, chae: User, ben: User) -> Claim:
    """A published claim whose evidence was altered."""
    made = publish(chae, ben)
    captures.capture(source_of(made), ALTERED)
    return made


def digest(day: date = DAY) -> Digest:
    digesting.prepare(day)
    return Digest.objects.get(day=day)


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def the_mail(server: MailServer) -> EmailMessage:
    ((_, message),) = server.taken
    return message


# --- Who gets one -------------------------------------------------------------------------------------------------


def test_editors_and_admins_with_an_address_get_one(
    claim: Claim, ben: User, bea: User, ada: User, chae: User, cleo: User
) -> None:
    for person in (ada, chae, cleo):
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@desk.example")
    assert digesting.prepare(DAY) == 2
    assert {one.recipient for one in Digest.objects.all()} == {ben, ada}  # bea has no address


@pytest.mark.parametrize(
    "change", [{"wants_digest": False}, {"is_active": False}, {"email": ""}, {"is_staff": False}]
)
def test_who_does_not_want_it_or_has_left_gets_none(claim: Claim, ben: User, change: dict[str, Any]) -> None:
    User.objects.filter(pk=ben.pk).update(**change)
    assert digesting.prepare(DAY) == 0


def test_one_a_day(claim: Claim, ben: User) -> None:
    assert [digesting.prepare(DAY), digesting.prepare(DAY), digesting.prepare(DAY + timedelta(days=1))] == [
        1,
        0,
        1,
    ]


def test_none_while_nothing_is_at_risk(noise: None, chae: User, ben: User) -> None:
    publish(chae, ben)
    assert digesting.prepare(DAY) == 0


@pytest.mark.parametrize(
    ("production", "host", "rows"), [(True, "", 0), (True, "mail.example", 1), (False, "", 1)]
)
def test_none_where_no_server_is_named_in_production(
    claim: Claim, settings: Any, production: bool, host: str, rows: int
) -> None:
    settings.PRODUCTION, settings.EMAIL_HOST = production, host
    assert digesting.prepare(DAY) == rows


@pytest.mark.parametrize(("hour", "rows"), [(6, 0), (7, 1), (9, 1), (10, 0), (23, 0)])
def test_it_is_prepared_at_its_hour_or_a_little_later(
    claim: Claim, settings: Any, hour: int, rows: int
) -> None:
    settings.DIGEST_HOUR, settings.TIME_ZONE = 7, "UTC"
    assert digesting.prepare_today(datetime(2024, 11, 1, hour, 30, tzinfo=UTC)) == rows


# --- What it says -------------------------------------------------------------------------------------------------


def test_it_says_what_is_at_risk_and_why_with_a_link(claim: Claim, server: MailServer) -> None:
    assert digesting.send(digest().pk)
    message = the_mail(server)
    text = text_of(message)
    assert message["To"] == "ben@desk.example"
    assert message["Subject"] == "The Claim Desk: 1 published verdict at risk, 1 of them new"
    assert text.startswith("Good day, Ben.\n\nNew since ")
    assert f"[critical] {source_of(claim).publisher}" in text
    assert "“4,200” became “2,400”" in text
    assert f"- {claim.statement}\n  https://desk.example/desk/claims/claim/{claim.pk}/workspace/" in text


def test_it_can_be_read_as_a_page(claim: Claim, server: MailServer) -> None:
    Claim.objects.filter(pk=claim.pk).update(statement="The port <b>grew</b> & grew.")
    digesting.send(digest().pk)
    page = text_of(the_mail(server), "html")
    assert f'<a href="https://desk.example/desk/claims/claim/{claim.pk}/workspace/">' in page
    assert "The port &lt;b&gt;grew&lt;/b&gt; &amp; grew." in page


def test_it_says_how_to_stop_it(claim: Claim, server: MailServer) -> None:
    digesting.send(digest().pk)
    message = the_mail(server)
    assert message["List-Unsubscribe"] == "<https://desk.example/desk/my-settings/>"
    assert "Switch it off here: https://desk.example/desk/my-settings/" in text_of(message)
    assert message["Auto-Submitted"] == "auto-generated"


def test_what_was_told_yesterday_is_still_open_today(
    claim: Claim, server: MailServer, chae: User, ben: User
) -> None:
    digesting.send(digest().pk)
    other = publish(chae, ben, weight="supporting")
    captures.capture(source_of(other), ALTERED)
    digesting.send(digest(DAY + timedelta(days=1)).pk)
    _, (_, second) = server.taken
    new, still_open = text_of(second).split("Still open")
    assert other.statement in new
    assert claim.statement not in new
    assert claim.statement in still_open
    assert second["Subject"] == "The Claim Desk: 2 published verdicts at risk, 1 of them new"


def test_what_got_worse_is_new_again(noise: None, server: MailServer, chae: User, ben: User) -> None:
    claim = publish(chae, ben)
    captures.capture(source_of(claim), SOFT_404)
    digesting.send(digest().pk)
    captures.capture(source_of(claim), ALTERED)
    digesting.send(digest(DAY + timedelta(days=1)).pk)
    assert "New since" in text_of(server.taken[1][1])


def test_what_came_back_is_not_new_and_said_to_be_back(claim: Claim, server: MailServer) -> None:
    digesting.send(digest().pk)
    captures.capture(source_of(claim))
    captures.capture(source_of(claim), ALTERED)
    digesting.send(digest(DAY + timedelta(days=1)).pk)
    text = text_of(server.taken[1][1])
    assert "NEW" not in text
    assert "it had healed, and is back" in text
    assert "1 healed by itself, 0 resolved at the desk" in text


def test_one_cause_is_told_once_with_all_that_it_puts_at_risk(
    noise: None, server: MailServer, chae: User, ben: User
) -> None:
    first = publish(chae, ben)
    second = publish(chae, ben, source=source_of(first))
    captures.capture(source_of(first), SOFT_404)
    digesting.send(digest().pk)
    text = text_of(the_mail(server))
    assert text.count("[serious]") == 1
    assert first.statement in text
    assert second.statement in text


def test_the_worst_comes_first(claim: Claim, server: MailServer, chae: User, ben: User) -> None:
    for weight in ("supporting", "key"):
        captures.capture(source_of(publish(chae, ben, weight=weight)), ALTERED)
    digesting.send(digest().pk)
    text = text_of(the_mail(server))
    assert text.index("[critical]") < text.index("[serious]") < text.index("[notice]")


def test_a_protected_source_is_not_named(noise: None, server: MailServer, chae: User, ben: User) -> None:
    claim = publish(chae, ben)
    source = source_of(claim)
    Source.objects.filter(pk=source.pk).update(is_sensitive=True, public_wording="an official")
    captures.capture(source, ALTERED)
    digesting.send(digest().pk)
    assert "2,400" in Alert.objects.get().why
    for kind in ("plain", "html"):
        text = text_of(the_mail(server), kind)
        assert "an official" in text
        assert "2,400" not in text
        assert source.publisher not in text


def test_a_long_list_is_cut_and_says_so(
    claim: Claim, server: MailServer, chae: User, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digesting, "SHOWN", 1)
    captures.capture(source_of(publish(chae, ben)), ALTERED)
    digesting.send(digest().pk)
    assert "And 1 more: https://desk.example/desk/claims/alert/" in text_of(the_mail(server))


def test_it_takes_the_same_number_of_queries_however_much_is_at_risk(
    claim: Claim, chae: User, ben: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(4):
        captures.capture(source_of(publish(chae, ben)), ALTERED)
    row = digest()
    with django_assert_max_num_queries(9):
        digesting.contents_of(row)


# --- Sending ------------------------------------------------------------------------------------------------------


def test_it_is_sent_once_and_on_record(claim: Claim, server: MailServer) -> None:
    row = digest()
    assert [digesting.send(row.pk), digesting.send(row.pk)] == [True, False]
    row.refresh_from_db()
    assert (len(server.taken), row.state) == (1, Job.State.DONE)
    told = Event.objects.get(kind="digest.sent")
    assert told.content.body == {"day": "2024-11-01", "new": 1, "still_open": 0}


def test_what_is_settled_meanwhile_is_not_sent(claim: Claim, server: MailServer, ben: User) -> None:
    row = digest()
    alerting.resolve(Alert.objects.get(), resolution="no_effect", reason="A misprint.", by=ben)
    assert not digesting.send(row.pk)
    row.refresh_from_db()
    assert (server.taken, row.state) == ([], Job.State.DONE)


def test_who_changed_their_mind_meanwhile_gets_none(claim: Claim, server: MailServer, ben: User) -> None:
    row = digest()
    digesting.choose(ben, wants=False)
    assert not digesting.send(row.pk)
    assert server.taken == []


def past(row: Digest) -> None:
    """As if its lease and its waiting were over."""
    moment = timezone.now() - timedelta(minutes=1)
    Digest.objects.filter(pk=row.pk).update(lease_until=None, next_attempt_at=moment)


@pytest.mark.parametrize(
    "answers", [{"HELLO": "421 too busy"}, {"RCPT": "450 later"}, {"AFTER": "451 no"}, {"DATA": ""}]
)
def test_a_server_that_does_not_take_it_is_tried_again_later(
    claim: Claim, server: MailServer, answers: dict[str, str]
) -> None:
    server.answers = answers
    row = digest()
    assert not digesting.send(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempt, row.lease_until) == (Job.State.PENDING, 1, None)
    assert row.next_attempt_at > timezone.now() + timedelta(minutes=4)
    assert row.last_error
    server.answers = {}
    past(row)
    assert digesting.send(row.pk)


def test_an_outage_of_an_hour_loses_no_mail(claim: Claim, server: MailServer) -> None:
    row = digest()
    server.answers = {"HELLO": "421 too busy"}
    waited = timedelta()
    for _ in range(4):
        digesting.send(row.pk)
        row.refresh_from_db()
        waited += row.next_attempt_at - timezone.now()
        past(row)
    assert waited > timedelta(hours=4)
    server.answers = {}
    assert digesting.send(row.pk)


def test_nobody_at_home_is_a_failure_too(claim: Claim, server: MailServer, settings: Any) -> None:
    settings.EMAIL_PORT = 1
    row = digest()
    assert not digesting.send(row.pk)
    row.refresh_from_db()
    assert "refused" in row.last_error


def test_a_recipient_whom_the_server_does_not_know_is_given_up_at_once(
    claim: Claim, server: MailServer
) -> None:
    server.answers = {"RCPT": "550 no such person"}
    row = digest()
    assert not digesting.send(row.pk)
    row.refresh_from_db()
    assert row.state == Job.State.DEAD
    assert "no such person" in Event.objects.get(kind="digest.given_up").content.body["error"]


def test_after_five_attempts_it_is_given_up_and_tomorrow_tells_of_the_same(
    claim: Claim, server: MailServer
) -> None:
    server.answers = {"HELLO": "421 too busy"}
    row = digest()
    for _ in range(5):
        digesting.send(row.pk)
        past(row)
    assert [digesting.bury(row.pk), digesting.bury(row.pk)] == [True, False]
    server.answers = {}
    digesting.send(digest(DAY + timedelta(days=1)).pk)
    assert "New since" in text_of(the_mail(server))


def test_a_death_after_the_servers_yes_sends_it_again_under_the_same_name(
    claim: Claim, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = digest()

    def die(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(digesting, "_finish", die)
        with pytest.raises(KeyboardInterrupt):
            digesting.send(row.pk)
    past(row)
    assert digesting.send(row.pk)
    names = [message["Message-ID"] for _, message in server.taken]
    assert len(names) == 2
    assert len(set(names)) == 1


def test_a_worker_that_comes_back_late_changes_nothing(
    claim: Claim, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = digest()
    deliver = digesting._deliver

    def slowly(*args: Any) -> None:
        deliver(*args)
        past(row)
        Digest.objects.claim(row.pk)  # another takes it, because the lease has run out

    monkeypatch.setattr(digesting, "_deliver", slowly)
    assert not digesting.send(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempt) == (Job.State.PENDING, 2)
    assert not Event.objects.filter(kind="digest.sent").exists()


def test_a_fault_of_our_own_is_raised_and_puts_it_back(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(row: Digest) -> None:
        raise ZeroDivisionError("made up")

    monkeypatch.setattr(digesting, "contents_of", broken)
    row = digest()
    with pytest.raises(ZeroDivisionError):
        digesting.send(row.pk)
    row.refresh_from_db()
    assert (row.state, row.lease_until, row.last_error) == (
        Job.State.PENDING,
        None,
        "ZeroDivisionError: made up",
    )


def test_ones_own_choice_is_on_record(ben: User) -> None:
    digesting.choose(ben, wants=False)
    digesting.choose(ben, wants=False)
    assert not User.objects.get(pk=ben.pk).wants_digest
    event = Event.objects.get(kind="user.edited")
    assert (event.actor_pk, event.content.body) == (ben.pk, {"changed": ["wants_digest"]})


# --- What people chose to be told by e-mail -----------------------------------------------------------------------


def mention(ben: User, chae: User, text: str = "Chae mentioned you", *, key: str = "") -> Notification:
    notifying.tell(
        [ben], "mentioned", text, path="/desk/claims/claim/1/workspace/#discussion", by=chae, key=key
    )
    return Notification.objects.filter(to=ben).latest("pk")


def soon() -> datetime:
    """When what is urgent now has waited long enough."""
    return timezone.now() + digesting.GATHERED_FOR + timedelta(seconds=1)


def send_urgent() -> bool:
    digesting.prepare_urgent(soon())
    return mailing.perform(OutgoingMail.objects.latest("pk").pk)


def test_what_is_urgent_is_mailed_within_minutes(server: MailServer, ben: User, chae: User) -> None:
    told = mention(ben, chae)
    assert digesting.prepare_urgent() == 0  # it is gathered for two minutes
    assert send_urgent()
    message = the_mail(server)
    assert message["Subject"] == "The Claim Desk: Chae mentioned you"
    assert "https://desk.example/desk/claims/claim/1/workspace/#discussion" in text_of(message)
    assert "Choose otherwise here: https://desk.example/desk/my-settings/" in text_of(message)
    assert Notification.objects.get(pk=told.pk).mailed_at


def test_nothing_is_mailed_twice(server: MailServer, ben: User, chae: User) -> None:
    mention(ben, chae)
    send_urgent()
    assert digesting.prepare_urgent(soon()) == 0
    assert len(server.taken) == 1


def test_a_second_urgent_matter_of_the_day_has_a_mail_of_its_own(
    server: MailServer, ben: User, chae: User
) -> None:
    mention(ben, chae, "The first")
    send_urgent()
    mention(ben, chae, "The second")
    assert send_urgent()
    (_, first), (_, second) = server.taken
    assert "The first" not in text_of(second)
    assert first["Message-ID"] != second["Message-ID"]


def test_there_are_as_many_urgent_mails_a_day_as_urgent_matters(
    server: MailServer, ben: User, chae: User
) -> None:
    for number in range(MAX_ATTEMPTS + 2):
        mention(ben, chae, f"Number {number}")
        send_urgent()
    assert len(server.taken) == MAX_ATTEMPTS + 2


def test_what_becomes_urgent_while_a_mail_waits_goes_with_it(
    server: MailServer, ben: User, chae: User
) -> None:
    mention(ben, chae, "The first")
    digesting.prepare_urgent(soon())
    mention(ben, chae, "The second")
    assert digesting.prepare_urgent(soon()) == 0
    assert mailing.perform(OutgoingMail.objects.get().pk)
    assert "The second" in text_of(the_mail(server))


def test_what_was_read_on_the_desk_meanwhile_is_not_mailed(server: MailServer, ben: User, chae: User) -> None:
    notifying.mark_read(ben, pk=mention(ben, chae).pk)
    assert digesting.prepare_urgent(soon()) == 0


def test_who_wants_e_mail_alone_gets_it_and_no_bell(server: MailServer, ben: User, chae: User) -> None:
    notifying.choose(ben, {"mentioned": notifying.Ways(on_desk=False, by_mail=True)})
    mention(ben, chae)
    assert notifying.unread(ben) == 0
    assert send_urgent()


def test_what_is_not_urgent_waits_for_the_morning(server: MailServer, ben: User, chae: User) -> None:
    notifying.choose(ben, {"assigned": notifying.Ways(on_desk=True, by_mail=True)})
    notifying.tell([ben], "assigned", "A claim for you", path="/desk/", by=chae)
    assert digesting.prepare_urgent(soon()) == 0
    assert digesting.send(digest().pk)
    assert "A claim for you" in text_of(the_mail(server))


def test_the_mail_about_alerts_carries_it_too(
    claim: Claim, server: MailServer, ben: User, chae: User
) -> None:
    mention(ben, chae)
    digesting.send(digest().pk)
    text = text_of(the_mail(server))
    assert claim.statement in text
    assert text.index("Still open" if "Still open" in text else "New since") < text.index("FOR YOU")
    assert "Chae mentioned you" in text


def test_an_urgent_mail_does_not_stand_in_for_the_one_of_the_morning(
    claim: Claim, server: MailServer, ben: User, chae: User
) -> None:
    mention(ben, chae)
    send_urgent()
    digesting.send(digest().pk)
    first, second = (text_of(message) for _, message in server.taken)
    assert claim.statement not in first
    assert claim.statement in second
