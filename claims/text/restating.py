"""Whether two statements make one claim: how alike they are, and in which figures, dates and denials they differ.

Likeness says what to look at, never what is the same: "13,000 troops" and "3,000 troops" are as alike as can be.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from claims.text import alterations, comparing, contrasts, numbers, running_dates, similarity
from claims.text.agreement import Match
from claims.text.comparing import Pair, Told
from claims.text.sentences import Span
from claims.text.wordlists import words

_COMMON = words(
    "the and for with from that this said says has had have was were are been its their his her than then who which "
    "will would could should about after before since until over more most some such into onto also not but they "
    "a an in of on to at by as is it he she be or if no so do does did there these those what when where"
)
_STEM = 5  # letters: "soldier", "soldiers" and "soldiering" are one word to look for
_MOST_BESIDE = 6  # words told
_HANGUL_STEM = 2  # syllables: what follows them is mostly a particle or an ending
_HANGUL = re.compile(r"[가-힣]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ORDER, _SHARE, _CONTAINS = 0.4, 0.4, 0.2  # what word order, common words, and one within the other weigh


class Kind(StrEnum):
    """In what two statements differ or agree; *beside*: what the sentences around one of them share with the other."""

    NUMBER = "number"
    DATE = "date"
    NEGATION = "negation"
    DIRECTION = "direction"
    NAME = "name"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Differing:
    """``here`` and ``there`` are the words of either statement; one of them is empty where the other alone says so."""

    kind: Kind
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Agreeing:
    """``here`` and ``there`` are the words of either statement that say the same; of a name they are one."""

    kind: Kind
    here: str
    there: str


def content(text: str) -> list[str]:
    """The words that carry a statement, figures among them, as they are compared; none twice."""
    found = (one.text.removesuffix("'s") for one in similarity.words(text))
    return list(dict.fromkeys(word for word in found if word not in _COMMON and _says_something(word)))


def _says_something(word: str) -> bool:
    return len(word) > 1 or not word.isascii() or word.isdigit()


def stem(word: str) -> str:
    """The beginning by which the forms of a word are found."""
    if not word.isalpha():
        return word
    return word[: _HANGUL_STEM if _HANGUL.match(word) else max(_STEM, len(word) - 3)]


def likeness(one: str, other: str) -> float:
    """How alike the words of two statements are: 0.0 nothing in common, 1.0 the same. Figures are left out."""
    left, right = _compared(one), _compared(other)
    if not left or not right:
        return 0.0
    shared = len(set(left) & set(right))
    in_order = fuzz.ratio(left, right) / 100
    share = 2 * shared / (len(set(left)) + len(set(right)))
    within = shared / min(len(set(left)), len(set(right)))
    return round(_ORDER * in_order + _SHARE * share + _CONTAINS * within, 3)


# A desk's claims are compared with each other again and again: by every page of every claim.
@lru_cache(maxsize=4096)
def _compared(text: str) -> tuple[str, ...]:
    found = content(text)
    worded = [word for word in found if not any(letter.isdigit() for letter in word)]
    return tuple(stem(word) for word in worded or found)


def differences(here: Told, there: Told) -> list[Differing]:
    """The figures, dates, denials, directions and names in which two statements differ, in this order.

    Of another language only figures, dates, denials and directions: names are written otherwise there, and so are
    numbers, so that one which agrees is in no digits alone.
    """
    is_one_language = comparing.are_of_one_language(here.language, there.language)
    paired = comparing.compare(here, there)
    apart = [_told(pair, here) for pair in paired.differing if pair.agreement.match is Match.CONTRADICTS]
    figures = [*apart, *_alone(here, there, [*paired.agreeing, *paired.differing])]
    same = [one for one in paired.agreeing if one.agreement.match is Match.SAME or not is_one_language]
    figures += _other_digits(here, there, same, figures)
    turned = [Differing(Kind.DIRECTION, *pair) for pair in contrasts.directions(here.text, there.text)]
    names = contrasts.names(here.text, there.text, here.language) if is_one_language else []
    return [*figures, *_denials(here, there), *turned, *(Differing(Kind.NAME, *pair) for pair in names)]


def agreements(here: Told, there: Told) -> list[Agreeing]:
    """The figures, dates and names that both statements give, in this order."""
    dated = {one.span.of(here.text) for one in _dates(here)}
    pairs = comparing.compare(here, there).agreeing
    told = [
        Agreeing(Kind.DATE if one.claimed in dated else Kind.NUMBER, one.claimed, one.stated) for one in pairs
    ]
    names = contrasts.shared_names(here.text, there.text, here.language)
    return [*dict.fromkeys(told), *(Agreeing(Kind.NAME, one, one) for one in names)]


def beside(around: str, here: Told, there: Told) -> list[Agreeing]:
    """The words of ``there`` that stand in the sentences around ``here`` and not in it, the first few, as one row."""
    known = set(map(stem, content(here.text)))
    said = {stem(word) for word in content(around)} - known
    shared: dict[str, str] = {}
    for word in similarity.words(there.text):
        root = stem(word.text.removesuffix("'s"))
        if root in said:
            shared.setdefault(root, there.text[word.start : word.end])
    told = ", ".join([*shared.values()][:_MOST_BESIDE])
    return [Agreeing(Kind.BESIDE, told, told)] if told else []


def _other_digits(here: Told, there: Told, same: list[Pair], told: list[Differing]) -> list[Differing]:
    """Numbers of one text that are not in the other, where nothing above knew what they count: "Measure 11".

    "More than 30" and "more than 211" don't contradict each other, and are not the same statement either.
    """
    ours, theirs = _digits(here.text), _digits(there.text)
    spoken_for = [
        *(word for pair in same for word in (pair.claimed, pair.stated)),
        *(word for one in told for word in (one.here, one.there)),
    ]
    known = {value for words in spoken_for for value in _digits(words)}
    alone = [
        [written for value, written in side.items() if value not in known and value not in other]
        for side, other in ((ours, theirs), (theirs, ours))
    ]
    return [Differing(Kind.NUMBER, one, other) for one, other in itertools.zip_longest(*alone, fillvalue="")]


def _digits(text: str) -> dict[str, str]:
    """The numbers in digits, as they are written, by what they are without separators of thousands."""
    return {one[0].replace(",", ""): one[0] for one in _NUMBER.finditer(text)}


def _told(pair: Pair, here: Told) -> Differing:
    dated = any(one.span.of(here.text) == pair.claimed for one in _dates(here))
    return Differing(Kind.DATE if dated else Kind.NUMBER, pair.claimed, pair.stated)


def _alone(here: Told, there: Told, paired: list[Pair]) -> list[Differing]:
    """Figures and dates that one side gives and the other says nothing of."""
    spoken_for = [Counter(pair.claimed for pair in paired), Counter(pair.stated for pair in paired)]
    found = []
    for side, told in enumerate((here, there)):
        for kind, span in _spans(told):
            said = span.of(told.text)
            if any(said in known or known in said for known in spoken_for[side]):
                continue
            found.append(Differing(kind, *((said, "") if side == 0 else ("", said))))
    return found


def _spans(told: Told) -> list[tuple[Kind, Span]]:
    dates = [one.span for one in _dates(told)]
    figures = [one.span for one in numbers.quantities(told.text, told.language) if one.dimension != "ordinal"]
    apart = [one for one in figures if not any(one.start < day.end and day.start < one.end for day in dates)]
    return [*((Kind.DATE, one) for one in dates), *((Kind.NUMBER, one) for one in apart)]


def _dates(told: Told) -> list[running_dates.Mention]:
    return running_dates.find(told.text, told.language, reference=told.written)


def _denials(here: Told, there: Told) -> list[Differing]:
    """Two denials make a statement again, so it is whether their number is odd that counts."""
    ours, theirs = alterations.negations(here.text), alterations.negations(there.text)
    if len(ours) % 2 == len(theirs) % 2:
        return []
    return [Differing(Kind.NEGATION, " ".join(ours), " ".join(theirs))]
