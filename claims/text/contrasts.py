"""What two statements of one thing set against each other besides figures: the direction of a change, and names.

Told only where either statement has a word of its own in the place: what one of them leaves out is no contrast.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from claims.text import similarity

# Both sides of what can be told the other way round, by the beginnings or the whole of words.
_AXES = (
    (
        "increas* rise rises rising rose risen grow* grew gain* rais* higher highest more up above surg* soar* climb* "
        "doubl* tripl* quadrupl* expand* most largest biggest greatest bigger larger greater strengthen* boost* "
        "best better improv* upward over exceed* maxim* steigt stieg* höher mehr gestiegen augment* aument* más",
        "decreas* fall falls falling fell fallen shrink* shrank shrunk lose loses losing lost lower* lowest less fewer "
        "down below plung* drop* declin* halv* halved reduc* cut cuts cutting contract* least smallest smaller worst "
        "worse worsen* downward under minim* slash* sinkt sank niedriger weniger gesunken diminu* menos moins",
    ),
    ("before earlier until prior vor avant antes", "after later since following nach après después"),
    ("win wins winning won victor*", "lose loses losing lost defeat*"),
    (
        "support* back backs backed favor* favour* endors* for allow* legal* permit* approv* pro accept* true",
        "oppos* against ban ban* banned block* prohibit* reject* illegal* forbid* forbad* refus* anti false",
    ),
    ("first begin* began start* open* create* add* hire* enter*", "last end* stop* clos* remov* fire* leav*"),
    ("safe* healthy", "unsafe danger* deadly harm*"),
    ("buy* bought import*", "sell* sold export*"),
)  # fmt: skip
_NAME = re.compile(r"[^\W\d_][\w’'-]*", re.UNICODE)
_BEGINS = re.compile(r"(?:\A|[.!?:…]\s*|[\"“‘(]\s*)\Z")
_NAMES_TOLD = 3
_NO_CAPITALS_FOR_NAMES = frozenset({"de", "lb"})  # where every noun has one
_TITLES = frozenset(
    {"president", "sen", "senator", "mr", "mrs", "ms", "dr", "rep", "gov", "governor", "says", "said"}
)


def _pattern(side: str) -> re.Pattern[str]:
    return re.compile("|".join(one.replace("*", r"\w*") for one in side.split()))


_SIDES = tuple((_pattern(one), _pattern(other)) for one, other in _AXES)


def directions(here: str, there: str) -> list[tuple[str, str]]:
    """Pairs of words, one of either statement alone, that say the opposite of each other."""
    ours, theirs = (Counter(one.text for one in similarity.words(text)) for text in (here, there))
    return list(dict.fromkeys(_opposed(list(ours - theirs), list(theirs - ours))))


def _opposed(here: list[str], there: list[str]) -> Iterator[tuple[str, str]]:
    for sides in _SIDES:
        for up, down in (sides, sides[::-1]):
            ours = next((one for one in here if up.fullmatch(one)), None)
            theirs = next((one for one in there if down.fullmatch(one)), None)
            if ours and theirs:
                yield ours, theirs


def names(here: str, there: str, language: str) -> list[tuple[str, str]]:
    """Names that stand in one of the statements alone, set against those of the other in their order."""
    if language.split("-")[0].lower() in _NO_CAPITALS_FOR_NAMES:
        return []
    ours, theirs = _names(here, _known(there)), _names(there, _known(here))
    return list(zip(ours, theirs, strict=False))[:_NAMES_TOLD]


def shared_names(here: str, there: str, language: str) -> list[str]:
    """Names of the first statement whose every word stands with a capital in the other too."""
    if language.split("-")[0].lower() in _NO_CAPITALS_FOR_NAMES:
        return []
    known = {_bare(one[0]) for one in _NAME.finditer(there) if one[0][0].isupper()}
    found = dict.fromkeys(_names(here, Counter()))
    return [one for one in found if all(_bare(word[0]) in known for word in _NAME.finditer(one))][
        :_NAMES_TOLD
    ]


def _known(text: str) -> Counter[str]:
    return Counter(_bare(one[0]) for one in _NAME.finditer(text))


def _bare(word: str) -> str:
    return re.sub(r"[’']s?\Z", "", word.casefold())


def _names(text: str, known: Counter[str]) -> list[str]:
    """Runs of words with a capital that the other statement has not, or not as often."""
    found: list[tuple[int, int]] = []
    left = known.copy()
    for word in _NAME.finditer(text):
        left[_bare(word[0])] -= 1
        if not word[0][0].isupper() or left[_bare(word[0])] >= 0 or _bare(word[0]) in _TITLES:
            continue
        if found and not text[found[-1][1] : word.start()].strip():
            found[-1] = (found[-1][0], word.end())
        elif len(word[0]) > 1:
            found.append((word.start(), word.end()))
    return [text[start:end] for start, end in found if not _is_a_beginning(text, start, end)]


def _is_a_beginning(text: str, start: int, end: int) -> bool:
    """Whether the capital may be that of a sentence: one word that begins one, and is not in capitals throughout."""
    word = text[start:end]
    return " " not in word and not word.isupper() and _BEGINS.search(text[:start]) is not None
