"""The contract of a check: one automatic judgement of a captured source, or of one piece of evidence in it.

A check's class is a statement that is true when all is well. It reads what was captured, writes nothing and fetches
nothing; the same subject always gives the same result.
"""

from __future__ import annotations

import hashlib
import json
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _

from claims.models import ArchiveCopy, Evidence, Extraction, Finding, Snapshot, Source

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


Outcome = Finding.Outcome
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Subject:
    """One capture. ``is_cut_off``: the desk got no answer from anybody, so a failure says nothing about the source.

    ``extraction``: the article in the page, where there is one. ``copies``: what web archives answered about the
    source, newest first, refusals included; ``baseline``: the source's first good capture. What the host answers to
    a made-up address is ``snapshot.probe``.
    """

    snapshot: Snapshot
    source: Source
    is_cut_off: bool = False
    extraction: Extraction | None = None
    copies: tuple[ArchiveCopy, ...] = ()
    baseline: Snapshot | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """Another source's piece of evidence for the same claim, and what that source said when last captured."""

    source: Source
    evidence: Evidence
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of evidence, and what it is compared with: the snapshot it was anchored in, which is what verdicts cite,
    or else the source's first good one; None before there is any. ``others`` is the claim's evidence from elsewhere,
    and ``article`` the baseline's text by its full extraction, both for checks that wait for the full extraction."""

    evidence: Evidence
    baseline: Snapshot | None = None
    others: tuple[Other, ...] = ()
    article: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """``reason`` is a code; ``sentence`` is for a journalist; ``spans`` are (start, end) in the snapshot's text.

    ``about`` are the words that tell one trouble from another of the same reason: they, and not the moment, make
    the fingerprint.
    """

    outcome: Outcome
    reason: str
    sentence: StrOrPromise
    details: dict[str, Any] = field(default_factory=dict)
    spans: tuple[tuple[int, int], ...] = ()
    about: tuple[str, ...] = ()


class Check(ABC):
    """``id`` is kebab-case, at most 40 characters, stored with every finding and never reused.

    A check that ``waits_for_extraction`` judges a page once the article in it was extracted, or at once where there is
    nothing to extract. Whatever an alert may rest on should not wait.
    """

    id: ClassVar[str]
    waits_for_extraction: ClassVar[bool] = False


class SourceCheck(Check):
    """Judges the capture as a whole: one finding a snapshot."""

    @abstractmethod
    def judge(self, subject: Subject) -> Result:
        """The result, whatever was captured."""


class EvidenceCheck(Check):
    """Judges each passage taken from the source: one finding a snapshot and piece of evidence."""

    @abstractmethod
    def judge(self, subject: Subject, passage: Passage) -> Result:
        """The result for this passage, whatever was captured."""


def fingerprint(check_id: str, result: Result, evidence: Evidence | None) -> str:
    """What was found, apart from when: the sha256 of check, evidence, reason and the words concerned."""
    named = [check_id, evidence.pk if evidence else None, result.outcome, result.reason, *result.about]
    return hashlib.sha256(json.dumps(named, ensure_ascii=False).encode()).hexdigest()


def nothing_captured(subject: Subject) -> Result | None:
    """The result of every check that needs a text and has none: not known. None if there is a text."""
    if not subject.snapshot.is_good:
        return Result(
            Outcome.UNKNOWN, "not_captured", _("The page could not be captured, so nothing is known.")
        )
    if not subject.snapshot.text.strip():
        return Result(
            Outcome.UNKNOWN, "no_text", _("No text could be read from the page, so nothing is known.")
        )
    return None


def day(moment: date) -> str:
    return f"{moment.day} {moment:%B %Y}"


def excerpt(text: str, *, at_most: int = 160) -> str:
    """The text on one line, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= at_most else line[:at_most].rsplit(" ", 1)[0] + " …"
