"""Tokens: what they open, and what they don't."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.exceptions import IllegalTransition, InvalidInput, NotAllowed
from claims.models import ApiToken, Event
from claims.services import authorising
from tests.claims.api.desk.conftest import Program, program, told


def issue(by, scopes=("read",), **more):
    return authorising.issue(**({"name": "the CMS", "scopes": scopes, "days": 30, "by": by} | more))


def opens(secret):
    return Program(secret).ask("GET", "claims/").status_code


def test_a_token_opens_the_desk_and_its_last_use_is_known(ana):
    made = issue(ana)
    assert opens(made.secret) == 200
    made.token.refresh_from_db()
    assert timezone.now() - made.token.last_used_at < timedelta(minutes=1)


def test_only_its_hash_is_kept(ana):
    made = issue(ana)
    kept = ApiToken.objects.filter(pk=made.token.pk).values().get()
    assert len(made.secret) >= 43
    assert made.secret not in str(kept)
    assert made.secret not in str(list(Event.objects.values("content__body", "subject_label")))


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x y", "Basic abc", "bearer wrong", "Bearer ü"])
def test_without_a_token_nothing_opens(db, header):
    answer = Program(None).ask("GET", "claims/", **({"Authorization": header} if header else {}))
    assert (told(answer)["code"], answer.status_code) == ("not_authenticated", 401)
    assert answer["WWW-Authenticate"] == 'Bearer realm="desk"'


def test_it_ends_when_its_time_is_over_or_it_is_revoked(ana):
    old = issue(ana, days=1, at=timezone.now() - timedelta(days=2))
    assert opens(old.secret) == 401
    made = issue(ana)
    authorising.revoke(made.token, by=ana)
    assert opens(made.secret) == 401
    with pytest.raises(IllegalTransition):
        authorising.revoke(made.token, by=ana)


def test_it_opens_nothing_for_who_left_or_lost_their_role(ana):
    made = issue(ana)
    ana.groups.clear()
    assert opens(made.secret) == 401
    ana.is_active = False
    ana.save()
    assert opens(made.secret) == 401


def test_the_demonstrations_people_open_nothing_elsewhere(ana, settings):
    made = issue(ana)
    ana.is_demonstration = True
    ana.save()
    assert opens(made.secret) == 401
    settings.DEMONSTRATION = True
    assert opens(made.secret) == 200


def test_a_scope_beyond_the_role_is_refused(ana, cleo):
    with pytest.raises(NotAllowed):
        issue(ana, ["read", "publish"])
    with pytest.raises(NotAllowed):
        issue(cleo)


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"scopes": []}, {"scopes": ["all"]}, {"days": 0}, {"days": 400}]
)
def test_half_a_token_is_refused(ana, wrong):
    with pytest.raises(InvalidInput):
        issue(ana, **wrong)


def test_a_scope_that_was_not_given_is_403_and_named(chae):
    answer = program(chae, "read").ask("POST", "articles/", {"title": "T", "text": "Words."})
    assert (answer.status_code, "“mark”" in told(answer)["detail"]) == (403, True)
    assert program(chae, "mark").ask("GET", "claims/").status_code == 403


def test_a_token_does_no_more_than_its_owners_role(ben):
    holder = program(ben, "read", "mark")
    ben.groups.set([ben.groups.model.objects.get(name="contributor")])
    answer = holder.ask("POST", "articles/", {"title": "T", "text": "Words."})
    assert (answer.status_code, told(answer)["code"]) == (403, "not_allowed")


def test_one_has_a_limited_number(ana, monkeypatch):
    monkeypatch.setattr(authorising, "MOST", 1)
    issue(ana)
    with pytest.raises(IllegalTransition):
        issue(ana)


def test_others_tokens_are_revoked_by_who_manages_people_alone(ana, ben, ada):
    made = issue(ana)
    with pytest.raises(NotAllowed):
        authorising.revoke(made.token, by=ben)
    authorising.revoke(made.token, by=ada)
    assert Event.objects.get(kind="api_token.revoked").actor_pk == ada.pk
