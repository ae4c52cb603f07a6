"""What a source said and when: every capture by its kind, and those in a row that said the same as one run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from django.db.models.functions import MD5, Length
from django.utils.translation import gettext, gettext_lazy

from claims.models import Extraction, Finding, Snapshot, Source
from claims.text import outcomes, similarity

LOOKED_BACK = 1_000  # captures; what lies before them is counted and not drawn
SHOWN = 20  # runs of captures
OFFLINE = gettext_lazy(
    "Nothing outside answered, so this says nothing about the source: the desk itself may have been offline."
)
LONGEST_COMPARED = 100_000  # characters of a text whose changed words are counted


class Kind(StrEnum):
    """What a capture was, from the best to the worst."""

    FIRST = "first"
    SAME = "same"
    CHANGED = "changed"
    TROUBLE = "trouble"
    UNKNOWN = "unknown"
    FAILED = "failed"


@dataclass(frozen=True)
class Capture:
    """One capture without its text. ``said`` is the fingerprint of what the page said, empty if it said nothing:
    of the article in it where that was extracted, so that menus and teasers make no change. ``size`` in bytes."""

    pk: int
    at: datetime
    text_kind: Kind
    status: int | None
    failure: str
    said: str
    size: int
    fails: bool
    is_offline: bool = False

    @property
    def kind(self) -> Kind:
        if self.is_offline:
            return Kind.UNKNOWN
        return Kind.TROUBLE if self.fails and self.is_good else self.text_kind

    @property
    def is_good(self) -> bool:
        return bool(self.said)

    @property
    def words(self) -> str:
        """What became of it, for a journalist."""
        if self.is_offline:
            return str(OFFLINE)
        if self.failure:
            return described(self.failure)
        if not self.is_good:
            return (
                gettext("The site answered with {status}.").format(status=self.status)
                if self.status
                else gettext("There was no answer.")
            )
        named = {
            Kind.FIRST: gettext("Captured for the first time."),
            Kind.CHANGED: gettext("The text had changed."),
        }
        told = named.get(self.text_kind, gettext("The text was the same as before."))
        return gettext("{told} A check failed.").format(told=told) if self.fails else told


@dataclass(frozen=True)
class Run:
    """Captures in a row that said the same, or failed alike, the newest first.

    ``pick`` is the key of the one to compare with others: the one that evidence is anchored in, or the oldest.
    ``removed`` and ``added`` count words against the run with a text before this one; None where they were not counted.
    """

    captures: list[Capture]
    kind: Kind
    words: str
    cited: int = 0
    pick: int = 0
    removed: int | None = None
    added: int | None = None

    @property
    def newest(self) -> Capture:
        return self.captures[0]

    @property
    def oldest(self) -> Capture:
        return self.captures[-1]

    @property
    def is_good(self) -> bool:
        return self.oldest.is_good

    @property
    def fails(self) -> int:
        """In how many of the captures a check failed."""
        return sum(one.fails for one in self.captures)


def described(failure: str) -> str:
    """The sentence of a failure class; a word that is not in the vocabulary speaks for itself."""
    try:
        return outcomes.describe(failure)
    except ValueError:
        return gettext("Not captured: {failure}.").format(failure=failure)


# --- Captures -----------------------------------------------------------------------------------------------------


def captures(source: Source) -> list[Capture]:
    """The source's captures, the newest first, as many as are looked back on."""
    columns = ("pk", "captured_at", "status", "failure", "text_sha256", "body_id", "body__size")
    rows = list(source.snapshots.order_by("-captured_at", "-pk").values_list(*columns)[:LOOKED_BACK])
    articles = _articles({row[5] for row in rows if row[5]})
    # A page is extracted once for each text: its other captures with that text say what that one says.
    of_text = {row[4]: articles[row[5]] for row in rows if row[4] and row[5] in articles}
    failing, offline = _judged([row[0] for row in rows])
    found: list[Capture] = []
    page = article = ""
    for pk, at, status, failure, text, _, size in reversed(rows):
        is_good = Snapshot(status=status, failure=failure).is_good
        said = (of_text.get(text) or text or "empty") if is_good else ""
        kind = _text_kind(failure, said, text, (page, article))
        found.append(Capture(pk, at, kind, status, failure, said, size or 0, pk in failing, pk in offline))
        if is_good:
            page, article = text, said
    return found[::-1]


def _judged(keys: list[int]) -> tuple[set[int], set[int]]:
    """In which of these captures a check failed; and in which the desk itself had no answer from anybody."""
    found = Finding.objects.filter(snapshot__in=keys).order_by()
    offline = found.filter(check_id="reachable", reason="cut_off")
    failing = found.failed().values_list("snapshot", flat=True).distinct()
    return set(failing), set(offline.values_list("snapshot", flat=True))


def _articles(bodies: set[str]) -> dict[str, str]:
    """The fingerprint of the article in each page, where it was extracted."""
    rows = Extraction.objects.filter(blob__in=bodies, failure="").exclude(text="")
    return dict(rows.annotate(said=MD5("text")).values_list("blob", "said"))


def _text_kind(failure: str, said: str, text: str, before: tuple[str, str]) -> Kind:
    """What the capture was, its checks left aside."""
    if not said:
        return Kind.FAILED if _counts_against(failure) else Kind.UNKNOWN
    page, article = before
    if not article:
        return Kind.FIRST
    return Kind.SAME if article == said or (text and page == text) else Kind.CHANGED


def _counts_against(failure: str) -> bool:
    try:
        return outcomes.counts_against(failure or None)
    except ValueError:
        return False


# --- Runs ---------------------------------------------------------------------------------------------------------


def runs(source: Source, found: Sequence[Capture]) -> list[Run]:
    """``found`` as runs, the newest first; of the changed ones it is said how many words differ."""
    grouped = [
        list(group) for _, group in groupby(found, key=lambda one: (one.said, one.failure, one.status))
    ]
    shown = grouped[:SHOWN]
    cited = Counter(source.evidence.exclude(snapshot=None).values_list("snapshot", flat=True))
    earlier = [_before(grouped, index) for index in range(len(shown))]
    texts = _texts([group[-1].pk for group in shown] + [one[-1].pk for one in earlier if one])
    return [_run(group, before, cited, texts) for group, before in zip(shown, earlier, strict=True)]


def _before(grouped: list[list[Capture]], index: int) -> list[Capture] | None:
    """The run before this one in which the page said something."""
    return next((one for one in grouped[index + 1 :] if one[0].is_good), None)


def _texts(keys: list[int]) -> dict[int, str]:
    """The texts of these captures that are short enough to be compared."""
    rows = Snapshot.objects.filter(pk__in=keys).annotate(length=Length("text"))
    return dict(rows.filter(length__lte=LONGEST_COMPARED).values_list("pk", "text"))


def _run(
    group: list[Capture], before: list[Capture] | None, cited: Counter[int], texts: dict[int, str]
) -> Run:
    first = group[-1]
    pick = max(group, key=lambda one: (cited[one.pk], -one.pk)).pk
    total = sum(cited[one.pk] for one in group)
    if not first.is_good:
        return Run(group, first.kind, first.words)
    if before is None:
        return Run(group, Kind.FIRST, gettext("The first text that was captured."), total, pick)
    if before[0].said == first.said:
        return Run(group, Kind.SAME, gettext("The same text as before."), total, pick)
    old, new = texts.get(before[-1].pk), texts.get(first.pk)
    if old is None or new is None:
        return Run(group, Kind.CHANGED, gettext("The text changed."), total, pick)
    removed, added = _words_changed(old, new)
    return Run(group, Kind.CHANGED, _told(removed, added), total, pick, removed, added)


def _words_changed(before: str, after: str) -> tuple[int, int]:
    old, new = ([word.text for word in similarity.words(text)] for text in (before, after))
    edits = similarity.compare(old, new)
    return (
        sum(edit.before_end - edit.before_start for edit in edits),
        sum(edit.after_end - edit.after_start for edit in edits),
    )


def _told(removed: int, added: int) -> str:
    if not removed and not added:
        return gettext("Only punctuation, spaces or the page’s markup changed.")
    parts = []
    if removed:
        parts.append(f"{removed} word{'' if removed == 1 else 's'} gone")
    if added:
        parts.append(f"{added} word{'' if added == 1 else 's'} new")
    return gettext("The text changed: {parts}.").format(parts=", ".join(parts))
