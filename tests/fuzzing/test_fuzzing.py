"""A short run of the fuzzing, and proof that it would notice."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from claims.public import front
from tests import standing
from tests.fuzzing import oddities, routes, running
from tests.fuzzing.stage import DROPPED, Asked, Stage, open_stage


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker) -> Iterator[Stage]:
    """One for all: whatever a request writes is taken back at once. Not yet built where a test builds its own."""
    with standing.standing(django_db_blocker), open_stage() as built:
        yield built


def test_every_address_of_the_configuration_is_asked(db: None) -> None:
    """It asks for a database, so that there is one where this module runs alone; first, while no stage stands."""
    found = {one.name for one in routes.all_routes()}
    assert {
        "public:front",
        "public:embed",
        "public:feed",
        "api:desk-claim",
        "admin:login",
        "admin:claims_claim_change",
    } <= found
    assert len(found) > 250
    assert {"q", "before", "pageToken", "updated_since"} <= set(routes.names_read())


@pytest.mark.slow
def test_nothing_fails_at_requests_of_which_something_is_wrong(django_db_setup, django_db_blocker) -> None:
    with standing.standing(django_db_blocker):
        outcome = running.run(400, seed=5)
    assert outcome.failures == {}, outcome.told()
    assert outcome.requests == 400
    assert {outcome.statuses[code] > 0 for code in (200, 302, 400, 403, 404, 405)} == {True}


UNREADABLE = [
    ("multipart/form-data", b"x"), ("multipart/form-data; boundary=\xc3\xa9", b"{}"), ("application/x-www-form-urlencoded; charset=utf-7", b"a"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "body"), UNREADABLE)
@pytest.mark.parametrize("path", ["/tips/", "/nothing/", "/desk/login/", "/desk/claims/claim/x/history/"])
def test_a_form_that_cant_be_read_is_no_failure(stage: Stage, path: str, kind: str, body: bytes) -> None:
    asked = Asked("POST", path, headers={"CONTENT_TYPE": kind}, body=body)
    assert stage.ask(asked).status in {302, 400, 403, 404, 422}


@pytest.mark.parametrize("noun", ["claims/claim", "claims/user", "auth/group"])
def test_an_empty_field_to_find_a_row_by_is_no_failure(stage: Stage, noun: str) -> None:
    asked = Asked("GET", f"/desk/{noun}/1/change/", "_to_field=", stage.browser("admin"))
    assert stage.ask(asked).status in {200, 302}


def test_a_failure_is_noticed_and_said_where_it_is(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("as if")

    monkeypatch.setattr(front.responding, "page", fail)
    answer = stage.ask(Asked("GET", "/methodology/"))
    outcome = running.Outcome(1)
    assert outcome.note(Asked("GET", "/methodology/"), answer)
    assert answer.status in {500, DROPPED}
    assert "RuntimeError: as if" in next(iter(outcome.failures))


def test_the_same_seed_makes_the_same_requests(stage: Stage) -> None:
    def made() -> list[str]:
        dice = random.Random(3)
        return [
            routes.filled("/claims/<slug:slug>/<int:n>/", stage.pool, dice) + oddities.text(dice)
            for _ in range(50)
        ]

    assert made() == made()
