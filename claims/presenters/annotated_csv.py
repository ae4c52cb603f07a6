"""The claims of an annotated copy as a table: a row for each piece of evidence, formula-safe."""

from __future__ import annotations

import csv
import io

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.presenters.annotated_copy import AnnotatedCopy, CopiedClaim, CopiedEvidence
from claims.text import cells

HEAD = (
    gettext_lazy("number"),
    gettext_lazy("words of the article"),
    gettext_lazy("claim"),
    gettext_lazy("kind"),
    gettext_lazy("what is rated"),
    gettext_lazy("who says so"),
    gettext_lazy("status"),
    gettext_lazy("rating"),
    gettext_lazy("finding"),
    gettext_lazy("stance"),
    gettext_lazy("weight"),
    gettext_lazy("source"),
    gettext_lazy("address"),
    gettext_lazy("date"),
    gettext_lazy("quote"),
    gettext_lazy("translation"),
    gettext_lazy("in our words"),
)
NOTHING = CopiedEvidence("", "", "", "", "", "", "", "")


def write(copy: AnnotatedCopy) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(HEAD)
    for claim in copy.claims:
        for evidence in claim.evidence or (NOTHING,):
            table.writerow([cells.harmless(cell) for cell in _row(claim, evidence)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _row(claim: CopiedClaim, evidence: CopiedEvidence) -> list[str]:
    quote = _("searched for: {quote}").format(quote=evidence.quote) if evidence.is_search else evidence.quote
    return [
        str(claim.number), claim.words, claim.statement, claim.kind, claim.rated, claim.who, claim.status_words,
        claim.rating, claim.summary, evidence.stance, evidence.weight, evidence.source, evidence.url,
        evidence.published_on, quote, evidence.translation, evidence.summary,
    ]  # fmt: skip
