"""How bad it is: by what hangs on the evidence, and by what became of it."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from claims import checks
from claims.checks.base import EvidenceCheck, SourceCheck
from claims.models import Alert, Evidence, Finding
from claims.services import grading
from claims.services.grading import Trouble

CRITICAL, SERIOUS, NOTICE = Alert.Severity.CRITICAL, Alert.Severity.SERIOUS, Alert.Severity.NOTICE


def found(check: str, reason: str = "", pk: int = 1) -> Finding:
    return Finding(pk=pk, check_id=check, reason=reason, outcome="fail")


@pytest.mark.parametrize(
    ("what", "sole", "key", "supporting"),
    [
        (found("not-corrected", "retracted"), CRITICAL, CRITICAL, SERIOUS),
        (found("not-corrected", "quote_corrected"), CRITICAL, SERIOUS, NOTICE),
        (found("quote-present", "lost"), CRITICAL, SERIOUS, NOTICE),
        (found("quote-present", "altered"), CRITICAL, SERIOUS, NOTICE),
        (found("a-check-nobody-graded", "x"), CRITICAL, SERIOUS, NOTICE),
        (found("same-place", "for_sale"), SERIOUS, SERIOUS, NOTICE),
        (found("same-place", "taken_over"), SERIOUS, SERIOUS, NOTICE),
        (found("same-place", "section"), SERIOUS, NOTICE, NOTICE),
        (found("reachable", "dead"), SERIOUS, NOTICE, NOTICE),
        (found("not-a-soft-404", "title"), SERIOUS, NOTICE, NOTICE),
    ],
)
def test_severity_by_trouble_and_weight(what: Finding, sole: int, key: int, supporting: int) -> None:
    trouble = grading.trouble(what)
    assert [grading.severity(weight, trouble) for weight in Evidence.Weight] == [sole, key, supporting]


@pytest.mark.parametrize(
    ("what", "is_less"),
    [
        (found("reachable", "dead"), True),
        (found("not-a-soft-404", "title"), True),
        (found("same-place", "section"), True),
        (found("same-place", "for_sale"), False),  # readers are led astray all the same
        (found("quote-present", "lost"), False),
    ],
)
def test_a_copy_in_an_archive_makes_a_page_that_is_gone_less_bad(what: Finding, is_less: bool) -> None:
    kept = grading.trouble(what, is_kept=True)
    assert (kept == Trouble.GONE_BUT_KEPT) == is_less
    assert (grading.severity("sole", kept) < grading.severity("sole", grading.trouble(what))) == is_less


def test_heavier_evidence_and_worse_trouble_are_never_less_severe() -> None:
    weights = [Evidence.Weight.SUPPORTING, Evidence.Weight.KEY, Evidence.Weight.SOLE]
    for trouble in Trouble:
        row = [grading.severity(weight, trouble) for weight in weights]
        assert row == sorted(row)
    for weight in weights:
        column = [grading.severity(weight, trouble) for trouble in sorted(Trouble)]
        assert column == sorted(column)


def test_a_dead_link_with_a_copy_is_less_than_a_lost_quote_of_sole_evidence() -> None:
    assert grading.severity("sole", Trouble.GONE_BUT_KEPT) < grading.severity("sole", Trouble.SAYS_OTHERWISE)


def test_the_gravest_is_read_first_and_of_equals_the_first() -> None:
    gone, lost, altered = (
        found("reachable", "dead", 1),
        found("quote-present", "lost", 2),
        found("quote-present", "altered", 3),
    )
    assert grading.gravest([gone, altered, lost]) == lost
    assert grading.gravest([]) is None


def test_the_table_speaks_of_checks_that_there_are() -> None:
    """By the ids in their files: one that was renamed would fall back to the general case unnoticed."""
    for module in pkgutil.iter_modules(checks.__path__):
        importlib.import_module(f"claims.checks.{module.name}")
    known = {
        one.id for kind in (SourceCheck, EvidenceCheck) for one in kind.__subclasses__() if hasattr(one, "id")
    }
    assert {*grading.BY_CHECK, *(check for check, _ in grading.BY_REASON)} <= known
