"""The rules of watching, hosts and webhooks as screens: what they say, what they save, what they refuse."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from claims.clients.fetched import Fetched
from claims.models import Event, HostRule, User, WatchRule, WebhookDelivery, WebhookSubscription
from claims.services import delivering, posting, watching
from tests.claims.admin.conftest import Desk, said, words


def list_of(noun: str) -> str:
    return reverse(f"admin:claims_{noun}_changelist")


def add(noun: str) -> str:
    return reverse(f"admin:claims_{noun}_add")


def form_of(thing: Any, view: str = "change") -> str:
    return reverse(f"admin:claims_{thing._meta.model_name}_{view}", args=[thing.pk])


# --- How often ----------------------------------------------------------------------------------------------------


@pytest.fixture
def rule(db: None) -> WatchRule:
    found = WatchRule.objects.get(use="key")
    WatchRule.objects.filter(pk=found.pk).update(shortest_minutes=10, longest_minutes=1440, divisor=12)
    return WatchRule.objects.get(pk=found.pk)


def times(rule: WatchRule, **fields: Any) -> dict[str, Any]:
    return {
        "shortest_minutes": 10,
        "longest_minutes": 1440,
        "divisor": 12,
        "opened_version": rule.version,
    } | fields


def test_a_rule_is_told_as_a_sentence(rule: WatchRule, chae: User, at_desk: Desk) -> None:
    sentence = (
        "Looked at again after a twelfth of the time that it has been quiet, at least every day, "
        "at most every 10 minutes."
    )
    for page in (list_of("watchrule"), form_of(rule)):
        assert sentence in words(at_desk(chae).get(page))


def test_an_admin_changes_a_rule(rule: WatchRule, ada: User, at_desk: Desk) -> None:
    at_desk(ada).post(form_of(rule), times(rule, longest_minutes=60))
    rule.refresh_from_db()
    assert rule.longest_minutes == 60
    assert Event.objects.get(kind="watch_rule.edited").actor_pk == ada.pk


def test_nobody_else_does(rule: WatchRule, ben: User, at_desk: Desk) -> None:
    assert at_desk(ben).post(form_of(rule), times(rule, longest_minutes=60)).status_code == 403
    assert 'name="_save"' not in words(at_desk(ben).get(form_of(rule)))


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"longest_minutes": 9}, "longest_minutes"),
        ({"divisor": 0}, "divisor"),
        ({"shortest_minutes": "soon"}, "shortest_minutes"),
    ],
)
def test_a_rule_that_can_not_be_comes_back_with_the_reason(
    rule: WatchRule, ada: User, at_desk: Desk, fields: dict[str, Any], place: str
) -> None:
    page = at_desk(ada).post(form_of(rule), times(rule, **fields))
    assert page.status_code == 200
    assert place in page.context["adminform"].form.errors
    rule.refresh_from_db()
    assert rule.longest_minutes == 1440


def test_the_refusal_names_both_times(rule: WatchRule, ada: User, at_desk: Desk) -> None:
    page = at_desk(ada).post(form_of(rule), times(rule, longest_minutes=9))
    assert "The longest time (9 minutes) can&#x27;t be shorter than the shortest (10 minutes)." in words(page)


# --- Hosts --------------------------------------------------------------------------------------------------------


def test_an_admin_gives_a_host_a_gap_of_its_own(ada: User, at_desk: Desk) -> None:
    at_desk(ada).post(
        add("hostrule"), {"host": "https://www.news.example/a", "gap_seconds": 30, "note": "Slow."}
    )
    made = HostRule.objects.get()
    assert (made.host, made.gap_seconds) == ("news.example", 30)
    assert Event.objects.get(kind="host_rule.added").actor_pk == ada.pk


@pytest.mark.parametrize(
    ("host", "gap", "place"), [("no host", 30, "host"), ("news.example", 0, "gap_seconds")]
)
def test_a_host_that_is_none_comes_back_with_the_reason(
    ada: User, at_desk: Desk, host: str, gap: int, place: str
) -> None:
    page = at_desk(ada).post(add("hostrule"), {"host": host, "gap_seconds": gap})
    assert place in page.context["adminform"].form.errors
    assert not HostRule.objects.exists()


def test_a_hosts_rule_is_changed_and_taken_back(ada: User, at_desk: Desk) -> None:
    made = watching.add_host(by=ada, host="news.example", gap_seconds=30)
    client = at_desk(ada)
    client.post(form_of(made), {"host": "news.example", "gap_seconds": 60, "opened_version": 1})
    made.refresh_from_db()
    assert made.gap_seconds == 60
    client.post(form_of(made, "delete"), {"post": "yes"})
    assert not HostRule.objects.exists()
    assert Event.objects.get(kind="host_rule.removed").actor_pk == ada.pk


def test_several_are_taken_back_at_once_and_each_is_on_record(ada: User, at_desk: Desk) -> None:
    made = [watching.add_host(by=ada, host=f"{name}.example", gap_seconds=30) for name in "abc"]
    chosen = {"action": "delete_selected", "_selected_action": [one.pk for one in made[:2]], "post": "yes"}
    at_desk(ada).post(list_of("hostrule"), chosen)
    assert HostRule.objects.get() == made[2]
    assert Event.objects.filter(kind="host_rule.removed").count() == 2


def test_an_editor_takes_none_back(ada: User, ben: User, at_desk: Desk) -> None:
    made = watching.add_host(by=ada, host="news.example", gap_seconds=30)
    client = at_desk(ben)
    assert client.post(form_of(made, "delete"), {"post": "yes"}).status_code == 403
    client.post(
        list_of("hostrule"), {"action": "delete_selected", "_selected_action": [made.pk], "post": "yes"}
    )
    assert HostRule.objects.exists()


# --- Webhooks -----------------------------------------------------------------------------------------------------


HOOK = {"name": "cms", "url": "https://cms.example/hook", "events": ["alert.opened"], "is_active": "on"}


@pytest.fixture
def hook(ada: User) -> WebhookSubscription:
    return delivering.subscribe(by=ada, name="cms", url="https://cms.example/hook", events=["alert.opened"])


def test_a_new_subscription_shows_its_secret_once(ada: User, at_desk: Desk) -> None:
    client = at_desk(ada)
    client.post(add("webhooksubscription"), HOOK)
    made = WebhookSubscription.objects.get()
    assert made.created_by == ada
    assert made.secret in words(client.get(list_of("webhooksubscription")))
    for page in (list_of("webhooksubscription"), form_of(made), form_of(made, "history")):
        assert made.secret not in words(client.get(page))


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"url": "http://cms.example/hook"}, "url"),
        ({"url": "https://127.0.0.1/hook"}, "url"),
        ({"events": []}, "events"),
        ({"events": ["verdict.drafted"]}, "events"),
        ({"name": ""}, "name"),
    ],
)
def test_a_subscription_that_can_not_be_comes_back_with_the_reason(
    ada: User, at_desk: Desk, fields: dict[str, Any], place: str
) -> None:
    page = at_desk(ada).post(add("webhooksubscription"), HOOK | fields)
    assert place in page.context["adminform"].form.errors
    assert not WebhookSubscription.objects.exists()


def test_what_was_typed_is_not_lost(ada: User, at_desk: Desk) -> None:
    page = at_desk(ada).post(add("webhooksubscription"), HOOK | {"url": "http://cms.example/typed-with-care"})
    assert "typed-with-care" in words(page)
    assert page.context["adminform"].form["events"].value() == ["alert.opened"]


def test_a_subscription_is_changed_and_keeps_its_secret(
    hook: WebhookSubscription, ada: User, at_desk: Desk
) -> None:
    answer = at_desk(ada).post(form_of(hook), HOOK | {"events": ["alert.healed"], "opened_version": 1})
    now = WebhookSubscription.objects.get()
    assert (now.events, now.secret) == (["alert.healed"], hook.secret)
    assert not any(hook.secret in message for message in said(answer))


def test_a_new_secret_is_given_and_shown_once(hook: WebhookSubscription, ada: User, at_desk: Desk) -> None:
    answer = at_desk(ada).post(form_of(hook), HOOK | {"new_secret": "on", "opened_version": 1})
    now = WebhookSubscription.objects.get()
    assert now.secret != hook.secret
    assert any(now.secret in message for message in said(answer))


def test_an_edit_made_meanwhile_is_shown_and_not_overwritten(
    hook: WebhookSubscription, ada: User, at_desk: Desk
) -> None:
    delivering.edit(WebhookSubscription.objects.get(), version=1, by=ada, name="theirs")
    page = at_desk(ada).post(form_of(hook), HOOK | {"name": "mine", "opened_version": 1})
    assert page.status_code == 200
    assert WebhookSubscription.objects.get().name == "theirs"


def test_a_test_is_sent_and_the_log_shows_what_came_of_it(
    hook: WebhookSubscription, ada: User, at_desk: Desk
) -> None:
    client = at_desk(ada)
    client.post(reverse("admin:claims_webhooksubscription_test", args=[hook.pk]))
    row = WebhookDelivery.objects.get()
    posting.perform(row.pk, send=lambda url, **_: Fetched(url=url, status=204, elapsed_seconds=0.25))
    page = words(client.get(form_of(row)))
    assert "webhook.test" in page
    assert "250 ms" in page
    client.post(reverse("admin:claims_webhookdelivery_replay", args=[row.pk]))
    assert WebhookDelivery.objects.get(replay_of=row).payload == row.payload


def test_everything_since_a_moment_is_sent_again(hook: WebhookSubscription, ada: User, at_desk: Desk) -> None:
    client, address = at_desk(ada), reverse("admin:claims_webhooksubscription_replay", args=[hook.pk])
    assert any("0 deliveries" in told for told in said(client.post(address, {"since": "2026-01-01T10:00"})))
    assert any("2026-11-29" in told for told in said(client.post(address, {"since": "yesterday"})))
    assert Event.objects.filter(kind="webhook_subscription.replayed").count() == 1


@pytest.mark.parametrize("name", ["test", "replay"])
def test_an_editor_sends_nothing(hook: WebhookSubscription, ben: User, at_desk: Desk, name: str) -> None:
    address = reverse(f"admin:claims_webhooksubscription_{name}", args=[hook.pk])
    at_desk(ben).post(address, {"since": "2026-01-01T10:00"})
    assert not WebhookDelivery.objects.exists()


# --- What each sets for themselves --------------------------------------------------------------------------------


@pytest.fixture
def mine() -> str:
    return reverse("admin:own_settings")


def test_ones_own_digest_is_switched_off_and_on(ben: User, at_desk: Desk, mine: str) -> None:
    client = at_desk(ben)
    assert client.post(mine, {})["Location"] == mine
    assert not User.objects.get(pk=ben.pk).wants_digest
    client.post(mine, {"wants_digest": "on"})
    assert User.objects.get(pk=ben.pk).wants_digest


def test_the_page_says_why_one_gets_none(ben: User, chae: User, at_desk: Desk, mine: str) -> None:
    assert "You have no e-mail address here" in words(at_desk(ben).get(mine))
    assert "editors and admins" in words(at_desk(chae).get(mine))
    User.objects.filter(pk=ben.pk).update(email="ben@desk.example")
    assert 'class="notice"' not in words(at_desk(ben).get(mine))


def test_an_admin_switches_anothers_off(ada: User, ben: User, at_desk: Desk) -> None:
    groups = list(ben.groups.values_list("pk", flat=True))
    typed = {
        "username": "ben",
        "is_active": "on",
        "is_staff": "on",
        "groups": groups,
        "email": "ben@desk.example",
    }
    at_desk(ada).post(reverse("admin:claims_user_change", args=[ben.pk]), typed)
    assert not User.objects.get(pk=ben.pk).wants_digest
