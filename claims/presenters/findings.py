"""What the checks found, sorted for people: troubles first, what is well or not known behind, dismissed ones apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from claims.models import Dismissal, Finding, Snapshot

ORDER = (Finding.Outcome.FAIL, Finding.Outcome.WARN, Finding.Outcome.UNKNOWN, Finding.Outcome.PASS)
TROUBLES = frozenset({Finding.Outcome.FAIL, Finding.Outcome.WARN})


@dataclass(frozen=True)
class Told:
    """A finding, who dismissed it if anybody did, and the capture with which a person compares the judged one."""

    finding: Finding
    dismissal: Dismissal | None = None
    compared: int | None = None

    @property
    def name(self) -> str:
        """The check in words: “quote-present” → “Quote present”."""
        return self.finding.check_id.replace("-", " ").capitalize()

    @property
    def is_trouble(self) -> bool:
        return self.finding.outcome in TROUBLES


@dataclass(frozen=True)
class Board:
    """The findings about one thing."""

    troubles: list[Told] = field(default_factory=list)
    unknown: list[Told] = field(default_factory=list)
    passed: list[Told] = field(default_factory=list)
    dismissed: list[Told] = field(default_factory=list)

    @property
    def worst(self) -> str:
        """The worst outcome among those that nobody dismissed; empty without any."""
        standing = [*self.troubles, *self.unknown, *self.passed]
        return str(standing[0].finding.outcome) if standing else ""

    @property
    def failed(self) -> int:
        return sum(one.finding.outcome == Finding.Outcome.FAIL for one in self.troubles)

    @property
    def everything(self) -> list[Told]:
        return [*self.troubles, *self.unknown, *self.passed, *self.dismissed]

    @property
    def quiet(self) -> list[Told]:
        """What needs nobody's eye."""
        return [*self.unknown, *self.passed]


def board(told: Iterable[Told]) -> Board:
    made = Board()
    for one in sorted(
        told, key=lambda one: (ORDER.index(Finding.Outcome(one.finding.outcome)), one.finding.check_id)
    ):
        if one.dismissal is not None:
            made.dismissed.append(one)
        elif one.is_trouble:
            made.troubles.append(one)
        elif one.finding.outcome == Finding.Outcome.PASS:
            made.passed.append(one)
        else:
            made.unknown.append(one)
    return made


def tell(found: Sequence[Finding]) -> list[Told]:
    """``found`` (with their snapshots and evidence), each with its dismissal and what it is compared with."""
    sources = {one.snapshot.source_id for one in found}
    dismissed = dismissals(sources)
    first = baselines(sources)
    return [
        Told(
            one,
            dismissed.get((one.snapshot.source_id, one.check_id, one.fingerprint)),
            _compared(one, first),
        )
        for one in found
    ]


def dismissals(sources: Iterable[int]) -> dict[tuple[int, str, str], Dismissal]:
    """By source, check and fingerprint."""
    rows = Dismissal.objects.filter(source__in=list(sources)).select_related("dismissed_by")
    return {(one.source_id, one.check_id, one.fingerprint): one for one in rows}


def baselines(sources: Iterable[int]) -> dict[int, int]:
    """The key of each source's first good capture."""
    rows = Snapshot.objects.good().filter(source__in=list(sources))
    first = rows.order_by("source_id", "captured_at", "pk").distinct("source_id")
    return dict(first.values_list("source_id", "pk"))


def _compared(finding: Finding, first: Mapping[int, int]) -> int | None:
    """The capture in which the words were anchored, or else the first one; None where there is nothing to compare."""
    if not finding.snapshot.is_good:
        return None
    anchored = finding.evidence.snapshot_id if finding.evidence else None
    before = anchored or first.get(finding.snapshot.source_id)
    return None if before == finding.snapshot_id else before
