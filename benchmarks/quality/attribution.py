"""Who is said to have said what, on PolNeAR's dev part, beside a regular expression for quotation marks and names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.quality import Row, polnear
from benchmarks.quality.polnear import Place
from claims.text import quotations

TITLE = "Quotations and attribution"
MARKS = "“”\"'‘’"
_QUOTED = re.compile(r"“[^”\n]*”|\"[^\"\n]*\"|''[^\n]*?''")
_NAME = r"(?:[A-Z][\w.’'-]+(?: (?:[A-Z][\w.’'-]+))*|he|she|they|He|She|They)"
_SAID = r"(?:said|says|told|added|asked|wrote|tweeted|explained|argued|noted|continued)"
_BEHIND = re.compile(rf"\W*(?:(?P<name>{_NAME}) {_SAID}|{_SAID} (?P<other>{_NAME}))")
_BEFORE = re.compile(rf"(?P<name>{_NAME}) {_SAID}[:,]?\s*\Z")


@dataclass(frozen=True, slots=True)
class Found:
    content: tuple[Place, ...]
    source: Place | None


Reader = Callable[[str], list[Found]]


def ours(text: str) -> list[Found]:
    return [
        Found(
            tuple((part.start, part.end) for part in one.content), tuple(one.source) if one.source else None
        )  # type: ignore[arg-type]
        for one in quotations.attributions(text)
    ]


def naive(text: str) -> list[Found]:
    found = []
    for match in _QUOTED.finditer(text):
        name = _BEHIND.match(text, match.end()) or _BEFORE.search(
            text, max(0, match.start() - 60), match.start()
        )
        which = "other" if name and "other" in name.re.groupindex and name["other"] else "name"
        found.append(Found((match.span(),), name.span(which) if name else None))
    return found


def covered(places: Iterable[Iterable[Place]], size: int) -> bytearray:
    marked = bytearray(size)
    for parts in places:
        for start, end in parts:
            marked[start:end] = b"\1" * (end - start)
    return marked


def is_direct(text: str, parts: Sequence[Place]) -> bool:
    """Whether every part stands between quotation marks."""
    return bool(parts) and all(text[start] in MARKS and text[end - 1] in MARKS for start, end in parts)


def shared(one: Sequence[Place], other: Sequence[Place]) -> float:
    """The characters that both have, of those that either has."""
    both = sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)
    return both / (sum(end - start for start, end in (*one, *other)) - both or 1)


def is_same_source(one: Place | None, parts: Sequence[Place]) -> bool:
    """Whether at least half of the shorter of both is in the other."""
    if one is None:
        return False
    both = sum(max(0, min(one[1], end) - max(one[0], start)) for start, end in parts)
    return both * 2 >= min(one[1] - one[0], sum(end - start for start, end in parts)) > 0


@dataclass(slots=True)
class Tally:
    right: int = 0
    beside: int = 0
    missed: int = 0
    direct: int = 0
    direct_found: int = 0
    with_source: int = 0
    source_right: int = 0
    every: int = 0
    every_found: int = 0
    every_source: int = 0
    every_source_right: int = 0

    def add(self, article: polnear.Article, found: list[Found]) -> None:
        size = len(article.text)
        gold = covered((one.content for one in article.attributions), size)
        own = covered((one.content for one in found), size)
        both = sum(a & b for a, b in zip(gold, own, strict=True))
        self.right += both
        self.beside += sum(own) - both
        self.missed += sum(gold) - both
        for wanted in article.attributions:
            if not wanted.content:
                continue
            best = max(found, key=lambda one: shared(one.content, wanted.content), default=None)
            is_found = best is not None and shared(best.content, wanted.content) >= 0.8
            is_right = best is not None and shared(best.content, wanted.content) > 0
            is_right = is_right and is_same_source(best.source if best else None, wanted.source)
            self.every += 1
            self.every_found += is_found
            self.every_source += bool(wanted.source)
            self.every_source_right += bool(wanted.source) and is_right
            if is_direct(article.text, wanted.content):
                self.direct += 1
                self.direct_found += is_found
                self.with_source += bool(wanted.source)
                self.source_right += bool(wanted.source) and is_right

    def f(self) -> tuple[float, float, float]:
        precision = self.right / (self.right + self.beside or 1)
        recall = self.right / (self.right + self.missed or 1)
        return precision, recall, 2 * precision * recall / (precision + recall or 1)


def tally(articles: Iterable[polnear.Article], reader: Reader) -> Tally:
    counts = Tally()
    for article in articles:
        counts.add(article, reader(article.text))
    return counts


def rows(articles: Sequence[polnear.Article], of: str) -> list[Row]:
    mine, theirs = tally(articles, ours), tally(articles, naive)

    def row(what: str, figure: Callable[[Tally], float], goal: float | None = None, note: str = "") -> Row:
        return Row(what, of, round(figure(mine), 3), {"regex": round(figure(theirs), 3)}, goal, note=note)

    return [
        row("content characters, F", lambda one: one.f()[2], 0.75),
        row("content characters, precision", lambda one: one.f()[0]),
        row("content characters, recall", lambda one: one.f()[1]),
        row(
            "direct quotations found",
            lambda one: one.direct_found / one.direct,
            0.9,
            f"{mine.direct:,} whose every part stands in quotation marks; found: ≥ 80 % of the characters of both shared",
        ),
        row(
            "their speakers right",
            lambda one: one.source_right / one.with_source,
            0.75,
            "of all that name one, found or not: the words that name the speaker overlap by half",
        ),
        row("attributions of all kinds found", lambda one: one.every_found / one.every),
        row("their sources right", lambda one: one.every_source_right / one.every_source),
    ]


def measure() -> list[Row]:
    return rows(polnear.load("dev"), "PolNeAR dev, 84 articles")
