"""What may become of a page between two captures: changes to its HTML, each by itself.

A page's source is edited character by character, so that nothing but the change itself differs.
"""

from __future__ import annotations

import html
import random
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

_NOT_TEXT = (
    r"<!--.*?-->|<(?P<unseen>script|style|noscript|template|textarea|svg)\b.*?</(?P=unseen)\s*>"
    r"|<[!/?a-zA-Z](?:\"[^\"]*\"|'[^']*'|[^>\"'])*>"
)
_TOKEN = re.compile(rf"(?P<markup>{_NOT_TEXT})|(?P<entity>&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);?)", re.S | re.I)
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|may|might|must|did|does|do) ", re.I
)
_NEGATION = re.compile(
    r"\b(?:not|never|no|nicht|kein\w*|nie|não|nunca|non|no|не|ни|никогда|tidak|bukan|jangan) |(?<=\w)n[’']t\b|(?<=\s)안 ",
    re.I,
)
NOT = {
    "ko": "안 ", "ja": "ない", "ru": "не ", "pt": "não ", "it": "non ", "de": "nicht ", "id": "tidak ", "es": "no ", "en": "not ",
}  # fmt: skip
Edit = tuple[int, int, str]


@dataclass(slots=True)
class Source:
    """A page's HTML with the characters that a reader sees: each with the place of its source."""

    html: str
    text: str = ""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    letters: str = ""
    letter_at: list[int] = field(default_factory=list)  # the index in `text` of each letter

    def __post_init__(self) -> None:
        pieces: list[str] = []
        done = 0
        for token in _TOKEN.finditer(self.html):
            self._take(pieces, done, token.start())
            done = token.end()
            if token["entity"]:
                shown = html.unescape(token["entity"])
                pieces.append(shown)
                self.starts += [token.start()] * len(shown)
                self.ends += [token.end()] * len(shown)
        self._take(pieces, done, len(self.html))
        self.text = "".join(pieces)
        folded = [(c, i) for i, one in enumerate(self.text) if one.isalnum() for c in one.casefold()]
        self.letters = "".join(c for c, _ in folded)
        self.letter_at = [i for _, i in folded]

    def _take(self, pieces: list[str], start: int, end: int) -> None:
        pieces.append(self.html[start:end])
        self.starts += range(start, end)
        self.ends += range(start + 1, end + 1)

    def places(self, words: str) -> list[tuple[int, int]]:
        """Where these words stand in the text, whatever stands between their letters."""
        wanted = "".join(c for c in words.casefold() if c.isalnum())
        found, at = [], self.letters.find(wanted) if wanted else -1
        while at >= 0:
            start, end = self.letter_at[at], self.letter_at[at + len(wanted) - 1] + 1
            while end < len(self.text) and self.text[end] in ".!?…。\"'”’»)]":
                end += 1
            while start and self.text[start - 1] in "“‘\"'«([":
                start -= 1
            found.append((start, end))
            at = self.letters.find(wanted, at + len(wanted))
        return found

    def edited(self, edits: Iterable[Edit]) -> str:
        """The source with ``text[start:end]`` replaced; tags among the replaced words stay."""
        pieces, done = [], 0
        for start, end, new in sorted(edits):
            at = self.starts[start] if start < len(self.starts) else len(self.html)
            if at < done:
                continue
            pieces += [self.html[done:at], html.escape(new, quote=False)]
            done = at
            for index in range(start, end):
                if self.starts[index] >= done:
                    pieces.append(self.html[done : self.starts[index]])
                    done = self.ends[index]
        return "".join([*pieces, self.html[done:]])


# --- What really changes a quoted sentence ------------------------------------------------------------------------

Mutation = Callable[[Source, str, random.Random, str], str | None]
"""Of a source, a sentence, chance and a language: the changed HTML, or None where it can't be done to this sentence."""


def _everywhere(source: Source, sentence: str, change: Callable[[str], Edit | None]) -> str | None:
    """The same edit, relative to the sentence, wherever it stands."""
    edits = []
    for start, end in source.places(sentence):
        edit = change(source.text[start:end])
        if edit is None:
            return None
        edits.append((start + edit[0], start + edit[1], edit[2]))
    return source.edited(edits) if edits else None


def digit_changed(source: Source, sentence: str, chance: random.Random, language: str) -> str | None:
    seed = chance.random()

    def change(words: str) -> Edit | None:
        digits = [index for index, c in enumerate(words) if c in "0123456789"]
        if not digits:
            return None
        pick = random.Random(seed)
        at = pick.choice(digits)
        return at, at + 1, pick.choice([c for c in "123456789" if c != words[at]])

    return _everywhere(source, sentence, change)


def not_put_in(source: Source, sentence: str, chance: random.Random, language: str) -> str | None:
    seed, word = chance.random(), NOT.get(language[:2].lower(), NOT["en"])

    def change(words: str) -> Edit | None:
        pick = random.Random(seed)
        if language.startswith("ja"):
            at = pick.randrange(2, len(words) - 2)
            return at, at, word
        verbs = [match.end() for match in _AUXILIARY.finditer(words)] if language.startswith("en") else []
        gaps = verbs or [match.end() for match in re.finditer(r"\s+", words)]
        at = pick.choice(gaps) if gaps else len(words) // 2
        return at, at, word

    return _everywhere(source, sentence, change)


def not_taken_out(source: Source, sentence: str, chance: random.Random, language: str) -> str | None:
    def change(words: str) -> Edit | None:
        found = _NEGATION.search(words)
        return (found.start(), found.end(), "") if found else None

    return _everywhere(source, sentence, change)


def word_changed(source: Source, sentence: str, chance: random.Random, language: str) -> str | None:
    other = chance.choice(re.findall(r"\b[^\W\d_]{5,}\b", source.text) or ["something"]).lower()
    seed = chance.random()

    def change(words: str) -> Edit | None:
        found = [m for m in re.finditer(r"(?<=\s)[^\W\d_]{5,}(?=\s)", words) if m.group().islower()]
        if not found:
            return None
        one = random.Random(seed).choice(found)
        return (one.start(), one.end(), other) if one.group() != other else None

    return _everywhere(source, sentence, change)


def name_changed(source: Source, sentence: str, chance: random.Random, language: str) -> str | None:
    other, seed = chance.choice(["Petrov", "Okafor", "Lindqvist", "Marwick"]), chance.random()

    def change(words: str) -> Edit | None:
        found = list(re.finditer(r"(?<=[a-zа-я,] )[A-ZА-Я][a-zа-я]{2,}\b", words))
        if not found:
            return None
        one = random.Random(seed).choice(found)
        return one.start(), one.end(), other

    return _everywhere(source, sentence, change)


def removed(source: Source, sentence: str, chance: random.Random, language: str) -> str | None:
    return _everywhere(source, sentence, lambda words: (0, len(words), ""))


SENTENCE_CHANGES: dict[str, Mutation] = {
    "a digit changed": digit_changed,
    "a “not” put in": not_put_in,
    "a “not” taken out": not_taken_out,
    "another word put in its place": word_changed,
    "another name put in its place": name_changed,
    "the sentence removed": removed,
}


def moved(source: Source, sentence: str, target: int) -> str | None:
    """The sentence stands before another paragraph instead of in its own place. Harmless."""
    places = source.places(sentence)
    if not places or any(start <= target <= end for start, end in places):
        return None
    moved_there = (target, target, " ".join(sentence.split()) + " ")
    return source.edited([(start, end, "") for start, end in places] + [moved_there])


# --- What changes a page and no word of the article -----------------------------------------------------------------


def in_text(source: Source, rewrite: Callable[[str], str]) -> str:
    """Every run of visible text rewritten, tags and scripts as they are."""
    pieces, done = [], 0
    for token in re.finditer(_NOT_TEXT, source.html, re.S | re.I):
        pieces += [rewrite(source.html[done : token.start()]), token.group()]
        done = token.end()
    return "".join([*pieces, rewrite(source.html[done:])])


def _straight_or_curly(text: str) -> str:
    """Straight quotation marks for curly ones, and curly ones for straight."""
    plain = re.sub(r"&(?:#8220|#8221|ldquo|rdquo|#x201[cd]|quot);", '"', text, flags=re.I)
    plain = re.sub(r"&(?:#8216|#8217|lsquo|rsquo|#39|#x27|apos|#x201[89]);", "'", plain, flags=re.I)
    if re.search("[“”‘’]", text) or "&#82" in text or "quo;" in text:
        return plain.translate(str.maketrans("“”‘’", "\"\"''"))
    curly = re.sub(r'(^|[\s(\[])"', r"\1“", plain).replace('"', "”")
    return re.sub(r"(^|[\s(\[])'", r"\1‘", curly).replace("'", "’")


def _dashes(text: str) -> str:
    text = re.sub(r"&(?:mdash|#8212);", "—", text)
    text = re.sub(r"&(?:ndash|#8211);", "–", text)
    if "—" in text:
        return re.sub(r"\s*—\s*", " – ", text)
    return re.sub(r"\s+[–-]\s+", "—", text)


def _spaces(text: str) -> str:
    count = 0

    def change(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return ("&nbsp;", "\u2009", "  ", "\n   ")[count % 4]

    return re.sub(r"(?<=\w) (?=\w)", change, text)


def _ellipses(text: str) -> str:
    text = text.replace("&hellip;", "…").replace("&#8230;", "…")
    return text.replace("…", "...") if "…" in text else text.replace("...", "…")


def _unseen(text: str) -> str:
    """Soft hyphens and zero-width spaces inside long words, as typesetting programs put them in."""
    return re.sub(r"(?<![&\w])([^\W\d_]{4})([^\W\d_]{4,})(?!\w*;)", "\\1\u00ad\\2\u200b", text)


REWRITES: dict[str, Callable[[str], str]] = {
    "curly quotation marks for straight, straight for curly": _straight_or_curly,
    "other dashes": _dashes,
    "non-breaking and other spaces": _spaces,
    "other ellipses": _ellipses,
    "soft hyphens": _unseen,
    "letters decomposed (NFD)": lambda text: unicodedata.normalize("NFD", text),
}


def headings_in_capitals(source: Source) -> str:
    def change(match: re.Match[str]) -> str:
        return match[1] + in_text(Source(match[2]), _upper) + match[3]

    return re.sub(r"(<h[1-6]\b[^>]*>)(.*?)(</h[1-6]\s*>)", change, source.html, flags=re.S | re.I)


def _upper(text: str) -> str:
    return re.sub(r"&#?\w+;|[^&]+", lambda m: m[0] if m[0].startswith("&") else m[0].upper(), text)


def tags_renamed(source: Source) -> str:
    """Other tags, classes and attributes for the same text, as after a change of the publisher's software."""
    renamed = re.sub(r"<(/?)(article|main|section|figure|p|h[2-6])\b", r"<\1div", source.html, flags=re.I)
    renamed = re.sub(r"<(/?)(strong|b|em|i|font)\b(?=[\s>])", r"<\1span", renamed, flags=re.I)
    return re.sub(
        r"\s(?:class|id|itemprop|itemtype|data-[\w-]+)=(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+)",
        ' class="k9"',
        renamed,
    )


def put_in(source: Source, at: Iterable[int], markup: Iterable[str]) -> str:
    """Pieces of markup before characters of the text."""
    pieces, done = [], 0
    for index, piece in sorted(zip(at, markup, strict=True)):
        place = source.starts[index]
        pieces += [source.html[done:place], piece]
        done = place
    return "".join([*pieces, source.html[done:]])


def before_the_end(source: Source, markup: str) -> str:
    end = source.html.lower().rfind("</body")
    return source.html + markup if end < 0 else source.html[:end] + markup + source.html[end:]
