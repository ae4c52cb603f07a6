"""The desk in figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from claims.models import Claimant, User, Verdict
from claims.presenters import desk_figures
from claims.services import assessing, gate, marking, publishing, reviewing
from tests import factories

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def holm(db: None) -> Claimant:
    return Claimant.objects.create(slug="ida-holm", name="Ida Holm")


def test_what_was_published_in_this_time_is_counted(chae: User, ben: User) -> None:
    factories.published_claim(author=chae, editor=ben)
    assert desk_figures.figures(days=30).published.total == 1


def test_what_was_published_before_is_not(chae: User, ben: User) -> None:
    factories.published_claim(author=chae, editor=ben)
    later = timezone.now() + timedelta(days=40)
    assert desk_figures.figures(days=30, now=later).published.total == 0


def test_a_month_has_a_column_a_week_and_a_year_one_a_month(db: None) -> None:
    found = [[row.words for row in desk_figures.figures(days=n, now=NOW).marked.rows] for n in (30, 365)]
    assert found[0] == ["19 Oct", "26 Oct", "2 Nov", "9 Nov", "16 Nov"]
    assert (len(found[1]), found[1][0], found[1][-1]) == (13, "Nov 2025", "Nov 2026")


def test_what_is_counted_stands_in_its_week(chae: User) -> None:
    factories.claim(by=chae)
    assert [row.n for row in desk_figures.figures(days=30).marked.rows][-1] == 1


def test_a_step_takes_as_long_as_half_of_its_last_rounds_did(chae: User, ben: User) -> None:
    for hours in (4, 6, 90):
        draft = factories.draft(factories.claim(by=chae), by=chae)
        verdict = reviewing.submit(draft, by=chae, at=timezone.now() - timedelta(hours=hours, minutes=1))
        factories.publish(reviewing.approve(verdict, by=ben), by=ben)
    span = {one.words: one for one in desk_figures.figures(days=30).spans}["from submission to approval"]
    assert (span.n, span.median, span.most) == (3, "6 hours", "3 days")


def test_without_a_publication_no_step_has_a_length(chae: User) -> None:
    factories.submitted(factories.claim(by=chae), by=chae)
    assert {(one.n, one.median) for one in desk_figures.figures(days=30).spans} == {(0, "–")}


def test_what_lies_longest_is_told(chae: User) -> None:
    factories.submitted(factories.claim(by=chae), by=chae)
    in_ten_days = timezone.now() + timedelta(days=10)
    waiting = {one.words: one for one in desk_figures.figures(days=30, now=in_ten_days).waiting}
    assert (waiting["awaiting approval"].n, waiting["awaiting approval"].days) == (1, 10)
    assert (waiting["approved, not published"].n, waiting["unreviewed"].n) == (0, 0)


def test_verdicts_are_counted_by_rating_in_the_order_of_the_scale(chae: User, ben: User) -> None:
    factories.published_claim(author=chae, editor=ben)
    bars = desk_figures.figures(days=30).ratings
    assert sum(bar.n for bar in bars) == 1
    assert [bar.words for bar in bars] == [one.label for one in factories.scale().values()]


def test_whom_the_desk_checks_is_counted_by_claimant_and_rating(
    holm: Claimant, chae: User, ben: User
) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    marking.edit_claim(claim, version=claim.version, by=chae, claimant=holm)
    balance = desk_figures.figures(days=30).balance
    assert [(name, n) for name, n, _ in balance.rows] == [("Ida Holm", 1)]
    assert sum(balance.rows[0][2]) == 1


def test_who_has_no_name_is_counted_too(chae: User, ben: User) -> None:
    factories.published_claim(author=chae, editor=ben)
    assert desk_figures.figures(days=30).balance.rows[0][0] == "nobody by name"


def test_a_withdrawn_verdict_stands_no_more(chae: User, ben: User) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    notice = reviewing.draft_withdrawal(claim.verdicts.get(), by=chae, public_note="We were wrong.")
    submitted = reviewing.submit(notice, by=chae, version=notice.version)
    publishing.approve_and_publish(Verdict.objects.with_parts().get(pk=submitted.pk), by=ben)
    found = desk_figures.figures(days=30)
    assert sum(bar.n for bar in found.ratings) == 0
    assert {bar.words: bar.n for bar in found.changes}["withdrawal"] == 1


def test_overrides_of_the_gate_are_counted(chae: User, ben: User) -> None:
    claim = factories.claim(by=chae)
    verdict = factories.approved(claim, by=chae, approver=ben)
    unmet = {line.code: "There was no time." for line in gate.lines(verdict) if line.stops}
    publishing.publish(verdict, by=ben, overrides=unmet)
    assert unmet
    assert {bar.words for bar in desk_figures.figures(days=30).overrides} == {
        code.replace("_", " ") for code in unmet
    }


def test_agreement_is_that_of_the_claims_two_people_assessed(chae: User, ben: User, ana: User) -> None:
    ratings = factories.scale()
    for theirs, others in (
        ("accurate", "accurate"),
        ("inaccurate", "inaccurate"),
        ("accurate", "inaccurate"),
    ):
        claim = factories.claim(by=chae)
        assessing.assess(claim, by=ana, rating=ratings[theirs], reasoning="Read it.")
        assessing.assess(claim, by=ben, rating=ratings[others], reasoning="Read it too.")
    found = desk_figures.figures(days=30).agreement
    assert (found.claims, found.assessments) == (3, 6)
    assert found.alpha is not None
    assert 0 < found.alpha < 0.8


def test_without_two_opinions_nothing_is_said_of_agreement(chae: User) -> None:
    assert desk_figures.figures(days=30).agreement.alpha is None


@pytest.mark.parametrize("zone", ["UTC", "Asia/Seoul", "America/New_York"])
@pytest.mark.parametrize("days", [30, 365])
def test_what_is_counted_stands_in_its_week_and_month_in_any_time_zone(
    zone: str, days: int, chae: User
) -> None:
    factories.claim(by=chae)
    with timezone.override(zone):
        assert [row.n for row in desk_figures.figures(days=days).marked.rows][-1] == 1
