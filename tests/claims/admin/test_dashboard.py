"""The desk's first screen."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone

from claims.admin import dashboard
from claims.models import Alert, CaptureJob, Claim, Finding, Rating, Snapshot, Source, User
from claims.services import alerting, marking, overseeing
from tests import factories
from tests.claims.admin.conftest import Desk, count_queries, words


@pytest.fixture
def home() -> str:
    return reverse("admin:index")


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae, statement="The port grew.")


def names(claims: list[Claim]) -> list[str]:
    return [claim.statement for claim in claims]


def test_what_is_assigned_to_me_is_my_work(claim: Claim, ben: User) -> None:
    marking.assign(claim, to=ben, by=ben)
    assert names(dashboard.queues(ben)[0].claims) == ["The port grew."]


def test_what_is_published_and_at_rest_is_no_work(chae: User, ben: User) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    marking.assign(claim, to=ben, by=ben)
    assert dashboard.queues(ben)[0].claims == []


def test_a_submitted_verdict_awaits_who_did_not_write_it(claim: Claim, chae: User, ben: User) -> None:
    verdict = factories.submitted(claim, by=chae)
    assert dashboard.approvals(ben) == [verdict]


def test_a_submitted_verdict_does_not_await_who_wrote_it(claim: Claim, ben: User, bea: User) -> None:
    factories.submitted(claim, by=ben)
    assert dashboard.approvals(ben) == []


def test_who_may_not_approve_is_shown_nothing_to_approve(claim: Claim, chae: User) -> None:
    factories.submitted(claim, by=chae)
    assert dashboard.approvals(chae) == []


def test_a_verdict_at_risk_is_shown_with_why(chae: User, ben: User, at_desk: Desk, home: str) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    piece = claim.evidence.first()
    assert piece
    alerting.open_by_hand(claim.verdicts.get(), piece, why="The page is gone.", by=ben)
    assert "The page is gone." in words(at_desk(ben).get(home))


def test_statuses_are_counted_in_the_order_of_the_work(claim: Claim) -> None:
    counted = {value: n for value, _, n in dashboard.statuses()}
    assert next(iter(counted)) == "unreviewed"
    assert counted["unreviewed"] == 1
    assert counted["in_review"] == 1


def test_it_takes_the_same_number_of_queries_however_much_there_is(
    claim: Claim, chae: User, ben: User, at_desk: Desk, home: str, scale: dict[str, Rating]
) -> None:
    factories.submitted(claim, by=chae)
    client = at_desk(ben)
    few = count_queries(client, home)
    for _ in range(4):
        factories.submitted(factories.claim(by=chae), by=chae)
    assert count_queries(client, home) == few


def test_somebody_without_a_role_is_told_whom_to_ask(at_desk: Desk, home: str) -> None:
    nobody = User.objects.create_user("nobody", is_staff=True)
    assert "Ask an admin" in words(at_desk(nobody).get(home))


# --- At risk, by cause --------------------------------------------------------------------------------------------


def risky(source: Source, *, chae: User, ben: User) -> Claim:
    """A published claim on this source, in which something was found to be wrong."""
    claim = factories.claim(by=chae)
    piece = factories.evidence(claim, by=chae, source=source, weight="sole")
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    snapshot = source.snapshots.first() or Snapshot.objects.create(
        job=source.capture_jobs.earliest("pk"), source=source, url=source.url, status=200, text="Sorry."
    )
    finding, _ = Finding.objects.get_or_create(
        check_id="not-a-soft-404", snapshot=snapshot, evidence=None, outcome="fail", reason="text",
        sentence="The site answers, but the page only says: “Sorry.”", fingerprint="f" * 64,
    )  # fmt: skip
    alert = Alert.objects.create(
        verdict=claim.verdicts.get(), evidence=piece, severity=2, why=finding.sentence
    )
    alert.findings.add(finding)
    return claim


def test_verdicts_at_risk_by_one_cause_stand_together(
    chae: User, ben: User, at_desk: Desk, home: str
) -> None:
    source = factories.source(by=chae)
    claims = [risky(source, chae=chae, ben=ben) for _ in range(5)]
    (cause,) = dashboard.at_risk().causes
    page = words(at_desk(ben).get(home))
    assert [one.pk for one in cause.claims] == [one.pk for one in claims]
    assert page.count("The site answers, but the page only says") == 1
    assert "All 5 verdicts at risk by this" in page


def test_what_is_at_risk_costs_no_more_queries_however_much_it_is(
    chae: User, ben: User, at_desk: Desk, home: str
) -> None:
    client = at_desk(ben)
    risky(factories.source(by=chae), chae=chae, ben=ben)
    few = count_queries(client, home)
    for _ in range(3):
        risky(factories.source(by=chae), chae=chae, ben=ben)
    assert count_queries(client, home) <= few


# --- A dead desk is told ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trouble", "told", "to_do"),
    [
        (overseeing.Trouble.NOBODY_SENDS, "nothing sends them to a worker", "manage.py dispatch"),
        (overseeing.Trouble.NOBODY_WORKS, "no worker takes them up", "Start the worker"),
        (overseeing.Trouble.TOO_SLOW, "keep up", "WORKER_PROCESSES"),
        (overseeing.Trouble.CUT_OFF, "nothing outside answers", "reaches the internet"),
    ],
)
def test_a_desk_in_trouble_says_so_above_everything_and_what_to_do(
    chae: User, at_desk: Desk, home: str, monkeypatch: pytest.MonkeyPatch,
    trouble: overseeing.Trouble, told: str, to_do: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(overseeing, "_trouble", lambda **facts: trouble)
    page = words(at_desk(chae).get(home))
    assert told in page
    assert to_do in page
    assert page.index('id="work-heading"') < page.index("Claims by verification status")


def test_a_desk_that_is_well_has_no_banner(chae: User, at_desk: Desk, home: str) -> None:
    assert 'id="work-heading"' not in words(at_desk(chae).get(home))


def test_jobs_that_wait_for_nothing_but_a_worker_raise_the_banner(
    chae: User, at_desk: Desk, home: str
) -> None:
    factories.source(by=chae)
    CaptureJob.objects.update(due_at=timezone.now() - timedelta(minutes=5))
    assert "Source checks stand still: 1 job has been due for 5 minutes" in words(at_desk(chae).get(home))


def test_a_published_verdict_whose_day_has_come_is_to_be_looked_at_again(chae: User, ben: User) -> None:
    claim = factories.published_claim(author=chae, editor=ben, recheck_on=timezone.localdate())
    assert [one.claim for one in dashboard.rechecks().verdicts] == [claim]


def test_one_whose_day_is_far_is_not(chae: User, ben: User) -> None:
    factories.published_claim(author=chae, editor=ben, recheck_on=timezone.localdate() + timedelta(days=60))
    assert dashboard.rechecks().verdicts == []


def test_my_work_begins_with_what_is_due_first(chae: User, ben: User, noise: None) -> None:
    later, never, soon = (factories.claim(by=chae, statement=one) for one in ("later", "never", "soon"))
    for claim, days in ((later, 9), (soon, 2)):
        Claim.objects.filter(pk=claim.pk).update(due_on=timezone.localdate() + timedelta(days=days))
    for claim in (later, never, soon):
        marking.assign(claim, to=ben, by=ben)
    assert names(dashboard.queues(ben)[0].claims) == ["soon", "later", "never"]


def test_what_is_overdue_says_so(chae: User, ben: User, at_desk: Desk, home: str) -> None:
    claim = factories.claim(by=chae)
    Claim.objects.filter(pk=claim.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    marking.assign(claim, to=ben, by=ben)
    assert "overdue" in words(at_desk(ben).get(home))


def test_where_there_are_more_rechecks_the_way_leads_to_all_of_them(
    chae: User, ben: User, at_desk: Desk, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboard, "SHOWN", 1)
    for _ in range(2):
        factories.published_claim(author=chae, editor=ben, recheck_on=timezone.localdate())
    page = at_desk(ben).get(home)
    until = page.context["dashboard"]["rechecks"].until
    way = f"{reverse('admin:claims_verdict_changelist')}?state__exact=published&recheck_on__lte={until:%Y-%m-%d}"
    assert way.replace("&", "&amp;") in page.content.decode()
    assert at_desk(ben).get(way).context["cl"].result_count == 2


def test_breadcrumbs_lead_to_the_dashboard(client, chae):
    client.force_login(chae)
    answer = client.get(reverse("admin:app_list", args=["claims"]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("admin:index"))


def test_whoever_may_see_nothing_of_it_is_not_led_anywhere(client, db):
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    assert client.get(reverse("admin:app_list", args=["claims"])).status_code == 404


def test_what_is_fetched_ahead_is_what_workspaces_are_made_of(client, chae):
    """A list beside theirs would else grow out of date unnoticed."""
    claim = factories.claim(by=chae)
    version = claim.appearances.get().article_version
    client.force_login(chae)
    ahead = set(
        re.findall(
            r'rel="prefetch" as="\w+" href="([^"]+)"', client.get(reverse("admin:index")).content.decode()
        )
    )
    assert ahead
    used, waiting = set(), set()
    for name, pk in (("article", version.article_id), ("claim", claim.pk)):
        page = client.get(reverse(f"admin:claims_{name}_workspace", args=[pk])).content.decode()
        waiting |= set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page))
    while waiting:
        used.add(one := waiting.pop())
        found = finders.find(one.removeprefix("/static/"))
        assert found, one
        imported = (
            re.findall(r'from "\./([\w-]+\.js)"', Path(found).read_text()) if one.endswith(".js") else []
        )
        waiting |= {f"{one.rpartition('/')[0]}/{name}" for name in imported} - used
    assert ahead <= used
