"""What is told of pages that are gone or changed, and which archived copy is offered for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import (
    Alert,
    ArchiveCopy,
    Claim,
    Evidence,
    Finding,
    Publication,
    Snapshot,
    Source,
    User,
    Verdict,
)
from claims.presenters import live, standing
from claims.presenters.live import CitedPage
from claims.services import alerting, archiving, checking, publishing, reviewing
from tests import factories

DAY = timedelta(days=1)
CITED = datetime(2024, 11, 1, 9, tzinfo=UTC)


class Case:
    """A published claim whose first citation was captured on CITED."""

    def __init__(self, author: User, editor: User, *, first: str = "pass") -> None:
        self.editor = editor
        self.claim: Claim = factories.claim(by=author)
        self.evidence: Evidence = factories.evidence(self.claim, by=author)
        assert self.evidence.source is not None
        self.source: Source = self.evidence.source
        factories.evidence(self.claim, by=author)
        self.cited = self.capture(0, first)
        Evidence.objects.filter(pk=self.evidence.pk).update(snapshot=self.cited, start=0, end=5)
        factories.publish(factories.approved(self.claim, by=author, approver=editor), by=editor)

    @property
    def publication(self) -> Publication:
        rows = Publication.objects.with_newest().select_related("standing")
        row = live.alongside(live.with_last_look(rows)).filter(claim=self.claim).latest("number")
        live.attach([row])
        return row

    def capture(self, day: float, outcome: str = "pass", check_id: str = "quote-present") -> Snapshot:
        """A capture so many days after the cited one, and what a check found in it."""
        at = CITED + day * DAY
        job = self.source.capture_jobs.create(due_at=at, state="done")
        url = self.source.url
        snapshot = Snapshot.objects.create(
            job=job, source=self.source, captured_at=at, url=url, status=200, text="Words."
        )
        of_the_quote = check_id == "quote-present"
        Finding.objects.create(
            check_id=check_id, snapshot=snapshot, evidence=self.evidence if of_the_quote else None, outcome=outcome,
            reason="r", sentence="So it is.", fingerprint=check_id, found_at=at,
        )  # fmt: skip
        alerting.review_source(self.source)
        return snapshot

    def dies(self) -> None:
        Source.objects.filter(pk=self.source.pk).update(health=Source.Health.DEAD)

    def copy(self, day: float, **fields: Any) -> ArchiveCopy:
        """A copy that an archive took so many days after the cited capture."""
        made = {
            "archive": "wayback",
            "url": f"https://archive.example/{day}",
            "archived_at": CITED + day * DAY,
        }
        return ArchiveCopy.objects.create(source=self.source, **(made | fields))

    def told(self) -> tuple[CitedPage, ...]:
        return live.of(self.publication)


@pytest.fixture
def case(chae: User, ben: User, noise: None) -> Case:
    return Case(chae, ben)


def test_of_pages_that_stand_nothing_is_told(case: Case) -> None:
    case.copy(0)
    assert case.told() == ()


def test_of_a_dead_page_the_copy_is_offered(case: Case) -> None:
    case.copy(1)
    case.dies()
    at = CITED + DAY
    assert case.told() == (CitedPage(1, "gone", "wayback", "https://archive.example/1", at),)


def test_a_dead_page_without_a_copy_is_gone_all_the_same(case: Case) -> None:
    case.copy(1, url="", archived_at=None, failure="refused")
    case.dies()
    assert case.told() == (CitedPage(1, "gone"),)


@pytest.mark.parametrize(
    ("check_id", "outcome", "expected"),
    [
        ("quote-present", "fail", "changed"),
        ("quote-present", "warn", None),
        ("quote-present", "unknown", None),
        ("not-a-soft-404", "fail", "changed"),
        ("same-place", "fail", "changed"),
        ("numbers-agree", "fail", None),
        ("content-stable", "warn", None),
    ],
)
def test_what_makes_a_page_a_changed_one(
    case: Case, check_id: str, outcome: str, expected: str | None
) -> None:
    case.capture(5, outcome, check_id)
    assert [page.state for page in case.told()] == ([expected] if expected else [])


def test_words_that_are_back_are_no_trouble(case: Case) -> None:
    case.capture(5, "fail")
    case.capture(6, "pass")
    assert case.told() == ()


def test_a_failed_capture_takes_no_trouble_away(case: Case) -> None:
    case.capture(5, "fail")
    case.capture(6, "unknown")
    assert [page.state for page in case.told()] == ["changed"]


def test_an_alert_without_effect_leaves_the_page_changed(case: Case) -> None:
    case.capture(5, "fail")
    alert = Alert.objects.get()
    alerting.resolve(alert, resolution="no_effect", reason="Others say the same.", by=case.editor)
    assert [page.state for page in case.told()] == ["changed"]


def test_words_that_were_never_there_are_told_of_too(chae: User, ben: User) -> None:
    """Nobody was alarmed: an editor published over it."""
    case = Case(chae, ben, first="fail")
    assert not Alert.objects.exists()
    assert [page.state for page in case.told()] == ["changed"]


def test_what_was_dismissed_is_no_trouble(case: Case) -> None:
    finding = case.capture(5, "fail").findings.get()
    checking.dismiss(finding, reason="They stand in the picture.", by=case.editor)
    assert case.told() == ()


@pytest.mark.parametrize(
    ("days", "offered"),
    [
        ([-1, 2, 4], -1),
        ([2, 4], 2),
        ([-100, 3], 3),
        ([6, 40], None),  # they show the page as it is now
        ([4, 6], 4),
    ],
)
def test_the_copy_nearest_to_what_was_cited_is_offered_if_the_page_had_not_changed_by_then(
    case: Case, days: list[float], offered: float | None
) -> None:
    for day in days:
        case.copy(day)
    case.capture(3, "pass")
    case.capture(5, "fail")
    case.capture(7, "fail")
    (page,) = case.told()
    assert page.url == (f"https://archive.example/{offered}" if offered is not None else "")


def test_after_a_soft_404_only_older_copies_are_offered(case: Case) -> None:
    case.capture(5, "fail", "not-a-soft-404")
    opened_at = Alert.objects.get().opened_at
    case.copy(6, archived_at=opened_at + DAY)
    assert case.told() == (CitedPage(1, "changed"),)
    case.copy(4, archived_at=opened_at - DAY)
    assert case.told()[0].url == "https://archive.example/4"


@pytest.mark.parametrize("when", ["now", "when it was frozen"])
def test_of_a_protected_source_nothing_is_told(case: Case, chae: User, ben: User, when: str) -> None:
    protected = {"is_sensitive": True, "public_wording": "An official"}
    if when != "now":
        claim = factories.claim(by=chae)
        factories.evidence(claim, by=chae, source=Source.objects.get(pk=case.source.pk))
        Source.objects.filter(pk=case.source.pk).update(**protected)
        factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
        case.claim = claim
        protected = {"is_sensitive": False}
    Source.objects.filter(pk=case.source.pk).update(**protected)
    case.copy(1)
    case.dies()
    assert case.told() == ()


def test_a_withdrawn_check_tells_of_no_pages(case: Case, chae: User) -> None:
    old = Verdict.objects.published().get(claim=case.claim)
    notice = reviewing.submit(reviewing.draft_withdrawal(old, by=chae, public_note="Another port."), by=chae)
    publishing.approve_and_publish(notice, by=case.editor)
    case.dies()
    assert case.told() == ()


def test_one_query_answers_for_all_and_none_is_asked_without_need(case: Case, chae: User, ben: User) -> None:
    case.copy(1)
    for _ in range(3):
        Case(chae, ben)
    rows = live.alongside(Publication.objects.order_by("pk"))
    with CaptureQueriesContext(connection) as seen:
        live.attach(rows)
    assert len(seen) == 1  # the rows themselves
    case.dies()
    with CaptureQueriesContext(connection) as seen:
        again = list(rows.all())
        live.attach(again)
    assert len(seen) == 2
    assert [len(live.of(row)) for row in again] == [1, 0, 0, 0]


def test_it_stands_beside_the_document(case: Case) -> None:
    case.copy(1)
    case.dies()
    assert standing.of(case.publication).as_json()["cited_pages"] == [
        {
            "citation": 1,
            "state": "gone",
            "archived": {
                "archive": "Wayback Machine",
                "url": "https://archive.example/1",
                "archived_at": "2024-11-02T09:00:00Z",
            },
        }
    ]


# --- For caches ---------------------------------------------------------------------------------------------------


def test_every_look_renews_what_is_told(case: Case) -> None:
    Source.objects.filter(pk=case.source.pk).update(last_captured_at=CITED + 4000 * DAY)
    assert case.publication.looked_at == CITED + 4000 * DAY  # type: ignore[attr-defined]


def test_an_answer_of_an_archive_renews_it_too(case: Case) -> None:
    case.copy(1, asked_at=CITED + 4000 * DAY)
    assert case.publication.looked_at == CITED + 4000 * DAY  # type: ignore[attr-defined]


def test_without_citations_nothing_was_looked_at(chae: User, ben: User) -> None:
    claim = factories.published_claim(author=chae, editor=ben, with_evidence=0)
    row = live.with_last_look(Publication.objects.all()).get(claim=claim)
    assert row.looked_at is None  # type: ignore[attr-defined]


# --- For the desk -------------------------------------------------------------------------------------------------


def test_the_desk_sees_copies_refusals_and_what_is_awaited(case: Case, settings: Any) -> None:
    settings.PERMA_API_KEY = "a-key"
    first, second = case.copy(1), case.copy(2)
    refused = case.copy(3, archive="perma", url="", archived_at=None, failure="denied", asked_at=CITED)
    archiving.ask(case.source)
    found = live.copies(case.source)
    assert (found.made, found.refused) == ([second, first], [refused])
    assert [job.archive for job in found.waiting] == ["perma"]
