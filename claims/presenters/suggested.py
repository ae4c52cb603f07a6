"""Sentences of a text that deserve a check and that nobody has dealt with, each with why: for the article workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from claims.presenters.marked_article import MarkedSentence
from claims.text import checkworthiness
from claims.text.checkworthiness import DEFAULT, THRESHOLD, WORDING, Weight, Weights
from claims.text.reason_words import Reason

SHOWN = 50  # that are listed at once: those of the text's order that come first
TOLD = 4  # reasons of one sentence
STEPS = (round(100 * THRESHOLD), 50, 75)
"""From which per cent on sentences may be asked for; the first is the default."""

WORDS = {
    Reason.NUMBER: _("numbers"),
    Reason.SHARE: _("shares and rates"),
    Reason.MONEY: _("money"),
    Reason.COMPARISON: _("a comparison"),
    Reason.CHANGE: _("a change"),
    Reason.SUPERLATIVE: _("a superlative"),
    Reason.DATE: _("dates and times"),
    Reason.NAMED_BODY: _("names and bodies"),
    Reason.CAUSE: _("cause and effect"),
    Reason.SPEECH: _("somebody’s words"),
    Reason.RECORD: _("votes, laws and plans"),
    Reason.PAST: _("told in the past"),
    Reason.PERFECT: _("what has been so far"),
    Reason.STATE: _("how things are"),
    Reason.PUBLIC_MATTER: _("a public matter"),
    Reason.PEOPLE: _("groups of people"),
    Reason.THIRD_PERSON: _("about others"),
    Reason.LONG: _("a long sentence"),
    Reason.SHORT: _("a short sentence"),
    Reason.PREDICTION: _("a prediction"),
    Reason.INTENTION: _("an intention"),
    Reason.OPINION: _("an opinion"),
    Reason.DEMAND: _("a demand"),
    Reason.QUESTION: _("a question"),
    Reason.EXPERIENCE: _("personal experience"),
    Reason.ADDRESS: _("said to somebody"),
    Reason.CONDITION: _("a condition"),
    WORDING: _("wording like that of sentences people picked"),
}


@dataclass(frozen=True)
class Suggestion:
    """``speaks_for`` and ``speaks_against`` are in words, what weighs most first."""

    sentence: MarkedSentence
    percent: int
    speaks_for: list[str]
    speaks_against: list[str]


@dataclass(frozen=True)
class Suggestions:
    """The first of them, and how many there are; ``least`` is the per cent from which they are shown."""

    rows: list[Suggestion]
    total: int
    least: int
    keys: frozenset[int] = frozenset()  # of all of them: they are marked in the text

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def steps(threshold: float) -> tuple[int, ...]:
    """From which per cent on sentences may be asked for; the desk's own threshold comes first."""
    return tuple(dict.fromkeys([round(100 * threshold), *STEPS[1:]]))


def suggestions(
    sentences: Sequence[MarkedSentence], *, least: int = STEPS[0], weights: Weights = DEFAULT
) -> Suggestions:
    """Of the sentences that are still open those with at least so many per cent."""
    still_open = [one for one in sentences if one.state == "open"]
    found = checkworthiness.score([one.words for one in still_open], weights=weights)
    worthy = [number for number, score in enumerate(found.scores) if 100 * score >= least]
    rows = [
        _suggestion(still_open[number], float(found.scores[number]), found.reasons(number))
        for number in worthy[:SHOWN]
    ]
    return Suggestions(rows, len(worthy), least, frozenset(still_open[one].pk for one in worthy))


def _suggestion(sentence: MarkedSentence, score: float, reasons: Sequence[Weight]) -> Suggestion:
    return Suggestion(
        sentence,
        round(100 * score),
        [str(WORDS[one.reason]) for one in reasons if one.adds > 0][:TOLD],
        [str(WORDS[one.reason]) for one in reasons if one.adds < 0][:TOLD],
    )
