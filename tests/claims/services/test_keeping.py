"""Reference records are added and changed by whoever may, with an event and a version."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from claims.exceptions import InvalidInput, NotAllowed, StaleVersion
from claims.models import Claimant, Event, Note, Rating, User
from claims.services import keeping, marking
from tests import factories


@pytest.fixture
def holm(chae: User) -> Claimant:
    return keeping.add(Claimant, by=chae, slug="ida-holm", name="Ida Holm")


def test_a_new_record_leaves_an_event(holm: Claimant) -> None:
    event = Event.objects.about(holm).get()
    assert (event.kind, event.content.body["fields"]["name"]) == ("claimant.added", "Ida Holm")


def test_an_edit_tells_what_it_changed(holm: Claimant, chae: User) -> None:
    keeping.edit(holm, version=1, by=chae, role="Mayor")
    event = Event.objects.about(holm).get(kind="claimant.edited")
    assert event.content.body["changes"] == {"role": ["", "Mayor"]}


def test_an_edit_of_an_old_version_is_refused(holm: Claimant, chae: User) -> None:
    keeping.edit(Claimant.objects.get(), version=1, by=chae, role="Mayor")
    with pytest.raises(StaleVersion):
        keeping.edit(holm, version=1, by=chae, role="Minister")
    assert Claimant.objects.get().role == "Mayor"


def test_who_may_not_is_refused(ana: User) -> None:
    with pytest.raises(NotAllowed):
        keeping.add(Claimant, by=ana, slug="ida-holm", name="Ida Holm")


def test_a_rating_is_changed_by_an_admin_alone(scale: dict[str, Rating], ben: User, ada: User) -> None:
    with pytest.raises(NotAllowed):
        keeping.edit(scale["accurate"], version=1, by=ben, label="True")
    keeping.edit(Rating.objects.get(slug="accurate"), version=1, by=ada, label="True")
    assert Rating.objects.get(slug="accurate").label == "True"


def test_a_field_that_is_no_fact_of_the_record_is_refused(chae: User) -> None:
    article = factories.article(by=chae)
    with pytest.raises(InvalidInput):
        keeping.edit(article, version=1, by=chae, is_invented=True)


def test_a_value_that_can_not_be_is_refused(holm: Claimant, chae: User) -> None:
    with pytest.raises(ValidationError):
        keeping.edit(holm, version=1, by=chae, country="Korea")


def test_a_note_is_edited_behind_its_version(chae: User) -> None:
    note = marking.add_note(factories.claim(by=chae), kind="remark", text="x", by=chae)
    keeping.edit(note, version=1, by=chae, text="y")
    assert Note.objects.get(pk=note.pk).version == 2


def test_the_record_of_a_member_names_fields_and_no_values(ada: User) -> None:
    dora = User(username="dora")
    dora.set_password("a quite long secret")
    keeping.save_person(dora, by=ada, changed=["password", "username"])
    assert Event.objects.about(dora).get().content.body == {"changed": ["password", "username"]}


def test_an_editor_can_not_save_members(ben: User) -> None:
    with pytest.raises(NotAllowed):
        keeping.save_person(User(username="dora"), by=ben, changed=[])


def test_the_record_names_the_roles_that_were_given(ada: User, cleo: User) -> None:
    keeping.give_roles(cleo, roles=Group.objects.filter(name="editor"), by=ada)
    event = Event.objects.about(cleo).get(kind="user.roles_given")
    assert event.content.body["changes"] == {"roles": [["reader"], ["editor"]]}
    assert User.objects.get(pk=cleo.pk).has_perm("claims.approve_verdict")


def test_nobody_gives_themselves_a_role(ben: User) -> None:
    with pytest.raises(NotAllowed):
        keeping.give_roles(ben, roles=Group.objects.filter(name="admin"), by=ben)


def test_a_password_that_somebody_else_sets_is_on_record_without_it(ada: User, ben: User) -> None:
    keeping.set_password(ben, password="ada knows this one", by=ada)
    event = Event.objects.about(ben).get(kind="user.password_set")
    assert event.content.body == {"own": False}
    assert User.objects.get(pk=ben.pk).check_password("ada knows this one")


def test_nobody_but_an_admin_sets_anothers_password(ben: User, chae: User) -> None:
    with pytest.raises(NotAllowed):
        keeping.set_password(chae, password="ben knows this one", by=ben)


def test_an_admin_makes_no_superuser_and_takes_none_over(ada: User, ben: User) -> None:
    ada.is_superuser = True  # in a form, not in the database
    with pytest.raises(NotAllowed, match="superuser"):
        keeping.save_person(ada, by=User.objects.get(pk=ada.pk), changed=["is_superuser"])
    User.objects.filter(pk=ben.pk).update(is_superuser=True)
    with pytest.raises(NotAllowed, match="superuser"):
        keeping.set_password(User.objects.get(pk=ben.pk), password="x" * 20, by=User.objects.get(pk=ada.pk))
