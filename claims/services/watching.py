"""The desk's own rules: how often sources are looked at again, and how long a host is left in peace."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import rules
from claims.exceptions import InvalidInput
from claims.models import HostRule, User, WatchRule
from claims.services import keeping, politeness, scheduling
from claims.text import urls

SET = gettext_lazy("set how often sources are looked at")


@transaction.atomic
def set_pace(rule: WatchRule, *, version: int, by: User, **fields: Any) -> int:
    """Change a rule. Captures that it wants earlier than they are planned are brought forward; how many is returned.

    Raises InvalidInput for times that can't be, StaleVersion if somebody else was quicker.
    """
    rules.require(rules.can_set_watching(by), SET)
    check_times(
        fields.get("shortest_minutes", rule.shortest_minutes),
        fields.get("longest_minutes", rule.longest_minutes),
    )
    keeping.edit(rule, version=version, by=by, **fields)
    return scheduling.hasten(rule.use)


def check_times(shortest_minutes: int, longest_minutes: int) -> None:
    """Raise InvalidInput if no time lies between the two."""
    if longest_minutes < shortest_minutes:
        raise InvalidInput(
            _(
                "The longest time ({longest_minutes} minutes) can't be shorter than the shortest "
                "({shortest_minutes} minutes)."
            ).format(longest_minutes=longest_minutes, shortest_minutes=shortest_minutes),
            problems=(
                (
                    "longest_minutes",
                    _("shorter than the shortest time, {shortest_minutes} minutes").format(
                        shortest_minutes=shortest_minutes
                    ),
                ),
            ),
        )


@transaction.atomic
def add_host(*, by: User, host: str, gap_seconds: int, note: str = "") -> HostRule:
    """A gap of its own for a host, given by its name or by any address on it."""
    rules.require(rules.can_set_watching(by), SET)
    name = _host(host)
    return keeping.add(HostRule, by=by, host=name, gap_seconds=_gap(name, gap_seconds), note=note)


@transaction.atomic
def edit_host(rule: HostRule, *, version: int, by: User, **fields: Any) -> HostRule:
    rules.require(rules.can_set_watching(by), SET)
    name = fields["host"] = _host(fields.get("host", rule.host))
    fields["gap_seconds"] = _gap(name, fields.get("gap_seconds", rule.gap_seconds))
    return keeping.edit(rule, version=version, by=by, **fields)


@transaction.atomic
def remove_host(rule: HostRule, *, by: User) -> None:
    """From now on the usual gap holds for this host again."""
    rules.require(rules.can_set_watching(by), SET)
    keeping.remove(rule, by=by)


def _host(typed: str) -> str:
    """The canonical name without “www.”, of a name or an address."""
    address = typed.strip() if "://" in typed else f"http://{typed.strip()}/"
    try:
        return politeness.without_www(urls.host_of(address))
    except urls.BadURL as error:
        raise InvalidInput(
            _("“{typed}” is no host: {error}. A host is the name in an address, such as example.org.").format(
                typed=typed, error=error
            ),
            problems=(("host", str(error)),),
        ) from error


def _gap(host: str, seconds: int) -> int:
    least = 0 if politeness.is_this_machine(host) else int(politeness.SHORTEST_GAP.total_seconds())
    if seconds < least:
        raise InvalidInput(
            _("A host is left in peace for {least} second between two requests at least.").format(
                least=least
            ),
            problems=(("gap_seconds", _("less than {least}").format(least=least)),),
        )
    return seconds
