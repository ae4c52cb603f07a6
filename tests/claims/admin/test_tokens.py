"""The page of tokens: made, shown once, revoked; admins see and revoke all."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import ApiToken
from claims.services import authorising

PAGE = "/desk/tokens/"
NEW = {"name": "the CMS", "days": "30", "scopes": ["read", "evidence"]}


def at_desk(person):
    made = Client()
    made.force_login(person)
    return made


def issue(by):
    return authorising.issue(name="a script", scopes=["read"], days=1, by=by)


def test_a_token_is_shown_once(ana):
    desk = at_desk(ana)
    answer = desk.post(PAGE, NEW)
    secret = answer.context["made"].secret
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert secret not in desk.get(PAGE).content.decode()
    assert ApiToken.objects.get().scopes == ["read", "evidence"]


@pytest.mark.parametrize("wrong", [{"scopes": ["publish"]}, {"scopes": []}, {"name": ""}, {"days": "0"}])
def test_what_the_role_does_not_allow_is_not_made(ana, wrong):
    answer = at_desk(ana).post(PAGE, NEW | wrong)
    assert (answer.context["made"], ApiToken.objects.count()) == (None, 0)
    assert answer.context["form"].errors


def test_one_sees_ones_own_and_an_admin_sees_all(ana, ben, ada):
    issue(ana)
    issue(ben)
    owners = {
        who: {line.token.owner for line in at_desk(who).get(PAGE).context["lines"]} for who in (ana, ada)
    }
    assert owners == {ana: {ana}, ada: {ana, ben}}


def test_revoking_is_for_the_owner_and_for_admins(ana, ben, ada):
    mine, theirs = issue(ana).token, issue(ben).token
    at_desk(ana).post(reverse("admin:tokens_revoke", args=[mine.pk]))
    at_desk(ana).post(reverse("admin:tokens_revoke", args=[theirs.pk]))
    assert set(ApiToken.objects.filter(revoked_at=None)) == {theirs}
    at_desk(ada).post(reverse("admin:tokens_revoke", args=[theirs.pk]))
    assert ApiToken.objects.get(pk=theirs.pk).revoked_by == ada
