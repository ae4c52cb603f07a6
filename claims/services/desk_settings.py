"""The few settings of the desk that an admin may change without a restart."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from claims import rules
from claims.exceptions import InvalidInput
from claims.models import DeskSettings, User
from claims.services import auditing
from claims.text import language_tags

FIELDS = ("blind_assessments", "review_hours", "preview_days", "personal_days", "contact_hours", "languages")
JUDGING = ("check_weights", "check_threshold", "match_strong", "match_possible")  # by services.judging alone
BOUNDS = {
    "review_hours": (1, 168),
    "preview_days": (1, 90),
    "personal_days": (1, 730),
    "contact_hours": (1, 720),
}
"""From and to which number each may be set."""


@transaction.atomic
def change(*, version: int, by: User, **fields: Any) -> DeskSettings:
    """Change settings that were read at ``version``. Raises StaleVersion if somebody else was quicker.

    A desk that never changed any has no row of them: it is written now, as it stood.
    """
    rules.require(rules.can_set_desk(by), gettext("change the desk’s settings"))
    if unknown := sorted(set(fields) - {*FIELDS, *JUDGING}):
        raise InvalidInput(gettext("The desk has no setting {unknown}.").format(unknown=", ".join(unknown)))
    problems = tuple(
        (name, gettext("From {low} to {high}.").format(low=low, high=high))
        for name, (low, high) in BOUNDS.items()
        if name in fields and not low <= fields[name] <= high
    )
    if "languages" in fields and not language_tags.are_tags(fields["languages"]):
        problems += (("languages", gettext("Give language tags such as en, ko or pt-BR, none twice.")),)
    if problems:
        raise InvalidInput(gettext("A setting is out of its bounds."), problems=problems)
    row, _ = DeskSettings.objects.get_or_create(is_the_one=True)
    before = {name: getattr(row, name) for name in fields}
    row.version = DeskSettings.objects.save_version(row.pk, version=version, **fields)
    for name, value in fields.items():
        setattr(row, name, value)
    auditing.record("desk_settings.edited", row, by=by, changes=auditing.changes(before, fields))
    return row
