"""Webhooks on their way: what a receiver gets, what it may answer, and that nobody waits for somebody else's."""

from __future__ import annotations

import os
import runpy
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from claims.clients import http, webhooks
from claims.clients.fetched import Fetched
from claims.exceptions import IllegalTransition, InvalidInput, NotAllowed
from claims.models import (
    Article,
    Claim,
    Event,
    Notification,
    User,
    WebhookDelivery,
    WebhookSubscription,
)
from claims.models.job import MAX_ATTEMPTS
from claims.services import delivering, dispatching, hiding, posting, redacting
from tests import factories
from tests.claims.clients import scripted
from tests.claims.clients.scripted import response
from tests.conftest import member
from tests.database.base import as_owner

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "receiver.py"
OK = response(b"thanks", status="202 Accepted")


@pytest.fixture(scope="module")
def server() -> Iterator[scripted.Server]:
    with scripted.serving() as one:
        yield one


@pytest.fixture(autouse=True)
def fresh(server: scripted.Server, settings: Any) -> None:
    settings.SOURCE_FETCH_ALLOW_LOOPBACK = True
    server.scripts.clear()
    server.requests.clear()


def subscriber(
    ada: User, url: str, *, name: str = "cms", events: Any = ("verdict.published",)
) -> WebhookSubscription:
    return delivering.subscribe(by=ada, name=name, url=url, events=events)


def told(hook: WebhookSubscription, by: User) -> WebhookDelivery:
    return posting.try_out(hook, by=by)


def body_of(request: bytes) -> bytes:
    return request.partition(b"\r\n\r\n")[2]


def header_of(request: bytes, name: str) -> str:
    lines = request.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    return next(value.strip() for key, _, value in (line.partition(":") for line in lines) if key == name)


def an_hour_later() -> None:
    """As if the time of what waits, and of who rests, had come."""
    WebhookDelivery.objects.pending().update(next_attempt_at=None, lease_until=None)
    WebhookSubscription.objects.update(rests_until=None)


# --- What arrives -------------------------------------------------------------------------------------------------


def test_a_message_arrives_signed_and_its_answer_is_kept(server: scripted.Server, ada: User) -> None:
    hook = subscriber(ada, server.answers("/hook", OK))
    row = told(hook, ada)
    assert posting.perform(row.pk)
    row.refresh_from_db()
    (request,) = server.requests
    assert request.startswith(b"POST /hook HTTP/1.1\r\n")
    moment = int(header_of(request, "Webhook-Signature").split(",")[0].removeprefix("t="))
    signed = webhooks.signature(body_of(request), secrets=[hook.secret], moment=moment)
    assert header_of(request, "Webhook-Signature") == signed
    assert (header_of(request, "Webhook-Id"), header_of(request, "Webhook-Event")) == (
        str(row.pk),
        "webhook.test",
    )
    assert (row.state, row.status, row.answer, row.attempt) == ("done", 202, "thanks", 1)
    assert row.milliseconds is not None


def test_a_signature_is_that_of_the_standard_library() -> None:
    """Pinned, so that receivers once written go on."""
    assert webhooks.signature(b'{"a":1}', secrets=["s3cret"], moment=1_700_000_000) == (
        "t=1700000000,v1=1698a50bc74d1ff1db85c4e0a5297c2ad9fdba245d5737cdb789e4cc6e098940"
    )


def test_both_secrets_sign_while_one_is_renewed(server: scripted.Server, ada: User) -> None:
    hook = subscriber(ada, server.answers("/hook", OK))
    new = delivering.renew_secret(hook, by=ada)
    now = WebhookSubscription.objects.get()
    assert posting.valid_secrets(now) == [new, hook.secret]
    posting.perform(told(now, ada).pk)
    assert header_of(server.requests[0], "Webhook-Signature").count("v1=") == 2
    WebhookSubscription.objects.update(old_secret_until=timezone.now())
    assert posting.valid_secrets(WebhookSubscription.objects.get()) == [new]


def test_what_waits_for_one_subscriber_is_told_in_turn(server: scripted.Server, ada: User) -> None:
    hook = subscriber(ada, server.answers("/hook", OK))
    rows = [told(hook, ada) for _ in range(3)]
    assert posting.perform(rows[0].pk)
    assert [header_of(one, "Webhook-Id") for one in server.requests] == [str(row.pk) for row in rows]


# --- What goes wrong outside --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (response(b"oh", status="500 Oops"), 500),
        (response(b"", "Location: /other", status="307 Moved"), 307),
        (response(b"", "Location: /other", status="303 See"), 303),
        (response(b"cut", length=50), 200),
        (response(b"x" * 100_000), 200),
        (response(b"no", status="401 Unauthorized"), 401),
    ],
)
def test_anything_but_a_whole_yes_is_tried_again(
    server: scripted.Server, ada: User, answer: bytes, status: int
) -> None:
    row = told(subscriber(ada, server.answers("/hook", answer)), ada)
    assert not posting.perform(row.pk)
    row.refresh_from_db()
    assert (row.state, row.status, row.attempt) == ("pending", status, 1)
    assert row.last_error
    assert row.next_attempt_at is not None
    assert timedelta(seconds=55) < row.next_attempt_at - timezone.now() <= timedelta(minutes=1)
    assert len(server.requests) == 1


@pytest.mark.parametrize("script", [lambda connection: None, scripted.reset])
def test_a_cut_connection_is_tried_again_under_the_same_key(
    server: scripted.Server, ada: User, script: Callable[[socket.socket], None]
) -> None:
    row = told(subscriber(ada, server.does("/hook", script)), ada)
    assert not posting.perform(row.pk)
    server.answers("/hook", OK)
    an_hour_later()
    assert posting.perform(row.pk)
    assert {header_of(one, "Webhook-Id") for one in server.requests} == {str(row.pk)}
    assert [header_of(one, "Webhook-Attempt") for one in server.requests] == ["1", "2"]
    assert len({body_of(one) for one in server.requests}) == 1


def test_who_is_slow_is_given_up_for_now(
    server: scripted.Server, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = http.Limits(deadline=0.3, connect=0.3, silence=0.3)
    monkeypatch.setattr(webhooks, "LIMITS", limits)
    row = told(subscriber(ada, server.does("/hook", lambda connection: _until_closed(connection))), ada)
    assert not posting.perform(row.pk)
    row.refresh_from_db()
    assert "timeout" in row.last_error


def _until_closed(connection: socket.socket) -> None:
    connection.settimeout(5)
    connection.recv(1)


def test_who_asks_for_peace_has_it(server: scripted.Server, ada: User) -> None:
    busy = response(b"", "Retry-After: 1800", status="429 Too Many")
    hook = subscriber(ada, server.answers("/hook", busy))
    first, second = told(hook, ada), told(hook, ada)
    posting.perform(first.pk)
    first.refresh_from_db()
    assert first.next_attempt_at is not None
    assert first.next_attempt_at - timezone.now() > timedelta(minutes=29)
    assert not posting.perform(second.pk)
    assert len(server.requests) == 1


def test_peace_is_not_for_ever(ada: User) -> None:
    row = told(subscriber(ada, "https://cms.example/hook"), ada)
    posting.perform(row.pk, send=answering(status=503, retry_after_seconds=1e9))
    row.refresh_from_db()
    assert row.next_attempt_at is not None
    assert row.next_attempt_at - timezone.now() <= posting.LONGEST_ASKED


def answering(**fields: Any) -> webhooks.Send:
    return lambda url, **_message: Fetched(url=url, **fields)


@pytest.mark.parametrize(
    "url", ["https://10.0.0.7/hook", "https://169.254.169.254/latest", "https://[fc00::1]/"]
)
def test_no_connection_is_made_to_a_private_network(ada: User, url: str, settings: Any) -> None:
    settings.SOURCE_FETCH_ALLOW_LOOPBACK = False
    with pytest.raises(InvalidInput):
        subscriber(ada, url)
    hook = subscriber(ada, "https://cms.example/hook")
    WebhookSubscription.objects.update(url=url)  # as a name that leads there
    row = told(hook, ada)
    assert not posting.perform(row.pk)
    row.refresh_from_db()
    assert "blocked" in row.last_error


# --- Giving up ----------------------------------------------------------------------------------------------------


def test_who_is_gone_is_switched_off_and_the_admins_know(
    server: scripted.Server, ada: User, ben: User
) -> None:
    hook = subscriber(ada, server.answers("/hook", response(status="410 Gone")))
    row = told(hook, ada)
    posting.perform(row.pk)
    row.refresh_from_db()
    now = WebhookSubscription.objects.get()
    assert (row.state, now.is_active) == ("dead", False)
    assert "gone" in now.stopped_why
    assert list(Notification.objects.filter(kind="stopped").values_list("to", flat=True)) == [ada.pk]
    assert Event.objects.filter(kind="webhook_subscription.stopped").count() == 1


def test_the_last_attempt_that_fails_switches_off(server: scripted.Server, ada: User) -> None:
    row = told(subscriber(ada, server.answers("/hook", response(status="500 Oops"))), ada)
    for _ in range(MAX_ATTEMPTS):
        an_hour_later()
        posting.perform(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempt) == ("dead", MAX_ATTEMPTS)
    assert not WebhookSubscription.objects.get().is_active


def test_one_message_that_is_not_taken_does_not_switch_off(server: scripted.Server, ada: User) -> None:
    hook = subscriber(ada, server.answers("/hook", response(status="500 Oops")))
    bad = told(hook, ada)
    WebhookDelivery.objects.update(attempt=MAX_ATTEMPTS - 1)
    server.answers("/hook", OK)
    posting.perform(told(hook, ada).pk, send=answering(status=200))
    WebhookDelivery.objects.filter(pk=bad.pk).update(
        state="pending", attempt=MAX_ATTEMPTS - 1, finished_at=None
    )
    posting.perform(bad.pk, send=answering(status=500))
    bad.refresh_from_db()
    assert bad.state == "dead"
    assert WebhookSubscription.objects.get().is_active


def test_switched_on_again_it_goes_on(server: scripted.Server, ada: User) -> None:
    hook = subscriber(ada, server.answers("/hook", response(status="410 Gone")))
    first, second = told(hook, ada), told(hook, ada)
    posting.perform(first.pk)
    assert not posting.perform(second.pk)
    now = WebhookSubscription.objects.get()
    delivering.edit(now, version=now.version, by=ada, is_active=True)
    server.answers("/hook", OK)
    assert WebhookSubscription.objects.get().stopped_why == ""
    assert posting.perform(second.pk)


# --- Workers ------------------------------------------------------------------------------------------------------


def test_a_worker_that_dies_in_the_middle_leaves_a_row_that_is_sent_again(
    server: scripted.Server, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = told(subscriber(ada, server.answers("/hook", OK)), ada)

    def die(*_args: Any) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(posting, "_taken", die)
        posting.perform(row.pk)
    assert not posting.perform(row.pk)  # its lease still runs
    WebhookDelivery.objects.update(lease_until=Now() - timedelta(seconds=1), next_attempt_at=Now())
    assert posting.perform(row.pk)
    assert [header_of(one, "Webhook-Id") for one in server.requests] == [str(row.pk)] * 2
    assert WebhookDelivery.objects.count() == 1


def test_a_slow_worker_writes_nothing_over_the_next(server: scripted.Server, ada: User) -> None:
    row = told(subscriber(ada, server.answers("/hook", OK)), ada)
    first = posting._claim(row.pk)
    WebhookDelivery.objects.update(lease_until=Now() - timedelta(seconds=1), next_attempt_at=Now())
    assert first == 1
    assert posting.perform(row.pk)
    assert not posting._taken(row, first, webhooks.Answer(True, 299, 1, "late", ""))
    row.refresh_from_db()
    assert row.status == 202


def test_the_desks_own_fault_is_raised_and_the_row_is_put_back(ada: User) -> None:
    row = told(subscriber(ada, "https://cms.example/hook"), ada)

    def broken(*_args: Any, **_more: Any) -> Fetched:
        raise RuntimeError("out of files")

    with pytest.raises(RuntimeError):
        posting.perform(row.pk, send=broken)
    row.refresh_from_db()
    assert (row.state, row.last_error) == ("pending", "RuntimeError: out of files")


def test_a_row_that_kills_its_workers_is_given_up_and_its_subscriber_stays(ada: User) -> None:
    row = told(subscriber(ada, "https://cms.example/hook"), ada)
    WebhookDelivery.objects.update(attempt=MAX_ATTEMPTS)
    assert posting.bury(row.pk)
    assert not posting.bury(row.pk)
    assert WebhookSubscription.objects.get().is_active


def test_many_for_one_subscriber_keep_no_other_waiting(ada: User) -> None:
    slow = subscriber(ada, "https://slow.example/hook", name="slow")
    row = told(slow, ada)
    for _ in range(5):
        told(slow, ada)
    quick = told(subscriber(ada, "https://quick.example/hook", name="quick"), ada)
    sent: list[int] = []

    def send(task: str, key: Any) -> None:
        assert task == "claims.tasks.post_webhook"
        sent.append(key)

    dispatching.dispatch(send=send, limit=2)
    assert sent == [row.pk, quick.pk]
    posting._claim(row.pk)
    dispatching.dispatch(send=send, limit=2)
    assert sent == [row.pk, quick.pk]  # one at a time to each


# --- What may be told ---------------------------------------------------------------------------------------------


@pytest.fixture
def hook(ada: User) -> WebhookSubscription:
    return subscriber(ada, "https://cms.example/hook", events=list(delivering.KINDS))


@pytest.fixture
def claim(hook: WebhookSubscription, chae: User, ben: User) -> Claim:
    return factories.published_claim(author=chae, editor=ben)


def test_a_publication_is_told(claim: Claim) -> None:
    payload = WebhookDelivery.objects.get(payload__kind="verdict.published").payload
    publication = claim.publications.get()
    assert payload["verdict"]["sha256"] == publication.sha256
    assert payload["claim"]["slug"] == claim.slug
    assert payload["claim"]["statement"] == claim.statement


def test_what_was_hidden_meanwhile_waits(claim: Claim, ben: User) -> None:
    row = WebhookDelivery.objects.get(payload__kind="verdict.published")
    hiding.hide(claim, reason="A lawyer called.", by=ben)
    assert not posting.perform(row.pk, send=answering(status=200))
    row.refresh_from_db()
    assert (row.state, row.attempt) == ("pending", 0)


def test_what_the_law_destroys_is_not_told_again(claim: Claim, ada: User, ben: User) -> None:
    delivering.forget(claim)
    row = WebhookDelivery.objects.filter(event__claim_pk=claim.pk).first()
    assert row is not None
    assert (row.state, row.payload) == ("dead", {})
    with pytest.raises(IllegalTransition):
        posting.replay(row, by=ada)


def test_a_redaction_takes_along_what_was_told(claim: Claim, ada: User) -> None:
    asked = redacting.ask(
        kind="publication", key=str(claim.publications.get().pk), by=ada, legal_basis="Order 12", reason="A child.",
        public_wording="Removed.",
    )  # fmt: skip
    redacting.carry_out(asked, by=member("second-admin", "admin"))
    theirs = WebhookDelivery.objects.filter(event__claim_pk=claim.pk)
    assert not theirs.exclude(payload={}).exists()


def test_an_article_that_is_not_out_is_its_number_and_its_hash(hook: WebhookSubscription, chae: User) -> None:
    version = factories.version(by=chae, is_public=False)
    payload = WebhookDelivery.objects.get(payload__kind="article.version_added").payload
    assert payload["article"] == {
        "id": version.article_id, "slug": None, "title": None, "url": None, "external_id": None,
        "invented": version.article.is_invented,
        "version": 1, "sha256": version.sha256,
    }  # fmt: skip


def test_an_article_under_embargo_is_told_of_when_that_ends(hook: WebhookSubscription, chae: User) -> None:
    version = factories.version(by=chae)
    with as_owner():
        WebhookDelivery.objects.all().delete()
    until = timezone.now() + timedelta(days=1)
    Article.objects.filter(pk=version.article_id).update(embargo_until=until)
    version.article.refresh_from_db()
    event = Event.objects.filter(kind="article_version.added").latest("pk")
    delivering.tell_of_article(event, version, kind="article.version_added")
    assert WebhookDelivery.objects.get().due_at == until


# --- By hand ------------------------------------------------------------------------------------------------------


def test_one_is_sent_again_as_a_delivery_of_its_own(ada: User) -> None:
    first = told(subscriber(ada, "https://cms.example/hook"), ada)
    with pytest.raises(IllegalTransition):
        posting.replay(first, by=ada)
    posting.perform(first.pk, send=answering(status=200))
    first.refresh_from_db()
    again = posting.replay(posting.replay(first, by=ada).replay_of or first, by=ada)
    assert (again.replay_of, again.payload["id"]) == (first, first.payload["id"])
    assert posting.perform(again.pk, send=answering(status=200))


def test_all_since_a_moment_are_sent_again_but_no_tests(
    claim: Claim, hook: WebhookSubscription, ada: User
) -> None:
    told(hook, ada)
    WebhookDelivery.objects.update(state="done", finished_at=Now())
    began = timezone.now() - timedelta(hours=1)
    count = posting.replay_since(hook, since=began, by=ada)
    again = WebhookDelivery.objects.exclude(replay_of=None)
    assert count == again.count() == WebhookDelivery.objects.filter(replay_of=None).count() - 1
    assert posting.replay_since(hook, since=timezone.now(), by=ada) == 0


def test_only_who_sets_webhooks_tries_them(ada: User, ben: User) -> None:
    hook = subscriber(ada, "https://cms.example/hook")
    with pytest.raises(NotAllowed):
        posting.try_out(hook, by=ben)
    with pytest.raises(NotAllowed):
        posting.replay_since(hook, since=timezone.now(), by=ben)


# --- The receiver in the documentation ----------------------------------------------------------------------------


@pytest.fixture
def receiver(ada: User) -> Iterator[tuple[WebhookSubscription, subprocess.Popen[str]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    hook = subscriber(ada, f"http://127.0.0.1:{port}/hook")
    running = subprocess.Popen(
        [sys.executable, str(EXAMPLE), str(port)], env=os.environ | {"WEBHOOK_SECRET": hook.secret},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    _wait_for(port)
    with running:
        yield hook, running
        running.terminate()


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.05)
    pytest.fail("the receiver did not start")


def test_the_receiver_in_the_documentation_takes_what_is_genuine_once(
    receiver: tuple[WebhookSubscription, subprocess.Popen[str]], ada: User
) -> None:
    hook, running = receiver
    row = told(hook, ada)
    assert posting.perform(row.pk)
    row.refresh_from_db()
    again = posting.replay(row, by=ada)
    assert posting.perform(again.pk)
    other = told(hook, ada)
    WebhookSubscription.objects.update(secret="another")
    assert not posting.perform(other.pk)
    other.refresh_from_db()
    assert other.status == 401
    running.terminate()
    lines = running.communicate()[0].splitlines()
    assert [f'"id": "{row.payload["id"]}"' in line for line in lines] == [True]


def test_the_receiver_refuses_what_is_old_or_altered() -> None:
    genuine, body, now = runpy.run_path(str(EXAMPLE))["is_genuine"], b'{"a":1}', 1_700_000_000
    header = webhooks.signature(body, secrets=["new", "old"], moment=now)
    assert genuine(body, header, "old", now)
    assert genuine(body, header, "new", now + 299)
    assert not genuine(body, header, "old", now + 301)
    assert not genuine(body + b" ", header, "old", now)
    assert not genuine(body, header.replace(str(now), str(now + 1)), "old", now)
    assert not genuine(body, header, "third", now)
    assert not genuine(body, "", "old", now)
