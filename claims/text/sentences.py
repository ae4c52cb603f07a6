"""A text as sentence spans.

Boundaries come from the ``sentencex`` package (rules and abbreviations of many languages) and are then
amended by what it was seen to get wrong in news texts.

Offsets are 0-based Unicode code points, end exclusive.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import sentencex

# sentencex takes time by the square of the unclosed quotation marks in what it is shown, so it is shown no
# more than this at once. So long a run without a boundary is no prose: it is cut at its last space.
WINDOW = 10_000

# A sentence of more characters is cut at a pause: at the end of one within it, at a semicolon, a comma or a space.
LONGEST = 1_000
_PAUSES = tuple(
    map(
        re.compile, (r"[.!?…][\"”’»)\]]*\s+|[。！？][」』”]*\s*", r"[;:—–؛]\s+", r"[,،]\s+|[、，]\s*", r"\s+")
    )
)

# How much of the text before a boundary, and behind it, decides about it.
_BEFORE, _BEHIND = 16, 40

# No character of a sentence when it stands at the edge: all white space, and three that are merely invisible.
_BLANK = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\u200b\u2060\ufeff"

# sentencex panics on white space of more than one byte in UTF-8, and lone surrogates can't be encoded for it.
# Both are replaced one for one, so that offsets stay what they were.
_WIDE_SPACES = [
    c for c in map(chr, range(0x3001)) if c.isspace() and c != " " and len(f"a{c}b".splitlines()) == 1
]
_SURROGATE = re.compile(r"[\ud800-\udfff]")

_WORD = re.compile(r"[^\W_]")
_OPENING_MARK = re.compile(r"(?<=\s)(?:[\"“„«‘(\[]|'{1,2})\s*\Z")
_MAY_OPEN = ('"', "“", "„", "«", "‘", "(", "[", "'")
_BULLETS = "•⁃‣◦▪●■"
_BULLET = re.compile(rf"(?:^|(?<=\s))[{_BULLETS}]\s?(?:\d{{1,3}}[.)]{{1,2}}\s+)?(?=\S)")
_LABEL = re.compile(r"(?:^|(?<=\s))(\d{1,3}|[a-z])([.)]{1,2})\s+")
_FIRST_LABEL = re.compile(rf"\s*+{_LABEL.pattern}")
_BRACKETED_SENTENCE = re.compile(r"\([A-Z\"“‘][^()]*[.!?][\"”’]?\)\s+(?=[A-Z\"“‘(])")


class Span(NamedTuple):
    """A piece of a text: from code point ``start`` up to, not including, ``end``."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """What stands there."""
        return text[self.start : self.end]


class _RunsOn(NamedTuple):
    """No boundary where ``before`` matches what ends there and ``after`` what begins; ``tight``: unspaced."""

    before: re.Pattern[str]
    after: Callable[[str], object]
    tight: bool = False


def _ends(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})\Z")


def _begins(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern).match


def _anything(_right: str) -> bool:
    return True


def _small(right: str) -> bool:
    return right[:1].islower()


def _not_capital(right: str) -> bool:
    return right[:1].isalpha() and not right[:1].isupper()


def _small_and_no_address(right: str) -> bool:
    return _small(right) and not re.match(r"\S*(?:://|\.\w)", right)


_ANYWHERE = (
    _RunsOn(_ends(r"\w\.\w+\."), _small),  # т.е., m.in.
    _RunsOn(_ends(r"[!?]+[\"”’»“]?"), _small_and_no_address),  # “Stop!” cried she; Yahoo! in
    _RunsOn(_ends(r"[\"”’»」』]"), _not_capital, tight=True),  # a Korean or Japanese particle: “…않겠다.”라고
)
_WEEKDAY_OR_ZONE = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[ECMP][SD]?T|[KJM]ST|GMT|UTC|BST|CES?T|IST|local time)\b"
)
_OF_LANGUAGE = {
    "en": (
        _RunsOn(
            _ends(
                # sentencex knows those of the first line, but not after a quotation mark that is never closed
                r"\b(?:Mr|Mrs|Dr|Prof|Sens?|Reps?|Gov|Gen|Col|Lt|Maj|Capt|Adm|Sgt|Rev|Hon|Pres|Del|St|Mt|"
                r"M[sx]|Mmes|Profs|Gens|Govs|Cdr|Amb|Atty|Sts|Ste|Dep|Spc|Ald|Treas|Assoc|Secs|Wm|Geo|Thos|"
                r"Chas|Rt|Figs|Vols?|Chap|Arts|[Aa]pprox)\."
            ),
            _anything,
        ),
        _RunsOn(_ends(r"\b(?:[Tt]sp|[Tt]bsp|lbs?|oz|ft|hrs?|mins?|paras?|est)\."), _begins(r"[a-z\d]")),
        _RunsOn(_ends(r"\b[AaPp]\.[Mm]\."), _begins(_WEEKDAY_OR_ZONE)),
        _RunsOn(_ends(r"\b[A-Z]\."), _begins(r"[A-Z]\."), tight=True),  # R-N.C.
    ),
    "de": (_RunsOn(_ends(r"\b(?:bzw|Mio|Mrd|Tsd|vgl|ggf|evtl|inkl|Nr|Abs)\."), _anything),),
    "fr": (_RunsOn(_ends(r"\b(?:MM?|Mmes?|Mlles?|env|cf|av|apr)\."), _anything),),
    "pl": (_RunsOn(_ends(r"\b(?:np|m\.in|[Oo]k|tys|mln|mld|ul|prof|gen|płk|ks|im|św)\."), _anything),),
    "ru": (_RunsOn(_ends(r"\b(?:млн|млрд|тыс|руб|им|ул|проф|акад|ген)\."), _anything),),
}


class _Rules(NamedTuple):
    """Those of a language. ``may_run_on`` says of a word whether the ``before`` of any matches, so few are tried."""

    all: tuple[_RunsOn, ...]
    may_run_on: Callable[[str], bool]

    def run_on(self, text: str, cut: int) -> bool:
        """Whether a sentence goes on at ``cut``. All white space in ``text`` is blanks."""
        nearby = text[max(0, cut - _BEFORE) : cut]
        left = nearby.rstrip()
        if not self.may_run_on(left[left.rfind(" ") + 1 :]):
            return False
        right = text[cut : cut + _BEHIND]
        tight = left == nearby and right == right.lstrip()
        right = right.lstrip()
        return any(
            rule.before.search(left) and rule.after(right) for rule in self.all if tight or not rule.tight
        )


@functools.cache
def _rules(code: str) -> _Rules:
    rules = (*_ANYWHERE, *_OF_LANGUAGE.get(code, ()))
    any_before = re.compile("|".join(rule.before.pattern for rule in rules))
    # The same words end many sentences, and none of the rules looks beyond a blank.
    return _Rules(
        rules, functools.lru_cache(maxsize=10_000)(lambda word: any_before.search(word) is not None)
    )


def split(text: str, *, language: str = "en") -> list[Span]:
    """The sentences of ``text`` in order; of ``language``, a BCP 47 tag, the first part counts.

    A line break always ends a sentence; words in quotation marks that belong to one stay in it, however many
    sentences they are, up to ``LONGEST`` characters. Spans have no white space at their edges, do not overlap,
    and nothing but white space (or invisible characters) lies between them. Any string will do; time grows in
    proportion to its length.
    """
    return list(_spans(text, language.split("-")[0].lower()))


def _spans(text: str, code: str) -> Iterator[Span]:
    for start, end in _pieces(text, code):
        piece = text[start:end]
        left, right = end - len(piece.lstrip(_BLANK)), start + len(piece.rstrip(_BLANK))
        if right - left > LONGEST:
            yield from _in_parts(text, left, right)
        elif left < right:
            yield Span(left, right)


def _in_parts(text: str, start: int, end: int) -> Iterator[Span]:
    """What is no sentence for its length, at its pauses: a long quotation, a transcript without full stops."""
    while end - start > LONGEST:
        cut = _pause(text, start + LONGEST // 2, start + LONGEST)
        yield Span(start, start + len(text[start:cut].rstrip(_BLANK)))
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip(_BLANK))
    if start < end:
        yield Span(start, end)


def _pause(text: str, first: int, last: int) -> int:
    """Where the last of the longest pauses between two places ends."""
    for pause in _PAUSES:
        ends = [match.end() for match in pause.finditer(text, first, last)]
        if ends:
            return ends[-1]
    return last


def _pieces(text: str, code: str) -> Iterator[tuple[int, int]]:
    rules = _rules(code if code in _OF_LANGUAGE else "")
    bullets = any(mark in text for mark in _BULLETS)
    start = 0
    for paragraph in _safe(text).splitlines():
        at, end = 0, len(paragraph)
        while at < end:
            window = paragraph[at : at + WINDOW]
            cuts = _cuts(window, code, rules, bullets=bullets)
            if at + len(window) < end:
                cuts = _without_the_unfinished(cuts, window)
            for first, last in itertools.pairwise(cuts):
                yield start + at + first, start + at + last
            at += cuts[-1]
        start += end + 1


def _safe(text: str) -> str:
    for space in _WIDE_SPACES:
        text = text.replace(space, " ")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = _SURROGATE.sub("\ufffd", text)
    return text.replace("\r", "\n")  # so that every line is ended by one character


def _without_the_unfinished(cuts: list[int], window: str) -> list[int]:
    if len(cuts) > 2:
        return cuts[:-1]
    return [0, window.rfind(" ") + 1 or len(window)]


def _cuts(safe: str, code: str, rules: _Rules, *, bullets: bool) -> list[int]:
    """Where the pieces of a paragraph begin, and where the last one ends: ``[0, …, len(safe)]``."""
    found = sentencex.segment(code, safe)
    has_markers = bullets or _FIRST_LABEL.match(safe)
    if found == [safe] and not has_markers and "(" not in safe:
        return [0, len(safe)]
    cuts = {
        _before_opening_mark(safe, cut)
        for cut in itertools.accumulate(map(len, found))
        if cut < len(safe) and not rules.run_on(safe, cut)
    }
    if has_markers:
        for marker in _list_markers(safe, bullets=bullets):
            cuts -= set(range(marker.start + 1, marker.end + 1))
            cuts.add(marker.start)
    if "(" in safe:
        cuts |= {match.end() for cut in {0, *cuts} if (match := _BRACKETED_SENTENCE.match(safe, cut))}
    return _with_words(safe, sorted(cuts | {0, len(safe)})) if cuts else [0, len(safe)]


def _with_words(text: str, cuts: list[int]) -> list[int]:
    """Without the cuts that leave a piece with no word in it: "…" or "*" goes with what stands before it."""
    if len(cuts) == 2:
        return cuts
    has_words = (
        text[first].isalnum() or _WORD.search(text, first, last) for first, last in itertools.pairwise(cuts)
    )
    if all(has_words):
        return cuts
    kept = [0]
    for cut, following in zip(cuts[1:], [*cuts[2:], None], strict=True):
        if following is None or (_WORD.search(text, cut, following) and _WORD.search(text, kept[-1], cut)):
            kept.append(cut)
    return kept


def _before_opening_mark(text: str, cut: int) -> int:
    """A quotation mark opened at the end of a sentence belongs to the next one."""
    first = max(0, cut - _BEFORE)
    if not text[first:cut].rstrip().endswith(_MAY_OPEN):
        return cut
    mark = _OPENING_MARK.search(text, first, cut)
    return mark.start() if mark else cut


def _list_markers(text: str, *, bullets: bool) -> Iterator[Span]:
    """Bullets, and a label at the start of the paragraph with those that count on from it: 1. 2. or a) b)."""
    if bullets:
        yield from (Span(*bullet.span()) for bullet in _BULLET.finditer(text))
    first = _FIRST_LABEL.match(text)
    if not first:
        return
    expected, style = first[1], first[2]
    for label in _LABEL.finditer(text, first.start(1)):
        if label[1] == expected and label[2] == style:
            yield Span(*label.span())
            expected = str(int(expected) + 1) if expected.isdigit() else chr(ord(expected) + 1)
