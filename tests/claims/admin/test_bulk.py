"""Many rows of a list: chosen, looked at, confirmed; what can't be done is said before and afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.admin import batches
from claims.models import Batch, Claim, Notification, User, Verdict
from claims.services import carrying_out
from tests import factories
from tests.claims.admin.conftest import Desk, said, words

LIST = reverse("admin:claims_claim_changelist")


@pytest.fixture
def claims(chae: User, noise: None) -> list[Claim]:
    return [factories.claim(by=chae) for _ in range(3)]


def choose(client: Client, act: str, rows: list[Any], address: str = LIST, **more: Any) -> Any:
    sent = {"action": act, "_selected_action": [row.pk for row in rows], **more}
    return client.post(address, sent)


def draft_of(person: User) -> Batch:
    return Batch.objects.get(asked_by=person)


def start(client: Client, batch: Batch, **fields: Any) -> Any:
    return client.post(reverse("admin:claims_batch_start", args=[batch.pk]), fields)


def test_the_list_offers_what_a_person_may_do(
    claims: list[Claim], at_desk: Desk, chae: User, ben: User
) -> None:
    offered = {
        person.username: "Approve article lines" in words(at_desk(person).get(LIST)) for person in (chae, ben)
    }
    assert offered == {"chae": False, "ben": True}
    assert "Put on legal hold" in words(at_desk(chae).get(LIST))


def test_choosing_changes_nothing_yet(claims: list[Claim], at_desk: Desk, ben: User) -> None:
    response = choose(at_desk(ben), "assign", claims)
    assert response["Location"] == reverse("admin:claims_batch_change", args=[draft_of(ben).pk])
    assert not Claim.objects.filter(assigned_to__isnull=False).exists()


def test_the_preview_says_what_will_happen_and_what_cannot(
    claims: list[Claim], at_desk: Desk, chae: User, ben: User
) -> None:
    factories.submitted(claims[0], by=chae, reach=Verdict.Reach.ARTICLE_LINE)
    client = at_desk(ben)
    shown = words(client.get(choose(client, "approve", claims)["Location"]))
    assert '1 row can be done, <a href="#cannot-heading">2 can’t</a>' in shown
    assert "Accurate: The harbour master" in shown
    assert "No verdict of it awaits approval." in shown


def test_a_few_rows_are_done_at_once_and_one_is_back_at_the_list(
    claims: list[Claim], at_desk: Desk, chae: User, ben: User
) -> None:
    client = at_desk(ben)
    choose(client, "assign", claims, LIST + "?status__exact=unreviewed")
    response = start(client, draft_of(ben), to=chae.pk)
    assert response["Location"] == LIST + "?status__exact=unreviewed"
    assert said(response) == ["“Assign: 3 claims” is finished: 3 of 3 done."]
    assert Claim.objects.filter(assigned_to=chae).count() == 3
    assert not Notification.objects.filter(to=ben).exists(), "who saw it happen is not told"


def test_all_that_a_filter_finds_can_be_chosen(claims: list[Claim], at_desk: Desk, ben: User) -> None:
    Claim.objects.filter(pk=claims[0].pk).update(legal_hold=True)
    choose(at_desk(ben), "assign", claims[1:2], LIST + "?legal_hold__exact=0", select_across="1")
    assert set(draft_of(ben).plan["keys"]) == set(
        Claim.objects.filter(legal_hold=False).values_list("pk", flat=True)
    )


def test_many_rows_wait_for_a_worker(
    claims: list[Claim], at_desk: Desk, chae: User, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    client = at_desk(ben)
    choose(client, "assign", claims)
    page = start(client, batch := draft_of(ben), to=chae.pk)["Location"]
    assert "Waiting for a worker" in words(client.get(page))
    assert client.get(reverse("admin:claims_batch_progress", args=[batch.pk])).json()["is_over"] is False
    carrying_out.perform(batch.pk)
    assert "3 of 3 done" in words(client.get(page))
    assert client.get(reverse("admin:claims_batch_progress", args=[batch.pk])).json()["is_over"] is True


def test_what_was_refused_is_named_with_its_reason(
    claims: list[Claim], at_desk: Desk, chae: User, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 0)
    client = at_desk(ben)
    choose(client, "hold", claims)
    page = start(client, batch := draft_of(ben))["Location"]
    Claim.objects.filter(pk=claims[0].pk).update(legal_hold=True)
    carrying_out.perform(batch.pk)
    shown = words(client.get(page))
    assert "2 of 3 done, 1 could not be" in shown
    assert "It is on legal hold already." in shown


def test_nothing_that_cannot_be_done_is_begun(claims: list[Claim], at_desk: Desk, ben: User) -> None:
    client = at_desk(ben)
    choose(client, "approve", claims)
    response = start(client, batch := draft_of(ben))
    assert "None of these rows can be done." in words(response)
    batch.refresh_from_db()
    assert batch.confirmed_at is None


def test_a_preview_that_is_left_leads_back_to_the_list(claims: list[Claim], at_desk: Desk, ben: User) -> None:
    client = at_desk(ben)
    choose(client, "hold", claims)
    response = client.post(reverse("admin:claims_batch_cancel", args=[draft_of(ben).pk]))
    assert response["Location"] == LIST
    assert not Claim.objects.filter(legal_hold=True).exists()


def test_anothers_draft_is_not_there(claims: list[Claim], at_desk: Desk, ben: User, ada: User) -> None:
    choose(at_desk(ben), "hold", claims)
    client = at_desk(ada)
    assert client.get(reverse("admin:claims_batch_progress", args=[draft_of(ben).pk])).status_code == 404
    assert start(client, draft_of(ben)).status_code == 404


def test_the_second_click_starts_nothing(claims: list[Claim], at_desk: Desk, ben: User) -> None:
    client = at_desk(ben)
    choose(client, "hold", claims)
    start(client, batch := draft_of(ben))
    response = start(client, batch)
    assert said(response)[-1] == "This was started or called off already. It stands as shown here."


def test_a_popup_offers_no_acts(claims: list[Claim], at_desk: Desk, ben: User) -> None:
    assert "Put on legal hold" not in words(at_desk(ben).get(LIST + "?_popup=1"))
