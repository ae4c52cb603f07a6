"""Words without what can't change their meaning: how they are spelled, spaced, joined and punctuated.

In this form “per cent” is “percent” and “%”, “co-operate” is “cooperate”, “isn't” is “is not”, “3 000” is “3,000” and
“five” is “5”. Numbers, signs, negations and names stay what they are; no two words that mean different things become
one, as far as a rule without a dictionary can promise that.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims.text import similarity
from claims.text.sentences import Span

_LONG = 2_000  # characters

# Between two numbers, which would become one without it.
_BORDER = "\x1f"

# A sign before a number, and what stands between two digits, is part of the number.
_IN_LETTERS = re.compile(r"(?<=[^\W\d])['\-./&]|(?<=\d)['\-./&](?!\d)")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
# Of a number with spaces for separators: its first digits, and each three that follow.
_GROUP_FIRST, _GROUP_NEXT = re.compile(r"-?\d{1,3}"), re.compile(r"\d{3}(?:\.\d+)?")
_ANOTHER_WORD = re.compile(r"re-(?:sign|cover|form|leas|creat|mark|sort|sent|serv|count|collect|act)\w*")
_RANGE = re.compile(r"(?<=\d)-(?=\d)")

_SAME = {
    "%": "percent", "okay": "ok", "towards": "toward", "afterwards": "afterward", "amongst": "among", "whilst": "while",
    "learnt": "learned", "burnt": "burned", "spelt": "spelled", "spoilt": "spoiled", "dreamt": "dreamed",
    "leapt": "leaped", "grey": "gray", "programme": "program", "programmes": "programs", "ageing": "aging",
    "sceptic": "skeptic", "sceptics": "skeptics", "sceptical": "skeptical", "scepticism": "skepticism",
    "plough": "plow", "mould": "mold", "moustache": "mustache", "jewellery": "jewelry", "manoeuvre": "maneuver",
    "manoeuvres": "maneuvers", "aluminium": "aluminum", "judgement": "judgment", "judgements": "judgments",
    "acknowledgement": "acknowledgment", "fulfil": "fulfill", "enrol": "enroll", "skilful": "skillful",
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "won't": "willnot", "can't": "cannot", "shan't": "shallnot",
}  # fmt: skip
# British and American endings, of words so long that no other word is near: a “prise” is no “prize”.
_ENDINGS = (
    (re.compile(r"(?<=[a-z]{3})is(?=(?:e|ed|es|er|ers|ing|ation|ations)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{3})ys(?=(?:e|ed|es|er|ers|ing)$)"), "yz"),
    (re.compile(r"(?<=[a-z]{3})our(?=(?:s|ed|ing|ful|able|ably|ites?|al|ers?|hoods?|less)?$)"), "or"),
    (re.compile(r"(?<=[a-z]{4})ll(?=(?:ed|ing|ers?|ors?|ists?)$)"), "l"),
    (re.compile(r"^(def|off|pret|lic)ence(?=s?$)"), r"\1ense"),
    (re.compile(r"(?<=[a-z]{3})ogue(?=s?$)"), "og"),
    (re.compile(r"^(centi|milli|kilo)?metre(?=s?$)"), r"\1meter"),
    (re.compile(r"^(cent|theat|lit|fib|calib|spect|lust)re(?=s?$)"), r"\1er"),
    (re.compile(r"^(an|leuk|isch)aem(?=i)"), r"\1em"),
    (re.compile(r"^paed(?=i)"), "ped"),
)
_CONTRACTED = (
    (re.compile(r"n't$"), "not"),
    (re.compile(r"^(you|we|they)'re$"), r"\1are"),
    (re.compile(r"^(i|you|we|they)'ve$"), r"\1have"),
    (re.compile(r"^(i|you|he|she|it|we|they)'ll$"), r"\1will"),
    (re.compile(r"^i'm$"), "iam"),
    (re.compile(r"^(he|she|it|that|what|there)'s$"), r"\1is"),
)


@dataclass(frozen=True, slots=True)
class Wording:
    """A text's words in one form, run together; each with where it begins there, and where it stands in the text."""

    text: str
    begins: tuple[int, ...]
    words: tuple[similarity.Word, ...]

    def places(self, wanted: Wording) -> Iterator[Span]:
        """Where the wanted words stand in the text, as whole words."""
        at = self.text.find(wanted.text) if wanted.text else -1
        while at >= 0:
            first = bisect.bisect_left(self.begins, at)
            last = bisect.bisect_left(self.begins, at + len(wanted.text))
            if self._begins(first) == at and self._ends(last) == at + len(wanted.text):
                yield Span(self.words[first].start, self.words[last - 1].end)
            at = self.text.find(wanted.text, at + 1)

    def _begins(self, index: int) -> int:
        return self.begins[index] if index < len(self.begins) else -1

    def _ends(self, following: int) -> int:
        """Where the word before the one with this index ends, without a border."""
        end = self.begins[following] if following < len(self.begins) else len(self.text)
        return end - 1 if self.text[end - 1 : end] == _BORDER else end


def of(text: str) -> Wording:
    """The wording of a text. That of a long one is kept for a moment: many words are looked for in the same text."""
    return _of(text) if len(text) < _LONG else _of_long(text)


def _of(text: str) -> Wording:
    words = tuple(similarity.words(text))
    pieces: list[str] = []
    begins: list[int] = []
    length, before, is_group = 0, "", False
    for word in words:
        piece = _form(word.text)
        is_group = _GROUP_NEXT.fullmatch(piece) is not None and (
            is_group or _GROUP_FIRST.fullmatch(before) is not None
        )
        if before[-1:].isdigit() and piece[:1].isdigit() and not is_group:
            pieces.append(_BORDER)
            length += 1
        begins.append(length)
        pieces.append(piece)
        length += len(piece)
        before = piece
    return Wording("".join(pieces), tuple(begins), words)


_of_long = functools.lru_cache(maxsize=8)(_of)


def are_same(one: str, other: str) -> bool:
    """Whether two pieces of text differ in nothing but spelling, spacing, joining and punctuation."""
    return of(one).text == of(other).text


@functools.lru_cache(maxsize=20_000)
def _form(word: str) -> str:
    """The one form of a word that is folded already (see ``similarity.words``)."""
    if word in _SAME:
        return _SAME[word]
    if _GROUPED.fullmatch(word):
        return word.replace(",", "")
    if "'" in word:
        for pattern, whole in _CONTRACTED:
            word = pattern.sub(whole, word)
    if not (word.isascii() and word.isalpha()) and not _ANOTHER_WORD.fullmatch(word):
        word = _RANGE.sub(_BORDER, _IN_LETTERS.sub("", word))
    if len(word) > 5 and word.isascii():
        for pattern, ending in _ENDINGS:
            word = pattern.sub(ending, word)
    return word
