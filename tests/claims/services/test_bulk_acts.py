"""What can be done to many rows: who may, what is foreseen of each row, and what the row's own service says."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.exceptions import InvalidInput, NotAllowed
from claims.models import Batch, CaptureJob, Claim, Source, Topic, User, Verdict
from claims.services import batching, bulk_acts, carrying_out, reviewing
from tests import factories


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae)


def prepared(name: str, rows: list[Claim] | list[Source], by: User) -> Batch:
    return bulk_acts.prepare(bulk_acts.ACTS[name], [row.pk for row in rows], by=by)


def done(batch: Batch, **options: object) -> Batch:
    batching.confirm(batch, by=batch.asked_by, plan={"options": options})
    carrying_out.perform(batch.pk)
    batch.refresh_from_db()
    return batch


WHO_MAY = {
    "assign": {"ben", "ada"},
    "topic": {"chae", "ben", "ada"},
    "hold": {"chae", "ben", "ada"},
    "approve": {"ben", "ada"},
    "recheck": {"ana", "chae", "ben", "ada"},
}


@pytest.mark.parametrize("name", bulk_acts.ACTS)
def test_who_may(name: str, ana: User, chae: User, ben: User, ada: User, cleo: User) -> None:
    act = bulk_acts.ACTS[name]
    may = {person.username for person in (ana, chae, ben, ada, cleo) if act.may(person)}
    assert may == WHO_MAY[name]


def test_nobody_prepares_what_they_may_not(claim: Claim, chae: User) -> None:
    with pytest.raises(NotAllowed):
        prepared("assign", [claim], chae)


def test_too_many_rows_are_refused(claim: Claim, ben: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_acts, "AT_MOST", 0)
    with pytest.raises(InvalidInput, match="Narrow the list down"):
        prepared("assign", [claim], ben)


def test_a_line_is_approved_and_a_fact_check_is_not(claim: Claim, chae: User, ben: User) -> None:
    line = factories.submitted(claim, by=chae, reach=Verdict.Reach.ARTICLE_LINE)
    page = factories.submitted(factories.claim(by=chae), by=chae)
    batch = prepared("approve", [claim, page.claim], ben)
    foreseen = bulk_acts.lines(batch, by=ben)
    assert [bool(one.why_not) for one in foreseen] == [False, True]
    assert foreseen[0].will == "Accurate: The harbour master's list shows 4,200 calls."
    done(batch)
    line.refresh_from_db()
    page.refresh_from_db()
    assert (line.state, page.state, batch.done, batch.refused) == ("approved", "submitted", 1, 1)


def test_nobody_approves_their_own_among_many(claim: Claim, ben: User) -> None:
    verdict = factories.submitted(claim, by=ben, reach=Verdict.Reach.ARTICLE_LINE)
    batch = prepared("approve", [claim], ben)
    assert bulk_acts.lines(batch, by=ben)[0].why_not == reviewing.YOUR_OWN
    assert done(batch).report["refused"][0]["reason"] == reviewing.YOUR_OWN
    verdict.refresh_from_db()
    assert verdict.state == "submitted"


def test_what_was_changed_since_the_preview_is_not_approved(claim: Claim, chae: User, ben: User) -> None:
    verdict = factories.submitted(claim, by=chae, reach=Verdict.Reach.ARTICLE_LINE)
    batch = prepared("approve", [claim], ben)
    draft = reviewing.send_back(verdict, by=ben, reason="Shorter.")
    draft = reviewing.edit(draft, by=chae, version=draft.version, summary="Another word.")
    reviewing.submit(draft, by=chae)
    assert "changed after you opened it" in done(batch).report["refused"][0]["reason"]


def test_a_claim_is_given_a_day_or_keeps_the_one_it_has(claim: Claim, chae: User, ben: User) -> None:
    done(prepared("assign", [claim], ben), to=chae.pk, due_on="2026-12-01")
    done(prepared("assign", [claim], ben), to=ben.pk, due_on=None)
    claim.refresh_from_db()
    assert (claim.assigned_to, str(claim.due_on)) == (ben, "2026-12-01")


def test_a_topic_is_added_to_those_that_are_there(claim: Claim, chae: User) -> None:
    ships, sums = (Topic.objects.create(slug=name, name=name) for name in ("ships", "sums"))
    claim.topics.add(ships)
    done(prepared("topic", [claim], chae), topic=sums.pk)
    assert set(claim.topics.all()) == {ships, sums}
    assert "already" in done(prepared("topic", [claim], chae), topic=sums.pk).report["refused"][0]["reason"]


def test_a_hold_is_set(claim: Claim, chae: User) -> None:
    done(prepared("hold", [claim], chae))
    claim.refresh_from_db()
    assert claim.legal_hold


def test_sources_are_captured_a_few_every_second(chae: User) -> None:
    sources = [factories.source(by=chae) for _ in range(3)]
    CaptureJob.objects.all().update(state="done")
    done(prepared("recheck", sources, chae))
    due = list(CaptureJob.objects.pending().order_by("due_at").values_list("source", flat=True))
    assert due == [one.pk for one in sources]


def test_a_source_without_an_address_says_why(chae: User) -> None:
    talk = factories.source(by=chae, url="", kind="interview")
    batch = prepared("recheck", [talk], chae)
    assert "no address" in bulk_acts.lines(batch, by=chae)[0].why_not
    assert "no address" in done(batch).report["refused"][0]["reason"]


def test_a_protected_source_is_named_by_its_wording(chae: User) -> None:
    secret = factories.source(by=chae, is_sensitive=True, public_wording="a civil servant", url="")
    batch = prepared("recheck", [secret], chae)
    assert bulk_acts.lines(batch, by=chae)[0].name == "a civil servant"
    assert done(batch).report["refused"][0]["name"] == "a civil servant"


@pytest.mark.parametrize("name", ["assign", "topic", "hold", "approve"])
def test_more_rows_are_foreseen_in_no_more_queries(name: str, claim: Claim, chae: User, ben: User) -> None:
    def asked(rows: list[Claim]) -> int:
        batch = prepared(name, rows, ben)
        with CaptureQueriesContext(connection) as seen:
            bulk_acts.lines(batch, by=ben)
        return len(seen)

    more = [factories.claim(by=chae) for _ in range(3)]
    for one in [claim, *more]:
        factories.submitted(one, by=chae, reach=Verdict.Reach.ARTICLE_LINE)
    assert asked([claim, *more]) == asked([claim])


def test_a_verdict_that_came_in_after_the_preview_is_not_approved(
    claim: Claim, chae: User, ben: User
) -> None:
    other = factories.claim(by=chae)
    factories.submitted(other, by=chae, reach=Verdict.Reach.ARTICLE_LINE)
    batch = prepared("approve", [claim, other], ben)
    unseen = factories.submitted(claim, by=chae, reach=Verdict.Reach.ARTICLE_LINE)
    bulk_acts.start(batch, by=ben, options={})
    carrying_out.perform(batch.pk)
    batch.refresh_from_db()
    unseen.refresh_from_db()
    assert (batch.done, unseen.state) == (1, "submitted")
    assert "not in the preview" in batch.report["refused"][0]["reason"]
