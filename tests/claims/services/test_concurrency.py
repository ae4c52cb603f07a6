"""Several people at once, on real connections: every race has one winner, and the losers are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection

from claims.exceptions import DomainError
from claims.models import Event, Publication, User, Verdict
from claims.services import assessing, citing, marking, publishing, reviewing
from tests import factories
from tests.together import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PEOPLE = 6


@pytest.fixture(autouse=True)
def connections_closed() -> Iterator[None]:
    yield
    connection.close()


def refusals(outcomes: list[Any]) -> list[DomainError]:
    """Who lost the race. Whatever else went wrong is no refusal, and fails the test."""
    failed = [one for one in outcomes if isinstance(one, Exception)]
    assert [one for one in failed if not isinstance(one, DomainError)] == []
    return failed


def test_two_approvals_at_once_are_one(chae: User, ben: User, bea: User) -> None:
    verdict = factories.submitted(factories.claim(by=chae), by=chae)
    outcomes = at_once(*[lambda by=by: reviewing.approve(verdict, by=by) for by in (ben, bea) * 3])
    assert len(refusals(outcomes)) == PEOPLE - 1
    assert Event.objects.filter(kind="verdict.approved").count() == 1


def test_approving_and_sending_back_at_once_leave_one_state(chae: User, ben: User, bea: User) -> None:
    verdict = factories.submitted(factories.claim(by=chae), by=chae)
    outcomes = at_once(
        lambda: reviewing.approve(verdict, by=ben, version=verdict.version),
        lambda: reviewing.send_back(verdict, by=bea, reason="Say when."),
    )
    now = Verdict.objects.get(pk=verdict.pk)
    assert (now.state == "approved") == (now.approved_by is not None)
    assert len(refusals(outcomes)) <= 1


def test_two_publications_at_once_are_one(chae: User, ben: User, bea: User) -> None:
    claim = factories.claim(by=chae)
    factories.evidence(claim, by=chae)
    verdict = factories.approved(claim, by=chae, approver=ben)
    outcomes = at_once(
        *[
            lambda by=by: publishing.publish(verdict, by=by, overrides={"captured": "By hand."})
            for by in (ben, bea) * 3
        ]
    )
    assert len(refusals(outcomes)) == PEOPLE - 1
    assert Publication.objects.count() == 1


def test_publishing_and_sending_back_at_once_never_wait_for_each_other(
    chae: User, ben: User, bea: User
) -> None:
    """Both write the verdict and, by its triggers, the claim: in the same order, or PostgreSQL would end one."""
    claims = [factories.claim(by=chae) for _ in range(4)]
    for claim in claims:
        factories.evidence(claim, by=chae)
    verdicts = [factories.approved(claim, by=chae, approver=ben) for claim in claims]
    acts: list[Callable[[], Any]] = []
    for verdict in verdicts:
        publish = partial(publishing.publish, verdict, by=ben, overrides={"captured": "By hand."})
        acts += [publish, partial(reviewing.send_back, verdict, by=bea, reason="Say when.")]
    outcomes = at_once(*acts)
    assert None not in outcomes
    assert len(refusals(outcomes)) == len(verdicts)


def test_evidence_edited_while_somebody_approves_is_never_published_unread(chae: User, ben: User) -> None:
    claim = factories.claim(by=chae)
    evidence = factories.evidence(claim, by=chae)
    verdict = factories.submitted(claim, by=chae)
    at_once(
        partial(publishing.approve_and_publish, verdict, by=ben, overrides={"captured": "By hand."}),
        partial(citing.edit_evidence, evidence, version=1, by=chae, quote="9,900 ships"),
    )
    assert all("9,900" not in one.document for one in Publication.objects.all())


def test_two_first_assessments_at_once_are_one(chae: User) -> None:
    claim, rating = factories.claim(by=chae), factories.scale()["accurate"]
    assess = partial(assessing.assess, claim, by=chae, rating=rating, reasoning="Read it.")
    outcomes = at_once(*[assess] * PEOPLE)
    assert len(refusals(outcomes)) == PEOPLE - 1
    assert claim.assessments.count() == 1


def test_a_sentence_is_not_ruled_out_while_a_claim_is_marked_in_it(chae: User, ben: User) -> None:
    version = factories.version(by=chae)
    sentence = next(one for one in version.sentences.all() if version.text[one.start : one.end].endswith("?"))
    mark = partial(
        marking.mark_claim,
        version,
        start=sentence.start,
        end=sentence.end,
        statement="It is.",
        kind="event",
        by=chae,
    )
    at_once(mark, partial(marking.rule_out, sentence, reason="question", by=ben))
    sentence.refresh_from_db()
    assert sentence.disposition == "claim"


def test_two_drafts_at_once_are_one(chae: User, ben: User) -> None:
    claim = factories.claim(by=chae)
    outcomes = at_once(*[lambda by=by: reviewing.draft(claim, by=by) for by in (chae, ben) * 3])
    assert len(refusals(outcomes)) == PEOPLE - 1
    assert claim.verdicts.count() == 1


def test_no_edit_is_overwritten_silently(chae: User, ben: User) -> None:
    verdict = factories.draft(factories.claim(by=chae), by=chae)
    acts = [
        lambda n=n: reviewing.edit(
            verdict, by=(chae, ben)[n % 2], version=verdict.version, summary=f"Summary {n}."
        )
        for n in range(PEOPLE)
    ]
    outcomes = at_once(*acts)
    assert len(refusals(outcomes)) == PEOPLE - 1
    assert Verdict.objects.get(pk=verdict.pk).version == verdict.version + 1


def test_an_editor_who_edits_while_another_submits_is_never_the_approver(chae: User, ben: User) -> None:
    """However the race ends: who has written on the verdict is on record, and can't approve it."""
    verdict = factories.draft(factories.claim(by=chae), by=chae)
    at_once(
        lambda: reviewing.edit(verdict, by=ben, version=verdict.version, summary="Ben's words."),
        lambda: reviewing.submit(verdict, by=chae),
    )
    now = Verdict.objects.get(pk=verdict.pk)
    wrote = now.contributors.filter(person=ben).exists()
    assert wrote == (now.summary == "Ben's words.")


def test_statements_marked_at_once_get_different_addresses(chae: User) -> None:
    version = factories.version(by=chae)
    acts = [
        lambda n=n: marking.mark_claim(
            version, start=n, end=n + 5, statement="Same words.", kind="event", by=chae
        )
        for n in range(3)
    ]
    outcomes = at_once(*acts)
    slugs = [one.slug for one in outcomes if not isinstance(one, Exception)]
    assert len(slugs) == len(set(slugs)) == 3
