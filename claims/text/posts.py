"""What a post of social media says, without what makes it a post: addresses, signs, the mark of who wrote it when."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_ADDRESS = re.compile(
    r"https?://\S+|pic\.twitter\.com/\S+|\b[\w-]+\.(?:com|org|net|co|ly)/\S+", re.IGNORECASE
)
_SIGNED = re.compile(
    r"—\s*([^—]{0,80})\(@\w+\)\s+(\w+ \d{1,2}, \d{4})\W*\Z"
)  # “— Name (@handle) January 28, 2021”
_HANDLE = re.compile(r"(?<![\w.])[@#](\w+)")
_JOINT = re.compile(
    r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])|_"
)  # between the words of #StopTheCount
_KEPT = frozenset("$%+€£¥₩°")
_PART = re.compile(r"(?<=[.!?…:。！？])[\s\"”“]*|\n|[\"“”]")
_FEWEST = 20  # characters of a part that says something


def plain(text: str) -> str:
    """The words of ``text`` in one line, with hashtags and handles taken apart."""
    text = _SIGNED.sub(" ", _ADDRESS.sub(" ", text))
    text = _HANDLE.sub(lambda found: f" {_JOINT.sub(' ', found[1])} ", text)
    return " ".join("".join(one if _says_something(one) else " " for one in text).split())


class Signature(NamedTuple):
    """Who wrote a post, and on which day, as it stands there."""

    who: str
    when: str


def signature(text: str) -> Signature:
    """Empty where a post is not signed."""
    found = _SIGNED.search(text)
    return Signature(found[1].strip(), found[2]) if found else Signature("", "")


def _says_something(letter: str) -> bool:
    return letter in _KEPT or unicodedata.category(letter)[0] not in "SC"


def parts(text: str) -> list[str]:
    """Its sentences and what stands within quotation marks: one of them may be the claim. Short ones are left out."""
    return [one.strip() for one in _PART.split(text) if len(one.strip()) >= _FEWEST]
