"""One cause alarms once: however many passages, captures and returns show it. What heals, and what only gets worse."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from claims.models import Alert, ArchiveCopy, Claim, Event, Finding, Source, User
from claims.services import alerting, checking, triaging
from tests import captures, factories

OTHER_QUOTE = "signs it before two witnesses"
ALTERED = captures.page(captures.TEXT.replace("4,200", "2,400"))
LOST = captures.page(captures.BEFORE + captures.AFTER)
SOFT_404 = captures.page("Sorry.", title="Page not found")


@pytest.fixture(autouse=True)
def in_process_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clients.pages.read", captures.read)


@pytest.fixture
def source(noise: None, chae: User) -> Source:
    made = factories.source(by=chae)
    captures.capture(made)
    return made


def publish(source: Source, chae: User, ben: User, **weights: str) -> Claim:
    """A published claim on this source: the main quote with one weight, a second one with another."""
    claim = factories.claim(by=chae)
    factories.evidence(
        claim, by=chae, source=source, quote=captures.QUOTE, weight=weights.get("first", "sole")
    )
    if "second" in weights:
        factories.evidence(claim, by=chae, source=source, quote=OTHER_QUOTE, weight=weights["second"])
    captures.capture(source)
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    return claim


@pytest.fixture
def claim(source: Source, chae: User, ben: User) -> Claim:
    return publish(source, chae, ben)


def kinds(prefix: str = "alert.") -> list[str]:
    return list(Event.objects.filter(kind__startswith=prefix).order_by("pk").values_list("kind", flat=True))


def news() -> list[bool]:
    opened = Event.objects.filter(kind__in=["alert.opened", "alert.returned"]).order_by("pk")
    return [one.content.body["is_news"] for one in opened]


# --- Healing ------------------------------------------------------------------------------------------------------


def test_each_check_that_failed_has_to_pass_again(claim: Claim, source: Source) -> None:
    captures.capture(source, ALTERED)
    captures.capture(source, SOFT_404)  # the words were not looked for
    assert Alert.objects.get().state == "open"
    captures.capture(source)
    assert Alert.objects.get().resolution == "healed"


@pytest.mark.parametrize(
    ("outcome", "heals"), [("pass", True), ("warn", False), ("unknown", False), ("fail", False)]
)
def test_only_a_pass_heals(
    claim: Claim, source: Source, monkeypatch: pytest.MonkeyPatch, outcome: str, heals: bool
) -> None:
    captures.capture(source, ALTERED)
    judged_so(monkeypatch, outcome)
    captures.capture(source)
    assert (Alert.objects.get().resolution == "healed") == heals


def judged_so(monkeypatch: pytest.MonkeyPatch, outcome: str) -> None:
    from claims.checks import base, quote_present

    def judge(self: Any, subject: Any, passage: Any) -> base.Result:
        return base.Result(base.Outcome(outcome), "made_up", "Made up.")

    monkeypatch.setattr(quote_present.QuotePresent, "judge", judge)


def test_a_pass_on_a_capture_that_failed_heals_nothing(
    claim: Claim, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    captures.capture(source, ALTERED)
    judged_so(monkeypatch, "pass")
    captures.capture(source, captures.failed("http_403", status=403))
    assert Alert.objects.get().state == "open"


def test_what_an_editor_judged_needs_no_healing(claim: Claim, source: Source, ben: User) -> None:
    captures.capture(source, ALTERED)
    captures.capture(source, SOFT_404)
    checking.dismiss(Finding.objects.get(reason="altered"), reason="A misprint of theirs.", by=ben)
    assert Alert.objects.get().state == "open"
    captures.capture(source, ALTERED)
    assert Alert.objects.get().resolution == "healed"


def test_a_long_silence_neither_heals_nor_settles_anything(
    claim: Claim, source: Source, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerting, "LATEST", 2)
    captures.capture(source, ALTERED)
    captures.capture(source, SOFT_404)
    for _ in range(4):
        captures.capture(source, captures.failed("http_403", status=403))
    checking.dismiss(Finding.objects.get(reason="title"), reason="Their server hiccups.", by=ben)
    assert Alert.objects.get().state == "open"
    captures.capture(source)
    assert Alert.objects.get().resolution == "healed"


# --- Worse --------------------------------------------------------------------------------------------------------


def test_what_is_worse_makes_an_open_alert_worse(claim: Claim, source: Source) -> None:
    captures.capture(source, SOFT_404)
    before = Alert.objects.get()
    captures.capture(source, LOST)
    after = Alert.objects.get()
    assert (before.severity, after.severity) == (2, 3)
    assert (before.why, after.why) != (after.why, before.why)
    assert "no longer stand" in after.why
    assert kinds() == ["alert.opened", "alert.worsened"]


def test_what_is_better_makes_it_no_better(claim: Claim, source: Source) -> None:
    captures.capture(source, LOST)
    before = Alert.objects.get()
    captures.capture(source, SOFT_404)
    after = Alert.objects.get()
    assert (after.severity, after.why) == (before.severity, before.why)
    assert kinds() == ["alert.opened", "alert.extended"]


def test_what_a_person_wrote_stays_and_only_the_severity_rises(
    claim: Claim, source: Source, ben: User
) -> None:
    evidence = claim.evidence.get()
    alerting.open_by_hand(claim.verdicts.get(), evidence, why="A reader wrote.", by=ben, severity=1)
    captures.capture(source, LOST)
    alert = Alert.objects.get()
    assert (alert.why, alert.severity) == ("A reader wrote.", 3)


@pytest.mark.parametrize(("days", "severity"), [(-1, 1), (1, 2)])
def test_a_copy_from_when_the_page_was_well_makes_its_death_less_bad(
    claim: Claim, source: Source, days: int, severity: int
) -> None:
    taken = timezone.now() + timedelta(days=days)
    ArchiveCopy.objects.create(
        source=source, archive="wayback", url="https://archive.example/1", archived_at=taken
    )
    captures.capture(source, captures.failed("http_404", status=404))
    for _ in range(2):
        captures.days_pass(source, 3.1)
        captures.capture(source, captures.failed("http_404", status=404))
    assert Alert.objects.get().severity == severity


@pytest.mark.parametrize(("days", "severity"), [(-1, 1), (0, 2)])
def test_a_copy_that_may_show_the_notice_in_place_of_the_page_counts_for_nothing(
    claim: Claim, source: Source, days: int, severity: int
) -> None:
    taken = timezone.now() + timedelta(days=days)  # 0: since the page was last seen well
    ArchiveCopy.objects.create(
        source=source, archive="wayback", url="https://archive.example/1", archived_at=taken
    )
    captures.capture(source, SOFT_404)
    assert Alert.objects.get().severity == severity


# --- One cause ----------------------------------------------------------------------------------------------------


def test_two_passages_of_a_verdict_on_one_page_that_is_gone_are_one_cause(
    source: Source, chae: User, ben: User
) -> None:
    publish(source, chae, ben, first="supporting", second="sole")
    captures.capture(source, SOFT_404)
    assert kinds() == ["alert.opened", "alert.opened"]
    assert news() == [True, False]
    told = Event.objects.filter(kind="alert.opened").earliest("pk")
    assert Alert.objects.get(pk=told.subject_pk).severity == 2  # the worst of them tells
    causes = triaging.causes(triaging.with_parts(Alert.objects.open()))
    assert [(one.check_id, len(one.alerts), len(one.claims)) for one in causes] == [("not-a-soft-404", 2, 1)]


def test_every_verdict_on_one_page_is_told_of_and_it_still_is_one_cause(
    source: Source, chae: User, ben: User
) -> None:
    claims = [publish(source, chae, ben) for _ in range(3)]
    captures.capture(source, SOFT_404)
    assert news() == [True, True, True]
    (cause,) = triaging.causes(triaging.with_parts(Alert.objects.open()))
    assert {one.pk for one in cause.claims} == {one.pk for one in claims}


def test_a_passage_found_wanting_later_is_told_of_if_it_is_worse(
    source: Source, chae: User, ben: User
) -> None:
    publish(source, chae, ben, first="supporting", second="sole")
    captures.capture(source, ALTERED)
    captures.capture(source, captures.page("Nothing of the kind stands here any more, and never will again."))
    assert news() == [True, True]


def test_other_pages_are_other_causes(claim: Claim, source: Source, chae: User, ben: User) -> None:
    other = factories.source(by=chae)
    captures.capture(other)
    publish(other, chae, ben)
    for one in (source, other):
        captures.capture(one, SOFT_404)
    assert len(triaging.causes(triaging.with_parts(Alert.objects.open()))) == 2


def test_what_editors_say_by_hand_are_causes_of_their_own(source: Source, chae: User, ben: User) -> None:
    claim = publish(source, chae, ben, second="key")
    for piece in claim.evidence.all():
        alerting.open_by_hand(claim.verdicts.get(), piece, why=f"About {piece.pk}.", by=ben)
    causes = triaging.causes(triaging.with_parts(Alert.objects.open()))
    assert [one.check_id for one in causes] == ["by_hand", "by_hand"]
    assert news() == [True, True]


def test_causes_come_worst_first(claim: Claim, source: Source, chae: User, ben: User) -> None:
    captures.capture(source, SOFT_404)
    other = factories.source(by=chae)
    captures.capture(other)
    publish(other, chae, ben)
    captures.capture(other, LOST)
    causes = triaging.causes(triaging.with_parts(Alert.objects.open()))
    assert [one.severity for one in causes] == [3, 2]
    assert causes[1].severity_words == "serious"


# --- Returning ----------------------------------------------------------------------------------------------------


def flap(source: Source, answer: captures.Fetched) -> None:
    captures.capture(source, answer)
    captures.capture(source)


def test_the_same_trouble_back_within_a_week_is_no_news(claim: Claim, source: Source) -> None:
    flap(source, ALTERED)
    captures.capture(source, ALTERED)
    assert kinds() == ["alert.opened", "alert.healed", "alert.returned"]
    assert news() == [True, False]
    first, second = Alert.objects.order_by("pk")
    assert Event.objects.get(kind="alert.returned").content.body["first"] == first.pk
    assert (second.state, second.severity) == ("open", first.severity)
    assert triaging.causes(triaging.with_parts(Alert.objects.open()))[0].has_returned


def test_it_is_recognised_through_many_returns(claim: Claim, source: Source) -> None:
    for _ in range(4):
        flap(source, ALTERED)
    assert news() == [True, False, False, False]


def test_after_a_week_it_is_news_again(claim: Claim, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerting, "RETURNS_WITHIN", timedelta())
    flap(source, ALTERED)
    captures.capture(source, ALTERED)
    assert news() == [True, True]


def test_another_trouble_is_news(claim: Claim, source: Source) -> None:
    flap(source, ALTERED)
    captures.capture(source, LOST)
    assert news() == [True, True]


def test_what_came_back_and_got_worse_is_news(claim: Claim, source: Source) -> None:
    flap(source, SOFT_404)
    captures.capture(source, SOFT_404)
    captures.capture(source, LOST)
    assert kinds() == ["alert.opened", "alert.healed", "alert.returned", "alert.worsened"]
    assert Event.objects.get(kind="alert.worsened").content.body["is_news"]


def test_what_a_person_resolved_and_is_back_is_news(claim: Claim, source: Source, ben: User) -> None:
    captures.capture(source, ALTERED)
    alerting.resolve(Alert.objects.get(), resolution="source_replaced", reason="Another list.", by=ben)
    captures.capture(source, ALTERED)
    assert news() == [True, True]


# --- The record ---------------------------------------------------------------------------------------------------


def test_the_record_never_names_a_protected_source_by_an_alert(claim: Claim, source: Source) -> None:
    Source.objects.filter(pk=source.pk).update(is_sensitive=True, public_wording="an official")
    captures.capture(source, ALTERED)
    event = Event.objects.get(kind="alert.opened")
    assert "2,400" in Alert.objects.get().why
    assert "protected source" in event.subject_label
    assert "2,400" not in event.subject_label


def test_a_capture_that_finds_nothing_wrong_costs_the_same_however_much_rests_on_it(
    source: Source, chae: User, ben: User, django_assert_max_num_queries: Any
) -> None:
    publish(source, chae, ben)
    for _ in range(3):
        publish(source, chae, ben, second="key")
    with django_assert_max_num_queries(
        7
    ):  # a savepoint's two, the claims' lock and their keys, and what is known
        alerting.review_source(source)


# --- Ways out -----------------------------------------------------------------------------------------------------


@pytest.fixture
def alert(claim: Claim, source: Source) -> Alert:
    captures.capture(source, ALTERED)
    return triaging.with_parts(Alert.objects.all()).get()


def ways(alert: Alert, by: User) -> dict[str, str]:
    return {way.act: way.why_not for way in triaging.ways_out(alert, by=by)}


def test_an_editor_has_four_ways_out_and_the_second_when_something_was_replaced(
    alert: Alert, ben: User
) -> None:
    found = ways(alert, ben)
    assert list(found) == ["no_effect", "source_replaced", "correct", "withdraw"]
    assert [act for act, why_not in found.items() if not why_not] == ["no_effect", "correct", "withdraw"]
    assert "Nothing was replaced yet" in found["source_replaced"]


@pytest.mark.parametrize("how", ["address", "evidence"])
def test_a_source_is_replaced_by_an_address_or_by_another(
    alert: Alert, ben: User, chae: User, how: str
) -> None:
    if how == "address":
        Source.objects.filter(pk=alert.evidence.source_id).update(url="https://moved.example/page")
    else:
        factories.evidence(alert.verdict.claim, by=chae)
    alert = triaging.with_parts(Alert.objects.all()).get()
    assert ways(alert, ben)["source_replaced"] == ""


def test_a_checker_corrects_and_an_editor_resolves(alert: Alert, chae: User) -> None:
    found = ways(alert, chae)
    assert found["correct"] == ""
    assert found["no_effect"] == "An editor resolves alerts."


def test_a_correction_that_is_begun_is_gone_on_with(alert: Alert, ben: User, chae: User) -> None:
    from claims.services import reviewing

    reviewing.draft_correction(alert.verdict, by=chae, change="update", public_note="The list was changed.")
    found = ways(alert, ben)
    assert found["correct"] == found["withdraw"] == "A correction is begun already (draft). Go on there."


def test_what_is_resolved_has_no_way_out(alert: Alert, ben: User) -> None:
    alerting.resolve(alert, resolution="no_effect", reason="A misprint.", by=ben)
    assert set(ways(alert, ben).values()) == {"This alert is resolved already."}
