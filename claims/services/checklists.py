"""Checklists: what is asked of every claim of a kind before its article is cleared, and who saw to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import rules
from claims.exceptions import IllegalTransition
from claims.models import ChecklistItem, ChecklistTick, Claim, User
from claims.services import auditing, clearing, keeping, stored_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


# What a desk that has no list of its own may begin with. The kind is empty where every claim is asked.
USUAL: tuple[tuple[str, StrOrPromise], ...] = (
    ("", gettext_lazy("Names are spelled as their bearers spell them.")),
    ("", gettext_lazy("Role and title are those of the day it was said or done.")),
    ("", gettext_lazy("The date is given, and so is its year where that is not plain.")),
    ("quote", gettext_lazy("The words were compared with a recording, a transcript or the original text.")),
    ("quote", gettext_lazy("Nothing was left out that changes the sense.")),
    ("quote", gettext_lazy("A translation was compared with the original words.")),
    ("statistic", gettext_lazy("The figure was read in the primary source, with its unit and its period.")),
    ("statistic", gettext_lazy("Shares, differences and changes were worked out anew.")),
    ("statistic", gettext_lazy("What is compared can be compared.")),
    ("event", gettext_lazy("Place, day and order of events stand in two places that don’t copy each other.")),
    ("prediction", gettext_lazy("It is said whose forecast it is, and on what condition.")),
    ("denial", gettext_lazy("It is said exactly what was denied, by whom, and when.")),
    ("attribution", gettext_lazy("The one it is attributed to said it, and of this.")),
    ("background", gettext_lazy("It is still so today.")),
)


@transaction.atomic
def tick(claim: Claim, item: ChecklistItem, *, by: User) -> ChecklistTick:
    """Say that one saw to it. A tick that is there already stays whose it was."""
    rules.require(rules.can_tick(by), _("tick checklists"))
    if not item.is_active or item.kind not in {"", claim.kind}:
        raise IllegalTransition(_("This is not asked of claims of this kind (any more)."))
    made, is_new = ChecklistTick.objects.get_or_create(claim=claim, item=item, defaults={"ticked_by": by})
    if is_new:
        auditing.record("checklist.ticked", made, by=by, claim=claim, item=item.text)
    return made


@transaction.atomic
def untick(claim: Claim, item: ChecklistItem, *, by: User) -> None:
    """Take a tick back; an article that was cleared with it is open again."""
    rules.require(rules.can_tick(by), _("take ticks back"))
    there = ChecklistTick.objects.select_for_update().filter(claim=claim, item=item).first()
    if there is None:
        return
    auditing.record("checklist.unticked", there, by=by, claim=claim, item=item.text)
    there.delete()
    clearing.lapse_for(claim, why=stored_words.stored("A tick was taken back: {text}", text=item.text), by=by)


@transaction.atomic
def add_usual(*, by: User) -> int:
    """Add what is usually asked and isn't on the list yet. Returns how many items were added."""
    there = set(ChecklistItem.objects.values_list("kind", "text"))
    missing = [(place, *one) for place, one in enumerate(USUAL, 1) if one not in there]
    for place, kind, text in missing:
        keeping.add(ChecklistItem, by=by, kind=kind, text=text, position=place * 10)
    return len(missing)
