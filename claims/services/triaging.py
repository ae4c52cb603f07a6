"""What an editor is shown of alerts: those of one cause together, worst first, and what can be done about each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from claims import rules
from claims.models import Alert, Claim, Event, Evidence, Finding, Source, User, Verdict
from claims.services import grading

BY_HAND = "by_hand"
Key = tuple[int | None, str, str]


def with_parts(alerts: QuerySet[Alert]) -> QuerySet[Alert]:
    """With all that ``causes`` and its readers need, in a fixed number of queries. Adds ``has_returned``."""
    returned = Event.objects.filter(
        subject_type="alert", subject_pk=Cast(OuterRef("pk"), CharField()), kind="alert.returned"
    )
    parts = alerts.select_related("verdict__claim", "evidence__source", "opened_by")
    return parts.prefetch_related("findings").annotate(has_returned=Exists(returned))


@dataclass
class Cause:
    """One thing that went wrong, and every verdict that it puts at risk. ``check_id`` and ``reason`` are those of the
    gravest finding; *by_hand* where an editor opened the alert."""

    source: Source | None
    check_id: str
    reason: str
    alerts: list[Alert] = field(default_factory=list)

    @property
    def worst(self) -> Alert:
        return max(self.alerts, key=lambda one: (one.severity, -one.pk))

    @property
    def severity(self) -> int:
        return self.worst.severity

    @property
    def severity_words(self) -> str:
        return self.worst.get_severity_display()

    @property
    def why(self) -> str:
        return self.worst.why

    @property
    def since(self) -> datetime:
        return min(one.opened_at for one in self.alerts)

    @property
    def has_returned(self) -> bool:
        """Whether it had healed, and is back: nobody was told a second time."""
        return all(getattr(one, "has_returned", False) for one in self.alerts)

    @property
    def claims(self) -> list[Claim]:
        """The claims at risk, each once, the worst first."""
        ordered = sorted(self.alerts, key=lambda one: (-one.severity, one.opened_at, one.pk))
        return list({one.verdict.claim_id: one.verdict.claim for one in ordered}.values())


def causes(alerts: Iterable[Alert]) -> list[Cause]:
    """Alerts that come ``with_parts``, grouped by what went wrong; the worst first, of equals the oldest."""
    found: dict[Key, Cause] = {}
    for alert in alerts:
        key = _key(alert)
        source = alert.evidence.source
        found.setdefault(key, Cause(source, key[1], key[2])).alerts.append(alert)
    return sorted(found.values(), key=lambda one: (-one.severity, one.since))


def _key(alert: Alert) -> Key:
    """The source, and what is gravest about it. What editors said by hand are causes of their own."""
    gravest = grading.gravest(alert.findings.all())
    if gravest is None or alert.opened_by_id is not None:
        return alert.evidence.source_id, BY_HAND, str(alert.pk)
    return alert.evidence.source_id, gravest.check_id, gravest.reason


# --- What can be done ---------------------------------------------------------------------------------------------


class Way(NamedTuple):
    """``act`` is *no_effect*, *source_replaced*, *correct* or *withdraw*; ``why_not`` is empty where it is possible."""

    act: str
    words: str
    means: str
    why_not: str

    @property
    def is_open(self) -> bool:
        return not self.why_not


def ways_out(alert: Alert, *, by: User) -> list[Way]:
    """What this person can do about the alert, and why not where they can't; in the order in which to think of it."""
    closed = "" if alert.state == Alert.State.OPEN else _("This alert is resolved already.")
    resolve = closed or _unless(rules.can_resolve(by, alert), _("An editor resolves alerts."))
    change = (
        closed
        or _unless(rules.can_draft(by), _("Somebody who drafts verdicts does this."))
        or _in_the_way(alert)
    )
    return [
        Way(
            Alert.Resolution.NO_EFFECT, _("It has no effect on the verdict"),
            _("The verdict holds all the same. What was found is not told again for this evidence until it changes."),
            resolve,
        ),
        Way(
            Alert.Resolution.SOURCE_REPLACED, _("The source was replaced"),
            _("The page has a new address, or another source stands in for it. If the page fails again, so does this."),
            resolve or _unless(_is_replaced(alert), _("Nothing was replaced yet: change the address of the source, or "
            "add evidence from another one, and come back.")),
        ),
        Way(
            "correct", _("Correct the verdict"),
            _("Draft what changes. When a second person has approved it and it is published, this alert is over."),
            change,
        ),
        Way(
            "withdraw", _("Withdraw the verdict"),
            _("Nothing carries it any more. Readers are told why, and a second person approves that too."),
            change,
        ),
    ]  # fmt: skip


def _unless(holds: bool, why_not: str) -> str:
    return "" if holds else why_not


def _in_the_way(alert: Alert) -> str:
    if not Verdict.objects.current().filter(pk=alert.verdict_id).exists():
        return _("The verdict is not the published one any more.")
    begun = Verdict.objects.open().filter(claim=alert.verdict.claim_id).first()
    if begun is None:
        return ""
    what = "withdrawal" if begun.change == Verdict.Change.WITHDRAWAL else "correction"
    return _("A {what} is begun already ({state}). Go on there.").format(
        what=what, state=begun.get_state_display()
    )


def _is_replaced(alert: Alert) -> bool:
    """Whether the source is captured at another address by now, or evidence from elsewhere was added meanwhile."""
    source = alert.evidence.source
    failed = (
        Finding.objects.filter(alerts=alert).order_by("-pk").values_list("snapshot__url", flat=True).first()
    )
    if source is not None and failed is not None and source.url != failed:
        return True
    added = Evidence.objects.filter(claim=alert.verdict.claim_id, created_at__gte=alert.opened_at)
    return added.exclude(source=source).exclude(source=None).exists()
