"""Hiding what is published, and the second person's word on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.exceptions import FourEyesViolation, IllegalTransition, InvalidInput, NotAllowed
from claims.models import Claim, DeskSettings, Event, Notification, Publication, PublicationState, User
from claims.services import hiding
from tests import factories


@pytest.fixture
def claim(chae: User, ben: User, noise: None) -> Claim:
    return factories.published_claim(author=chae, editor=ben)


def test_nothing_of_a_hidden_claim_is_public(claim: Claim, ben: User) -> None:
    other = factories.published_claim(author=claim.created_by, editor=ben)  # type: ignore[arg-type]
    hiding.hide(claim, reason="A lawyer called.", by=ben)
    assert [one.claim_id for one in Publication.objects.public()] == [other.pk]
    assert [one.claim_id for one in Publication.objects.on_show()] == [other.pk]
    assert [one.claim_id for one in Publication.objects.hidden()] == [claim.pk]


def test_the_review_is_due_when_the_desk_says(claim: Claim, ben: User) -> None:
    DeskSettings.objects.create(review_hours=6)
    at = timezone.now()
    assert hiding.hide(claim, reason="R", by=ben, at=at).review_due_at == at + timedelta(hours=6)


def test_who_may_review_is_told_and_who_hid_is_not(
    claim: Claim, ana: User, ben: User, bea: User, ada: User
) -> None:
    hiding.hide(claim, reason="R", by=ben)
    told = Notification.objects.filter(kind=Notification.Kind.TO_REVIEW)
    assert {one.to for one in told} == {bea, ada}


def test_a_lifted_hiding_shows_it_again_and_says_that_something_changed(
    claim: Claim, ben: User, bea: User
) -> None:
    hidden = hiding.hide(claim, reason="R", by=ben)
    before = PublicationState.objects.get(publication__claim=claim).changed_at
    hiding.lift(hidden, reason="The quotation is right.", by=bea)
    assert Publication.objects.on_show().filter(claim=claim).exists()
    assert PublicationState.objects.get(publication__claim=claim).changed_at > before


def test_an_upheld_hiding_holds_until_it_is_lifted(claim: Claim, ben: User, bea: User, ada: User) -> None:
    hidden = hiding.uphold(hiding.hide(claim, reason="R", by=ben), reason="It stays.", by=bea)
    assert not Publication.objects.on_show().filter(claim=claim).exists()
    hiding.lift(hidden, reason="Corrected.", by=ada)
    assert Publication.objects.on_show().filter(claim=claim).exists()


def test_who_hid_is_told_of_the_review(claim: Claim, ben: User, bea: User) -> None:
    hiding.uphold(hiding.hide(claim, reason="R", by=ben), reason="It stays.", by=bea)
    assert Notification.objects.filter(to=ben, text__contains="It stays hidden").exists()


def test_nobody_reviews_their_own_hiding(claim: Claim, ben: User) -> None:
    with pytest.raises(FourEyesViolation):
        hiding.lift(hiding.hide(claim, reason="R", by=ben), reason="My own.", by=ben)


def test_a_second_review_comes_too_late(claim: Claim, ben: User, bea: User, ada: User) -> None:
    hidden = hiding.hide(claim, reason="R", by=ben)
    hiding.lift(hidden, reason="Right.", by=bea)
    with pytest.raises(IllegalTransition):
        hiding.uphold(hidden, reason="Wrong.", by=ada)


def test_a_claim_is_hidden_once(claim: Claim, ben: User, bea: User) -> None:
    hiding.hide(claim, reason="R", by=ben)
    with pytest.raises(IllegalTransition, match="already"):
        hiding.hide(claim, reason="R", by=bea)


def test_what_is_not_published_is_not_hidden(chae: User, ben: User) -> None:
    with pytest.raises(IllegalTransition, match="Nothing"):
        hiding.hide(factories.claim(by=chae), reason="R", by=ben)


def test_hiding_and_reviewing_say_why(claim: Claim, ben: User, bea: User) -> None:
    with pytest.raises(InvalidInput):
        hiding.hide(claim, reason="  ", by=ben)
    hidden = hiding.hide(claim, reason="R", by=ben)
    with pytest.raises(InvalidInput):
        hiding.lift(hidden, reason="", by=bea)


def test_checkers_hide_nothing(claim: Claim, chae: User) -> None:
    with pytest.raises(NotAllowed):
        hiding.hide(claim, reason="R", by=chae)


def test_each_act_is_on_record(claim: Claim, ben: User, bea: User) -> None:
    hiding.lift(hiding.hide(claim, reason="R", by=ben), reason="Right.", by=bea)
    kinds = Event.objects.of_claim(claim.pk).order_by("-pk").values_list("kind", flat=True)[:2]
    assert list(kinds) == ["hiding.lifted", "publication.hidden"]


def test_an_overdue_review_is_told_once_more_and_only_once(claim: Claim, ben: User, bea: User) -> None:
    hidden = hiding.hide(claim, reason="R", by=ben)
    assert hiding.remind() == 0
    late = hidden.review_due_at + timedelta(minutes=1)
    assert (hiding.remind(late), hiding.remind(late)) == (1, 1)
    assert Notification.objects.filter(to=bea, text__contains="overdue").count() == 1


def test_the_reason_is_in_no_label_of_the_record(claim: Claim, ben: User) -> None:
    hiding.hide(claim, reason="It names a child.", by=ben)
    event = Event.objects.get(kind="publication.hidden")
    assert "child" not in event.subject_label
    assert event.content.body["reason"] == "It names a child."
