"""How the desk judges sentences and matches: seen, changed, tried, and put back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from claims.exceptions import InvalidInput, NotAllowed, StaleVersion
from claims.models import DeskSettings, Event, User
from claims.services import judging, looking_up, matching
from claims.text import checkworthiness, rescoring
from claims.text.rescoring import Level
from tests import factories
from tests.claims.admin.conftest import Desk, said, words, workspace

ADDRESS = "/desk/claims/desksettings/judging/"
FIRST = {"opened_version": "1"}  # a desk that never changed anything
TEXT = "The port of Lowmark handled 4,200 ships in 2023.\nThank you very much, Jim.\nUnemployment fell by 3% last year.\n"


def test_each_weight_stands_beside_the_one_it_came_with(ada: User, at_desk: Desk) -> None:
    told = words(at_desk(ada).get(ADDRESS))
    assert told.count("as it came:") == len(checkworthiness.DEFAULT.of) + 3
    assert "a superlative" in told
    assert ADDRESS in words(at_desk(ada).get(reverse("admin:claims_desksettings_changelist")))


def test_who_may_not_set_the_desk_sees_nothing_of_it(ben: User, at_desk: Desk) -> None:
    assert at_desk(ben).get(ADDRESS).status_code == 403
    with pytest.raises(NotAllowed):
        judging.change(version=1, by=ben, check_threshold=0.5)


def test_a_change_is_tried_on_an_article_before_it_is_saved(ada: User, chae: User, at_desk: Desk) -> None:
    article = factories.article(by=chae, text=TEXT)
    told = words(at_desk(ada).post(ADDRESS, {"act": "try", "check_threshold": "0.99", "article": article.pk}))
    assert "Of 3 sentences of this article 2 are suggested now; 0 would be." in told
    assert not DeskSettings.objects.filter(check_threshold__isnull=False).exists()


def test_saved_it_changes_what_is_suggested_and_marked(ada: User, chae: User, at_desk: Desk) -> None:
    article = factories.article(by=chae, text=TEXT)
    assert at_desk(chae).get(workspace(article)).content.decode().count("is-suggested") == 2
    assert said(
        at_desk(ada).post(
            ADDRESS, {"act": "save", "number": "-9", "share": "-9", "check_threshold": "0.9", **FIRST}
        )
    )
    row = DeskSettings.objects.get()
    assert (row.check_weights, row.check_threshold) == ({"number": -9.0, "share": -9.0}, 0.9)
    page = at_desk(chae).get(workspace(article)).content.decode()
    assert "is-suggested" not in page
    assert "90 %" in page
    assert Event.objects.get(kind="desk_settings.edited").subject_pk == str(row.pk)


def test_all_goes_back_to_as_it_came(ada: User, at_desk: Desk) -> None:
    at_desk(ada).post(ADDRESS, {"act": "save", "number": "2", **FIRST})
    at_desk(ada).post(
        ADDRESS, {"act": "reset", "number": "2", "opened_version": DeskSettings.objects.get().version}
    )
    assert DeskSettings.objects.get().check_weights == {}
    assert judging.standard().threshold == checkworthiness.THRESHOLD
    assert judging.levels() == rescoring.LEVELS


@pytest.mark.parametrize(
    "given",
    [
        {"number": "11"},
        {"check_threshold": "1"},
        {"match_strong": "0"},
        {"match_possible": "0.8"},
        {"share": "x"},
    ],
)
def test_what_is_out_of_bounds_is_refused(ada: User, at_desk: Desk, given: dict[str, str]) -> None:
    assert "Not saved." in words(at_desk(ada).post(ADDRESS, {"act": "save", **FIRST, **given}))
    assert not DeskSettings.objects.filter(version__gt=1).exists()


def test_the_service_refuses_it_as_well_and_so_does_postgresql(ada: User) -> None:
    for fields in (
        {"check_weights": {"moon": 1.0}},
        {"check_weights": {"number": float("nan")}},
        {"match_strong": 2.0},
    ):
        with pytest.raises(InvalidInput):
            judging.change(version=1, by=ada, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeskSettings.objects.create(match_strong=2.0)


def test_who_was_slower_is_told(ada: User) -> None:
    judging.change(
        version=DeskSettings.objects.get_or_create(is_the_one=True)[0].version, by=ada, match_strong=0.8
    )
    with pytest.raises(StaleVersion):
        judging.change(version=1, by=ada, match_strong=0.9)


def test_thresholds_of_matches_are_the_desks(ada: User, chae: User) -> None:
    said_before = "The port of Lowmark handled 4,800 ships in 2022."
    factories.claim(by=chae, statement=said_before)
    assert [one.level for one in looking_up.search(said_before)] == [Level.STRONG]
    row, _ = DeskSettings.objects.get_or_create(is_the_one=True)
    likelihood = looking_up.search(said_before)[0].likelihood
    most = min(0.99, likelihood + 0.001)
    if most > likelihood:
        judging.change(version=row.version, by=ada, match_strong=most)
        assert [one.level for one in looking_up.search(said_before)] == [Level.POSSIBLE]


def test_what_agrees_is_told_beside_what_differs(chae: User) -> None:
    factories.claim(by=chae, statement="In 2022 Lowmark’s port handled 4,200 ships.")
    [found] = matching.find_checked("The port of Lowmark handled 4,800 ships in 2022.")
    assert ("date", "2022") in [(str(one.kind), one.there) for one in found.agreements]
    assert [(one.here, one.there) for one in found.differences] == [("4,800 ships", "4,200 ships")]
