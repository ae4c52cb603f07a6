"""Alerts: opened for what current publications cite, once for each cause, closed by people or healed by themselves."""

from __future__ import annotations

import pytest

from claims.exceptions import IllegalTransition, InvalidInput, NotAllowed
from claims.models import Alert, Claim, Event, Evidence, Finding, PublicationState, Source, User, Verdict
from claims.services import alerting, checking, reviewing
from tests import captures, factories

ALTERED = captures.page(captures.TEXT.replace("4,200", "2,400"))
LOST = captures.page(captures.BEFORE + captures.AFTER)
SOFT_404 = captures.page("Sorry.", title="Page not found")


@pytest.fixture(autouse=True)
def in_process_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clients.pages.read", captures.read)


@pytest.fixture
def evidence(noise: None, chae: User, ben: User) -> Evidence:
    """A captured, anchored passage, cited by a current publication."""
    made = factories.evidence(factories.claim(by=chae), by=chae, quote=captures.QUOTE, weight="sole")
    assert made.source is not None
    captures.capture(made.source)
    factories.publish(factories.approved(made.claim, by=chae, approver=ben), by=ben)
    made.refresh_from_db()
    return made


@pytest.fixture
def source(evidence: Evidence) -> Source:
    assert evidence.source is not None
    return evidence.source


@pytest.fixture
def verdict(evidence: Evidence) -> Verdict:
    return evidence.claim.verdicts.get()


def status(claim: Claim) -> str:
    return Claim.objects.get(pk=claim.pk).status


def at_risk(verdict: Verdict) -> bool:
    return PublicationState.objects.get(publication__verdict=verdict).at_risk_since is not None


def events(kind: str) -> int:
    return Event.objects.filter(kind=kind).count()


@pytest.mark.parametrize(
    ("answer", "said"), [(ALTERED, "altered"), (LOST, "no longer"), (SOFT_404, "calls itself")]
)
def test_what_fails_opens_an_alert(
    evidence: Evidence, source: Source, verdict: Verdict, answer: captures.Fetched, said: str
) -> None:
    captures.capture(source, answer)
    alert = Alert.objects.get()
    assert (alert.verdict, alert.evidence, alert.opened_by) == (verdict, evidence, None)
    assert said in alert.why
    assert (status(evidence.claim), at_risk(verdict)) == ("at_risk", True)


def test_a_dead_source_opens_an_alert_after_the_third_failure_that_counts(source: Source) -> None:
    opened = []
    for _ in range(3):
        captures.capture(source, captures.failed("http_404", status=404))
        opened.append(Alert.objects.count())
        captures.days_pass(source, 3.1)
    assert opened == [0, 0, 1]


@pytest.mark.parametrize(
    "answer",
    [
        captures.failed("http_403", status=403),
        captures.failed("http_429", status=429),
        captures.failed("truncated", status=200),
        captures.failed("dns"),
        captures.page(
            captures.TEXT.replace(captures.AFTER, "Quite another ending stands here, of bread and of wine.")
        ),
        captures.page(captures.TEXT.replace("4,200 ships", "4,200  SHIPS")),
        captures.page("Subscribe to continue reading."),
    ],
)
def test_what_does_not_fail_opens_none(source: Source, answer: captures.Fetched) -> None:
    for _ in range(2):
        captures.capture(source, answer)
    assert not Alert.objects.exists()


@pytest.mark.parametrize(("weight", "severity"), [("sole", 3), ("key", 2), ("supporting", 1)])
def test_severity_follows_the_weight_that_the_verdict_gave(
    weight: str, severity: int, chae: User, ben: User
) -> None:
    made = factories.evidence(factories.claim(by=chae), by=chae, quote=captures.QUOTE, weight=weight)
    assert made.source is not None
    captures.capture(made.source)
    factories.publish(factories.approved(made.claim, by=chae, approver=ben), by=ben)
    captures.capture(made.source, LOST)
    assert Alert.objects.get().severity == severity


def test_evidence_of_no_publication_opens_none(chae: User) -> None:
    made = factories.evidence(factories.claim(by=chae), by=chae, quote=captures.QUOTE)
    assert made.source is not None
    captures.capture(made.source)
    captures.capture(made.source, LOST)
    assert Finding.objects.failed().exists()
    assert not Alert.objects.exists()


def test_evidence_of_a_verdict_that_is_not_published_yet_opens_none(chae: User) -> None:
    made = factories.evidence(factories.claim(by=chae), by=chae, quote=captures.QUOTE)
    assert made.source is not None
    captures.capture(made.source)
    factories.submitted(made.claim, by=chae)
    captures.capture(made.source, LOST)
    assert not Alert.objects.exists()


def test_evidence_of_a_withdrawn_verdict_opens_none(
    source: Source, verdict: Verdict, chae: User, ben: User, bea: User
) -> None:
    draft = reviewing.draft_withdrawal(verdict, by=chae, public_note="The list was a forgery.")
    factories.publish(reviewing.approve(reviewing.submit(draft, by=chae), by=bea), by=ben)
    captures.capture(source, LOST)
    assert not Alert.objects.exists()


def test_a_finding_dismissed_before_the_publication_opens_none(chae: User, ben: User) -> None:
    made = factories.evidence(factories.claim(by=chae), by=chae, quote=captures.QUOTE)
    assert made.source is not None
    for answer in (captures.page(), ALTERED):
        captures.capture(made.source, answer)
    checking.dismiss(Finding.objects.get(reason="altered"), reason="A misprint of theirs.", by=ben)
    factories.publish(factories.approved(made.claim, by=chae, approver=ben), by=ben)
    captures.capture(made.source, ALTERED)
    assert not Alert.objects.exists()


def test_nothing_alarms_twice_for_one_cause(source: Source) -> None:
    for _ in range(3):
        captures.capture(source, ALTERED)
    assert (Alert.objects.get().findings.count(), events("alert.opened"), events("alert.extended")) == (
        1,
        1,
        0,
    )


def test_another_trouble_joins_the_open_alert(source: Source) -> None:
    captures.capture(source, ALTERED)
    captures.capture(source, SOFT_404)
    assert {one.check_id for one in Alert.objects.get().findings.all()} == {"quote-present", "not-a-soft-404"}
    assert (events("alert.opened"), events("alert.extended")) == (1, 1)


def test_each_cited_passage_has_its_own_alert(
    source: Source, evidence: Evidence, chae: User, ben: User
) -> None:
    claim = factories.claim(by=chae)
    factories.evidence(claim, by=chae, source=source, quote=captures.QUOTE)
    captures.capture(source)
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    captures.capture(source, SOFT_404)
    assert Alert.objects.open().count() == 2


def test_an_alert_heals_when_all_is_well_again(source: Source, evidence: Evidence, verdict: Verdict) -> None:
    captures.capture(source, ALTERED)
    captures.capture(source)
    alert = Alert.objects.get()
    assert (alert.state, alert.resolution, alert.resolved_by) == ("resolved", "healed", None)
    assert (status(evidence.claim), at_risk(verdict), events("alert.healed")) == ("published", False, 1)


def test_an_answer_that_says_nothing_heals_nothing(source: Source) -> None:
    captures.capture(source, ALTERED)
    captures.capture(source, captures.failed("http_403", status=403))
    assert Alert.objects.open().exists()


def test_one_trouble_over_and_another_left_heals_nothing(source: Source) -> None:
    captures.capture(source, SOFT_404)
    captures.capture(source, ALTERED)
    assert Alert.objects.open().exists()


def test_a_trouble_that_comes_back_alarms_again(source: Source) -> None:
    captures.capture(source, ALTERED)
    captures.capture(source)
    captures.capture(source, ALTERED)
    assert Alert.objects.count() == 2
    assert Alert.objects.open().count() == 1


def test_what_was_judged_without_effect_stays_silent(source: Source, ben: User) -> None:
    captures.capture(source, ALTERED)
    alerting.resolve(Alert.objects.get(), resolution="no_effect", reason="A misprint of theirs.", by=ben)
    captures.capture(source, ALTERED)
    assert not Alert.objects.open().exists()


def test_and_is_heard_again_when_it_changes(source: Source, ben: User) -> None:
    captures.capture(source, ALTERED)
    alerting.resolve(Alert.objects.get(), resolution="no_effect", reason="A misprint of theirs.", by=ben)
    captures.capture(source, LOST)
    assert Alert.objects.open().exists()


def test_other_resolutions_silence_nothing(source: Source, ben: User) -> None:
    captures.capture(source, ALTERED)
    alerting.resolve(Alert.objects.get(), resolution="source_replaced", reason="Another list.", by=ben)
    captures.capture(source, ALTERED)
    assert Alert.objects.open().exists()


def test_a_finding_dismissed_before_is_silent(source: Source, ben: User, evidence: Evidence) -> None:
    captures.capture(source, ALTERED)
    checking.dismiss(Finding.objects.get(reason="altered"), reason="A misprint of theirs.", by=ben)
    captures.capture(source, ALTERED)
    alert = Alert.objects.get()
    assert (alert.state, alert.resolution, alert.resolved_by) == ("resolved", "no_effect", ben)


def test_a_dismissal_leaves_an_alert_that_rests_on_more(source: Source, ben: User) -> None:
    captures.capture(source, ALTERED)
    captures.capture(source, SOFT_404)
    checking.dismiss(Finding.objects.get(reason="altered"), reason="A misprint of theirs.", by=ben)
    assert Alert.objects.open().exists()


def test_a_correction_ends_the_alert_of_the_old_verdict(
    source: Source, verdict: Verdict, chae: User, ben: User, bea: User
) -> None:
    captures.capture(source, ALTERED)
    draft = reviewing.draft_correction(
        verdict, by=chae, change="other_correction", public_note="The list was changed."
    )
    approved = reviewing.approve(reviewing.submit(draft, by=chae), by=bea)
    factories.publish(approved, by=ben)
    assert Alert.objects.get().resolution == "corrected"


def test_what_an_editor_published_over_is_no_news(
    source: Source, verdict: Verdict, chae: User, ben: User, bea: User
) -> None:
    captures.capture(source, ALTERED)
    draft = reviewing.draft_correction(verdict, by=chae, change="update", public_note="The list was changed.")
    factories.publish(reviewing.approve(reviewing.submit(draft, by=chae), by=bea), by=ben)
    captures.capture(source, ALTERED)
    assert not Alert.objects.open().exists()
    captures.capture(source, LOST)
    assert Alert.objects.open().exists()


# --- By hand ------------------------------------------------------------------------------------------------------


def test_an_editor_opens_an_alert_with_a_reason(evidence: Evidence, verdict: Verdict, ben: User) -> None:
    alert = alerting.open_by_hand(verdict, evidence, why="A reader sent a scan.", by=ben)
    assert (alert.opened_by, alert.findings.count(), status(evidence.claim)) == (ben, 0, "at_risk")


def test_what_a_person_opened_does_not_heal_by_itself(
    evidence: Evidence, source: Source, verdict: Verdict, ben: User
) -> None:
    alerting.open_by_hand(verdict, evidence, why="A reader sent a scan.", by=ben)
    captures.capture(source)
    assert Alert.objects.open().exists()


def test_what_the_checks_find_joins_an_alert_opened_by_hand(
    evidence: Evidence, source: Source, verdict: Verdict, ben: User
) -> None:
    alerting.open_by_hand(verdict, evidence, why="A reader sent a scan.", by=ben)
    captures.capture(source, ALTERED)
    assert Alert.objects.get().findings.count() == 1


def test_one_alert_is_open_for_a_passage(evidence: Evidence, verdict: Verdict, ben: User) -> None:
    alerting.open_by_hand(verdict, evidence, why="A reader sent a scan.", by=ben)
    with pytest.raises(IllegalTransition):
        alerting.open_by_hand(verdict, evidence, why="Another wrote.", by=ben)


def test_only_a_published_verdict_is_at_risk(evidence: Evidence, chae: User, ben: User) -> None:
    other = factories.claim(by=chae)
    draft = factories.draft(other, by=chae)
    with pytest.raises(IllegalTransition):
        alerting.open_by_hand(draft, factories.evidence(other, by=chae), why="Why not.", by=ben)


@pytest.fixture
def alert(source: Source) -> Alert:
    captures.capture(source, ALTERED)
    return Alert.objects.get()


def test_resolving_says_how_why_and_by_whom(alert: Alert, verdict: Verdict, ben: User) -> None:
    closed = alerting.resolve(alert, resolution="no_effect", reason="  A misprint.  ", by=ben)
    assert (closed.resolution, closed.resolution_reason, closed.resolved_by) == (
        "no_effect",
        "A misprint.",
        ben,
    )
    assert not at_risk(verdict)


def test_an_alert_is_resolved_once(alert: Alert, ben: User) -> None:
    alerting.resolve(alert, resolution="no_effect", reason="A misprint.", by=ben)
    with pytest.raises(IllegalTransition):
        alerting.resolve(alert, resolution="no_effect", reason="Again.", by=ben)


@pytest.mark.parametrize(
    ("resolution", "reason"), [("no_effect", " "), ("healed", "It did."), ("nonsense", "Why.")]
)
def test_a_resolution_without_sense_is_refused(alert: Alert, ben: User, resolution: str, reason: str) -> None:
    with pytest.raises(InvalidInput):
        alerting.resolve(alert, resolution=resolution, reason=reason, by=ben)


def test_resolving_needs_an_editor(alert: Alert, chae: User) -> None:
    with pytest.raises(NotAllowed):
        alerting.resolve(alert, resolution="no_effect", reason="A misprint.", by=chae)


def test_a_publication_is_at_risk_since_its_oldest_open_alert(
    alert: Alert, verdict: Verdict, evidence: Evidence, chae: User, ben: User
) -> None:
    since = PublicationState.objects.get(publication__verdict=verdict).at_risk_since
    other = factories.evidence(evidence.claim, by=chae, quote="Another word")
    later = alerting.open_by_hand(verdict, other, why="A reader sent a scan.", by=ben)
    alerting.resolve(alert, resolution="no_effect", reason="A misprint.", by=ben)
    now = PublicationState.objects.get(publication__verdict=verdict).at_risk_since
    assert (since, now) == (alert.opened_at, later.opened_at)
