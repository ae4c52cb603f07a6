"""Words that make a number approximate or a bound: "over", "some", "up to", "or more", "약 …여", "이상"."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from claims.text.wordlists import words


class Approximation(StrEnum):
    """How a number is meant."""

    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"
    OVER = "over"
    AT_LEAST = "at least"
    UNDER = "under"
    AT_MOST = "at most"
    RANGE = "range"
    VAGUE = "vague"


class Hedge(NamedTuple):
    """What the words round a number make of it, and the span with them."""

    approximation: Approximation
    is_addition: bool
    start: int
    end: int


_ENGLISH = {
    Approximation.OVER: "over,more than,above,in excess of,upwards of,upward of,exceeding,exceeds,exceed,"
    "exceeded,greater than,"
    "higher than,larger than,well over,just over,slightly over,a little over,north of,surpassed,surpassing,"
    "topped,topping,"
    "beyond,longer than,older than,>",
    Approximation.AT_LEAST: "at least,no fewer than,no less than,not less than,not fewer than,minimum of,a "
    "minimum of,≥",
    Approximation.UNDER: "under,fewer than,less than,below,lower than,smaller than,short of,<",
    Approximation.AT_MOST: "up to,at most,no more than,not more than,as many as,as much as,a maximum of,"
    "maximum of,at the most,≤",
    Approximation.NEARLY: "nearly,almost,close to,approaching,just under,just short of,not quite,just below",
    Approximation.ABOUT: "about,around,approximately,approx,approx.,roughly,some,circa,c.,ca.,~,≈,estimated,"
    "in the region of,"
    "in the order of,on the order of,somewhere around,average of",
}
_OTHERS = {
    Approximation.OVER: "über,mehr als,plus de,más de,oltre,meer dan,più di,>",
    Approximation.AT_LEAST: "mindestens,au moins,al menos,por lo menos,최소,최소한,적어도,≥",
    Approximation.UNDER: "weniger als,unter,moins de,menos de,<",
    Approximation.AT_MOST: "höchstens,maximal,bis zu,au plus,jusqu'à,jusqu’à,hasta,최대,최대한,≤",
    Approximation.NEARLY: "fast,knapp,beinahe,près de,presque,casi,거의",
    Approximation.ABOUT: "rund,etwa,ungefähr,circa,ca.,environ,quelque,alrededor de,unos,unas,cerca de,"
    "aproximadamente,약,대략,约,約,~,≈",
}
_PHRASES, _OTHER_PHRASES = (
    {phrase: kind for kind, phrases in table.items() for phrase in phrases.split(",")}
    for table in (_ENGLISH, _OTHERS)
)
_PASSED = words(
    "a an the another additional further extra total of its their his us fresh new full whole entire 총"
)
_ADDITION = words("another additional further extra")
_LOOKED_BACK = 40
_ATTACHED = "<>~≈≥≤약"

_BETWEEN = re.compile(r"-odd|-plus|\+(?![\d/])|-ish\b|여(?=[ ]?[가-힣])")
_MIDDLE = {"여": Approximation.OVER, "-odd": Approximation.ABOUT, "-ish": Approximation.ABOUT}
_AFTER = re.compile(
    r"[ ]?(?:(?P<AT_LEAST>or (?:more|above|over|higher|greater)\b|이상|and (?:above|over|up)\b)"
    r"|(?P<AT_MOST>or (?:fewer|less|under|below|lower)\b|이하|이내)|(?P<UNDER>미만)|(?P<OVER>초과|넘게)"
    r"|(?P<ABOUT>or so\b|or thereabouts\b|give or take\b|가량|정도|안팎|내외|쯤|남짓))"
)
_MORE = re.compile(r"[ ](?:more|additional|further|extra|others)\b(?![ ](?:than|or less))")
_WEAK = frozenset({Approximation.EXACT, Approximation.ABOUT, Approximation.OVER})


def between(low: str, at: int) -> int:
    """Where the unit begins behind a number that ends at ``at``: behind "-odd", "+", "여"."""
    match = _BETWEEN.match(low, at)
    return match.end() if match else at


def after(low: str, at: int) -> int:
    """Where the noun is looked for behind "5 or more"."""
    match = _AFTER.match(low, at)
    return match.end() if match else at


def around(low: str, start: int, figure_end: int, end: int, language: str) -> Hedge:
    """What stands before ``start``, between the figure and its unit, and behind ``end``."""
    kind, begins, is_addition = _before(low, start, language)
    if middle := _BETWEEN.match(low, figure_end):
        kind = (
            kind if kind is not Approximation.EXACT else _MIDDLE.get(middle.group(), Approximation.AT_LEAST)
        )
        end = max(end, middle.end())
    if after := _AFTER.match(low, end) or _AFTER.match(low, figure_end):
        kind = Approximation[after.lastgroup or "ABOUT"] if kind in _WEAK else kind
        end = max(end, after.end())
    if more := _MORE.match(low, figure_end):
        is_addition, end = True, max(end, more.end())
    return Hedge(kind, is_addition, begins, end)


def _before(low: str, start: int, language: str) -> tuple[Approximation, int, bool]:
    """The words of approximation that end where the number begins: their sense, their start, "another" among them."""
    phrases = _PHRASES if language == "en" else _OTHER_PHRASES
    first = max(0, start - _LOOKED_BACK)
    if first and low[first - 1].isalnum():
        first = low.find(" ", first, start) if " " in low[first:start] else start
    kind, begins, at, is_addition = Approximation.EXACT, start, start, False
    while first < at and (low[at - 1] in " \u00a0" or low[at - 1] in _ATTACHED):
        rest = low[first:at].rstrip(" \u00a0")
        last = rest.split()[-3:]
        found = next((n for n in range(len(last), 0, -1) if " ".join(last[-n:]) in phrases), 0)
        if not found and rest[-1:] in _ATTACHED:
            found, last = 1, [rest[-1:]]
        if not found:
            if not last or last[-1] not in _PASSED:
                break
            is_addition |= last[-1] in _ADDITION
            at = first + len(rest) - len(last[-1])
            continue
        told = phrases.get(" ".join(last[-found:]), Approximation.ABOUT)
        kind = told if kind in {Approximation.EXACT, Approximation.ABOUT} else kind
        at = first + len(rest)
        for word in reversed(last[-found:]):
            at = low.rindex(word, first, at)
        begins = at
        if kind is not Approximation.ABOUT:
            break
    return kind, begins, is_addition
