"""What captures say of a source's health: one failure nothing, three far apart that it is dead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from claims.models import Alert, Finding, Source, User
from claims.services import dispatching, weighing
from claims.services.weighing import Standing
from tests import captures, factories

NOW = datetime(2024, 11, 1, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(hours=72)
LATELY = NOW - timedelta(hours=71)


@pytest.mark.parametrize(
    ("before", "failure", "expected"),
    [
        (Standing(), "", ("ok", 0)),
        (Standing(), "http_404", ("failing", 1)),
        (Standing("failing", "", 1, LATELY), "http_404", ("failing", 1)),  # too soon to count again
        (Standing("failing", "", 1, LONG_AGO), "timeout", ("failing", 2)),
        (Standing("failing", "", 2, LONG_AGO), "dns", ("dead", 3)),
        (Standing("failing", "", 2, LATELY), "dns", ("failing", 2)),
        (Standing("dead", "", 3, LATELY), "dns", ("dead", 3)),
        (Standing("dead", "", 3, LONG_AGO), "", ("ok", 0)),  # any success resets
        (Standing("ok"), "http_403", ("unknown", 0)),
        (Standing("failing", "", 2, LONG_AGO), "bot_wall", ("failing", 2)),  # neither counts nor resets
        (Standing("ok"), "truncated", ("unknown", 0)),
    ],
)
def test_the_standing_after_a_capture(before: Standing, failure: str, expected: tuple[str, int]) -> None:
    after = weighing.weigh(before, failure, at=NOW)
    assert (after.health, after.counted) == expected


@pytest.mark.parametrize(
    "failure", ["http_401", "http_402", "http_403", "http_429", "http_451", "bot_wall", "robots"]
)
def test_who_keeps_us_out_never_counts(failure: str) -> None:
    assert weighing.weigh(Standing("failing", "", 2, LONG_AGO), failure, at=NOW).counted == 2


def test_a_desk_that_is_cut_off_blames_nobody() -> None:
    after = weighing.weigh(Standing("ok"), "dns", at=NOW, offline=True)
    assert (after.health, after.counted, after.note) == ("unknown", 0, weighing.OFFLINE)


# --- With rows ----------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def in_process_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clients.pages.read", captures.read)


@pytest.fixture
def sources(chae: User) -> list[Source]:
    return [factories.source(by=chae) for _ in range(4)]


def test_three_failures_far_apart_and_the_source_is_dead(sources: list[Source]) -> None:
    source = sources[0]
    for _ in range(3):
        captures.capture(source, captures.failed("http_404", status=404))
        captures.days_pass(source, 3.1)
    assert source.health == Source.Health.DEAD
    assert "not found" in source.health_note


def test_a_hundred_failures_in_one_day_are_one(sources: list[Source]) -> None:
    for _ in range(5):
        captures.capture(sources[0], captures.failed("http_404", status=404))
    assert (sources[0].health, sources[0].counted_failures) == (Source.Health.FAILING, 1)


def test_a_soft_404_counts_like_a_404(sources: list[Source]) -> None:
    captures.capture(sources[0], captures.page("Sorry.", title="Page not found"))
    assert (sources[0].health, sources[0].counted_failures) == (Source.Health.FAILING, 1)


def test_health_does_not_make_an_open_form_stale(sources: list[Source]) -> None:
    version = sources[0].version
    captures.capture(sources[0])
    assert (sources[0].health, sources[0].version) == (Source.Health.OK, version)


@pytest.mark.parametrize("failure", ["dns", "refused", "connect_timeout", "no_network", "dns_unavailable"])
def test_an_installation_without_a_network_makes_nobody_dead(sources: list[Source], failure: str) -> None:
    for _ in range(4):
        for source in sources:
            captures.capture(source, captures.failed(failure))
            captures.days_pass(source, 3.1)
    assert Source.Health.DEAD not in {source.health for source in sources}
    assert dispatching.health()["cut_off"]


def test_when_others_answer_the_source_is_to_blame(sources: list[Source]) -> None:
    captures.capture(sources[1])
    captures.capture(sources[0], captures.failed("dns"))
    assert sources[0].health == Source.Health.FAILING
    assert not dispatching.health()["cut_off"]


@pytest.fixture
def own_page(chae: User) -> Source:
    return factories.source(by=chae, url="http://127.0.0.1:8080/demonstration/stable")


def test_the_desks_own_pages_are_no_sign_of_the_internet(sources: list[Source], own_page: Source) -> None:
    captures.capture(sources[3])
    for source in sources[1:3] * 5:
        captures.capture(source, captures.failed("dns"))
    captures.capture(own_page)
    captures.capture(sources[0], captures.failed("dns"))
    assert sources[0].health_note == weighing.OFFLINE


def test_an_answer_with_a_bad_status_is_an_answer(sources: list[Source]) -> None:
    captures.capture(sources[1], captures.failed("http_5xx", status=503))
    captures.capture(sources[0], captures.failed("dns"))
    assert sources[0].counted_failures == 1


def test_the_dead_are_not_asked_whether_the_desk_is_cut_off(sources: list[Source]) -> None:
    captures.capture(sources[3])
    for source in sources[1:3] * 6:
        captures.capture(source, captures.failed("dns"))
    Source.objects.filter(pk__in=[one.pk for one in sources[1:3]]).update(health=Source.Health.DEAD)
    captures.capture(sources[0], captures.failed("dns"))
    assert sources[0].counted_failures == 1


def test_a_desk_that_never_had_an_answer_blames_nobody(sources: list[Source], own_page: Source) -> None:
    captures.capture(own_page)
    captures.capture(sources[0], captures.failed("dns"))
    assert (sources[0].health, sources[0].health_note) == (Source.Health.UNKNOWN, weighing.OFFLINE)
    assert dispatching.health()["cut_off"]


def test_a_desk_that_captured_nothing_yet_is_not_called_cut_off(db: None) -> None:
    assert not dispatching.health()["cut_off"]


@pytest.mark.parametrize("failure", ["dns", "refused", "connect_timeout"])
def test_without_the_internet_published_verdicts_raise_no_alarm(chae: User, ben: User, failure: str) -> None:
    claims = [factories.published_claim(author=chae, editor=ben) for _ in range(2)]
    sources = list(Source.objects.filter(evidence__claim__in=claims))
    for _ in range(4):
        for source in sources:
            captures.capture(source, captures.failed(failure))
            captures.days_pass(source, 3.1)
    assert not Alert.objects.exists()
    assert not Finding.objects.failed().exists()
