"""The desk's pages of taking down: hiding, reviewing, redacting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, Event, Hiding, Publication, Redaction, User
from claims.services import hiding, redacting
from tests import factories
from tests.claims.admin.conftest import Desk, said, words, workspace
from tests.conftest import member
from tests.outside import ASKED


@pytest.fixture
def claim(chae: User, ben: User) -> Claim:
    return factories.published_claim(author=chae, editor=ben)


def hide(claim: Claim) -> str:
    return reverse("admin:claims_hiding_hide", args=[claim.pk])


def review(hidden: Hiding) -> str:
    return reverse("admin:claims_hiding_review", args=[hidden.pk])


def test_an_editor_hides_from_the_workspace(claim: Claim, ben: User, at_desk: Desk) -> None:
    desk = at_desk(ben)
    assert hide(claim) in desk.get(workspace(claim)).content.decode()
    response = desk.post(hide(claim), {"reason": "A lawyer called."})
    assert "Hidden" in said(response)[0]
    assert Hiding.objects.get().claim == claim
    page = words(desk.get(workspace(claim)))
    assert "Hidden, and to be reviewed" in page
    assert hide(claim) not in page


def test_a_reason_is_asked_for_and_nothing_happens_without_one(
    claim: Claim, ben: User, at_desk: Desk
) -> None:
    page = words(at_desk(ben).post(hide(claim), {"reason": " "}))
    assert "Not done." in page
    assert not Hiding.objects.exists()


def test_a_checker_is_offered_no_hiding(claim: Claim, chae: User, at_desk: Desk) -> None:
    assert hide(claim) not in at_desk(chae).get(workspace(claim)).content.decode()
    assert at_desk(chae).post(hide(claim), {"reason": "R"}).status_code == 403
    assert not Hiding.objects.exists()


def test_who_hid_sees_that_another_reviews(claim: Claim, ben: User, at_desk: Desk) -> None:
    hidden = hiding.hide(claim, reason="R", by=ben)
    page = words(at_desk(ben).get(reverse("admin:claims_hiding_change", args=[hidden.pk])))
    assert "another editor reviews it" in page
    refused = words(at_desk(ben).post(review(hidden), {"outcome": "lifted", "reason": "My own word."}))
    assert "somebody else reviews it" in refused


@pytest.mark.parametrize("outcome", ["upheld", "lifted"])
def test_another_editor_decides(claim: Claim, ben: User, bea: User, at_desk: Desk, outcome: str) -> None:
    hidden = hiding.hide(claim, reason="R", by=ben)
    at_desk(bea).post(review(hidden), {"outcome": outcome, "reason": "Looked at it."})
    hidden.refresh_from_db()
    assert (hidden.outcome, hidden.reviewed_by) == (outcome, bea)


def test_an_unknown_decision_is_none(claim: Claim, ben: User, bea: User, at_desk: Desk) -> None:
    hidden = hiding.hide(claim, reason="R", by=ben)
    assert at_desk(bea).post(review(hidden), {"outcome": "", "reason": "R"}).status_code == 404


def test_the_first_screen_tells_editors_what_waits_and_what_is_overdue(
    claim: Claim, ben: User, bea: User, chae: User, at_desk: Desk
) -> None:
    index = reverse("admin:index")
    hiding.hide(claim, reason="R", by=ben, at=timezone.now() - timedelta(hours=25))
    assert "Review overdue" in words(at_desk(bea).get(index))
    assert "Review overdue" not in words(at_desk(chae).get(index))


# --- Redactions ---------------------------------------------------------------------------------------------------


def ask(claim: Claim) -> dict[str, str]:
    return {"kind": "publication", "key": str(claim.publications.get().pk), **ASKED}


def test_two_admins_redact(claim: Claim, ada: User, at_desk: Desk) -> None:
    at_desk(ada).post(reverse("admin:claims_redaction_ask"), ask(claim))
    address = reverse("admin:claims_redaction_asked", args=[Event.objects.get(kind=redacting.ASKED).pk])
    assert address in at_desk(ada).get(reverse("admin:claims_redaction_changelist")).content.decode()
    own = words(at_desk(ada).post(address, {"act": "carry-out"}))
    assert "somebody else carries it out" in own
    at_desk(member("second", "admin")).post(address, {"act": "carry-out"})
    assert Redaction.objects.get().asked_by == ada
    assert "redacted" in Publication.objects.get().document


def test_a_request_may_be_closed(claim: Claim, ada: User, at_desk: Desk) -> None:
    asked = redacting.ask(by=ada, **ask(claim))
    address = reverse("admin:claims_redaction_asked", args=[asked.pk])
    assert "Not done." in words(at_desk(ada).post(address, {"act": "refuse", "reason": ""}))
    at_desk(ada).post(address, {"act": "refuse", "reason": "The order was lifted."})
    assert not redacting.waiting().exists()
    assert at_desk(ada).get(address).status_code == 404


def test_what_was_typed_for_a_request_is_kept(claim: Claim, ada: User, at_desk: Desk) -> None:
    page = words(at_desk(ada).post(reverse("admin:claims_redaction_ask"), ask(claim) | {"key": "999999"}))
    assert "There is no such content" in page
    assert ASKED["legal_basis"] in page


def test_a_redacted_publication_is_still_readable_as_a_row(claim: Claim, ada: User, at_desk: Desk) -> None:
    publication = claim.publications.get()
    asked = redacting.ask(by=ada, **ask(claim))
    redacting.carry_out(asked, by=member("second", "admin"))
    desk = at_desk(ada)
    assert desk.get(reverse("admin:claims_publication_change", args=[publication.pk])).status_code == 200
    assert desk.get(workspace(claim)).status_code == 200


def test_a_hiding_is_found_in_the_history_of_risks(
    claim: Claim, chae: User, ben: User, at_desk: Desk
) -> None:
    hiding.hide(claim, reason="A lawyer called.", by=ben)
    shown = at_desk(chae).get(workspace(claim) + "?history=risk").context["history"]
    assert [one.kind for one in shown.moments] == ["publication.hidden"]
