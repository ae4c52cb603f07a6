"""Telling people: once, never oneself, as each chose; and reading what one was told."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from claims.models import Claim, Notification, NotificationChoice, User
from claims.services import alerting, notifying
from claims.services.notifying import Ways
from tests import factories

pytestmark = pytest.mark.usefixtures("noise")


def tell(*people: User | None, kind: str = "assigned", by: User | None = None, key: str = "") -> int:
    return notifying.tell(people, kind, "A claim for you", path="/desk/", by=by, key=key)


def with_address(person: User) -> User:
    User.objects.filter(pk=person.pk).update(email=f"{person.username}@desk.example")
    return User.objects.get(pk=person.pk)


def test_everybody_is_told_but_who_did_it(ben: User, chae: User, bea: User) -> None:
    assert tell(ben, chae, None, bea, by=bea) == 2
    assert {one.to for one in Notification.objects.all()} == {ben, chae}


def test_the_same_matter_is_told_once(ben: User) -> None:
    tell(ben, key="verdict:7")
    tell(ben, key="verdict:7")
    assert Notification.objects.count() == 1


def test_postgresql_keeps_a_matter_from_being_told_twice(ben: User) -> None:
    tell(ben, key="verdict:7")
    with pytest.raises(IntegrityError, match="notification_told_once"), transaction.atomic():
        Notification.objects.create(to=ben, kind="assigned", text="Again", path="/desk/", key="verdict:7")


def test_who_left_is_told_nothing(ben: User) -> None:
    ben.is_active = False
    assert tell(ben) == 0


@pytest.mark.parametrize(("kind", "by_mail"), [("assigned", False), ("mentioned", True), ("at_risk", True)])
def test_what_is_urgent_is_mailed_unless_one_chose_otherwise(ben: User, kind: str, by_mail: bool) -> None:
    tell(with_address(ben), kind=kind)
    assert Notification.objects.get().by_mail == by_mail


def test_without_an_address_the_desk_is_the_only_way(ben: User) -> None:
    notifying.choose(ben, {"mentioned": Ways(on_desk=False, by_mail=True)})
    tell(ben, kind="mentioned")
    assert (Notification.objects.get().by_mail, notifying.unread(ben)) == (False, 1)


def test_who_wants_to_hear_nothing_hears_nothing(ben: User, chae: User) -> None:
    notifying.choose(ben, {"assigned": Ways(on_desk=False, by_mail=False)})
    assert tell(ben, chae) == 1


def test_a_choice_is_kept_and_changed(ben: User) -> None:
    notifying.choose(ben, {"assigned": Ways(on_desk=True, by_mail=True), "due": Ways(False, False)})
    notifying.choose(ben, {"assigned": Ways(on_desk=False, by_mail=True)})
    assert notifying.ways(ben)["assigned"] == Ways(on_desk=False, by_mail=True)
    assert notifying.ways(ben)["due"] == Ways(on_desk=False, by_mail=False)
    assert NotificationChoice.objects.count() == 2


def test_nothing_chosen_is_the_desk_and_what_is_urgent_by_e_mail(ben: User) -> None:
    ways = notifying.ways(ben)
    assert {kind for kind, one in ways.items() if one.by_mail} == notifying.URGENT
    assert all(one.on_desk for one in ways.values())


# --- Reading ------------------------------------------------------------------------------------------------------


def test_one_reads_ones_own_only(ben: User, chae: User) -> None:
    tell(ben, chae)
    others = Notification.objects.get(to=chae)
    assert notifying.mark_read(ben, pk=others.pk) == 0
    assert notifying.mark_read(ben) == 1
    assert (notifying.unread(ben), notifying.unread(chae)) == (0, 1)


def test_what_was_read_can_be_put_back(ben: User) -> None:
    tell(ben)
    pk = Notification.objects.get().pk
    notifying.mark_read(ben, pk=pk)
    assert notifying.mark_unread(ben, pk=pk) == 1
    assert notifying.unread(ben) == 1


def test_the_bell_stops_counting(ben: User) -> None:
    Notification.objects.bulk_create(
        Notification(to=ben, kind="due", text="Due", path="/desk/") for _ in range(notifying.COUNTED + 5)
    )
    assert notifying.unread(ben) == notifying.COUNTED + 1


# --- At risk ------------------------------------------------------------------------------------------------------


@pytest.fixture
def at_risk(chae: User, ben: User, bea: User, ana: User) -> Claim:
    """Chae wrote it, Ben published it, Ana has it; Bea says that it is at risk."""
    claim = factories.published_claim(author=chae, editor=ben)
    Claim.objects.filter(pk=claim.pk).update(assigned_to=ana)
    claim.refresh_from_db()
    evidence = claim.evidence.earliest("pk")
    alerting.open_by_hand(claim.verdicts.get(), evidence, why="Two texts.", by=bea)
    return claim


def test_the_writers_and_the_assignee_are_told_of_a_risk(at_risk: Claim, chae: User, ana: User) -> None:
    told = Notification.objects.filter(kind="at_risk")
    assert {one.to for one in told} == {chae, ana}
    assert {one.text for one in told} == {f"At risk: {at_risk.statement}"}
    assert told[0].path.startswith("/desk/claims/alert/")
