"""The desk's people: who gave a role or a password is on record, and nobody climbs by a form."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from claims.exceptions import NotAllowed
from claims.models import Event, User
from claims.services import keeping
from tests.claims.admin.conftest import Desk, said, words

OLD = "a long enough secret"
NEW = "seven grey herons at low tide"
DJANGOS_OWN = {"is_superuser", "user_permissions"}


@pytest.fixture
def root(db: None) -> User:
    return User.objects.create_superuser("root", password=OLD)


def form_of(person: User) -> str:
    return reverse("admin:claims_user_change", args=[person.pk])


def password_of(person: User) -> str:
    return reverse("admin:auth_user_password_change", args=[person.pk])


def typed(person: User, *roles: str, **fields: Any) -> dict[str, Any]:
    groups = list(Group.objects.filter(name__in=roles).values_list("pk", flat=True))
    content = {"username": person.username, "is_active": "on", "is_staff": "on", "groups": groups}
    return content | fields


def twice(password: str, **fields: str) -> dict[str, str]:
    return {"password1": password, "password2": password, "usable_password": "true"} | fields


def told(person: User, kind: str) -> dict[str, Any]:
    body: dict[str, Any] = Event.objects.about(person).get(kind=kind).content.body
    return body


# --- Roles --------------------------------------------------------------------------------------------------------


def test_a_role_given_by_the_form_is_named_on_record(ada: User, chae: User, at_desk: Desk) -> None:
    at_desk(ada).post(form_of(chae), typed(chae, "editor"))
    assert told(chae, "user.roles_given") == {"changes": {"roles": [["checker"], ["editor"]]}}
    assert [role.name for role in chae.groups.all()] == ["editor"]


def test_a_form_that_changes_no_role_records_none(ada: User, chae: User, at_desk: Desk) -> None:
    at_desk(ada).post(form_of(chae), typed(chae, "checker", first_name="Chae"))
    assert User.objects.get(pk=chae.pk).first_name == "Chae"
    assert not Event.objects.filter(kind="user.roles_given").exists()


def test_a_new_member_has_no_role_yet(ada: User, at_desk: Desk) -> None:
    at_desk(ada).post(reverse("admin:claims_user_add"), twice(NEW, username="dora"))
    assert not User.objects.get(username="dora").groups.exists()
    assert not Event.objects.filter(kind="user.roles_given").exists()


# --- Passwords ----------------------------------------------------------------------------------------------------


def test_anothers_password_is_set_on_record_without_it(ada: User, ben: User, at_desk: Desk) -> None:
    at_desk(ada).post(password_of(ben), twice(NEW))
    event = Event.objects.about(ben).get(kind="user.password_set")
    assert (event.actor_pk, event.content.body) == (ada.pk, {"own": False})
    assert User.objects.get(pk=ben.pk).check_password(NEW)


def test_a_password_taken_away_is_on_record(ada: User, ben: User, at_desk: Desk) -> None:
    given = {"usable_password": "false", "unset-password": "1"}
    at_desk(ada).post(password_of(ben), given)
    assert told(ben, "user.password_set") == {"own": False}
    assert not User.objects.get(pk=ben.pk).has_usable_password()


def test_whose_password_was_set_by_another_is_logged_out(ada: User, ben: User, at_desk: Desk) -> None:
    theirs = at_desk(ben)
    at_desk(ada).post(password_of(ben), twice(NEW))
    assert theirs.get(reverse("admin:index")).status_code == 302


def test_each_password_is_recorded_under_who_set_it(ada: User, root: User, ben: User, at_desk: Desk) -> None:
    first, second = at_desk(ada), at_desk(root)
    first.get(password_of(ben))
    second.post(password_of(ben), twice(NEW))
    first.post(password_of(ben), twice(NEW + " again"))
    setters = Event.objects.about(ben).filter(kind="user.password_set").order_by("pk")
    assert [event.actor_pk for event in setters] == [root.pk, ada.pk]


def test_who_asks_is_kept_nowhere_between_requests(ada: User, ben: User, at_desk: Desk) -> None:
    shared = admin.site.get_model_admin(User)
    before = dict(vars(shared))
    at_desk(ada).post(password_of(ben), twice(NEW))
    assert vars(shared) == before


def test_a_password_too_weak_changes_nothing(ada: User, ben: User, at_desk: Desk) -> None:
    page = at_desk(ada).post(password_of(ben), twice("short"))
    assert "too short" in words(page)
    assert User.objects.get(pk=ben.pk).check_password(OLD)


def own(new: str) -> dict[str, str]:
    return {"old_password": OLD, "new_password1": new, "new_password2": new}


def test_ones_own_password_is_set_on_record_without_it(ben: User, at_desk: Desk) -> None:
    answer = at_desk(ben).post(reverse("admin:password_change"), own(NEW))
    assert answer.headers["Location"] == reverse("admin:password_change_done")
    assert told(ben, "user.password_set") == {"own": True}
    assert User.objects.get(pk=ben.pk).check_password(NEW)


def test_who_sets_their_own_password_stays_here_and_leaves_everywhere_else(ben: User, at_desk: Desk) -> None:
    here, elsewhere = at_desk(ben), at_desk(ben)
    here.post(reverse("admin:password_change"), own(NEW))
    assert here.get(reverse("admin:index")).status_code == 200
    assert elsewhere.get(reverse("admin:index")).status_code == 302


def test_ones_own_password_asks_for_the_old_one(ben: User, at_desk: Desk) -> None:
    at_desk(ben).post(reverse("admin:password_change"), own(NEW) | {"old_password": "a guess"})
    assert User.objects.get(pk=ben.pk).check_password(OLD)
    assert not Event.objects.about(ben).exists()


# --- Superusers ---------------------------------------------------------------------------------------------------


def test_a_superuser_is_changed_by_a_superuser_alone(
    ada: User, root: User, chae: User, at_desk: Desk
) -> None:
    other = User.objects.create_superuser("other")
    assert at_desk(ada).post(form_of(other), typed(other, first_name="Mine")).status_code == 403
    assert at_desk(root).post(form_of(other), typed(other, first_name="Ours")).status_code == 302
    assert User.objects.get(pk=other.pk).first_name == "Ours"


def test_an_admin_sets_no_superusers_password(ada: User, root: User, at_desk: Desk) -> None:
    assert at_desk(ada).get(password_of(root)).status_code == 403
    assert at_desk(ada).post(password_of(root), twice(NEW)).status_code == 403
    assert User.objects.get(pk=root.pk).check_password(OLD)


def test_an_admin_sees_a_superuser_but_no_hash_of_theirs(ada: User, root: User, at_desk: Desk) -> None:
    page = at_desk(ada).get(form_of(root))
    assert page.status_code == 200
    assert root.password not in words(page)
    assert 'name="_save"' not in words(page)


def test_an_admin_is_offered_no_right_outside_the_roles(ada: User, chae: User, at_desk: Desk) -> None:
    form = at_desk(ada).get(form_of(chae)).context["adminform"].form
    assert not DJANGOS_OWN & set(form.fields)


def test_an_admin_makes_no_superuser_by_posting(ada: User, chae: User, at_desk: Desk) -> None:
    at_desk(ada).post(form_of(chae), typed(chae, "checker", is_superuser="on", first_name="Chae"))
    now = User.objects.get(pk=chae.pk)
    assert (now.first_name, now.is_superuser) == ("Chae", False)


# --- What the service refuses -------------------------------------------------------------------------------------

REFUSED = [
    NotAllowed("Your role does not let you do this."),
    ValidationError("This can not be stored."),
    ValidationError({"email": "This address can not be stored."}),
]


@pytest.fixture(params=REFUSED, ids=["not allowed", "invalid", "invalid field"])
def refusal(request: pytest.FixtureRequest) -> Exception:
    found: Exception = request.param
    return found


def sentence(refusal: Exception) -> str:
    return refusal.messages[0] if isinstance(refusal, ValidationError) else str(refusal)


@pytest.fixture
def refuse(refusal: Exception, monkeypatch: pytest.MonkeyPatch) -> Any:
    def switch(name: str) -> None:
        def refused(*args: Any, **kwargs: Any) -> None:
            raise refusal

        monkeypatch.setattr(keeping, name, refused)

    return switch


@pytest.mark.parametrize("service", ["save_person", "give_roles"])
def test_a_refused_change_comes_back_with_what_was_typed(
    ada: User, chae: User, at_desk: Desk, refuse: Any, refusal: Exception, service: str
) -> None:
    refuse(service)
    page = at_desk(ada).post(form_of(chae), typed(chae, "editor", first_name="Typed with care"))
    assert sentence(refusal) in words(page)
    assert page.context["adminform"].form["first_name"].value() == "Typed with care"
    assert User.objects.get(pk=chae.pk).first_name == ""


def test_a_refused_new_member_is_not_made(ada: User, at_desk: Desk, refuse: Any, refusal: Exception) -> None:
    refuse("save_person")
    page = at_desk(ada).post(reverse("admin:claims_user_add"), twice(NEW, username="dora"))
    assert sentence(refusal) in words(page)
    assert not User.objects.filter(username="dora").exists()


def test_a_refused_password_is_told(
    ada: User, ben: User, at_desk: Desk, refuse: Any, refusal: Exception
) -> None:
    refuse("set_password")
    answer = at_desk(ada).post(password_of(ben), twice(NEW))
    assert said(answer) == [sentence(refusal)]
    assert answer.headers["Location"] == password_of(ben)


def test_a_role_tells_what_it_may_noun_by_noun(client: Client, ada: User) -> None:
    client.force_login(ada)
    role = Group.objects.get(name="editor")
    page = client.get(reverse("admin:auth_group_change", args=[role.pk])).content.decode()
    row = re.search(r'<th scope="row">verdict</th><td>([^<]*)</td>', page)
    assert row is not None
    assert "publish, correct and withdraw" in row[1]
    assert "view" in row[1].split(", ")


def test_a_role_without_rights_says_so(client: Client, ada: User) -> None:
    client.force_login(ada)
    role = Group.objects.get(name="reader")
    assert (
        "nothing at the desk"
        in client.get(reverse("admin:auth_group_change", args=[role.pk])).content.decode()
    )
