"""A source with all that is known of it, for its page: what hangs on it, and what the checks find now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.models import (
    Alert,
    ArchiveCopy,
    CaptureJob,
    Evidence,
    Finding,
    Probe,
    Snapshot,
    Source,
    Verdict,
)
from claims.presenters import findings, source_health
from claims.presenters.findings import Board
from claims.presenters.source_health import described

SHOWN = 100  # pieces of evidence
COPIES = 10


@dataclass(frozen=True)
class Use:
    """A piece of evidence from the source: the verdict that readers see of its claim, and whether it is at risk."""

    evidence: Evidence
    board: Board = field(default_factory=Board)
    verdict: Verdict | None = None
    alert: Alert | None = None


@dataclass(frozen=True)
class Case:
    """``board``: what was found about the source as a whole."""

    uses: list[Use]
    board: Board

    @property
    def failed(self) -> int:
        """How many findings fail, dismissed ones left out."""
        return sum(board.failed for board in self._boards)

    @property
    def warnings(self) -> int:
        return sum(len(board.troubles) - board.failed for board in self._boards)

    @property
    def _boards(self) -> list[Board]:
        return [self.board, *(one.board for one in self.uses)]

    @property
    def at_risk(self) -> list[Use]:
        """What published verdicts rest on and an alert is open about, the worst first."""
        return [one for one in self.uses if one.alert]

    @property
    def causes(self) -> list[str]:
        """Why they are at risk, each reason once."""
        return list(dict.fromkeys(one.alert.why for one in self.uses if one.alert))


def case(source: Source) -> Case:
    pieces = list(source.evidence.select_related("claim", "snapshot").defer(*_heavy("snapshot"))[:SHOWN])
    own, general = _boards(source)
    verdicts = _verdicts([one.claim_id for one in pieces])
    alerts = _alerts(source)
    uses = [
        Use(one, own.get(one.pk, Board()), verdicts.get(one.claim_id), alerts.get(one.pk)) for one in pieces
    ]
    return Case(sorted(uses, key=_rank), general)


def _heavy(*prefix: str) -> list[str]:
    return ["__".join((*prefix, name)) for name in ("text", "headers")]


def _rank(use: Use) -> tuple[int, int, int, int]:
    """What is at risk first, then what readers see, then by weight."""
    weights = list(Evidence.Weight)
    return (
        -use.alert.severity if use.alert else 0,
        use.verdict is None,
        weights.index(Evidence.Weight(use.evidence.weight)),
        use.evidence.pk,
    )


def _boards(source: Source) -> tuple[dict[int, Board], Board]:
    """What is known now of each piece of evidence, and of the source as a whole."""
    rows = Finding.objects.of_source(source).current().select_related("snapshot", "evidence")
    told = findings.tell(list(rows.defer(*_heavy("snapshot"))))
    own = defaultdict(list)
    for one in told:
        own[one.finding.evidence_id].append(one)
    general = findings.board(own.pop(None, []))
    return {key: findings.board(found) for key, found in own.items() if key is not None}, general


def _verdicts(claims: list[int]) -> dict[int, Verdict]:
    """What readers are told of each claim now."""
    rows = Verdict.objects.current().filter(claim__in=claims).select_related("rating", "publication")
    return {one.claim_id: one for one in rows.defer("publication__document", "publication__search")}


def _alerts(source: Source) -> dict[int, Alert]:
    rows = Alert.objects.open().filter(evidence__source=source)
    return {one.evidence_id: one for one in rows.order_by("severity")}


def sentence(source: Source) -> str:
    """What is known of the source's health, for a journalist."""
    if not source.url:
        return _("It has no address, so nothing can be captured.")
    if source.last_captured_at is None:
        return _("It was not captured yet.")
    note = source.health_note
    match source.health:
        case Source.Health.OK:
            return _("It answers, and its text could be read.")
        case Source.Health.DEAD:
            return _("{note} {dead_after} captures failed, days apart: it counts as gone.").format(
                note=note, dead_after=Source.DEAD_AFTER
            )
        case Source.Health.FAILING:
            left = Source.DEAD_AFTER - source.counted_failures
            return ngettext(
                "{note} After {left} more failure, days apart, it counts as gone.",
                "{note} After {left} more failures, days apart, it counts as gone.",
                left,
            ).format(note=note, left=left)
    return note or _("Nothing is known yet.")


def waiting(source: Source) -> CaptureJob | None:
    return source.capture_jobs.pending().first()


def copies(source: Source) -> list[ArchiveCopy]:
    """What web archives answered, newest first."""
    return list(source.archive_copies.order_by("-asked_at", "-pk")[:COPIES])


def comparable(source: Source, found: list[source_health.Capture]) -> tuple[int, int] | None:
    """The two captures to begin a comparison with: the one that the desk cites most, or the first, and the newest
    good one. None where there are no two."""
    good = [one for one in found if one.is_good]
    if len(good) < 2:
        return None
    cited = list(source.evidence.exclude(snapshot=None).values_list("snapshot", flat=True))
    before = max(set(cited), key=lambda pk: (cited.count(pk), -pk)) if cited else good[-1].pk
    return (before, good[0].pk) if before != good[0].pk else (good[-1].pk, good[0].pk)


def probe_sentence(probe: Probe) -> str:
    """What the host's answer to a made-up address is worth."""
    if probe.status in {404, 410}:
        return _(
            "Asked for a made-up address, {host} says “not found” ({status}): when it answers here, the "
            "page is there."
        ).format(host=probe.host, status=probe.status)
    if probe.failure:
        return _("Asked for a made-up address, {host} did not answer as it should: {failure}").format(
            host=probe.host, failure=described(probe.failure)
        )
    return _(
        "Asked for a made-up address, {host} answers with {status} all the same: an answer alone is "
        "no proof that a page is there, so the texts are compared."
    ).format(host=probe.host, status=probe.status)


@dataclass(frozen=True)
class Facts:
    """``latest`` is the newest capture, ``good`` the newest that showed the page; neither has its text."""

    latest: Snapshot | None = None
    good: Snapshot | None = None

    @property
    def probe_says(self) -> str:
        return probe_sentence(self.good.probe) if self.good and self.good.probe else ""


def facts(source: Source) -> Facts:
    """What the newest captures tell beside the text."""
    rows = source.snapshots.select_related("probe").defer("text", "headers", "probe__text")
    rows = rows.annotate(size=F("body__size")).order_by("-captured_at", "-pk")
    latest = rows.first()
    if latest is None or latest.is_good:
        return Facts(latest, latest)
    return Facts(latest, rows.good().first())
