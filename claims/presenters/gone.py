"""What was published and is shown no more: who once read it has to be told, and in no word of what it said."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from claims.models import Hiding, Publication, Redaction, Verdict
from claims.models.publication import PublicationQuerySet

OURS = uuid.UUID("9d1c8f0e-6c0b-5a57-9a3e-0f6f0b6f7d11")
MOST = 100  # of each kind, newest first: who looks in less often than that has to read anew


@dataclass(frozen=True)
class Gone:
    """``identity`` is the claim's in every feed; ``at`` is since when it is not shown."""

    identity: str
    at: datetime


def with_identity(rows: PublicationQuerySet) -> PublicationQuerySet:
    """What ``identity`` needs beside a publication itself."""
    return rows.select_related("claim").only(*_OWN, "claim__created_at")


_OWN = (
    "claim", "number", "slug", "change", "reach", "rating_slug", "language", "title", "public_note", "document",
    "published_at", "visible_from",
)  # fmt: skip


def identity(publication: Publication, *, number: int | None = None) -> str:
    """The name of a claim's entry, or of one number of it, for ever: no host, no slug and no word of it is in it."""
    born = publication.claim.created_at.isoformat()
    told = f"{publication.claim_id} {born}" + (f" {number}" if number else "")
    return f"urn:uuid:{uuid.uuid5(OURS, told)}"


def lately() -> list[Gone]:
    """The claims whose newest number was hidden or redacted, newest first. At most four queries."""
    hidden = dict(Hiding.objects.in_force().order_by("-hidden_at").values_list("claim", "hidden_at")[:MOST])
    redacted = dict(
        Redaction.objects.filter(kind="publication")
        .order_by("-carried_out_at")
        .values_list("key", "carried_out_at")[:MOST]
    )
    if not hidden and not redacted:
        return []
    out = Publication.objects.out().fact_checks().newest()
    rows = list(_bare(out.filter(claim__in=hidden))) + list(
        _bare(out.filter(pk__in=[int(key) for key in redacted]))
    )
    found = {identity(one): hidden.get(one.claim_id) or redacted[str(one.pk)] for one in rows}
    return sorted((Gone(*one) for one in found.items()), key=lambda one: one.at, reverse=True)


def _bare(rows: PublicationQuerySet) -> Iterable[Publication]:
    """Without any of its words."""
    return rows.select_related("claim").only("claim", "claim__created_at")


def withdrawn_lately() -> list[Gone]:
    """The claims whose newest number is a withdrawal, newest first: they have left every list of a rating."""
    rows = Publication.objects.on_show().fact_checks().filter(change=Verdict.Change.WITHDRAWAL)
    newest = (
        rows.select_related("claim")
        .only("claim", "claim__created_at", "published_at")
        .order_by("-published_at")
    )
    return [Gone(identity(one), one.published_at) for one in newest[:MOST]]
