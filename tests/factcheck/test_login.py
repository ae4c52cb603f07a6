"""The demonstration's people, whose password everybody knows, get in only where the demonstration runs."""

from __future__ import annotations

from typing import Any

import pytest
from axes.helpers import get_client_ip_address
from django.conf import LazySettings
from django.contrib.auth import authenticate
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.test import Client, RequestFactory

from claims.models import User
from factcheck.login import MemberBackend

PASSWORD = "a long enough secret"


@pytest.mark.parametrize(("demonstration", "of_it", "gets_in"), [
    (True, True, True), (False, True, False), (True, False, True), (False, False, True),
])  # fmt: skip
def test_who_gets_in(
    chae: User, settings: LazySettings, demonstration: bool, of_it: bool, gets_in: bool
) -> None:
    settings.DEMONSTRATION = demonstration
    User.objects.filter(pk=chae.pk).update(is_demonstration=of_it)
    found = authenticate(RequestFactory().post("/"), username="chae", password=PASSWORD)
    assert (found is not None) == gets_in


def test_an_open_session_ends_with_the_demonstration(chae: User, settings: LazySettings) -> None:
    settings.DEMONSTRATION = True
    User.objects.filter(pk=chae.pk).update(is_demonstration=True)
    client = Client()
    assert client.login(request=RequestFactory().post("/"), username="chae", password=PASSWORD)
    settings.DEMONSTRATION = False
    assert client.get("/desk/").status_code == 302


def test_a_wrong_password_gets_nobody_in(chae: User) -> None:
    assert authenticate(RequestFactory().post("/"), username="chae", password="guess") is None


def granted(**fields: Any) -> User:
    """A person with two roles that share rights, one right of their own, and one that a role has too."""
    person = User.objects.create_user("vera", password=PASSWORD, **fields)
    person.groups.set(Group.objects.filter(name__in=["reviewer", "editor"]))
    of_roles = Permission.objects.filter(group__user=person)
    person.user_permissions.set([Permission.objects.exclude(pk__in=of_roles).first(), of_roles.first()])
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize("fields", [{}, {"is_active": False}, {"is_superuser": True}])
def test_rights_are_those_that_djangos_own_backend_finds(db: None, fields: dict[str, Any]) -> None:
    ours, djangos = granted(**fields), User.objects.get(username="vera")
    assert MemberBackend().get_all_permissions(ours) == ModelBackend().get_all_permissions(djangos)
    assert bool(ours.get_all_permissions()) == ours.is_active


def test_rights_are_asked_for_once(db: None, django_assert_num_queries: Any) -> None:
    person = granted()
    with django_assert_num_queries(1):
        assert not person.has_perm("claims.no_such_right")
        assert person.get_all_permissions()


@pytest.mark.parametrize(
    ("proxies", "told", "asking"),
    [
        (0, "198.51.100.1", "127.0.0.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "198.51.100.9, 198.51.100.1", "198.51.100.1"),
        (2, "198.51.100.9, 2001:db8::1, 10.0.0.2", "2001:db8::1"),
        (1, "", "127.0.0.1"),
        (1, "unknown", "127.0.0.1"),
        (2, "198.51.100.1", "127.0.0.1"),
    ],
)
def test_who_asks_is_what_the_own_proxies_say(
    settings: LazySettings, proxies: int, told: str, asking: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=told)
    assert get_client_ip_address(request) == asking
