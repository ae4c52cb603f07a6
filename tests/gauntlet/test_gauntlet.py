"""A small seeded run of the gauntlet, and the same run with each guard taken away, which has to fail."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from claims.models import job, source
from tests.gauntlet.arena import Arena, Outcome, Plan

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def ordinary_times_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LEASE", "NUDGE_AGAIN", "BACK_OFF", "LONGEST_BACK_OFF"):
        monkeypatch.setattr(job, name, getattr(job, name))
    monkeypatch.setattr(source, "LEASE", source.LEASE)


def run(**plan: int | str) -> Outcome:
    return Arena(Plan(**plan)).run()  # type: ignore[arg-type]


def test_twelve_faults_lose_and_double_nothing() -> None:
    outcome = run(faults=12, poison=1)
    assert outcome.troubles == {}, outcome.told()
    assert (outcome.dead, outcome.deaths >= 5, outcome.faults >= 10) == (1, True, True)


def test_without_faults_no_attempt_is_used_twice() -> None:
    outcome = run(faults=0, asks=0)
    assert outcome.troubles == {}, outcome.told()
    assert (outcome.results, outcome.deaths) == (60, 0)


@pytest.mark.parametrize(
    ("without", "plan", "trouble"),
    [
        ("fence", {"jobs": 160, "faults": 40}, {"stale", "doubled"}),
        ("unique", {"faults": 0}, {"doubled"}),
        ("recovery", {"faults": 12}, {"lost"}),
        ("locks", {"faults": 0, "dispatchers": 5}, {"sent_twice"}),
    ],
)
def test_without_a_guard_the_gauntlet_breaks(without: str, plan: dict[str, int], trouble: set[str]) -> None:
    """When a fault falls is chance, on a busy machine above all: other seeds are tried before the guard counts as idle."""
    told = []
    for seed in (1, 2, 3):
        outcome = run(without=without, seed=seed, **plan)
        if trouble & set(outcome.troubles):
            return
        told.append(outcome.told())
        call_command(
            "flush", interactive=False, verbosity=0, reset_sequences=False, inhibit_post_migrate=True
        )
    pytest.fail("\n".join(told))
