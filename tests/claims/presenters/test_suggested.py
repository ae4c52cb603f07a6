"""What the workspace suggests to check."""

from __future__ import annotations

from claims.presenters import suggested
from claims.presenters.marked_article import MarkedSentence
from claims.text.checkworthiness import WORDING
from claims.text.reason_words import Reason

FACT = "Unemployment fell from 7 percent to 4.2 percent since 2012."


def sentence(words: str, *, pk: int = 1, state: str = "open") -> MarkedSentence:
    return MarkedSentence(pk, pk, 0, len(words), words, "open", state, state, "", None)


def test_open_sentences_with_facts_are_suggested_with_their_reasons() -> None:
    found = suggested.suggestions([sentence(FACT), sentence("Thank you very much, Jim.", pk=2)])
    (only,) = found.rows
    assert only.sentence.pk == 1
    assert "numbers" in only.speaks_for


def test_what_somebody_has_dealt_with_is_not_suggested() -> None:
    states = ("complete", "not-checkable", "begun")
    assert suggested.suggestions([sentence(FACT, state=state) for state in states]).rows == []


def test_a_higher_bar_leaves_less() -> None:
    doubtful = sentence("There are no sanctions in the plan of the government, he said.")
    all_of_them = suggested.suggestions([doubtful, sentence(FACT, pk=2)], least=1)
    assert all_of_them.total == 2
    assert (
        suggested.suggestions([doubtful, sentence(FACT, pk=2)], least=all_of_them.rows[0].percent + 1).total
        == 1
    )


def test_only_the_first_are_listed_and_the_others_counted() -> None:
    many = suggested.suggestions([sentence(FACT, pk=pk) for pk in range(1, suggested.SHOWN + 4)])
    assert (len(many.rows), many.more) == (suggested.SHOWN, 3)


def test_every_reason_has_words() -> None:
    assert set(suggested.WORDS) == {*Reason, WORDING}
