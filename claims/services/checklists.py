"""Checklists: what is asked of every claim of a kind before its article is cleared, and who saw to it."""

from __future__ import annotations

from django.db import transaction

from claims import rules
from claims.exceptions import IllegalTransition
from claims.models import ChecklistItem, ChecklistTick, Claim, User
from claims.services import auditing, clearing, keeping

# What a desk that has no list of its own may begin with. The kind is empty where every claim is asked.
USUAL: tuple[tuple[str, str], ...] = (
    ("", "Names are spelled as their bearers spell them."),
    ("", "Role and title are those of the day it was said or done."),
    ("", "The date is given, and so is its year where that is not plain."),
    ("quote", "The words were compared with a recording, a transcript or the original text."),
    ("quote", "Nothing was left out that changes the sense."),
    ("quote", "A translation was compared with the original words."),
    ("statistic", "The figure was read in the primary source, with its unit and its period."),
    ("statistic", "Shares, differences and changes were worked out anew."),
    ("statistic", "What is compared can be compared."),
    ("event", "Place, day and order of events stand in two places that don’t copy each other."),
    ("prediction", "It is said whose forecast it is, and on what condition."),
    ("denial", "It is said exactly what was denied, by whom, and when."),
    ("attribution", "The one it is attributed to said it, and of this."),
    ("background", "It is still so today."),
)


@transaction.atomic
def tick(claim: Claim, item: ChecklistItem, *, by: User) -> ChecklistTick:
    """Say that one saw to it. A tick that is there already stays whose it was."""
    rules.require(rules.can_tick(by), "tick checklists")
    if not item.is_active or item.kind not in {"", claim.kind}:
        raise IllegalTransition("This is not asked of claims of this kind (any more).")
    made, is_new = ChecklistTick.objects.get_or_create(claim=claim, item=item, defaults={"ticked_by": by})
    if is_new:
        auditing.record("checklist.ticked", made, by=by, claim=claim, item=item.text)
    return made


@transaction.atomic
def untick(claim: Claim, item: ChecklistItem, *, by: User) -> None:
    """Take a tick back; an article that was cleared with it is open again."""
    rules.require(rules.can_tick(by), "take ticks back")
    there = ChecklistTick.objects.select_for_update().filter(claim=claim, item=item).first()
    if there is None:
        return
    auditing.record("checklist.unticked", there, by=by, claim=claim, item=item.text)
    there.delete()
    clearing.lapse_for(claim, why=f"A tick was taken back: {item.text}", by=by)


@transaction.atomic
def add_usual(*, by: User) -> int:
    """Add what is usually asked and isn't on the list yet. Returns how many items were added."""
    there = set(ChecklistItem.objects.values_list("kind", "text"))
    missing = [(place, *one) for place, one in enumerate(USUAL, 1) if one not in there]
    for place, kind, text in missing:
        keeping.add(ChecklistItem, by=by, kind=kind, text=text, position=place * 10)
    return len(missing)
