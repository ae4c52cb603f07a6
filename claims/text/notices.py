"""The notices that publishers print over or under an article when they corrected it or took it back.

A notice is a line (or paragraph) of its own that begins as one: "Correction:", "This article was amended on …", "An
earlier version of this story …", "정정보도"; or the brackets that end a paragraph. Form decides, so that an article
about corrections or retractions isn't told as corrected, nor a reader's comment as a notice; a bare heading counts with
the sentence below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from claims.text import notice_words as words
from claims.text import similarity
from claims.text.sentences import Span


class Kind(StrEnum):
    """What the publisher did."""

    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    RETRACTION = "retraction"


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice, where it stands, and its words on one line."""

    kind: Kind
    span: Span
    text: str

    @property
    def key(self) -> tuple[str, ...]:
        """The same for the same notice, however it is set."""
        return tuple(word.text for word in similarity.words(self.text))


_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_LONGEST = 1_500  # characters; no notice is longer, and a page that is one line is no line
_SENTENCE_END = re.compile(r"[.!?…。！？다요][\"”’»)\]」』】.]*\s*\Z")
_LEAST_WORDS = 4
_AFTER_A_COLON = 1  # line, such as the name of the edition


def find(text: str, title: str = "") -> list[Notice]:
    """The notices of a page, given its text by lines, in order of reading; ``title`` is the page's own.

    None of a page that collects the corrections of others, and none from below the head of its comments.
    """
    if words.COLUMN.match(title.strip()):
        return []
    found: list[Notice] = []
    heading: _Heading | None = None
    for line in _LINE.finditer(text):
        stands = line.group().strip()
        if not stands:
            continue
        if words.COMMENTS.fullmatch(stands):
            break
        if heading and _explains(stands):
            found.append(_notice(heading.kind, text, heading.start, line.end()))
            heading = None
        elif kind := _kind_of_line(stands, title):
            found.append(_notice(kind, text, line.start(), line.end()))
            heading = None
        elif bare := words.HEADING.fullmatch(stands):
            heading = _Heading(_of_label(bare), line.start(), _AFTER_A_COLON if stands.endswith(":") else 0)
        elif heading and not words.ONLY_A_DATE.fullmatch(stands):
            heading = heading._replace(patience=heading.patience - 1) if heading.patience else None
    return found


class _Heading(NamedTuple):
    """A label that stands alone: the notice is the sentence below it, or below the day that follows it.

    ``patience``: so many other lines may still stand between.
    """

    kind: Kind
    start: int
    patience: int


def _notice(kind: Kind, text: str, start: int, end: int) -> Notice:
    stands = text[start:end]
    start += len(stands) - len(stands.lstrip())
    return Notice(kind, Span(start, start + len(stands.strip())), " ".join(stands.split()))


def _is_title(line: str, title: str) -> bool:
    return len(line) > _LEAST_WORDS and title.strip().startswith(line)


def _kind_of_line(line: str, title: str) -> Kind | None:
    if len(line) > _LONGEST:
        return None
    return _kind(line, is_title=_is_title(line, title)) or _in_brackets(line)


def _kind(line: str, *, is_title: bool) -> Kind | None:
    """What kind of notice the line is, by how it begins."""
    if words.INVITATION.search(line):
        return None
    for kind, pattern in ((Kind.RETRACTION, words.TAKEN_BACK), (Kind.CORRECTION, words.CORRECTED)):
        if pattern.match(line):
            return kind
    label = words.LABEL.match(line)
    if label is None:
        return None
    kind = _of_label(label)
    if kind is Kind.RETRACTION:
        return kind if is_title else None  # elsewhere it is another article's
    rest = line[label.end() :]
    if words.ONLY_A_DATE.fullmatch(rest):
        return None
    if label["note"] and not words.OF_AN_ERROR.search(rest):
        return None  # an editor's note about something else
    if is_title or (_SENTENCE_END.search(line) and _says_something(rest)):
        return Kind.RETRACTION if label["note"] and words.WITHDRAWN.search(rest) else kind
    return None


_LAST_BRACKET = re.compile(r"[(\[]([^()\[\]]{20,400})[)\]]\s*\Z")


def _in_brackets(line: str) -> Kind | None:
    """Of a notice that stands in brackets at the end of a paragraph: (This story has been corrected …)."""
    bracket = _LAST_BRACKET.search(line[-420:])
    return _kind(bracket[1], is_title=False) if bracket else None


def _of_label(label: re.Match[str]) -> Kind:
    if label["retracted"]:
        return Kind.RETRACTION
    return Kind.CLARIFICATION if label["clarified"] else Kind.CORRECTION


def _explains(line: str) -> bool:
    """Whether a line can be the text below a bare heading: a sentence that tells of an error, no item of a menu."""
    if len(line) > _LONGEST or words.INVITATION.search(line) or not _SENTENCE_END.search(line):
        return False
    return _says_something(line) and bool(words.OF_AN_ERROR.search(line))


def _says_something(text: str) -> bool:
    """Whether it is more than a label; Korean and Japanese put many words into one."""
    return len(similarity.words(text)) >= _LEAST_WORDS or (
        len(text) >= 10 and any(c >= "\u3000" for c in text)
    )


def concerns(notice: Notice, quote: str, page: str) -> bool:
    """Whether a notice is about the quoted words: the same number, or words that are not all over the page."""
    told, quoted = (set(_content(text)) for text in (_without_its_own_date(notice.text), quote))
    shared = told & quoted
    if any(any(letter.isdecimal() for letter in word) for word in shared):
        return True
    return sum(_is_rare(word, page) for word in shared) >= _SHARED or 2 * len(shared) > len(quoted) > 2


_SHARED = 2
_RARE = 5  # times on the page: once in the article, once in the notice, and then some


def _is_rare(word: str, page: str) -> bool:
    return page.casefold().count(word) <= _RARE


def _without_its_own_date(text: str) -> str:
    return words.ITS_OWN_DATE.sub(" ", text)


def _content(text: str) -> Iterator[str]:
    for word in similarity.words(text):
        if (
            word.text[0].isdecimal()
            or (len(word.text) > 3 and word.text not in words.OF_NOTICES)
            or word.text[0] >= "가"
        ):
            yield word.text
