"""The queue of alerts: open ones by what went wrong, the worst first; resolved ones as they were resolved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from claims.admin import listing
from claims.admin.base import as_number, person
from claims.exceptions import InvalidInput
from claims.models import Alert, Claim, Source, User, VerdictContributor
from claims.presenters import keyset
from claims.presenters.veiling import Eyes
from claims.services import triaging

if TYPE_CHECKING:
    from claims.admin.base import DeskAdmin
    from claims.models.alert import AlertQuerySet

TEMPLATE = "claims/admin/alert_queue.html"
OPEN_SHOWN = 200
RESOLVED_SHOWN = 50
COUNTED = 5_000


@dataclass(frozen=True)
class Asked:
    """The filters of the queue. Each is an address, so that what it shows can be sent to a colleague."""

    state: str = Alert.State.OPEN
    severity: int = 0
    source: int = 0
    claim: int = 0
    mine: bool = False

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        given = request.GET
        severity = as_number(given.get("severity"))
        return cls(
            state=Alert.State.RESOLVED if given.get("state") == Alert.State.RESOLVED else Alert.State.OPEN,
            severity=severity if severity in Alert.Severity.values else 0,
            source=max(as_number(given.get("source")), 0),
            claim=max(as_number(given.get("claim")), 0),
            mine=given.get("mine") == "1",
        )

    def query(self, **changes: Any) -> str:
        """The address's query with these filters, and with ``changes``."""
        asked = replace(self, **changes)
        said = {
            "state": "" if asked.state == Alert.State.OPEN else str(asked.state),
            "severity": asked.severity, "source": asked.source, "claim": asked.claim, "mine": int(asked.mine),
        }  # fmt: skip
        return urlencode({name: value for name, value in said.items() if value})

    def rows(self, by: User) -> AlertQuerySet:
        """The alerts that these filters leave, whatever their state and severity."""
        rows = Alert.objects.all()
        if self.source:
            rows = rows.filter(evidence__source=self.source)
        if self.claim:
            rows = rows.filter(verdict__claim=self.claim)
        return rows.filter(of_mine(by)) if self.mine else rows


def of_mine(by: User) -> Q:
    """On claims assigned to this person, and on verdicts that they wrote any of."""
    wrote = VerdictContributor.objects.filter(person=by).values("verdict")
    return Q(verdict__claim__assigned_to=by) | Q(verdict__in=wrote)


class Choice(NamedTuple):
    """A filter as a link: its words, how many alerts it leaves, its query, and whether it is in force."""

    words: str
    n: int | None
    query: str
    is_current: bool


def show(request: HttpRequest, desk: DeskAdmin) -> HttpResponse:
    if not desk.has_view_permission(request):
        raise PermissionDenied
    asked, by = Asked.of(request), person(request)
    is_open = asked.state == Alert.State.OPEN
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Alerts"),
        "opts": desk.opts,
        "asked": asked,
        "is_open": is_open,
        "choices": choices(asked, by),
        **listing.above(desk, request),
        "only": only(asked),
        **(open_ones(asked, by) if is_open else resolved_ones(asked, by, request.GET.get("before"))),
    }
    return TemplateResponse(request, TEMPLATE, context)


def listed(request: HttpRequest) -> AlertQuerySet:
    """All alerts that the queue's filters leave, the worst first."""
    asked = Asked.of(request)
    rows = asked.rows(person(request)).filter(state=asked.state)
    return of_severity(rows, asked.severity).worst_first()


def of_severity(rows: AlertQuerySet, severity: int) -> AlertQuerySet:
    return rows.filter(severity=severity) if severity else rows


def open_ones(asked: Asked, by: User) -> dict[str, Any]:
    """Those of one cause together."""
    rows = of_severity(asked.rows(by).open(), asked.severity).worst_first()
    parts = triaging.with_parts(rows).select_related("verdict__rating", "verdict__claim__assigned_to")
    found = list(parts[: OPEN_SHOWN + 1])
    return {"causes": triaging.causes(Eyes().alerts(found[:OPEN_SHOWN])), "is_cut": len(found) > OPEN_SHOWN}


def resolved_ones(asked: Asked, by: User, cursor: str | None) -> dict[str, Any]:
    """The last resolved first, page by page."""
    try:
        before = keyset.decode(cursor) if cursor else None
    except InvalidInput:
        before = None
    rows = of_severity(asked.rows(by).filter(state=Alert.State.RESOLVED), asked.severity)
    rows = rows.select_related("verdict__claim", "verdict__rating", "evidence__source", "resolved_by")
    page = keyset.page(rows, by="resolved_at", before=before, size=RESOLVED_SHOWN)
    older = urlencode({"before": page.older}) if page.older else ""
    return {
        "resolved": Eyes().alerts(page.rows),
        "older": "&".join(filter(None, [asked.query(), older])) if older else "",
    }


def choices(asked: Asked, by: User) -> dict[str, list[Choice]]:
    """The filters as links, with how many alerts each leaves."""
    rows = asked.rows(by)
    counted = dict(rows.open().order_by().values_list("severity").annotate(n=Count("pk")))
    resolved = rows.filter(state=Alert.State.RESOLVED).order_by()[:COUNTED].count()
    everybody = replace(asked, mine=False).rows(by).open()
    mine = everybody.filter(of_mine(by)).count()
    is_open = asked.state == Alert.State.OPEN
    return {
        "state": [
            Choice(
                _("Open"), sum(counted.values()), asked.query(state=Alert.State.OPEN, severity=0), is_open
            ),
            Choice(_("Resolved"), resolved, asked.query(state=Alert.State.RESOLVED, severity=0), not is_open),
        ],
        "severity": [
            Choice(_("Of any severity"), None, asked.query(severity=0), not asked.severity),
            *(
                Choice(
                    str(words).capitalize(),
                    counted.get(value, 0) if is_open else None,
                    asked.query(severity=value),
                    asked.severity == value,
                )
                for value, words in reversed(Alert.Severity.choices)
            ),
        ],
        "whose": [
            Choice(_("Everybody’s"), None, asked.query(mine=False), not asked.mine),
            Choice(_("Mine"), mine if is_open else None, asked.query(mine=True), asked.mine),
        ],
    }


def only(asked: Asked) -> list[tuple[str, str]]:
    """(what the queue is narrowed to, the query that lifts it)."""
    found = []
    if asked.source:
        source = Source.objects.filter(pk=asked.source).first()
        found.append((str(source or _("an unknown source")), asked.query(source=0)))
    if asked.claim:
        claim = Claim.objects.filter(pk=asked.claim).first()
        found.append((str(claim or _("an unknown claim")), asked.query(claim=0)))
    return found
