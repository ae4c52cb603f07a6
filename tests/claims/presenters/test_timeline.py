"""Events told to people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from claims.models import Event, EventContent
from claims.presenters import timeline


def event(kind: str, *, who: str = "Ana", **body: Any) -> Event:
    made = Event(kind=kind, actor_label=who, happened_at=datetime(2024, 11, 1, tzinfo=UTC))
    made.content = EventContent(event=made, salt="", body=body)
    return made


def test_a_kind_is_told_in_words() -> None:
    (moment,) = timeline.moments([event("verdict.approved")])
    assert (moment.who, moment.what) == ("Ana", "approved the verdict")


def test_an_unknown_kind_is_told_as_it_is() -> None:
    (moment,) = timeline.moments([event("moon_landing.repeated", who="")])
    assert (moment.who, moment.what) == ("The system", "moon landing repeated")


def test_a_change_shows_both_values() -> None:
    (moment,) = timeline.moments([event("claim.edited", changes={"claimed_on": [None, "2024"]})])
    assert moment.changes == [timeline.Change("claimed on", "", "2024")]


def test_a_reason_is_told() -> None:
    (moment,) = timeline.moments([event("verdict.sent_back", reason="Add the list.")])
    assert moment.told == [("reason", "Add the list.")]


def test_a_run_of_bare_events_of_a_kind_is_told_once() -> None:
    told = timeline.moments([event("note.imported"), event("note.imported"), event("claim.imported")])
    assert [(moment.kind, moment.times) for moment in told] == [("note.imported", 2), ("claim.imported", 1)]


def test_events_with_something_to_tell_are_told_one_by_one() -> None:
    told = timeline.moments([event("note.added", text="x"), event("note.added", text="y")])
    assert [moment.times for moment in told] == [1, 1]


def test_an_event_whose_content_was_erased_is_told_without_it() -> None:
    bare = Event(kind="note.added", actor_label="Ana", happened_at=datetime(2024, 11, 1, tzinfo=UTC))
    (moment,) = timeline.moments([bare])
    assert (moment.told, moment.changes) == ([], [])


def test_a_long_value_is_cut() -> None:
    (moment,) = timeline.moments([event("note.added", text="x" * 1000)])
    assert len(moment.told[0][1]) == timeline.LONG
