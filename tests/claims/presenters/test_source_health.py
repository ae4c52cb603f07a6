"""A source's captures by their kind, those that said the same in one run, and all of them in a chart."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from claims.models import Extraction, Snapshot, Source, User
from claims.presenters import health_chart, source_health
from tests import factories, histories

TEXT = ["The port handled 4,200 ships in 2023."]
OTHER = ["The port handled 2,400 ships in 2023, as it says now."]


@pytest.fixture
def source(chae: User) -> Source:
    return factories.source(by=chae)


def past(source: Source, *told: Any) -> list[Snapshot]:
    """Captures, a day apart, the last of them today: paragraphs, or the word of a failure."""
    now = timezone.now()
    return [
        histories.snapshot(
            source,
            [] if isinstance(one, str) else one,
            at=now - timedelta(days=len(told) - 1 - index),
            failure=one if isinstance(one, str) else "",
        )
        for index, one in enumerate(told)
    ]


def kinds(source: Source) -> list[str]:
    return [str(one.kind) for one in source_health.captures(source)][::-1]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([TEXT], ["first"]),
        ([TEXT, TEXT, OTHER], ["first", "same", "changed"]),
        ([TEXT, "timeout", TEXT], ["first", "failed", "same"]),
        ([TEXT, "http_403", "http_404"], ["first", "unknown", "failed"]),
        (["robots", TEXT], ["unknown", "first"]),
        ([TEXT, "a word of tomorrow"], ["first", "unknown"]),
    ],
)
def test_what_each_capture_was(source: Source, told: list[Any], expected: list[str]) -> None:
    past(source, *told)
    assert kinds(source) == expected


def test_a_capture_in_which_a_check_failed_is_trouble(source: Source) -> None:
    last = past(source, TEXT, TEXT)[-1]
    histories.save(last, None, "not-a-soft-404", "fail", "x", "Another page.")
    assert kinds(source) == ["first", "trouble"]


def test_a_text_that_changed_says_so_though_a_check_failed_too(source: Source) -> None:
    last = past(source, TEXT, OTHER)[-1]
    histories.save(last, None, "not-a-soft-404", "fail", "x", "Another page.")
    assert source_health.captures(source)[0].words == "The text had changed. A check failed."


def test_a_capture_made_while_the_desk_was_offline_says_nothing_about_the_source(source: Source) -> None:
    last = past(source, TEXT, "dns")[-1]
    histories.save(last, None, "reachable", "unknown", "cut_off", "Nothing outside answered.")
    newest = source_health.captures(source)[0]
    assert (str(newest.kind), newest.words) == ("unknown", source_health.OFFLINE)


def test_menus_that_change_are_no_change_of_the_article(source: Source) -> None:
    first, last = past(source, TEXT, OTHER)
    for one in (first, last):
        Extraction.objects.create(blob=one.body, text="The article itself.")
    assert kinds(source) == ["first", "same"]


def test_another_body_with_the_same_text_says_the_same_though_it_is_not_extracted_again(
    source: Source,
) -> None:
    first, *_ = past(source, TEXT, TEXT)
    Extraction.objects.create(blob=first.body, text="The article itself.")
    now = timezone.now() + timedelta(minutes=1)
    other = histories.snapshot(source, TEXT, at=now, markup="<i>")
    assert other.body_id != first.body_id
    assert len(source_health.runs(source, source_health.captures(source))) == 1


def test_captures_that_said_the_same_are_one_run_with_what_changed(source: Source) -> None:
    past(source, TEXT, TEXT, "timeout", TEXT, OTHER)
    runs = source_health.runs(source, source_health.captures(source))
    assert [(str(run.kind), len(run.captures)) for run in runs] == [
        ("changed", 1), ("same", 1), ("failed", 1), ("first", 2),
    ]  # fmt: skip
    assert (runs[0].removed, runs[0].added) == (1, 5)
    assert runs[0].words == "The text changed: 1 word gone, 5 words new."


def test_the_run_that_evidence_is_anchored_in_is_picked_by_its_cited_capture(
    source: Source, chae: User
) -> None:
    cited = past(source, TEXT, TEXT, TEXT)[1]
    piece = factories.evidence(factories.claim(by=chae), by=chae, source=source, quote="4,200 ships")
    type(piece).objects.filter(pk=piece.pk).update(snapshot=cited, start=0, end=4)
    (run,) = source_health.runs(source, source_health.captures(source))
    assert (run.pick, run.cited) == (cited.pk, 1)


def test_words_of_very_long_texts_are_not_counted(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_health, "LONGEST_COMPARED", 10)
    past(source, TEXT, OTHER)
    newest = source_health.runs(source, source_health.captures(source))[0]
    assert (newest.removed, newest.words) == (None, "The text changed.")


def test_the_chart_says_in_words_what_it_shows(source: Source) -> None:
    past(source, TEXT, TEXT, "timeout", OTHER)
    chart = health_chart.chart(source, source_health.captures(source))
    assert chart is not None
    assert "4 captures since" in chart.summary
    assert chart.summary.endswith(": 2 same text, 1 text changed, 1 not reachable.")


def test_only_what_occurred_has_a_lane_in_the_chart(source: Source) -> None:
    past(source, TEXT, TEXT)
    chart = health_chart.chart(source, source_health.captures(source))
    assert chart is not None
    assert [(lane.shape, lane.n) for lane in chart.lanes] == [("same", 2)]


def test_many_captures_make_no_more_marks_than_there_is_room_for(source: Source) -> None:
    past(source, *[TEXT] * 100)
    chart = health_chart.chart(source, source_health.captures(source))
    assert chart is not None
    assert len(chart.marks) <= health_chart.SLOTS
    assert all(0 <= float(mark.x) <= 100 for mark in chart.marks)


def test_nothing_captured_is_no_chart(source: Source) -> None:
    assert health_chart.chart(source, []) is None


def test_the_time_at_risk_is_told(chae: User, ben: User) -> None:
    made = histories.build(author=chae, editor=ben, every=30)
    chart = health_chart.chart(made.source, source_health.captures(made.source))
    assert chart is not None
    assert [risk.title.endswith("to now") for risk in chart.risks] == [True]
