"""The sign of life of an open page, and the way back for words that were sent after the session ended."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from claims.models import Claim, Notification, Presence, User
from tests import factories
from tests.claims.admin.conftest import Desk, workspace

pytestmark = pytest.mark.usefixtures("noise")


@pytest.fixture
def claim(chae: User) -> Claim:
    return factories.claim(by=chae)


def sign(client: Any, claim: Claim, act: str = "here", **more: Any) -> Any:
    sent = {"subject": f"claim:{claim.pk}", "act": act, "page": workspace(claim)}
    return client.post(reverse("admin:presence"), sent | more)


def test_a_page_says_whom_it_is_about(claim: Claim, chae: User, at_desk: Desk) -> None:
    page = at_desk(chae).get(workspace(claim)).content.decode()
    assert f'data-subject="claim:{claim.pk}"' in page
    form = at_desk(chae).get(reverse("admin:claims_claim_change", args=[claim.pk])).content.decode()
    assert f'data-subject="claim:{claim.pk}"' in form


def test_who_looks_on_is_told_who_writes(claim: Claim, chae: User, ben: User, at_desk: Desk) -> None:
    assert sign(at_desk(chae), claim, "writing").json()["writer"]["is_me"]
    told = sign(at_desk(ben), claim).json()
    assert [(one["name"], one["is_writing"]) for one in told["others"]] == [("chae", True)]
    assert (told["writer"]["name"], told["writer"]["is_me"]) == ("chae", False)


def test_taking_over_tells_where_it_was(claim: Claim, chae: User, ben: User, at_desk: Desk) -> None:
    sign(at_desk(chae), claim, "writing")
    assert sign(at_desk(ben), claim, "take").json()["writer"]["is_me"]
    told = Notification.objects.get()
    assert told.path == workspace(claim)
    assert claim.statement in told.text


@pytest.mark.parametrize(
    "page", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_a_notification_never_leads_away(
    claim: Claim, chae: User, ben: User, at_desk: Desk, page: str
) -> None:
    sign(at_desk(chae), claim, "writing")
    sign(at_desk(ben), claim, "take", page=page)
    assert Notification.objects.get().path == "/desk/"


def test_stopping_and_leaving(claim: Claim, chae: User, at_desk: Desk) -> None:
    client = at_desk(chae)
    sign(client, claim, "writing")
    assert sign(client, claim, "stop").json()["writer"] is None
    assert sign(client, claim, "leave").status_code == 204
    assert not Presence.objects.exists()


@pytest.mark.parametrize("subject", ["", "claim", "claim:x", "claim:1;drop", "unheardof:1", "user:1"])
def test_there_are_only_places_one_may_see(chae: User, at_desk: Desk, subject: str) -> None:
    answer = at_desk(chae).post(reverse("admin:presence"), {"subject": subject, "act": "here"})
    assert answer.status_code == 400
    assert not Presence.objects.exists()


# --- Logged out in the middle of it -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent_from", "back_to"),
    [("workspace/", "workspace/"), ("workspace/verdict/", "workspace/"), ("change/", "change/")],
)
def test_who_sends_after_the_session_ended_comes_back_to_the_page(
    claim: Claim, chae: User, at_desk: Desk, sent_from: str, back_to: str
) -> None:
    client, folder = at_desk(chae), f"/desk/claims/claim/{claim.pk}/"
    Session.objects.all().delete()
    address = reverse("admin:claims_claim_verdict", args=[claim.pk])
    answer = client.post(address, {"x": "y"}, headers={"Referer": f"http://testserver{folder}{sent_from}"})
    assert answer["Location"] == f"/desk/login/?next={folder}{back_to}"


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/desk/claims/claim/1/change/"])
def test_a_form_from_nowhere_comes_back_to_its_workspace(
    claim: Claim, chae: User, at_desk: Desk, referer: str
) -> None:
    client = at_desk(chae)
    Session.objects.all().delete()
    address = reverse("admin:claims_claim_verdict", args=[claim.pk])
    answer = client.post(address, {}, headers={"Referer": referer})
    assert answer["Location"] == f"/desk/login/?next={workspace(claim)}"


def test_a_protected_source_is_not_named_to_whom_it_is_taken_from(
    chae: User, ben: User, at_desk: Desk
) -> None:
    source = factories.source(
        by=chae, is_sensitive=True, public_wording="a clerk of the port", publisher="Ida Holm", url=""
    )
    for person, act in ((chae, "writing"), (ben, "take")):
        at_desk(person).post(reverse("admin:presence"), {"subject": f"source:{source.pk}", "act": act})
    assert Notification.objects.get().text.endswith(": a clerk of the port")
