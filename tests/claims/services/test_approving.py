"""Article lines approved many at a time: each by the steps of one alone, and what is refused stops none of the others."""

from __future__ import annotations

import pytest

from claims.models import ArticleVersion, Snapshot, User, Verdict
from claims.services import approving, citing, reviewing
from tests import factories

pytestmark = pytest.mark.usefixtures("noise")
PLACES = ("handled 4,200 ships in 2023", "Nobody keeps a list", "Ida Holm told reporters")


@pytest.fixture
def version(chae: User) -> ArticleVersion:
    return factories.version(by=chae)


@pytest.fixture
def lines(version: ArticleVersion, chae: User) -> list[Verdict]:
    return [submitted(version, words, by=chae) for words in PLACES]


def submitted(version: ArticleVersion, words: str, *, by: User, reach: str = "article_line") -> Verdict:
    claim = factories.claim(by=by, in_version=version, words=words)
    return factories.submitted(claim, by=by, reach=reach)


def read(verdicts: list[Verdict]) -> list[tuple[int, int]]:
    return [(one.pk, one.version) for one in verdicts]


def states(verdicts: list[Verdict]) -> list[str]:
    return [Verdict.objects.get(pk=one.pk).state for one in verdicts]


def test_what_waits_is_shown_with_what_still_stops_it(
    version: ArticleVersion, lines: list[Verdict], ben: User
) -> None:
    waiting = approving.waiting(version, by=ben)
    assert [line.verdict for line in waiting.lines] == lines
    assert waiting.lines[0].stops == ["Key passages captured", "One primary source or two witnesses"]


def test_fact_checks_and_other_articles_are_left_alone(
    version: ArticleVersion, chae: User, ben: User
) -> None:
    submitted(version, PLACES[0], by=chae, reach="fact_check")
    submitted(factories.version(by=chae), PLACES[0], by=chae)
    assert approving.waiting(version, by=ben).total == 0


def test_ones_own_are_counted_and_not_offered(
    version: ArticleVersion, lines: list[Verdict], ben: User
) -> None:
    submitted(version, "Is it a record?", by=ben)
    waiting = approving.waiting(version, by=ben)
    assert (waiting.total, waiting.own) == (3, 1)


def test_who_may_not_approve_is_offered_nothing(
    version: ArticleVersion, lines: list[Verdict], bea: User, ana: User
) -> None:
    assert approving.waiting(version, by=bea).total == 3
    assert approving.waiting(version, by=ana).lines == []


def test_many_are_approved_at_once(version: ArticleVersion, lines: list[Verdict], ben: User) -> None:
    outcomes = approving.approve(read(lines), version=version, by=ben)
    assert all(one.done for one in outcomes)
    assert states(lines) == ["approved"] * 3


def test_what_is_refused_stops_no_other(
    version: ArticleVersion, lines: list[Verdict], chae: User, ben: User
) -> None:
    reviewing.send_back(lines[1], by=chae, reason="A comma.")
    outcomes = approving.approve(read(lines), version=version, by=ben)
    assert [one.done for one in outcomes if one.claim != lines[1].claim] == [True, True]
    assert states(lines) == ["approved", "draft", "approved"]
    assert [one.told for one in outcomes if not one.done] != []


def test_a_text_that_was_changed_meanwhile_is_read_again(
    version: ArticleVersion, lines: list[Verdict], ben: User
) -> None:
    [outcome] = approving.approve([(lines[0].pk, lines[0].version - 1)], version=version, by=ben)
    assert "Read it as it is now" in outcome.told
    assert states(lines[:1]) == ["submitted"]


def test_nobody_approves_their_own_among_many(version: ArticleVersion, ben: User) -> None:
    own = submitted(version, PLACES[0], by=ben)
    [outcome] = approving.approve(read([own]), version=version, by=ben)
    assert "somebody else has to approve it" in outcome.told
    assert states([own]) == ["submitted"]


def test_checkers_approve_nothing(
    version: ArticleVersion, lines: list[Verdict], bea: User, ana: User
) -> None:
    assert not any(one.done for one in approving.approve(read(lines), version=version, by=ana))
    assert states(lines) == ["submitted"] * 3


def test_what_the_gate_stops_is_neither_published_nor_approved(
    version: ArticleVersion, lines: list[Verdict], ben: User
) -> None:
    """Approving and publishing is one action: half of it would be neither what was asked nor what was told."""
    [outcome] = approving.approve(read(lines[:1]), version=version, by=ben, publish=True)
    assert outcome.told.startswith("Not published.")
    assert states(lines[:1]) == ["submitted"]


def test_another_articles_lines_are_not_approved_from_here(
    lines: list[Verdict], chae: User, ben: User
) -> None:
    assert approving.approve(read(lines), version=factories.version(by=chae), by=ben) == []
    assert states(lines) == ["submitted"] * 3


@pytest.fixture
def sourced(version: ArticleVersion, lines: list[Verdict], chae: User, ben: User) -> list[Verdict]:
    """The lines approved, the first of them with all that the gate asks for."""
    claim = lines[0].claim
    draft = reviewing.send_back(lines[0], by=chae, reason="A source is missing.")
    source = factories.source(by=chae, kind="primary")
    snapshot = Snapshot.objects.create(
        job=source.capture_jobs.get(), source=source, url=source.url, status=200, text="4,200 ships called."
    )
    citing.cite(snapshot, quote="4,200 ships", claim=claim, stance="supports", weight="key", by=chae)
    reviewing.submit(draft, by=chae)
    now = [Verdict.objects.get(pk=one.pk) for one in lines]
    approving.approve(read(now), version=version, by=ben)
    return [Verdict.objects.get(pk=one.pk) for one in lines]


def test_approved_lines_wait_to_be_published(
    version: ArticleVersion, sourced: list[Verdict], ben: User, ana: User
) -> None:
    waiting = approving.publishable(version, by=ben)
    assert waiting.total == 3
    assert {line.verdict: line.stops for line in waiting.lines}[sourced[0]] == []
    assert approving.publishable(version, by=ana).lines == []


def test_approved_lines_are_published_together(
    version: ArticleVersion, sourced: list[Verdict], ben: User
) -> None:
    outcomes = approving.approve(read(sourced), version=version, by=ben, publish=True)
    assert [one.told for one in outcomes if one.done] == ["Published."]
    assert sorted(states(sourced)) == ["approved", "approved", "published"]
