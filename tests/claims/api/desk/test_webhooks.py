"""Webhooks over the API: made, changed, tried, told again; the secret is shown once."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Group

from claims.models import Event, Job, WebhookDelivery, WebhookSubscription
from claims.services import authorising
from tests import factories
from tests.claims.api.desk.conftest import Program, program, told

NEW = {"name": "CMS", "url": "https://cms.example/hook", "events": ["article.version_added"]}


@pytest.fixture
def admin(ada):
    return program(ada)


@pytest.fixture
def made(admin):
    return admin.add("webhooks/", NEW)


@pytest.fixture
def path(made):
    return f"webhooks/{made['id']}/"


def delivered(chae):
    """Something of which it is told, and which was taken."""
    factories.article(by=chae)
    WebhookDelivery.objects.update(state=Job.State.DONE)
    return WebhookDelivery.objects.latest("pk")


def test_the_secret_is_shown_once(admin, made, path):
    assert made["secret"] == WebhookSubscription.objects.get().secret
    assert "secret" not in admin.read(path)
    assert made["secret"] not in json.dumps(admin.read("webhooks/"))
    assert Event.objects.filter(kind="webhook_subscription.added").count() == 1


def test_one_that_is_made_twice_with_a_key_is_made_once(admin):
    first, again = (admin.add("webhooks/", NEW, Idempotency_Key="k") for _ in range(2))
    assert first == again
    assert WebhookSubscription.objects.count() == 1


def test_it_is_changed_and_switched_off(admin, path):
    answer = admin.change(path, {"is_active": False, "events": ["verdict.published", "alert.opened"]})
    body = json.loads(answer.content)
    assert (answer.status_code, body["is_active"], body["version"]) == (200, False, 2)
    assert set(body["events"]) == {"verdict.published", "alert.opened"}
    assert [one["name"] for one in admin.read("webhooks/?is_active=false")["results"]] == ["CMS"]


def test_a_new_secret_is_shown_once_and_the_old_one_signs_on(admin, made, path):
    body = json.loads(admin.step(path, "renew-secret").content)
    row = WebhookSubscription.objects.get()
    assert (body["secret"], row.old_secret) == (row.secret, made["secret"])
    assert body["secret"] != made["secret"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"url": "http://cms.example/hook"}, 422), ({"url": "https://127.0.0.1/"}, 422), ({"url": "no address"}, 422),
        ({"events": []}, 400), ({"events": ["no.kind"]}, 400), ({"secret": "x"}, 400), ({"name": ""}, 400),
    ],
)  # fmt: skip
def test_what_can_be_no_subscriber_is_refused(admin, changes, status, settings):
    settings.SOURCE_FETCH_ALLOW_LOOPBACK = False
    assert told(admin.ask("POST", "webhooks/", NEW | changes))["status"] == status
    assert not WebhookSubscription.objects.exists()


def test_a_test_is_sent_and_stands_in_the_log(admin, path):
    assert admin.step(path, "test").status_code == 200
    (row,) = admin.read(f"{path}deliveries/")["results"]
    assert (row["kind"], row["state"]) == ("webhook.test", "pending")
    assert admin.read(f"deliveries/{row['id']}/")["payload"]["test"] is True


def test_one_delivery_is_sent_again(admin, path, chae):
    first = delivered(chae)
    again = json.loads(admin.step(f"deliveries/{first.pk}/", "replay").content)
    assert (again["replay_of"], again["state"], again["payload"]) == (first.pk, "pending", first.payload)
    assert [one["id"] for one in admin.read(f"{path}deliveries/?state=done")["results"]] == [first.pk]


def test_what_still_waits_is_not_sent_again(admin, path):
    admin.step(path, "test")
    waiting = WebhookDelivery.objects.get()
    assert told(admin.step(f"deliveries/{waiting.pk}/", "replay"))["code"] == "illegal_transition"


def test_everything_since_a_moment_is_sent_again(admin, path, chae):
    delivered(chae)
    assert admin.step(path, "replay", {"since": "2020-01-01T00:00:00Z"}).status_code == 200
    assert WebhookDelivery.objects.pending().count() == 1


def test_one_that_was_told_nothing_is_removed_and_others_keep_their_log(admin, path, chae):
    other = admin.add("webhooks/", NEW | {"name": "Chat", "events": ["alert.opened"]})
    delivered(chae)
    assert told(admin.ask("DELETE", path, If_Match=admin.tag(path)))["code"] == "illegal_transition"
    gone = f"webhooks/{other['id']}/"
    assert admin.ask("DELETE", gone).status_code == 428
    assert admin.ask("DELETE", gone, If_Match='"' + "0" * 32 + '"').status_code == 412
    answer = admin.ask("DELETE", gone, If_Match=admin.tag(gone))
    assert (answer.status_code, answer.content) == (204, b"")
    assert [one["name"] for one in admin.read("webhooks/")["results"]] == ["CMS"]


def test_who_is_no_admin_any_more_sees_none(ada, made, path):
    lent = program(ada)
    ada.groups.set(Group.objects.filter(name="editor"))
    assert lent.ask("GET", path).status_code == 404
    assert json.loads(lent.ask("GET", "webhooks/").content)["results"] == []
    assert lent.ask("POST", "webhooks/", NEW | {"name": "More"}).status_code == 403


def test_a_token_without_the_scope_gets_nowhere(ada, path):
    reading = Program(authorising.issue(name="r", scopes=["read", "mark"], days=1, by=ada).secret)
    assert reading.ask("GET", path).status_code == 403
