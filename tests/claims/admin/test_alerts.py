"""The queue of alerts and an alert's page, with plain requests: each way out, and each refusal in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import Alert, Claim, Evidence, User, Verdict
from claims.services import alerting, anchoring, marking, reviewing
from tests import factories, histories
from tests.claims.admin.conftest import Desk, count_queries, said, words, workspace
from tests.histories import History

QUEUE = reverse("admin:claims_alert_changelist")


@pytest.fixture
def made(chae: User, ben: User, noise: None) -> History:
    return histories.build(author=chae, editor=ben, every=30)


def page(alert: Alert) -> str:
    return reverse("admin:claims_alert_change", args=[alert.pk])


def act(alert: Alert, name: str) -> str:
    return reverse("admin:claims_alert_act", args=[alert.pk, name])


def claims_in(response: Any) -> list[Claim]:
    return [alert.verdict.claim for cause in response.context["causes"] for alert in cause.alerts]


# --- The queue ----------------------------------------------------------------------------------------------------


def test_open_alerts_stand_in_the_queue_with_why_and_which_verdict(
    made: History, ana: User, at_desk: Desk
) -> None:
    told = words(at_desk(ana).get(QUEUE))
    assert histories.ALTERED in told
    assert made.claim.statement in told
    assert page(made.alert) in told


@pytest.fixture
def three(chae: User, ben: User, noise: None) -> list[Alert]:
    """One source that is gone, and three verdicts that rest on it, each otherwise."""
    source = factories.source(by=chae)
    capture = histories.snapshot(source, [], at="2026-01-01T00:00:00Z", failure="http_404")  # type: ignore[arg-type]
    for weight in Evidence.Weight:
        claim = factories.claim(by=chae)
        factories.evidence(claim, by=chae, source=source, weight=weight)
        factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    histories.save(capture, None, "quote-present", "fail", "lost", "The quoted words no longer stand there.")
    return alerting.review_source(source)


def test_one_cause_that_touches_three_verdicts_is_one_group(
    three: list[Alert], ana: User, at_desk: Desk
) -> None:
    shown = at_desk(ana).get(QUEUE)
    (cause,) = shown.context["causes"]
    assert [alert.severity for alert in cause.alerts] == [3, 2, 1]
    assert "3 verdicts at risk" in words(shown)


def test_the_worst_stands_first(three: list[Alert], made: History, ana: User, at_desk: Desk) -> None:
    assert [cause.severity for cause in at_desk(ana).get(QUEUE).context["causes"]] == [3, 2]


@pytest.mark.parametrize(
    ("query", "n"),
    [("severity=3", 1), ("severity=1", 1), ("severity=9", 4), ("severity=x", 4), ("mine=1", 0)],
)
def test_filters_are_addresses(
    three: list[Alert], made: History, ana: User, at_desk: Desk, query: str, n: int
) -> None:
    assert len(claims_in(at_desk(ana).get(f"{QUEUE}?{query}"))) == n


def test_the_queue_is_narrowed_to_a_source_or_a_claim(
    three: list[Alert], made: History, ana: User, at_desk: Desk
) -> None:
    of_source = at_desk(ana).get(QUEUE, {"source": made.source.pk})
    of_claim = at_desk(ana).get(QUEUE, {"claim": made.claim.pk})
    assert claims_in(of_source) == claims_in(of_claim) == [made.claim]
    assert "Show all" in words(of_source)


def test_mine_are_claims_assigned_to_me_and_verdicts_i_wrote(
    three: list[Alert], made: History, ana: User, chae: User, ben: User, at_desk: Desk
) -> None:
    marking.assign(made.claim, to=ana, by=ben)
    assert claims_in(at_desk(ana).get(QUEUE, {"mine": "1"})) == [made.claim]
    assert len(claims_in(at_desk(chae).get(QUEUE, {"mine": "1"}))) == 4


def test_every_filter_says_how_many_it_leaves(
    three: list[Alert], made: History, ana: User, at_desk: Desk
) -> None:
    choices = at_desk(ana).get(QUEUE).context["choices"]
    assert [one.n for one in choices["state"]] == [4, 0]
    assert [one.n for one in choices["severity"]] == [None, 1, 2, 1]
    assert [one.n for one in choices["whose"]] == [None, 0]


def test_an_empty_queue_says_so(ana: User, at_desk: Desk) -> None:
    assert "every published verdict stands on what it quotes" in words(at_desk(ana).get(QUEUE))


def test_resolved_alerts_stay_readable_with_who_when_and_why(
    made: History, ben: User, ana: User, at_desk: Desk
) -> None:
    alerting.resolve(made.alert, resolution="no_effect", reason="A misprint on the page.", by=ben)
    for address in (f"{QUEUE}?state=resolved", page(made.alert)):
        told = words(at_desk(ana).get(address))
        assert "no effect on the verdict" in told
        assert "ben" in told
        assert "A misprint on the page." in told


def test_resolved_alerts_come_page_by_page(
    three: list[Alert], ben: User, at_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.admin.alert_queue.RESOLVED_SHOWN", 2)
    for alert in three:
        alerting.resolve(alert, resolution="no_effect", reason="So.", by=ben)
    first = at_desk(ben).get(f"{QUEUE}?state=resolved")
    second = at_desk(ben).get(f"{QUEUE}?{first.context['older']}")
    assert [len(one.context["resolved"]) for one in (first, second)] == [2, 1]


def test_a_cursor_that_nobody_gave_out_is_the_beginning(made: History, ben: User, at_desk: Desk) -> None:
    assert at_desk(ben).get(f"{QUEUE}?state=resolved&before=nonsense").status_code == 200


def test_more_alerts_are_no_more_queries(made: History, chae: User, ben: User, at_desk: Desk) -> None:
    client = at_desk(ben)
    factories.evidence(made.claim, by=chae)  # something to choose as what stands in for it
    few = [count_queries(client, address) for address in (QUEUE, page(made.alert))]
    for _ in range(3):
        histories.build(author=chae, editor=ben, every=30)
        other = factories.evidence(made.claim, by=chae)
        alerting.open_by_hand(made.alert.verdict, other, why="Gone too.", by=ben)
    many = [count_queries(client, address) for address in (QUEUE, page(made.alert))]
    assert all(after <= before for before, after in zip(few, many, strict=True))


# --- An alert -----------------------------------------------------------------------------------------------------


def test_an_alert_says_why_how_bad_why_so_bad_and_what_changed(
    made: History, ana: User, at_desk: Desk
) -> None:
    told = words(at_desk(ana).get(page(made.alert)))
    assert "It is key evidence of the verdict, and the page no longer says what the verdict quotes." in told
    assert "<del>4,200</del>" in told
    assert "<ins>2,400</ins>" in told
    assert f"before={made.first.pk}&amp;after={made.latest.pk}" in told


def test_an_alert_by_hand_says_who_graded_it(
    made: History, chae: User, ben: User, ana: User, at_desk: Desk
) -> None:
    other = factories.evidence(made.claim, by=chae)
    by_hand = alerting.open_by_hand(made.alert.verdict, other, why="Two texts at one address.", by=ben)
    assert "ben graded it" in words(at_desk(ana).get(page(by_hand)))


def test_what_was_published_before_its_page_was_captured_is_shown_as_it_was_found_there(
    chae: User, ben: User, at_desk: Desk
) -> None:
    claim = factories.published_claim(author=chae, editor=ben, with_evidence=1)
    evidence = claim.evidence.select_related("source").get()
    assert evidence.source
    first = histories.snapshot(evidence.source, histories.BEFORE, at=timezone.now() - timedelta(days=1))
    anchoring.anchor(evidence, first)
    histories.snapshot(evidence.source, histories.NOW, at=timezone.now())
    alert = alerting.open_by_hand(claim.verdicts.get(), evidence, why="It says 2,400 now.", by=ben)
    shown = at_desk(ben).get(page(alert))
    assert shown.context["case"].then.snapshot == first
    assert "<del>4,200</del>" in words(shown)


def test_what_was_never_captured_is_not_struck_out(chae: User, ben: User, at_desk: Desk) -> None:
    claim = factories.published_claim(author=chae, editor=ben, with_evidence=1)
    alert = alerting.open_by_hand(claim.verdicts.get(), claim.evidence.get(), why="Two texts.", by=ben)
    assert "<del>" not in words(at_desk(ben).get(page(alert)))


def test_the_other_verdicts_of_the_same_cause_are_named(three: list[Alert], ana: User, at_desk: Desk) -> None:
    shown = at_desk(ana).get(page(three[0]))
    assert {one.pk for one in shown.context["same_cause"]} == {one.pk for one in three[1:]}


def test_it_has_no_effect(made: History, ben: User, at_desk: Desk) -> None:
    answer = at_desk(ben).post(act(made.alert, "no_effect"), {"no_effect-reason": "A misprint."})
    made.alert.refresh_from_db()
    assert (made.alert.resolution, made.alert.resolution_reason) == ("no_effect", "A misprint.")
    assert answer["Location"] == page(made.alert)


def test_the_source_was_replaced_by_other_evidence(
    made: History, chae: User, ben: User, at_desk: Desk
) -> None:
    stand_in = factories.evidence(made.claim, by=chae, quote="4,200 calls were counted")
    sent = {"source_replaced-reason": "The ministry's count.", "source_replaced-stand_in": stand_in.pk}
    at_desk(ben).post(act(made.alert, "source_replaced"), sent)
    made.alert.refresh_from_db()
    assert made.alert.resolution == "source_replaced"
    assert "“4,200 calls were counted”" in made.alert.resolution_reason


def test_a_source_that_was_not_replaced_cannot_be_said_to_be(made: History, ben: User, at_desk: Desk) -> None:
    answer = at_desk(ben).post(
        act(made.alert, "source_replaced"), {"source_replaced-reason": "Typed with care"}
    )
    made.alert.refresh_from_db()
    assert made.alert.state == "open"
    assert "Nothing was replaced yet" in words(answer)
    assert "Typed with care" in words(answer)


@pytest.mark.parametrize(
    ("name", "sent", "change"),
    [
        (
            "correct",
            {"change": "other_correction", "public_note": "The page says 2,400."},
            "other_correction",
        ),
        ("withdraw", {"public_note": "Nothing carries it."}, "withdrawal"),
    ],
)
def test_a_correction_or_withdrawal_is_begun_and_goes_on_in_the_workspace(
    made: History, ben: User, at_desk: Desk, name: str, sent: dict[str, str], change: str
) -> None:
    answer = at_desk(ben).post(act(made.alert, name), {f"{name}-{key}": value for key, value in sent.items()})
    assert answer["Location"] == f"{workspace(made.claim)}#verdict"
    assert Verdict.objects.open().get(claim=made.claim).change == change
    assert Alert.objects.open().filter(pk=made.alert.pk).exists()


def test_what_is_begun_already_is_not_begun_again(made: History, ben: User, at_desk: Desk) -> None:
    reviewing.draft_withdrawal(made.alert.verdict, by=ben, public_note="Nothing carries it.")
    answer = at_desk(ben).post(
        act(made.alert, "correct"), {"correct-change": "minor", "correct-public_note": "Typed"}
    )
    assert "A withdrawal is begun already" in words(answer)
    assert answer.context["refused"]["public_note"].value() == "Typed"


@pytest.mark.parametrize("name", ["no_effect", "source_replaced"])
def test_who_may_not_resolve_is_told_so_and_keeps_the_words(
    made: History, ana: User, at_desk: Desk, name: str
) -> None:
    answer = at_desk(ana).post(act(made.alert, name), {f"{name}-reason": "Typed with care"})
    made.alert.refresh_from_db()
    assert made.alert.state == "open"
    assert "An editor resolves alerts." in words(answer)
    assert "Typed with care" in words(answer)


def test_a_reason_is_asked_for(made: History, ben: User, at_desk: Desk) -> None:
    answer = at_desk(ben).post(act(made.alert, "no_effect"), {"no_effect-reason": ""})
    assert "This field is required." in words(answer)


def test_a_resolved_alert_cannot_be_resolved_again(made: History, ben: User, at_desk: Desk) -> None:
    alerting.resolve(made.alert, resolution="no_effect", reason="A misprint.", by=ben)
    answer = at_desk(ben).post(act(made.alert, "no_effect"), {"no_effect-reason": "Again."})
    assert "This alert is resolved already." in words(answer)


def test_the_page_is_looked_at_again(made: History, ana: User, at_desk: Desk) -> None:
    answer = at_desk(ana).post(act(made.alert, "look-again"))
    assert said(answer) == ["The page is being looked at again. This page says when it is done."]
    assert made.source.capture_jobs.pending().exists()


def test_an_unknown_act_is_not_found(made: History, ben: User, at_desk: Desk) -> None:
    assert at_desk(ben).post(act(made.alert, "bless")).status_code == 404


def test_an_alert_that_is_not_there_is_not_found(ben: User, at_desk: Desk) -> None:
    assert at_desk(ben).get(reverse("admin:claims_alert_change", args=[99])).status_code == 404
