"""Tying a quote to the place in a snapshot where it stands."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from claims.models import Evidence, Snapshot
from claims.services import auditing
from claims.text import spans


@transaction.atomic
def anchor(evidence: Evidence, snapshot: Snapshot) -> bool:
    """Anchor an unanchored passage in a good snapshot of its source; False if its words aren't there.

    Only an exact or normalised match anchors by itself: what was found by likeness is for a person to judge.
    """
    if evidence.snapshot_id is not None or not snapshot.is_good or not evidence.quote:
        return False
    found = spans.find(evidence.quote, snapshot.text)
    if found is None or found.how == spans.How.FUZZY:
        return False
    made = spans.make(snapshot.text, found.start, found.end)
    # Unless somebody else anchored it, or put other words in, since it was read. A new version: an opened form must
    # not put other words over the anchored ones.
    unanchored = Evidence.objects.filter(pk=evidence.pk, snapshot__isnull=True, quote=evidence.quote)
    anchored = unanchored.update(
        snapshot=snapshot, start=made.start, end=made.end, prefix=made.prefix, suffix=made.suffix,
        version=F("version") + 1, updated_at=Now(),
    )  # fmt: skip
    if anchored:
        evidence.refresh_from_db(fields=["snapshot", "start", "end", "prefix", "suffix", "version"])
        auditing.record(
            "evidence.anchored", evidence, snapshot=snapshot.pk, how=str(found.how), start=made.start
        )
    return bool(anchored)
