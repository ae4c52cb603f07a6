"""Sources and evidence: protected sources stay out of the record, anchored words stay as they are."""

from __future__ import annotations

import json
from typing import Any

import pytest

from claims.exceptions import InvalidInput, StaleVersion
from claims.models import Event, EventContent, Evidence, Snapshot, Source, User
from claims.services import anchoring, citing
from tests import factories

SECRET: dict[str, Any] = {
    "slug": "", "url": "https://whistle.example/leak", "publisher": "Whistle Weekly", "title": "The leak",
    "is_sensitive": True, "public_wording": "a person who was there",
}  # fmt: skip


def told() -> str:
    labels = list(Event.objects.values_list("subject_label", flat=True))
    return json.dumps([labels, list(EventContent.objects.values_list("body", flat=True))])


def test_the_record_does_not_name_a_protected_source(chae: User) -> None:
    source = factories.source(by=chae, **SECRET)
    evidence = factories.evidence(
        factories.claim(by=chae), by=chae, source=source, quote="I saw the leaking barrel"
    )
    citing.edit_evidence(evidence, version=1, by=chae, quote="I saw two leaking barrels")
    citing.edit_source(source, version=1, by=chae, title="Another leak")
    assert not [word for word in ("whistle", "Whistle", "leak") if word in told()]
    assert "a person who was there" in told()


def test_a_source_is_protected_from_the_act_on_that_makes_it_so(chae: User) -> None:
    source = factories.source(by=chae)
    citing.edit_source(
        source, version=1, by=chae, is_sensitive=True, public_wording="a clerk", publisher="Secret Gazette"
    )
    assert "Secret Gazette" not in told()


def test_an_unprotected_source_is_named(chae: User) -> None:
    factories.evidence(
        factories.claim(by=chae), by=chae, source=factories.source(by=chae, publisher="Lowmark Post")
    )
    assert "Lowmark Post" in told()


def _capture(source: Source, text: str) -> Snapshot:
    return Snapshot.objects.create(
        job=source.capture_jobs.earliest("pk"), source=source, url=source.url, status=200, text=text
    )


def test_a_form_opened_before_the_anchoring_does_not_put_other_words_over_it(chae: User) -> None:
    evidence = factories.evidence(factories.claim(by=chae), by=chae)
    opened = Evidence.objects.get(pk=evidence.pk)
    assert evidence.source
    assert anchoring.anchor(evidence, _capture(evidence.source, f"So {evidence.quote}."))
    with pytest.raises((InvalidInput, StaleVersion)):
        citing.edit_evidence(opened, version=1, by=chae, quote="9,900 ships")
    with pytest.raises(StaleVersion):
        citing.edit_evidence(opened, version=1, by=chae, note="Page 4.")


def test_words_that_were_changed_meanwhile_are_not_anchored(chae: User) -> None:
    evidence = factories.evidence(factories.claim(by=chae), by=chae)
    read = Evidence.objects.with_source().get(pk=evidence.pk)
    citing.edit_evidence(evidence, version=1, by=chae, quote="9,900 ships")
    assert read.source
    assert not anchoring.anchor(read, _capture(read.source, f"So {read.quote}."))
