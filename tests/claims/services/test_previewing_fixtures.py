"""A fixture that is uploaded: foreseen without a trace, loaded whole, or refused whole with every problem."""

from __future__ import annotations

import json
from typing import Any

import pytest

from claims.exceptions import InvalidInput, NotAllowed
from claims.models import Batch, Event, Origin, Source, User
from claims.services import carrying_out, previewing_fixtures


def fixture(*slugs: str, what: str = "the harbour list") -> list[dict[str, Any]]:
    return [{"model": "claims.origin", "fields": {"slug": slug, "what": what}} for slug in slugs]


def taken(held: Any, by: User) -> Batch:
    raw = held if isinstance(held, bytes) else json.dumps(held).encode()
    return previewing_fixtures.take_in(name="more.json", raw=raw, by=by)


def loaded(batch: Batch) -> Batch:
    previewing_fixtures.start(batch, by=batch.asked_by)
    carrying_out.perform(batch.pk)
    batch.refresh_from_db()
    return batch


def test_it_says_what_it_would_add_change_and_leave(ada: User) -> None:
    loaded(taken(fixture("a", "b"), ada))
    Origin.objects.filter(slug="b").update(what="another")
    preview = previewing_fixtures.preview(taken(fixture("a", "b", "c"), ada))
    assert preview.counts == {("same", "origin"): 1, ("changed", "origin"): 1, ("added", "origin"): 1}
    changed = next(one for one in preview.foreseen if one.what == "changed")
    assert changed.changes == {"what": ("another", "the harbour list")}


def test_looking_leaves_no_trace(ada: User) -> None:
    events = Event.objects.count()
    previewing_fixtures.preview(taken(fixture("a"), ada))
    assert (Origin.objects.count(), Event.objects.count()) == (0, events)


def test_it_is_loaded_whole_and_in_the_name_of_who_did(ada: User) -> None:
    batch = loaded(taken(fixture("a", "b"), ada))
    assert batch.report == {"summary": "Added 2 origins; changed nothing."}
    assert Event.objects.filter(kind="origin.imported", actor_pk=ada.pk).count() == 2


WRONG: list[tuple[Any, str, str]] = [
    (b"{", "more.json", "no whole JSON"),
    (b"\xff", "more.json", "not UTF-8"),
    ({"model": 1}, "more.json", "has to be a list"),
    ([{"model": "claims.event", "fields": {}}], "object 1 (claims.event), field model", "acts alone"),
    (fixture("a", "a"), "object 2 (claims.origin a), field slug", "it is there twice"),
    (
        [{"model": "claims.origin", "fields": {"slug": "a"}}],
        "object 1 (claims.origin a), field what",
        "is missing",
    ),
]


@pytest.mark.parametrize(("held", "place", "why"), WRONG)
def test_what_is_wrong_is_told_by_file_object_and_field(held: Any, place: str, why: str, ada: User) -> None:
    batch = taken(held, ada)
    problem = previewing_fixtures.preview(batch).problems[0]
    assert place in problem.place
    assert why in problem.reason
    with pytest.raises(InvalidInput, match="Nothing was loaded"):
        previewing_fixtures.start(batch, by=ada)


def test_what_became_wrong_meanwhile_loads_nothing(ada: User) -> None:
    source = {"slug": "s", "kind": "agency", "publisher": "A", "url": "https://a.example/"}
    batch = taken([*fixture("a"), {"model": "claims.source", "fields": source}], ada)
    previewing_fixtures.start(batch, by=ada)
    Source.objects.create(slug="rival", kind="agency", publisher="R", url="https://a.example/")
    carrying_out.perform(batch.pk)
    batch.refresh_from_db()
    assert (batch.done, batch.refused, Origin.objects.count()) == (0, 2, 0)
    assert "this address is there already" in batch.report["refused"][0]["reason"]


def test_only_admins_load(chae: User, ben: User) -> None:
    for person in (chae, ben):
        with pytest.raises(NotAllowed):
            taken(fixture("a"), person)


def test_a_fixture_without_any_object_is_refused(ada: User) -> None:
    with pytest.raises(InvalidInput, match="holds no object"):
        taken([], ada)
