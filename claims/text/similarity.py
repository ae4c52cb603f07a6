"""How alike two texts are: the words in which they differ, and how far a text drifted from an earlier one.

Offsets are 0-based Unicode code points, end exclusive.
"""

from __future__ import annotations

import bisect
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz.distance import Indel

from claims.text import sentences
from claims.text.sentences import Span

# Ideographs and kana stand for words one by one. A number keeps its sign, its separators and its decimals, so that
# "13,000", "-5" and "7.5" are one word each. The marks of abjads and Indic scripts are no word characters to `re`.
_IDEOGRAPH = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_MARK = r"\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0966-\u0eff"
_LETTERS = rf"[^\W_{_IDEOGRAPH}](?:[^\W_{_IDEOGRAPH}]++|(?!\w)[{_MARK}])*+"
# What typesetting programs put into words, for nobody to see.
_UNSEEN = r"\u00ad\u200b-\u200f\u2060\ufeff"
_JOINT = rf"[{_UNSEEN}]*+(?:[.'’\-‐‑/&]|(?<=\d)[,:](?=\d))[{_UNSEEN}]*+|[{_UNSEEN}]++"
_JOINED = rf"{_LETTERS}(?:(?:{_JOINT}){_LETTERS})*+"
_WORD = re.compile(rf"{_JOINED}|[{_IDEOGRAPH}]|[%‰$€£¥₩₽₴]|(?<![^\s(\[\"“‘'])[-−–+±](?=\d){_JOINED}")
_IN_WORDS = str.maketrans(
    dict.fromkeys("‘’′", "'")
    | dict.fromkeys("‐‑−–", "-")
    | dict.fromkeys(["\u00ad", *map(chr, range(0x200B, 0x2010)), "\u2060", "\ufeff"])
)

# A letter under thousands of marks would take time by their square to compose.
_LONGEST_WORD = 200

# Word by word, two texts are compared in a table of one bit a pair: 18 MB at this size.
WORDS_COMPARED = 12_000


class Word(NamedTuple):
    """A word as it is compared (``text``: case folded, composed), and where it stands."""

    text: str
    start: int
    end: int


class WordEdit(NamedTuple):
    """``before[before_start:before_end]`` was replaced by ``after[after_start:after_end]``; one may be empty."""

    before_start: int
    before_end: int
    after_start: int
    after_end: int


def words(text: str) -> list[Word]:
    """The words, numbers and signs of currency and percentage in ``text``; punctuation is left out."""
    return [Word(_fold(match.group()), *match.span()) for match in _WORD.finditer(text)]


def _fold(word: str) -> str:
    # Interned, for a long text has few different words.
    if word.isascii():
        return sys.intern(word.lower())
    if len(word) > _LONGEST_WORD:
        return word
    return sys.intern(unicodedata.normalize("NFC", word.translate(_IN_WORDS)).casefold())


def compare(before: Sequence[str], after: Sequence[str]) -> list[WordEdit]:
    """The words to take out and put in that make ``after`` of ``before``, as runs in order, and the fewest.

    Not quite the fewest where more than ``WORDS_COMPARED`` words lie between the first difference and the last.
    """
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    left, right = before[head : len(before) - tail], after[head : len(after) - tail]
    return [WordEdit(*(head + n for n in edit)) for edit in _piecewise(left, right)]


def _piecewise(left: Sequence[str], right: Sequence[str]) -> Iterator[WordEdit]:
    """What lies between two landmarks is compared by itself."""
    i = j = 0
    for one, other in (*_landmarks(left, right), (len(left), len(right))):
        for edit in _edits(left[i:one], right[j:other]):
            yield WordEdit(
                i + edit.before_start, i + edit.before_end, j + edit.after_start, j + edit.after_end
            )
        i, j = one, other


def _edits(left: Sequence[str], right: Sequence[str]) -> Iterator[WordEdit]:
    if max(len(left), len(right)) > WORDS_COMPARED:
        yield WordEdit(0, len(left), 0, len(right))
        return
    run: WordEdit | None = None
    for code in Indel.opcodes(left, right):
        if code.tag == "equal":
            if run:
                yield run
            run = None
        elif run:
            run = run._replace(before_end=code.src_end, after_end=code.dest_end)
        else:
            run = WordEdit(code.src_start, code.src_end, code.dest_start, code.dest_end)
    if run:
        yield run


def _landmarks(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Where words stand that occur once in both texts, the most that keep one order; none for short texts."""
    if max(len(left), len(right)) <= WORDS_COMPARED:
        return []
    single = {word for word, count in Counter(left).items() if count == 1}
    single &= {word for word, count in Counter(right).items() if count == 1}
    where = {word: index for index, word in enumerate(right) if word in single}
    pairs = [(index, where[word]) for index, word in enumerate(left) if word in single]
    # The longest increasing sequence: ends[n] ends the best of n + 1 pairs, and each pair knows the one before it.
    ends: list[int] = []
    before: dict[int, int] = {}
    of = {other: one for one, other in pairs}
    for _, other in pairs:
        place = bisect.bisect_left(ends, other)
        if place:
            before[other] = ends[place - 1]
        ends[place : place + 1] = [other]
    chain = ends[-1:]
    while chain and chain[-1] in before:
        chain.append(before[chain[-1]])
    return [(of[other], other) for other in reversed(chain)]


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    for index, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return index
    return min(len(left), len(right))


# --- Content drift -----------------------------------------------------------------------------------------------

# A line of fewer words that ends like no sentence is a menu, a button, a byline or a heading.
_FURNITURE_WORDS = 8
_LONGEST_FURNITURE = 200

# Equal words in a row that make two sentences versions of one another; fewer come together by chance.
_PHRASE = 4

# Where more lines differ than any article has, they are compared as they are.
_LINES_SPLIT = 5_000

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_SENTENCE_END = re.compile(r"[.!?…。！？।؟][\"'”’»)\]」』]*\Z")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE_OR_TIME = re.compile(
    rf"\b(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s+\d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?(?:\s+\d{{4}})?"
    r"|\d{4}[-./]\s?\d{1,2}[-./]\s?\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\d{4}년(?:\s?\d{1,2}월)?(?:\s?\d{1,2}일)?"
    r"|\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?|\d{1,2}\s?[ap]\.?m\b\.?"
    r"|\d+\s+(?:second|minute|min|hour|day|week|month|year)s?(?:\s+(?:ago|read))?"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|[ecmp][sd]t\b|[kj]st\b|gmt\b|utc\b)",
    re.IGNORECASE,
)
_DATELINE_WORD = re.compile(
    r"published|publication|updated?|last|modified|edited|posted|created|first|issued|dates?|time|on|at|the|of|by"
    r"|입력|수정|등록|승인|게시|업데이트|최종|기사입력|기사수정|veröffentlicht|aktualisiert|stand|am|um|uhr|publié|mis|à|jour|le"
    r"|modifié|опубликовано|обновлено|publicado|actualizado|opublikowano|aktualizacja",
    re.IGNORECASE,
)


# What sites put before a block that somebody paid for.
_PAID = re.compile(
    r"advertis|sponsored|promoted|anzeige\b|werbung|publicité|publicidad|publicidade|pubblicità|reklam|реклама|광고|広告|广告",
    re.IGNORECASE,
)


class ChangeKind(StrEnum):
    """What became of a passage."""

    ADDED = "added"
    REMOVED = "removed"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Change:
    """One or more neighbouring sentences that differ; ``removed`` and ``added`` count words."""

    kind: ChangeKind
    before: Span | None
    after: Span | None
    removed: int
    added: int

    @property
    def words_changed(self) -> int:
        """Words removed and words added, together."""
        return self.removed + self.added


@dataclass(frozen=True, slots=True)
class Drift:
    """How far a text moved away from an earlier one; changes stand in the order of reading."""

    ratio_changed: float
    """Words removed and added, of all words in both texts: 0.0 the same, 1.0 nothing in common."""
    removed: int
    added: int
    changes: tuple[Change, ...]

    @property
    def words_changed(self) -> int:
        """Words removed and words added, together."""
        return self.removed + self.added


class _Block(NamedTuple):
    """A line or a sentence: where it stands, and what makes it equal to another."""

    span: Span
    words: tuple[str, ...]


class _Pair(NamedTuple):
    """Neighbouring blocks of both texts that are versions of one another; ``kept`` words are the same in both."""

    old: range
    new: range
    kept: int


def drift(before: str, after: str, *, language: str = "en") -> Drift:
    """What changed from ``before`` to ``after``, by sentences and words.

    Not counted: punctuation, case and white space, line breaks, passages that only moved, and lines that are not
    the text's own: menus, buttons, bylines, short headings, and datelines ("Updated 24 October 2024, 10:05").
    """
    old_lines, new_lines = ([match.span() for match in _LINE.finditer(text)] for text in (before, after))
    same = Counter(before[a:b] for a, b in old_lines) & Counter(after[a:b] for a, b in new_lines)
    old, new = _lines(before, old_lines, same.copy()), _lines(after, new_lines, same.copy())
    if _all_words(old) == _all_words(new):
        return Drift(0.0, 0, 0, ())  # whatever became of the lines
    old, new = _own(before, old), _own(after, new)
    total = sum(len(line.words) for line in (*old, *new)) + 2 * sum(
        _length(line) * count for line, count in same.items()
    )
    old, new = _without_common(old, new)
    old, new = _without_common(_sentences(before, old, language), _sentences(after, new, language))
    changes = tuple(_changes(old, new))
    removed, added = sum(change.removed for change in changes), sum(change.added for change in changes)
    # A sentence border inside of "left.She" makes two words of what the line counts as one.
    return Drift(min(1.0, (removed + added) / total) if total else 0.0, removed, added, changes)


def _lines(text: str, places: list[tuple[int, int]], same: Counter[str]) -> list[_Block]:
    """The lines that are not the same in the other text, which are most of them on most days."""
    left = []
    for start, end in places:
        line = text[start:end]
        if same[line]:
            same[line] -= 1
        else:
            left.append(_block(text, start, end))
    return left


def _own(text: str, lines: list[_Block]) -> list[_Block]:
    return [line for line in lines if not _is_furniture(line.span.of(text), len(line.words))]


def _length(line: str) -> int:
    """How many words a line counts for."""
    length = len(_WORD.findall(line))
    return 0 if _is_furniture(line, length) else length


def _all_words(lines: list[_Block]) -> list[str]:
    return [word for line in lines for word in line.words]


def _sentences(text: str, lines: list[_Block], language: str) -> list[_Block]:
    if len(lines) > _LINES_SPLIT:
        return lines
    return [
        _block(text, line.span.start + span.start, line.span.start + span.end)
        for line in lines
        for span in sentences.split(line.span.of(text), language=language)
    ]


def _block(text: str, start: int, end: int) -> _Block:
    return _Block(Span(start, end), tuple(_fold(word) for word in _WORD.findall(text, start, end)))


def _is_furniture(line: str, length: int) -> bool:
    if length == 0 or len(line) > _LONGEST_FURNITURE:
        return length == 0
    if _PAID.match(line):
        return True
    rest = _WORD.findall(_DATE_OR_TIME.sub(" ", line))
    if all(map(_DATELINE_WORD.fullmatch, rest)):
        return True
    return len(rest) < _FURNITURE_WORDS and not _SENTENCE_END.search(line.rstrip())


def _without_common(old: list[_Block], new: list[_Block]) -> tuple[list[_Block], list[_Block]]:
    common = Counter(block.words for block in old) & Counter(block.words for block in new)
    return _less(old, common.copy()), _less(new, common)


def _less(blocks: list[_Block], common: Counter[tuple[str, ...]]) -> list[_Block]:
    left = []
    for block in blocks:
        if common[block.words]:
            common[block.words] -= 1
        else:
            left.append(block)
    return left


def _changes(old: list[_Block], new: list[_Block]) -> Iterator[Change]:
    old_done = new_done = 0
    for pair in (*_pairs(old, new), _Pair(range(len(old), len(old)), range(len(new), len(new)), 0)):
        for block in old[old_done : pair.old.start]:
            yield Change(ChangeKind.REMOVED, block.span, None, len(block.words), 0)
        for block in new[new_done : pair.new.start]:
            yield Change(ChangeKind.ADDED, None, block.span, 0, len(block.words))
        old_done, new_done = pair.old.stop, pair.new.stop
        change = _replaced(old[pair.old.start : old_done], new[pair.new.start : new_done], pair.kept)
        if change.words_changed:
            yield change


def _replaced(old: list[_Block], new: list[_Block], kept: int) -> Change:
    before, after = (
        Span(blocks[0].span.start, blocks[-1].span.end) if blocks else None for blocks in (old, new)
    )
    removed, added = (sum(len(block.words) for block in blocks) - kept for blocks in (old, new))
    return Change(ChangeKind.REPLACED, before, after, removed, added)


def _pairs(old: list[_Block], new: list[_Block]) -> list[_Pair]:
    """Which blocks belong together, in order: those that share a phrase, or half of the words of one of them."""
    shared, phrases = _shared_words(old, new)
    groups: list[tuple[range, range]] = []
    for one, other in sorted(shared):
        half = min(len(old[one].words), len(new[other].words)) / 2
        if shared[one, other] < half and (one, other) not in phrases:
            continue
        olds, news = groups[-1] if groups else (range(0), range(0))
        if one < olds.stop or other < news.stop:
            groups[-1] = (
                range(olds.start, max(olds.stop, one + 1)),
                range(news.start, max(news.stop, other + 1)),
            )
        else:
            groups.append((range(one, one + 1), range(other, other + 1)))
    return _with_kept(groups, shared)


def _with_kept(groups: list[tuple[range, range]], shared: Counter[tuple[int, int]]) -> list[_Pair]:
    group_of = {one: index for index, (olds, _) in enumerate(groups) for one in olds}
    kept: Counter[int] = Counter()
    for (one, other), count in shared.items():
        index = group_of.get(one)
        if index is not None and other in groups[index][1]:
            kept[index] += count
    return [_Pair(olds, news, kept[index]) for index, (olds, news) in enumerate(groups)]


def _shared_words(
    old: list[_Block], new: list[_Block]
) -> tuple[Counter[tuple[int, int]], set[tuple[int, int]]]:
    """How many words two blocks (by their indexes) have in common, in order; and which of them share a phrase."""
    before, after = (
        [word for block in old for word in block.words],
        [word for block in new for word in block.words],
    )
    of_old = [index for index, block in enumerate(old) for _ in block.words]
    of_new = [index for index, block in enumerate(new) for _ in block.words]
    shared: Counter[tuple[int, int]] = Counter()
    phrases: set[tuple[int, int]] = set()
    i = j = 0
    for edit in (*compare(before, after), WordEdit(len(before), len(before), len(after), len(after))):
        equal = edit.before_start - i
        run = list(zip(of_old[i : i + equal], of_new[j : j + equal], strict=True))
        shared.update(run)
        phrases.update(run if equal >= _PHRASE else ())
        i, j = edit.before_end, edit.after_end
    return shared, phrases
