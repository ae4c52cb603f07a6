"""An alert is opened and resolved, once each: the law in PostgreSQL, tried as the application's role and as the owner."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from claims.models import Alert, User, Verdict
from claims.services import alerting
from tests import factories
from tests.claims.models.as_application import allowed, refused


@pytest.fixture
def alert(chae: User, ben: User) -> Alert:
    verdict = Verdict.objects.get(claim=factories.published_claim(author=chae, editor=ben))
    evidence = verdict.citations.order_by("pk")[0].evidence
    return alerting.open_by_hand(verdict, evidence, why="Two texts at one address.", by=ben)


@pytest.fixture
def resolved(alert: Alert, ben: User) -> Alert:
    return alerting.resolve(alert, resolution="no_effect", reason="Same figures.", by=ben)


REOPENINGS = [
    "UPDATE claims_alert SET state = 'open', resolution = '', resolved_at = NULL, resolved_by_id = NULL",
    "UPDATE claims_alert SET resolution_reason = 'another'",
    "UPDATE claims_alert SET severity = 1",
    "UPDATE claims_alert SET why = 'nothing much'",
]


@pytest.mark.parametrize("sql", REOPENINGS)
def test_a_resolved_alert_never_changes_again(resolved: Alert, app_role: None, sql: str) -> None:
    assert refused(sql) == "alert_resolved_for_good"


@pytest.mark.parametrize(
    "column", ["opened_at = now()", "opened_by_id = NULL", "evidence_id = evidence_id + 1", "verdict_id = 0"]
)
def test_what_an_alert_is_about_never_changes(alert: Alert, app_role: None, column: str) -> None:
    assert refused(f"UPDATE claims_alert SET {column}") == "alert_about_the_same"


@pytest.mark.parametrize("change", ["severity = 3", "why = 'It is worse than that.'"])
def test_an_open_alert_may_turn_out_worse(alert: Alert, app_role: None, change: str) -> None:
    allowed(f"UPDATE claims_alert SET {change}")


def test_an_alert_is_never_deleted_by_the_owner_either(alert: Alert) -> None:
    assert refused("DELETE FROM claims_alert") == "alert_never_deleted"


def test_without_the_guard_it_is_reopened(resolved: Alert) -> None:
    def execute(sql: str) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(sql)

    execute("ALTER TABLE claims_alert DISABLE TRIGGER alert_steps")
    execute(REOPENINGS[0])
    assert Alert.objects.open().get() == resolved
