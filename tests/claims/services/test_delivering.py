"""What subscribers are told: a row for each event and subscriber, once a cause, and never what is nobody's business."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from claims.exceptions import InvalidInput, NotAllowed, StaleVersion
from claims.models import Alert, Claim, Event, Publication, Source, User, WebhookDelivery, WebhookSubscription
from claims.services import alerting, delivering, hiding
from tests import captures, factories
from tests.database.base import as_owner

EVERYTHING = tuple(delivering.KINDS)
ORDINARY = ("alert.opened", "alert.worsened", "alert.healed", "alert.resolved")
ALTERED = captures.page(captures.TEXT.replace("4,200", "2,400"))
LOST = captures.page(captures.BEFORE + captures.AFTER)
SOFT_404 = captures.page("Sorry.", title="Page not found")


@pytest.fixture(autouse=True)
def in_process_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clients.pages.read", captures.read)


def subscribe(ada: User, *events: str, name: str = "the newsroom", **fields: Any) -> WebhookSubscription:
    return delivering.subscribe(
        by=ada, name=name, url="https://cms.example/hook?key=s3cret", events=events or ORDINARY, **fields
    )


@pytest.fixture
def claim(noise: None, chae: User, ben: User) -> Claim:
    made = factories.claim(by=chae)
    piece = factories.evidence(made, by=chae, quote=captures.QUOTE, weight="sole")
    assert piece.source is not None
    captures.capture(piece.source)
    factories.publish(factories.approved(made, by=chae, approver=ben), by=ben)
    return made


@pytest.fixture
def source(claim: Claim) -> Source:
    found = claim.evidence.get().source
    assert found is not None
    return found


def told(kind: str = "") -> list[dict[str, Any]]:
    rows = WebhookDelivery.objects.order_by("pk").values_list("payload", flat=True)
    return [row for row in rows if row["kind"].startswith(kind)]


# --- What is told -------------------------------------------------------------------------------------------------


def test_an_alert_is_told_with_all_that_a_stranger_needs(claim: Claim, source: Source, ada: User) -> None:
    hook = subscribe(ada)
    captures.capture(source, ALTERED)
    delivery = WebhookDelivery.objects.get()
    alert, event = Alert.objects.get(), Event.objects.get(kind="alert.opened")
    assert (delivery.subscription, delivery.event, delivery.state) == (hook, event, "pending")
    sent = delivery.payload
    assert (sent["id"], sent["kind"], sent["format"]) == (str(event.pk), "alert.opened", 1)
    assert sent["claim"] == {
        "slug": claim.slug, "url": f"https://desk.example/claims/{claim.slug}/", "statement": claim.statement,
        "at_risk": True, "open_alerts": 1,
    }  # fmt: skip
    assert sent["alert"]["why"] == alert.why
    assert (sent["alert"]["severity"], sent["alert"]["state"], sent["alert"]["resolution"]) == (
        "critical", "open", None,
    )  # fmt: skip
    assert sent["alert"]["source"] == str(source)


def test_the_end_of_an_alert_is_told_too(source: Source, ada: User) -> None:
    subscribe(ada)
    captures.capture(source, ALTERED)
    captures.capture(source)
    (healed,) = told("alert.healed")
    assert (healed["alert"]["resolution"], healed["claim"]["at_risk"]) == ("healed", False)


def test_what_was_told_stays_as_it_was(claim: Claim, source: Source, ada: User) -> None:
    subscribe(ada)
    captures.capture(source, ALTERED)
    captures.capture(source)
    assert told("alert.opened")[0]["alert"]["state"] == "open"


def test_a_protected_source_is_not_named(claim: Claim, source: Source, ada: User) -> None:
    Source.objects.filter(pk=source.pk).update(is_sensitive=True, public_wording="an official")
    subscribe(ada)
    captures.capture(source, ALTERED)
    text = str(told())
    assert "2,400" in Alert.objects.get().why
    assert "an official" in text
    assert "2,400" not in text
    assert source.publisher not in text


def test_it_is_written_in_the_transaction_of_the_event(claim: Claim, ada: User, ben: User) -> None:
    subscribe(ada)
    with pytest.raises(RuntimeError), transaction.atomic():
        alerting.open_by_hand(claim.verdicts.get(), claim.evidence.get(), why="A reader wrote.", by=ben)
        assert WebhookDelivery.objects.exists()
        raise RuntimeError
    assert not WebhookDelivery.objects.exists()


# --- Who is told --------------------------------------------------------------------------------------------------


def test_each_subscriber_is_told_of_what_they_asked_for(source: Source, ada: User) -> None:
    subscribe(ada, "alert.healed", name="healing only")
    subscribe(ada, "alert.opened", name="opening only")
    subscribe(ada, *EVERYTHING, name="nothing any more", is_active=False)
    captures.capture(source, ALTERED)
    captures.capture(source)
    found = WebhookDelivery.objects.values_list("subscription__name", "payload__kind")
    assert sorted(found) == [("healing only", "alert.healed"), ("opening only", "alert.opened")]


def test_nobody_is_told_twice_of_an_event(source: Source, ada: User) -> None:
    hook = subscribe(ada)
    captures.capture(source, ALTERED)
    delivering.tell_of_alert(Event.objects.get(kind="alert.opened"), Alert.objects.get())
    assert hook.deliveries.count() == 1


def test_what_is_internal_is_told_nobody(chae: User, ben: User, ada: User) -> None:
    subscribe(ada)
    claim = factories.claim(by=chae)
    piece = factories.evidence(claim, by=chae, quote=captures.QUOTE)
    factories.publish(factories.approved(claim, by=chae, approver=ben, reach="internal"), by=ben)
    alerting.open_by_hand(claim.verdicts.get(), piece, why="A reader wrote.", by=ben)
    assert told() == []


def test_what_is_hidden_is_told_nobody(claim: Claim, source: Source, ada: User, ben: User) -> None:
    subscribe(ada)
    hiding.hide(claim, reason="A lawyer called.", by=ben)
    captures.capture(source, ALTERED)
    assert Alert.objects.open().exists()
    assert told() == []


def test_what_is_under_embargo_waits_for_its_end(claim: Claim, ada: User, ben: User) -> None:
    subscribe(ada)
    end = timezone.now() + timedelta(days=3)
    under_embargo(claim, end)
    alerting.open_by_hand(claim.verdicts.get(), claim.evidence.get(), why="A reader wrote.", by=ben)
    assert WebhookDelivery.objects.get().due_at == end


def under_embargo(claim: Claim, until: Any) -> None:
    from django.db import connection

    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE claims_publication DISABLE TRIGGER publication_append_only")
        cursor.execute(
            "UPDATE claims_publication SET visible_from = %s WHERE claim_id = %s", [until, claim.pk]
        )
        cursor.execute("ALTER TABLE claims_publication ENABLE ALWAYS TRIGGER publication_append_only")
    assert Publication.objects.get(claim=claim).visible_from == until


# --- Once a cause -------------------------------------------------------------------------------------------------


def test_passages_of_one_page_that_is_gone_are_told_of_once_and_so_is_their_end(
    chae: User, ben: User, ada: User
) -> None:
    subscribe(ada)
    claim = factories.claim(by=chae)
    first = factories.evidence(claim, by=chae, quote=captures.QUOTE, weight="sole")
    assert first.source is not None
    factories.evidence(
        claim, by=chae, source=first.source, quote="signs it before two witnesses", weight="key"
    )
    captures.capture(first.source)
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    captures.capture(first.source, SOFT_404)
    assert Alert.objects.open().count() == 2
    assert len(told("alert.opened")) == 1
    captures.capture(first.source)
    ends = told("alert.healed")
    assert ends[-1]["claim"]["at_risk"] is False


def test_what_flaps_is_told_of_once(source: Source, ada: User) -> None:
    subscribe(ada)
    for _ in range(4):
        captures.capture(source, ALTERED)
        captures.capture(source)
    assert [one["kind"] for one in told()] == ["alert.opened", "alert.healed"]


def test_who_wants_to_know_of_returns_is_told_of_them_and_of_their_end(source: Source, ada: User) -> None:
    subscribe(ada, *EVERYTHING)
    for _ in range(2):
        captures.capture(source, ALTERED)
        captures.capture(source)
    assert [one["kind"] for one in told()] == [
        "alert.opened", "alert.healed", "alert.returned", "alert.healed",
    ]  # fmt: skip


def test_more_of_the_same_is_not_told_but_worse_is(source: Source, ada: User) -> None:
    subscribe(ada)
    captures.capture(source, SOFT_404)
    captures.capture(source, LOST)
    captures.capture(source, SOFT_404)
    assert [one["kind"] for one in told()] == ["alert.opened", "alert.worsened"]


def test_what_a_person_resolves_is_told(source: Source, ada: User, ben: User) -> None:
    subscribe(ada)
    captures.capture(source, ALTERED)
    alerting.resolve(Alert.objects.get(), resolution="no_effect", reason="A misprint of theirs.", by=ben)
    assert told("alert.resolved")[0]["alert"]["resolution"] == "no_effect"


def test_without_subscribers_an_event_costs_one_query(
    claim: Claim, ben: User, django_assert_num_queries: Any
) -> None:
    alert = alerting.open_by_hand(claim.verdicts.get(), claim.evidence.get(), why="A reader wrote.", by=ben)
    event = Event.objects.get(kind="alert.opened")
    with django_assert_num_queries(1):
        delivering.tell_of_alert(event, alert)


# --- Subscribing --------------------------------------------------------------------------------------------------


def test_a_subscription_has_a_secret_that_the_record_never_sees(ada: User) -> None:
    made = subscribe(ada)
    event = Event.objects.get(kind="webhook_subscription.added")
    assert len(made.secret) == 64
    assert event.content.body == {
        "name": "the newsroom", "host": "cms.example", "events": list(ORDINARY), "is_active": True,
    }  # fmt: skip
    assert made.created_by == ada


def test_a_secret_is_renewed_on_record(ada: User) -> None:
    made = subscribe(ada)
    renewed = delivering.renew_secret(made, by=ada)
    assert renewed == WebhookSubscription.objects.get().secret != made.secret
    assert renewed not in str(Event.objects.get(kind="webhook_subscription.secret_renewed").content.body)


def test_an_edit_is_recorded_by_what_changed(ada: User) -> None:
    made = subscribe(ada)
    delivering.edit(made, version=1, by=ada, url="https://other.example/", events=["alert.opened"])
    changes = Event.objects.get(kind="webhook_subscription.edited").content.body["changes"]
    assert changes == {"host": ["cms.example", "other.example"], "events": [list(ORDINARY), ["alert.opened"]]}


def test_an_edit_made_meanwhile_is_not_overwritten(ada: User) -> None:
    made = subscribe(ada)
    delivering.edit(WebhookSubscription.objects.get(), version=1, by=ada, name="theirs")
    with pytest.raises(StaleVersion):
        delivering.edit(made, version=1, by=ada, name="mine")


@pytest.mark.parametrize(
    "url",
    [
        "", "cms.example", "ftp://cms.example/", "http://cms.example/", "https://user:pass@cms.example/",
        "https://cms.example:22/", "https://127.0.0.1/", "https://localhost/", "https://10.0.0.7/", "https://[::1]/",
        "https://169.254.169.254/latest/", "https://0x7f.1/", "https://cms.example/\\x",
    ],
)  # fmt: skip
def test_an_address_that_the_desk_would_not_connect_to_is_refused(ada: User, url: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        delivering.subscribe(by=ada, name="x", url=url, events=["alert.opened"])
    assert [place for place, _ in refusal.value.problems] == ["url"]
    assert not WebhookSubscription.objects.exists()


def test_in_development_loopback_may_be_told(ada: User, settings: Any) -> None:
    settings.SOURCE_FETCH_ALLOW_LOOPBACK = True
    made = delivering.subscribe(by=ada, name="x", url="http://127.0.0.1:9000/hook", events=["alert.opened"])
    assert made.url == "http://127.0.0.1:9000/hook"


@pytest.mark.parametrize("events", [[], ["alert.extended"], ["alert.opened", "verdict.drafted"]])
def test_events_that_nobody_tells_of_are_refused(ada: User, events: list[str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        delivering.subscribe(by=ada, name="x", url="https://cms.example/", events=events)
    assert [place for place, _ in refusal.value.problems] == ["events"]


def test_a_name_is_taken_once(ada: User) -> None:
    subscribe(ada)
    with pytest.raises(ValidationError):
        subscribe(ada)


def test_only_admins_subscribe_anybody(ada: User, ben: User) -> None:
    made = subscribe(ada)
    with pytest.raises(NotAllowed):
        subscribe(ben, name="another")
    with pytest.raises(NotAllowed):
        delivering.edit(made, version=1, by=ben, name="mine")
    with pytest.raises(NotAllowed):
        delivering.renew_secret(made, by=ben)
