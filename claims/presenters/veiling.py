"""What somebody is shown of a protected source: all of it if they are on its list, else what readers are told.

Pages don't ask whether a source is protected. They show what ``Eyes`` gives them: the row itself, or a stand-in that
holds the public wording and nothing else. A stand-in is made for one page; it is never saved.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Model

from claims.models import Alert, Evidence, Finding, Source, SourceAccess, VerdictCitation
from claims.presenters import alert_words

R = TypeVar("R", bound=Model)


class Eyes:
    """What one person may see; without one, what everybody may: for screens that many look over. ``seen`` are the
    protected sources that they were shown on this page."""

    def __init__(self, person: Any = None) -> None:
        self.person = person
        self.seen: set[int] = set()

    @cached_property
    def _known(self) -> frozenset[int]:
        rows = SourceAccess.objects.filter(person=self.person.pk)
        return frozenset(rows.values_list("source", flat=True))

    def may_know(self, source: Source | None) -> bool:
        if source is None or not source.is_sensitive:
            return True
        if self.person is not None and source.pk in self._known:
            self.seen.add(source.pk)
            return True
        return False

    def source(self, source: Source) -> Source:
        return source if self.may_know(source) else stand_in(source)

    def evidence(self, one: Evidence) -> Evidence:
        """The piece of evidence, or what readers would see of it: no words that a search could follow to an address."""
        if one.source is None or self.may_know(one.source):
            return one
        veiled = _copy(one)
        veiled.source = stand_in(one.source)
        veiled.slug, veiled.snapshot = f"evidence-{one.pk}", None
        veiled.start = veiled.end = None
        for name in ("translator", "summary", "note", "as_of", "transcription", "prefix", "suffix"):
            setattr(veiled, name, "")
        if one.source.url:
            veiled.quote = veiled.translation = ""
        return veiled

    def alert(self, one: Alert) -> Alert:
        """The alert, with its evidence; of one that is about a protected source neither reasons nor findings."""
        if one.evidence.source is None or self.may_know(one.evidence.source):
            return one
        veiled = _copy(one)
        veiled.evidence = self.evidence(one.evidence)
        veiled.why, veiled.resolution_reason = str(alert_words.PROTECTED), ""
        veiled._prefetched_objects_cache = {"findings": Finding.objects.none()}  # type: ignore[attr-defined]
        return veiled

    def alerts(self, several: Iterable[Alert]) -> list[Alert]:
        return [self.alert(one) for one in several]

    def citation(self, one: VerdictCitation) -> VerdictCitation:
        shown = self.evidence(one.evidence)
        if shown is one.evidence:
            return one
        veiled = _copy(one)
        veiled.evidence, veiled.snapshot = shown, None
        return veiled


def stand_in(source: Source) -> Source:
    """The public wording where the publisher would stand, under the same key. ``is_veiled`` says that it is one."""
    told = source.public_wording
    made = Source(
        pk=source.pk, slug="", kind="", publisher=told, public_wording=told, language="", is_sensitive=True
    )
    made.is_veiled = True  # type: ignore[attr-defined]
    return made


def _copy(row: R) -> R:
    """A copy that forgets what was fetched along with the row."""
    made = copy.copy(row)
    made.__dict__.pop("_prefetched_objects_cache", None)
    made.is_veiled = True  # type: ignore[attr-defined]
    return made
