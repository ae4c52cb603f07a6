"""The registry of checks: what stands in it can be used, and what can't is named at the start."""

from __future__ import annotations

import pytest

from claims.checks import registry
from claims.checks.base import Check, Outcome, Result, SourceCheck, Subject

HERE = "tests.claims.checks.test_registry"


class Nameless(SourceCheck):
    def judge(self, subject: Subject) -> Result:
        return Result(Outcome.PASS, "ok", "All is well.")


class Untidy(Nameless):
    id = "Not Kebab"


class Unfinished(SourceCheck):
    id = "unfinished"


class Bare(Check):
    id = "bare"


def test_every_registered_check_can_be_used() -> None:
    assert registry.problems(registry.CHECKS) == []
    assert registry.registry_is_sound(None) == []


def test_ids_are_those_that_findings_are_stored_under() -> None:
    assert [check.id for check in registry.all_checks()] == [
        "reachable", "not-a-soft-404", "same-place", "quote-present", "content-stable", "not-corrected",
        "numbers-agree", "publication-date", "hindsight-marked", "independent", "encrypted", "archived",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("claims.checks.gone.Gone", "can't be imported"),
        ("claims.checks.reachable.Gone", "can't be imported"),
        ("claims.checks.base.Result", "neither"),
        (f"{HERE}.Bare", "neither"),
        (f"{HERE}.Nameless", "no kebab-case id"),
        (f"{HERE}.Untidy", "no kebab-case id"),
        (f"{HERE}.Unfinished", "can't be made"),
    ],
)
def test_what_cannot_be_used_is_named(path: str, said: str) -> None:
    (problem,) = registry.problems([path])
    assert path in problem
    assert said in problem


def test_an_id_is_used_once() -> None:
    twice = [registry.CHECKS[0], registry.CHECKS[0]]
    assert registry.problems(twice) == ["the id reachable is used 2 times"]


def test_misuse_stops_the_start_with_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "CHECKS", ("claims.checks.gone.Gone",))
    (error,) = registry.registry_is_sound(None)
    assert error.id == "claims.E020"
    assert "claims/checks/registry.py" in str(error.hint)
