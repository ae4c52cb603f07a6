"""Lists that people keep: whose they are, what of an address is kept, and who lets them go."""

from __future__ import annotations

import pytest

from claims.exceptions import InvalidInput, NotAllowed
from claims.models import Event, SavedFilter, User
from claims.services import saving_filters


def kept(
    by: User, name: str = "At risk", *, query: str = "status=at_risk", is_shared: bool = False
) -> SavedFilter:
    return saving_filters.keep(by=by, listed="claim", name=name, query=query, is_shared=is_shared)


def test_ones_own_are_ones_own_and_the_desks_are_everybodys(chae: User, ben: User) -> None:
    mine, shared = kept(chae), kept(ben, "Long ones", is_shared=True)
    kept(ben, "Ben's")
    assert list(saving_filters.shown_to(chae, listed="claim")) == [mine, shared]
    assert list(saving_filters.shown_to(chae, listed="source")) == []


def test_the_same_name_shows_another_list_from_now_on(chae: User) -> None:
    first = kept(chae)
    again = kept(chae, query="status=published")
    assert (again.pk, again.query, again.version) == (first.pk, "status=published", 2)


def test_where_one_was_in_the_list_is_not_kept(chae: User) -> None:
    assert kept(chae, query="status=at_risk&p=3&o=-1&_popup=1").query == "status=at_risk&o=-1"


@pytest.mark.parametrize(("name", "query"), [("  ", "a=b"), ("Long", "q=" + "x" * 1000)])
def test_what_cannot_be_kept_is_refused(chae: User, name: str, query: str) -> None:
    with pytest.raises(InvalidInput):
        kept(chae, name, query=query)


def test_nobody_keeps_without_end(chae: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving_filters, "AT_MOST", 1)
    kept(chae)
    with pytest.raises(InvalidInput, match="Let one go first"):
        kept(chae, "Another")


def test_readers_keep_nothing(cleo: User) -> None:
    with pytest.raises(NotAllowed):
        kept(cleo)


@pytest.mark.parametrize(("shared", "who"), [(False, {"chae"}), (True, {"chae", "ada"})])
def test_who_lets_it_go(chae: User, ben: User, ada: User, shared: bool, who: set[str]) -> None:
    done = set()
    for person in (ben, ada, chae):
        try:
            saving_filters.let_go(kept(chae, is_shared=shared), by=person)
        except NotAllowed:
            continue
        done.add(person.username)
    assert done == who
    assert Event.objects.filter(kind="saved_filter.removed").count() == len(who)


def test_a_list_without_any_filter_is_kept_too(chae: User) -> None:
    assert kept(chae, "All of them", query="p=2").query == ""
