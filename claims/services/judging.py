"""By what the desk judges sentences and matches: the weights and thresholds that it set, or those it came with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from claims.exceptions import InvalidInput
from claims.models import ArticleVersion, DeskSettings, User
from claims.services import desk_settings
from claims.services.suggesting import Standard
from claims.text import checkworthiness, rescoring
from claims.text.rescoring import Level
from claims.text.sentences import Span

MOST_WEIGHT = 10.0
LEAST, MOST = 0.01, 0.99  # of a threshold
FIELDS = ("check_weights", "check_threshold", "match_strong", "match_possible")


class Effect(NamedTuple):
    """How many sentences of a text are suggested now, and would be."""

    sentences: int
    now: int
    then: int


def standard(settings: DeskSettings | None = None) -> Standard:
    """By what sentences are suggested."""
    row = settings or DeskSettings.objects.current()
    set_ = row.check_threshold
    return Standard(
        checkworthiness.DEFAULT.changed(row.check_weights),
        checkworthiness.THRESHOLD if set_ is None else set_,
    )


def levels(settings: DeskSettings | None = None) -> dict[Level, float]:
    """From which likelihood on a match is possible, and from which it is strong; the surest first."""
    row = settings or DeskSettings.objects.current()
    chosen = {Level.STRONG: row.match_strong, Level.POSSIBLE: row.match_possible}
    return {one: rescoring.LEVELS[one] if least is None else least for one, least in chosen.items()}


def change(*, version: int, by: User, **fields: Any) -> DeskSettings:
    """Set weights and thresholds; None, and a weight that is left out, stand for what the desk came with.

    Raises InvalidInput naming each that is out of its bounds.
    """
    if problems := tuple(_problems(fields)):
        raise InvalidInput(_("A weight or threshold is out of its bounds."), problems=problems)
    return desk_settings.change(version=version, by=by, **fields)


def _problems(fields: Mapping[str, Any]) -> Any:
    for name, weight in dict(fields.get("check_weights") or {}).items():
        if name not in checkworthiness.DEFAULT.of:
            yield name, _("There is no such reason.")
        elif not (math.isfinite(weight) and abs(weight) <= MOST_WEIGHT):
            yield name, _("From {low} to {high}.").format(low=-MOST_WEIGHT, high=MOST_WEIGHT)
    thresholds = {name: fields[name] for name in FIELDS[1:] if fields.get(name) is not None}
    for name, least in thresholds.items():
        if not LEAST <= least <= MOST:
            yield name, _("From {low} to {high}.").format(low=LEAST, high=MOST)
    chosen = levels(
        DeskSettings(**{name: thresholds.get(name) for name in ("match_strong", "match_possible")})
    )
    if chosen[Level.POSSIBLE] >= chosen[Level.STRONG]:
        yield "match_possible", _("What is possible has to come before what is strong.")


def effect(version: ArticleVersion, proposed: DeskSettings) -> Effect:
    """What a change would do to a text. Reads only."""
    spans = [Span(one.start, one.end) for one in version.sentences.order_by("number")]
    words = [span.of(version.text) for span in spans]
    counts = []
    for one in (standard(), standard(proposed)):
        found = checkworthiness.score(words, weights=one.weights).scores
        counts.append(int((found >= one.threshold).sum()))
    return Effect(len(spans), *counts)
