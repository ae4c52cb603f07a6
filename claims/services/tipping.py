"""What readers send in: received, decided once by a person, and without their name and address when it is over."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now, Upper
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import Claim, DeskSettings, Publication, Sender, Tip, User
from claims.services import auditing, mailing, matching
from claims.services.matching import Suggestion
from claims.text import sentences
from claims.text.storable import storable

SHORTEST, LONGEST = 10, 5_000  # characters of what a reader writes
AN_HOUR = 300  # tips that the desk takes in an hour: more is no reader, but a machine
SENTENCES = 3  # of a tip that are compared with claims one by one
COMPARED = 300  # characters of a tip that are compared with claims and with other tips
ALIKE = 6


# --- Receiving ----------------------------------------------------------------------------------------------------


@transaction.atomic
def receive(
    *,
    kind: str,
    text: str,
    url: str = "",
    publication: Publication | None = None,
    name: str = "",
    email: str = "",
    language: str = "en",
    at: datetime | None = None,
) -> Tip:
    """Keep what somebody outside sent in. It never becomes a claim by itself.

    Raises InvalidInput for what says nothing or too much, IllegalTransition while the desk is flooded.
    """
    said = storable(text).replace("\r\n", "\n").strip()
    if not SHORTEST <= len(said) <= LONGEST:
        reason = _("Write between {shortest} and {longest:,} characters.").format(
            shortest=SHORTEST, longest=LONGEST
        )
        raise InvalidInput(reason, problems=(("text", reason),))
    if Tip.objects.filter(received_at__gt=Now() - timedelta(hours=1)).count() >= AN_HOUR:
        raise IllegalTransition(
            _("We are getting more messages than we can read just now. Try again in an hour.")
        )
    when = at or timezone.now()
    is_personal = bool(name.strip() or email.strip())
    days = DeskSettings.objects.current().personal_days
    tip = Tip(
        kind=kind, text=said, url=url, publication=publication, language=language, name=storable(name).strip(),
        email=email.strip(), received_at=when, personal_until=when + timedelta(days=days) if is_personal else None,
    )  # fmt: skip
    tip.full_clean()
    tip.save(force_insert=True)
    auditing.record("tip.received", tip, at=at, asks=kind)
    return tip


# --- Deciding -----------------------------------------------------------------------------------------------------


@transaction.atomic
def attach(tip: Tip, *, claim: Claim, by: User, at: datetime | None = None) -> Tip:
    """It speaks of this claim, which the desk checks, or has checked."""
    decided = _decide(tip, Tip.State.ATTACHED, by=by, at=at, claim=claim)
    auditing.record("tip.attached", decided, by=by, at=at, claim=claim)
    return decided


@transaction.atomic
def decline(tip: Tip, *, reason: str, by: User, at: datetime | None = None) -> Tip:
    """The desk will not check it. The reason stays on record with the tip."""
    said = reason.strip()
    if not said:
        raise InvalidInput(_("Say why it is declined."), problems=(("reason", _("Say why.")),))
    decided = _decide(tip, Tip.State.DECLINED, by=by, at=at, reason=said)
    auditing.record("tip.declined", decided, by=by, at=at, reason=said)
    return decided


@transaction.atomic
def told_before(tip: Tip, *, by: User, duplicate_of: Tip, at: datetime | None = None) -> Tip:
    """Somebody sent the same in before; it goes where that one goes."""
    if duplicate_of.pk == tip.pk or duplicate_of.duplicate_of_id is not None:
        reason = _("Choose another tip, and one that is no duplicate itself.")
        raise InvalidInput(reason, problems=(("duplicate_of", reason),))
    fields = {"duplicate_of": duplicate_of, "claim_id": duplicate_of.claim_id}
    decided = _decide(tip, Tip.State.DUPLICATE, by=by, at=at, **fields)
    auditing.record("tip.told_before", decided, by=by, at=at, duplicate_of=duplicate_of.pk)
    return decided


def _decide(tip: Tip, state: str, *, by: User, at: datetime | None, **fields: Any) -> Tip:
    """A guarded step: a tip is decided once. PostgreSQL says the same (``tip_decided_once``)."""
    rules.require(rules.can_triage(by), _("decide what readers sent in"))
    moment = at or timezone.now()
    written = Tip.objects.filter(pk=tip.pk, state=Tip.State.NEW).update(
        state=state, decided_by=by, decided_at=moment, version=F("version") + 1, updated_at=moment, **fields
    )
    if not written:
        raise IllegalTransition(_("Somebody has decided this already."))
    return Tip.objects.select_related("claim").get(pk=tip.pk)


# --- Personal data ------------------------------------------------------------------------------------------------


@transaction.atomic
def forget(tip: Tip, *, by: User) -> None:
    """Remove the reader's name and address at once, because they asked for it."""
    rules.require(rules.can_triage(by), _("remove a reader’s name and address"))
    if not _forget(Tip.objects.filter(pk=tip.pk)):
        raise IllegalTransition(_("There is no name and no address here (any more)."))
    auditing.record("tip.forgotten", tip, by=by)


def sent_lately(key: str) -> int:
    """Count one more tip of this sender, and say how many it were within the hour, whichever process took them."""
    return Sender.objects.count_one(key, window=timedelta(hours=1))


@transaction.atomic
def forget_expired() -> int:
    """Remove the names and addresses whose time is over, and who sent lately. Returns of how many tips."""
    Sender.objects.past().delete()
    return _forget(Tip.objects.filter(personal_until__lte=Now()))


def _forget(rows: models.QuerySet[Tip]) -> int:
    named = rows.filter(personal_removed_at=None).exclude(name="", email="").select_for_update()
    mailing.forget(list(named.values_list("pk", flat=True)))
    return sum(
        Tip.objects.filter(pk=tip.pk).update(
            name="", email="", answer=without_reader(tip), personal_removed_at=Now(), version=F("version") + 1
        )
        for tip in named.order_by("pk")
    )


def without_reader(tip: Tip) -> str:
    """The answer without the reader's address, and without any word of their name."""
    parts = {tip.email, tip.name, *tip.name.split()} - {""}
    words = "|".join(re.escape(one) for one in sorted(parts, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{words})(?!\w)", "…", tip.answer) if words else tip.answer


# --- What is like it ----------------------------------------------------------------------------------------------


def claims_like(tip: Tip) -> list[Suggestion]:
    """Claims that say nearly what one of the tip's first sentences says, or all of it; the likest first."""
    spans = sentences.split(tip.text[:COMPARED], language=tip.language)[:SENTENCES]
    best: dict[int, Suggestion] = {}
    for words in [tip.text[:COMPARED], *(tip.text[one.start : one.end] for one in spans if len(spans) > 1)]:
        for found in matching.find_checked(words, language=tip.language):
            known = best.get(found.claim.pk)
            if known is None or known.score < found.score:
                best[found.claim.pk] = found
    return sorted(best.values(), key=lambda one: (-one.score, one.claim.pk))[:ALIKE]


def tips_like(tip: Tip) -> list[Tip]:
    """Others that wait or were decided of late and say nearly the same, the likest first."""
    lately = Tip.objects.filter(Q(state=Tip.State.NEW) | Q(received_at__gt=Now() - timedelta(days=30)))
    others = lately.exclude(pk=tip.pk).filter(duplicate_of=None).order_by("-pk")[:AN_HOUR]
    rows = Tip.objects.filter(pk__in=others.values("pk"))
    alike = rows.annotate(likeness=TrigramSimilarity("text", tip.text[:COMPARED]))
    return list(alike.filter(likeness__gt=0.3).select_related("claim").order_by("-likeness", "pk")[:ALIKE])


def claims_found(words: str) -> list[Claim]:
    """Claims that hold these words, newest first: for whoever looks for the one a tip speaks of."""
    rows = Claim.objects.annotate(upper=Upper("statement"))
    for word in words.upper().split()[:8]:
        rows = rows.filter(upper__contains=word)
    return list(rows.select_related("claimant").order_by("-pk")[:12]) if words.strip() else []
