"""The claims of an annotated copy as a table: a row for each piece of evidence, formula-safe."""

from __future__ import annotations

import csv
import io

from claims.presenters.annotated_copy import AnnotatedCopy, CopiedClaim, CopiedEvidence
from claims.text import cells

HEAD = (
    "number", "words of the article", "claim", "kind", "what is rated", "who says so", "status", "rating", "finding",
    "stance", "weight", "source", "address", "date", "quote", "translation", "in our words",
)  # fmt: skip
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
    quote = f"searched for: {evidence.quote}" if evidence.is_search else evidence.quote
    return [
        str(claim.number), claim.words, claim.statement, claim.kind, claim.rated, claim.who, claim.status_words,
        claim.rating, claim.summary, evidence.stance, evidence.weight, evidence.source, evidence.url,
        evidence.published_on, quote, evidence.translation, evidence.summary,
    ]  # fmt: skip
