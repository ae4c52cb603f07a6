"""What became of the pages that a frozen document cites: whether they still stand, and else the copy in an archive.

It stands beside the document, never in it. Of a protected source nothing is told, nor of one that was protected when
the document was frozen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    JSONField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, JSONObject, Least

from claims.models import (
    Alert,
    ArchiveCopy,
    ArchiveJob,
    Doubt,
    Finding,
    Publication,
    Source,
    VerdictCitation,
)
from claims.models.archive import Archive
from claims.models.publication import PublicationQuerySet
from claims.presenters.document import moment

GONE, CHANGED = "gone", "changed"
QUOTE = "quote-present"
OF_THE_PAGE = (
    QUOTE,
    "not-a-soft-404",
    "same-place",
)  # checks that fail where the live page isn't what was cited
FOR_EVER = datetime.max.replace(tzinfo=UTC)
SHOWN = '$.citations[*] ? (@.number == $n && @.source.url != "")'


@dataclass(frozen=True)
class CitedPage:
    """A cited page that isn't there any more (*gone*), or isn't what was cited (*changed*).

    ``url`` is the copy that was taken nearest to when the page was captured, and before it changed; empty: none is.
    """

    number: int
    state: str
    archive: str = ""
    url: str = ""
    archived_at: datetime | None = None

    @property
    def archive_name(self) -> str:
        return str(Archive(self.archive).label) if self.archive else ""

    def as_json(self) -> dict[str, Any]:
        copy = None
        if self.url and self.archived_at:
            copy = {"archive": self.archive_name, "url": self.url, "archived_at": moment(self.archived_at)}
        return {"citation": self.number, "state": self.state, "archived": copy}


def alongside(rows: PublicationQuerySet) -> PublicationQuerySet:
    """``rows`` with a first, cheap answer to whether anything is to be told of them; ``attach`` gives the rest."""
    return rows.annotate(has_suspects=Exists(Doubt.objects.filter(verdict=OuterRef("verdict"))))


def attach(rows: Iterable[Publication]) -> None:
    """Give publications that were read ``alongside`` their ``cited_pages``.

    One query for all, and none where nothing ever went wrong with a page, which is nearly always.
    """
    suspects = [one for one in rows if getattr(one, "has_suspects", False)]
    told = pages_of([one.pk for one in suspects]) if suspects else {}
    for one in suspects:
        one.cited_pages = told.get(one.pk, ())  # type: ignore[attr-defined]


def pages_of(publications: list[int]) -> dict[int, tuple[CitedPage, ...]]:
    """The cited pages that are gone or changed, of publications by their keys."""
    found = _with_pages().filter(pk__in=publications).values_list("pk", "pages")
    return {pk: tuple(_page(page) for page in pages if page["is_shown"]) for pk, pages in found}


def of(publication: Publication) -> tuple[CitedPage, ...]:
    """What ``attach`` gave it: its cited pages that are gone or changed."""
    pages: tuple[CitedPage, ...] = getattr(publication, "cited_pages", ())
    return pages


def with_last_look(rows: PublicationQuerySet) -> PublicationQuerySet:
    """Adds ``looked_at``: the last moment at which any of this may have become another, by a look at a page, an
    archive's answer, an editor's word. In between, it is what it was; null: nothing is cited."""
    cited = VerdictCitation.objects.filter(verdict=OuterRef("verdict")).order_by().values("verdict")
    moments = (
        "evidence__source__last_captured_at",
        "evidence__source__updated_at",
        "evidence__source__archive_copies__asked_at",
        "evidence__source__dismissals__dismissed_at",
    )
    last = cited.annotate(at=Greatest(*(Max(one) for one in moments))).values("at")
    return rows.annotate(looked_at=Subquery(last))


@dataclass(frozen=True)
class Copies:
    """What archives have of a source, for the desk: ``made``, newest first; ``refused``, each archive's last word
    where that was none; ``waiting``, what was asked for and is still to come."""

    made: list[ArchiveCopy]
    refused: list[ArchiveCopy]
    waiting: list[ArchiveJob]


def copies(source: Source) -> Copies:
    last = source.archive_copies.order_by("archive", "-asked_at", "-pk").distinct("archive")
    return Copies(
        list(source.archive_copies.made().order_by("-archived_at", "-pk")),
        [one for one in last if one.failure],
        list(source.archive_jobs.pending().order_by("pk")),
    )


def _page(row: dict[str, Any]) -> CitedPage:
    state = GONE if row["health"] == Source.Health.DEAD else CHANGED
    copy = row["copy"]
    if not copy:
        return CitedPage(row["number"], state)
    return CitedPage(
        row["number"], state, copy["archive"], copy["url"], datetime.fromisoformat(copy["archived_at"])
    )


def _is_dead() -> Q:
    return Q(evidence__source__health=Source.Health.DEAD)


def _with_pages() -> Any:
    """Publications with their citations whose page is gone or changed, each with the copy to offer."""
    cited = VerdictCitation.objects.filter(verdict=OuterRef("verdict"), evidence__source__is_sensitive=False)
    cited = cited.annotate(is_lost=_is_lost(), alarmed_at=Subquery(_alarms().values("opened_at")[:1]))
    troubled = cited.filter(_is_dead() | Q(alarmed_at__isnull=False) | Q(is_lost=True))
    changed_at = Least("alarmed_at", Case(When(is_lost=True, then=Subquery(_first_lost()))))
    dated = troubled.annotate(
        until=Coalesce(changed_at, Value(FOR_EVER)),
        cited_at=Coalesce("snapshot__captured_at", "verdict__published_at"),
    )
    told = JSONObject(
        number="number", health="evidence__source__health", is_shown=_is_shown(), copy=Subquery(_nearest())
    )
    pages = ArraySubquery(dated.order_by("number").values(told=told))
    return Publication.objects.annotate(pages=pages)


def _quote_findings(evidence: OuterRef) -> QuerySet[Finding]:
    found = Finding.objects.filter(check_id=QUOTE, evidence=evidence)
    return found.exclude(outcome=Finding.Outcome.UNKNOWN)


def _is_lost() -> Subquery:
    """Whether the quoted words were not there when the page was last seen, and nobody said that this doesn't matter."""
    newest = _quote_findings(OuterRef("evidence")).with_dismissal().order_by("-pk")  # type: ignore[attr-defined]
    lost = Case(When(outcome=Finding.Outcome.FAIL, is_dismissed=False, then=True), default=False)
    return Subquery(newest.values(lost=lost)[:1], output_field=BooleanField())


def _first_lost() -> QuerySet[Finding, Any]:
    """The first capture of those that no longer showed the words."""
    present = _quote_findings(OuterRef(OuterRef("evidence"))).exclude(outcome=Finding.Outcome.FAIL)
    since = Coalesce(Subquery(present.order_by("-pk").values("pk")[:1]), 0)
    lost = _quote_findings(OuterRef("evidence")).filter(outcome=Finding.Outcome.FAIL, pk__gt=since)
    return lost.order_by("pk").values("snapshot__captured_at")[:1]


def _alarms() -> QuerySet[Alert]:
    """The open alert that says of this very page that it isn't what was cited."""
    return (
        Alert.objects.open()
        .filter(
            verdict=OuterRef("verdict"), evidence=OuterRef("evidence"), findings__check_id__in=OF_THE_PAGE
        )
        .order_by("opened_at")
    )


def _nearest() -> QuerySet[ArchiveCopy, Any]:
    between = ExpressionWrapper(F("archived_at") - OuterRef("cited_at"), output_field=DurationField())
    apart = Func(between, template="ABS(EXTRACT(EPOCH FROM %(expressions)s))", output_field=FloatField())
    made = ArchiveCopy.objects.made().filter(source=OuterRef("evidence__source"))
    in_time = made.filter(archived_at__lt=OuterRef("until")).annotate(apart=apart)
    found = JSONObject(archive="archive", url="url", archived_at="archived_at")
    return in_time.order_by("apart", "-pk").values(found=found)[:1]


def _is_shown() -> Func:
    """Whether the frozen document names the page: not where its source was protected."""
    return Func(
        Cast(OuterRef("document"), JSONField()),
        Value(SHOWN),
        JSONObject(n="number"),
        function="jsonb_path_exists",
        output_field=BooleanField(),
    )
