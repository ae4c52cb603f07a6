"""Tokens by which programs act for a member of the desk: given out, looked up, taken away.

A token never lets its bearer do more than the member may: every act is asked of ``rules`` as if they sat there.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import ApiToken, User
from claims.services import auditing

PREFIX = "desk_"  # so that scanners for leaked secrets, and people, know one when they see it
SHOWN = len(PREFIX) + 4  # letters that remain to tell it by
MOST = 20  # that one person has at a time
LONGEST_DAYS = 366
USED_WITHIN = timedelta(minutes=1)  # how exactly the last use is known


class Issued(NamedTuple):
    """``secret`` is known this once: the desk keeps its hash alone."""

    token: ApiToken
    secret: str


@transaction.atomic
def issue(*, name: str, scopes: Iterable[str], days: int, by: User, at: datetime | None = None) -> Issued:
    """A new token for oneself. Raises NotAllowed for a scope of which one's role may do nothing."""
    rules.require(rules.can_enter_desk(by), _("have an API token"))
    asked = [scope for scope in ApiToken.Scope.values if scope in set(scopes)]
    _refuse_nonsense(name, scopes, asked, days)
    for scope in asked:
        rules.require(
            rules.can_hold_scope(by, scope),
            _("have a token to {act}").format(act=ApiToken.Scope(scope).label),
        )
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two clicks do not pass the limit
    if ApiToken.objects.alive().filter(owner=by).count() >= MOST:
        raise IllegalTransition(
            _("You have {count} tokens already. Revoke one that is not needed any more.").format(count=MOST)
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    when = at or timezone.now()
    token = ApiToken(
        owner=by, name=name.strip(), token_sha256=_hash(secret), first_letters=secret[:SHOWN], scopes=asked,
        created_at=when, expires_at=when + timedelta(days=days),
    )  # fmt: skip
    token.full_clean(exclude=["owner"])
    token.save(force_insert=True)
    auditing.record("api_token.issued", token, by=by, at=at, scopes=asked, expires_at=token.expires_at)
    return Issued(token, secret)


def _refuse_nonsense(name: str, scopes: Iterable[str], known: list[str], days: int) -> None:
    problems = []
    if not name.strip():
        problems.append(("name", _("Say what it is for.")))
    if not known or set(scopes) - set(known):
        problems.append(
            ("scopes", _("Choose among {scopes}.").format(scopes=", ".join(ApiToken.Scope.values)))
        )
    if not 1 <= days <= LONGEST_DAYS:
        problems.append(("days", _("A token lives 1 to {days} days.").format(days=LONGEST_DAYS)))
    if problems:
        raise InvalidInput(problems[0][1], problems=tuple(problems))


@transaction.atomic
def revoke(token: ApiToken, *, by: User) -> None:
    """It opens nothing from now on. One's own, or, for who manages the desk's people, anybody's."""
    rules.require(rules.can_revoke_token(by, token), _("revoke another’s token"))
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=Now(), revoked_by=by):
        raise IllegalTransition(_("This token was revoked already."))
    auditing.record("api_token.revoked", token, by=by, own=token.owner_id == by.pk)


def bearer_of(secret: str) -> ApiToken | None:
    """The living token of this secret, with its owner; None if it opens nothing.

    The look-up goes by the hash, of which nobody can guess a part: how long it takes tells nothing of the secret.
    """
    sha256 = _hash(secret)
    token = ApiToken.objects.alive().select_related("owner").filter(token_sha256=sha256).first()
    if token is None or not hmac.compare_digest(token.token_sha256, sha256):
        return None
    return token if rules.can_log_in(token.owner) and rules.can_enter_desk(token.owner) else None


def note_use(token: ApiToken) -> None:
    """Keep when it was last used, to the minute: a busy program does not write at every request."""
    long_ago = Q(last_used_at=None) | Q(last_used_at__lt=Now() - USED_WITHIN)
    ApiToken.objects.filter(long_ago, pk=token.pk).update(last_used_at=Now())


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
