"""How bad it is for a published verdict that its evidence failed a check: a table, and nothing but a table.

Two things count: what hangs on the evidence, and what became of it. Evidence that says something else by now may make
the verdict wrong. A page that is merely gone does not: the desk keeps what it captured, and only readers can't follow
the link any more, unless a public archive has a copy. A page that belongs to somebody else by now leads them astray.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from claims.models import Alert, Evidence, Finding

Severity = Alert.Severity
Weight = Evidence.Weight


class Trouble(IntEnum):
    """What became of the evidence, from what an editor can leave for tomorrow to what can't wait."""

    GONE_BUT_KEPT = 1
    GONE = 2
    LEADS_ASTRAY = 3
    SAYS_OTHERWISE = 4
    TAKEN_BACK = 5


SEVERITY: dict[Trouble, dict[Weight, Severity]] = {
    trouble: dict(zip((Weight.SOLE, Weight.KEY, Weight.SUPPORTING), row, strict=True))
    for trouble, row in {
        # weight of the evidence:  sole               key                supporting
        Trouble.TAKEN_BACK:       (Severity.CRITICAL, Severity.CRITICAL, Severity.SERIOUS),
        Trouble.SAYS_OTHERWISE:   (Severity.CRITICAL, Severity.SERIOUS, Severity.NOTICE),
        Trouble.LEADS_ASTRAY:     (Severity.SERIOUS, Severity.SERIOUS, Severity.NOTICE),
        Trouble.GONE:             (Severity.SERIOUS, Severity.NOTICE, Severity.NOTICE),
        Trouble.GONE_BUT_KEPT:    (Severity.NOTICE, Severity.NOTICE, Severity.NOTICE),
    }.items()
}  # fmt: skip

# By check, and by reason where a check tells several troubles apart. A check that stands in neither table says of the
# evidence itself that it fails.
BY_CHECK = {
    "reachable": Trouble.GONE,
    "not-a-soft-404": Trouble.GONE,
    "same-place": Trouble.LEADS_ASTRAY,
    "quote-present": Trouble.SAYS_OTHERWISE,
    "not-corrected": Trouble.SAYS_OTHERWISE,
}
BY_REASON = {
    ("same-place", "section"): Trouble.GONE,
    ("not-corrected", "retracted"): Trouble.TAKEN_BACK,
}


def trouble(finding: Finding, *, is_kept: bool = False) -> Trouble:
    """``is_kept``: a public archive has a copy of the page from when it was well."""
    by_check = BY_CHECK.get(finding.check_id, Trouble.SAYS_OTHERWISE)
    found = BY_REASON.get((finding.check_id, finding.reason), by_check)
    return Trouble.GONE_BUT_KEPT if is_kept and found == Trouble.GONE else found


def severity(weight: str, of: Trouble) -> Severity:
    """``weight`` is what the published verdict gave the evidence."""
    return SEVERITY[of][Weight(weight)]


def gravest(findings: Iterable[Finding]) -> Finding | None:
    """The finding that an editor should read first: the worst trouble, and of equals the first. None without any."""
    return max(findings, key=lambda one: (trouble(one), -one.pk), default=None)
