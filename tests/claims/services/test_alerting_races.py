"""Captures and editors at once: an alert is opened, healed and resolved once, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection

from claims.exceptions import IllegalTransition
from claims.models import Alert, Event, Evidence, PublicationState, Source, User
from claims.services import alerting, capturing, publishing, reviewing
from tests import captures, factories
from tests.together import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ALTERED = captures.page(captures.TEXT.replace("4,200", "2,400"))


@pytest.fixture(autouse=True)
def connections_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("claims.clients.pages.read", captures.read)
    yield
    connection.close()


def cited(chae: User, ben: User) -> Evidence:
    """A captured passage that a current publication cites, and that has since been altered."""
    made = factories.evidence(factories.claim(by=chae), by=chae, quote=captures.QUOTE)
    assert made.source is not None
    captures.capture(made.source)
    factories.publish(factories.approved(made.claim, by=chae, approver=ben), by=ben)
    captures.capture(made.source, ALTERED)
    return made


def capturing_well(source: Source) -> Callable[[], Any]:
    job = captures.due_job(source)
    return lambda: capturing.perform(job.pk, fetch=captures.answering(captures.page()))


def failures(outcomes: list[Any]) -> list[Any]:
    return [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, IllegalTransition)]


def test_healing_while_an_editor_resolves_happens_once(chae: User, ben: User) -> None:
    for _ in range(4):
        evidence = cited(chae, ben)
        alert = Alert.objects.get(evidence=evidence)
        assert evidence.source is not None
        resolving = partial(alerting.resolve, alert, resolution="no_effect", reason="A misprint.", by=ben)
        outcomes = at_once(capturing_well(evidence.source), resolving)
        assert failures(outcomes) == []
        closings = Event.objects.about(alert).filter(kind__in=["alert.healed", "alert.resolved"])
        assert closings.count() == 1


def test_healing_while_a_correction_is_published_never_deadlocks(chae: User, ben: User, bea: User) -> None:
    for _ in range(5):
        evidence = cited(chae, ben)
        draft = reviewing.draft_correction(
            evidence.claim.verdicts.get(), by=chae, change="update", public_note="The list was changed."
        )
        approved = reviewing.approve(reviewing.submit(draft, by=chae), by=bea)
        overrides = {"captured": "Seen.", "findings": "Seen."}
        assert evidence.source is not None
        publish = partial(publishing.publish, approved, by=ben, overrides=overrides)
        outcomes = at_once(capturing_well(evidence.source), publish)
        assert failures(outcomes) == []
        assert not Alert.objects.open().exists()
        assert not PublicationState.objects.exclude(at_risk_since=None).exists()
