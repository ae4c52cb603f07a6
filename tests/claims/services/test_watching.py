"""The desk's own rules of watching: who may set them, what is refused, what they bring about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.exceptions import InvalidInput, NotAllowed, StaleVersion
from claims.models import CaptureJob, Event, HostRule, User, WatchRule
from claims.services import politeness, watching
from tests import captures, factories


@pytest.fixture
def rule(db: None) -> WatchRule:
    return WatchRule.objects.get(use="unused")


def test_a_rule_is_changed_on_record(rule: WatchRule, ada: User) -> None:
    before = rule.longest_minutes
    watching.set_pace(rule, version=rule.version, by=ada, longest_minutes=120)
    event = Event.objects.get(kind="watch_rule.edited")
    assert event.content.body == {"changes": {"longest_minutes": [before, 120]}}
    assert WatchRule.objects.get(use="unused").longest == timedelta(hours=2)


def test_a_rule_that_is_saved_brings_captures_forward(
    rule: WatchRule, ada: User, chae: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.clients.pages.read", captures.read)
    source = factories.source(by=chae)
    captures.capture(source)
    CaptureJob.objects.pending().update(due_at=timezone.now() + timedelta(days=20))
    brought = watching.set_pace(rule, version=rule.version, by=ada, longest_minutes=60)
    assert brought == 1
    assert CaptureJob.objects.pending().get().due_at < timezone.now() + timedelta(hours=1)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"longest_minutes": 5}, "longest_minutes"),
        ({"shortest_minutes": 100, "longest_minutes": 99}, "longest_minutes"),
        ({"shortest_minutes": 10**6, "longest_minutes": 10**6}, "shortest_minutes"),
        ({"shortest_minutes": 0}, "shortest_minutes"),
        ({"divisor": 0}, "divisor"),
        ({"divisor": 1001}, "divisor"),
    ],
)
def test_times_that_can_not_be_are_refused(
    rule: WatchRule, ada: User, fields: dict[str, int], place: str
) -> None:
    with pytest.raises((InvalidInput, ValidationError)) as refusal:
        watching.set_pace(rule, version=rule.version, by=ada, **fields)
    error = refusal.value
    named = (
        [name for name, _ in error.problems] if isinstance(error, InvalidInput) else list(error.message_dict)
    )
    assert place in named


def test_a_rule_changed_meanwhile_is_not_overwritten(rule: WatchRule, ada: User) -> None:
    watching.set_pace(WatchRule.objects.get(pk=rule.pk), version=rule.version, by=ada, longest_minutes=90)
    with pytest.raises(StaleVersion):
        watching.set_pace(rule, version=rule.version, by=ada, longest_minutes=80)


def test_only_admins_set_rules(rule: WatchRule, ben: User) -> None:
    with pytest.raises(NotAllowed):
        watching.set_pace(rule, version=rule.version, by=ben, longest_minutes=90)
    with pytest.raises(NotAllowed):
        watching.add_host(by=ben, host="news.example", gap_seconds=9)
    made = HostRule.objects.create(host="news.example", gap_seconds=9)
    with pytest.raises(NotAllowed):
        watching.edit_host(made, version=1, by=ben, gap_seconds=8)
    with pytest.raises(NotAllowed):
        watching.remove_host(made, by=ben)


# --- Hosts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("news.example", "news.example"),
        (" News.Example ", "news.example"),
        ("www.news.example", "news.example"),
        ("https://www.news.example/a/b?c", "news.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("127.0.0.1", "127.0.0.1"),
    ],
)
def test_a_host_is_named_or_pointed_at(ada: User, typed: str, host: str) -> None:
    assert watching.add_host(by=ada, host=typed, gap_seconds=9).host == host


@pytest.mark.parametrize(
    "typed", ["", "no host", "ftp://news.example/", "a@news.example", "1.2", "news..example"]
)
def test_what_is_no_host_is_refused(ada: User, typed: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        watching.add_host(by=ada, host=typed, gap_seconds=9)
    assert [place for place, _ in refusal.value.problems] == ["host"]


@pytest.mark.parametrize(("host", "seconds", "is_lawful"), [
    ("news.example", 0, False), ("news.example", 1, True), ("news.example", 24 * 3600, True),
    ("news.example", 24 * 3600 + 1, False), ("127.0.0.1", 0, True),
])  # fmt: skip
def test_a_gap_has_a_floor_and_a_ceiling(ada: User, host: str, seconds: int, is_lawful: bool) -> None:
    if is_lawful:
        watching.add_host(by=ada, host=host, gap_seconds=seconds)
    else:
        with pytest.raises((InvalidInput, ValidationError)):
            watching.add_host(by=ada, host=host, gap_seconds=seconds)
    assert HostRule.objects.exists() == is_lawful


def test_a_host_has_one_rule(ada: User) -> None:
    watching.add_host(by=ada, host="news.example", gap_seconds=9)
    with pytest.raises(ValidationError):
        watching.add_host(by=ada, host="www.news.example", gap_seconds=9)


def test_a_rule_for_a_host_comes_and_goes_on_record(ada: User, settings: Any) -> None:
    settings.SOURCE_FETCH_GAP_SECONDS = 2
    made = watching.add_host(by=ada, host="news.example", gap_seconds=60, note="They asked by e-mail.")
    watching.edit_host(made, version=1, by=ada, gap_seconds=90)
    assert politeness.gap(host="news.example") == timedelta(seconds=90)
    watching.remove_host(HostRule.objects.get(), by=ada)
    assert politeness.gap(host="news.example") == timedelta(seconds=2)
    kinds = Event.objects.filter(subject_type="hostrule").order_by("pk")
    assert [one.kind for one in kinds] == ["host_rule.added", "host_rule.edited", "host_rule.removed"]
    assert kinds[2].content.body["fields"]["note"] == "They asked by e-mail."
