"""Marking: what is refused, and what the record says of what it undid."""

from __future__ import annotations

import pytest

from claims.exceptions import IllegalTransition, NotAllowed
from claims.models import Claim, Event, User
from claims.services import marking
from tests import factories


def test_the_same_words_are_not_marked_twice_for_one_claim(chae: User) -> None:
    claim = factories.claim(by=chae)
    here = claim.appearances.get()
    assert here.article_version
    assert here.start is not None
    assert here.end is not None
    with pytest.raises(IllegalTransition, match="already"):
        marking.mark_appearance(claim, here.article_version, start=here.start, end=here.end, by=chae)


def test_marking_in_a_sentence_that_was_ruled_out_says_so(chae: User, ben: User) -> None:
    version = factories.version(by=chae)
    sentence = version.sentences.order_by("number")[1]
    marking.rule_out(sentence, reason="opinion", by=ben)
    factories.claim(by=chae, in_version=version)
    event = Event.objects.get(kind="appearance.marked")
    assert event.content.body["reopened"] == [sentence.number]
    sentence.refresh_from_db()
    assert (sentence.disposition, sentence.completed_by) == ("claim", None)


def test_a_legal_hold_is_set_by_a_checker_and_lifted_by_an_editor(chae: User, ben: User) -> None:
    claim = marking.edit_claim(factories.claim(by=chae), version=1, by=chae, legal_hold=True)
    with pytest.raises(NotAllowed, match="lift a legal hold"):
        marking.edit_claim(Claim.objects.get(pk=claim.pk), version=2, by=chae, legal_hold=False)
    assert not marking.edit_claim(
        Claim.objects.get(pk=claim.pk), version=2, by=ben, legal_hold=False
    ).legal_hold


def test_a_pasted_text_is_the_text_of_the_file(chae: User) -> None:
    """Browsers end the lines of what was pasted by two signs: offsets and hash would be others."""
    pasted = factories.article(by=chae, text="A headline\r\n\r\nThe port grew.").latest_version()
    filed = factories.article(by=chae, text="A headline\n\nThe port grew.").latest_version()
    assert pasted
    assert filed
    assert (pasted.text, pasted.sha256) == (filed.text, filed.sha256)
