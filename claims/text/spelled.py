"""Numbers spelled out: "twenty-one thousand", "two and a half million", "dozens of", "삼천 명", "수십 차례"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from claims.text.number_words import (
    BIG_SCALES,
    DENOMINATORS,
    FACTORS,
    NATIVE,
    NEED_COMPARISON,
    ONES,
    ORDINALS,
    SCALES,
    SINO,
    SMALL_SCALES,
    TENS,
    VAGUE,
)


class Spelled(NamedTuple):
    """``form``: "words", "fraction", "vague", "factor" or "ordinal"; a vague one has two values. ``step``: the place
    of the last digit that was given."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    step: Decimal
    form: str


_TOKEN = re.compile(r"([a-z]+)(?![^\W\d_])")
_LINK = re.compile(r"[ \u00a0]?-[ \u00a0]?|[ \u00a0]+(?:and[ \u00a0]+|&[ \u00a0]+)?|,[ \u00a0]+")
_AND_A_HALF = re.compile(r"[ -]and[ -](?:(?:a|one)[ -](half|quarter|third)|three[ -](quarters))\b")
_FRACTION = re.compile(
    r"[ -](hal(?:f|ves)|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?)\b"
)
_SCALE = re.compile(r"[ -](hundred|thousand|million|billion|trillion|dozen)\b")
_OF_SCALE = re.compile(r"(?:[ -]of)?[ -]an?[ -](hundred|thousand|million|billion|trillion|dozen)\b")
_POINT = re.compile(rf"[ -]point((?:[ -](?:{'|'.join(ONES)})\b){{1,6}})")
_SHARE_FOLLOWS = re.compile(
    r"[ -](?:of|the|its|their|his|her|all|that|those|these|less|more|as|an?|what|our|my|your|from|in|by|to|on|off)\b"
    r"|[ ]?[.,;:)!?—–]|\s*\Z"
)
_HALF_UNIT = re.compile(r"[ -](?:hour|mile|pint|inch|day|century|year|percent|per cent|price|share)s?\b")
_COMPARES = re.compile(
    r"[ ](?:as|the|that|those|its|their|his|her|what|from|in size|since|to|by|over|within)\b|[.,;]|\s*\Z"
)
_QUANTIFIER = re.compile(
    r"(?:\b(?:a|an|several|many|few|some|the|one|nearly|almost|about|over|around|roughly|than|by|least|most|to|"
    r"last|past|another|every|first|approximately|per|under)[ ])(?:few[ ]|couple[ ](?:of[ ])?|good[ ]|further[ ])?\Z"
)
_ARTICLE = re.compile(r"\ban?[ -]\Z")
_VAGUE_SCALE = re.compile(r"[ ](?:of[ ])?(hundred|thousand|million|billion|trillion|dozen)\b")
_TENS_OF = re.compile(r"(?:tens|hundreds|thousands)(?: of (?:thousands|millions|billions|trillions))?\b")


def english(low: str, at: int) -> Spelled | None:
    """The number whose first word begins at ``at`` of a text in small letters; None if that word is no number here."""
    token = _TOKEN.match(low, at)
    if not token:
        return None
    word = token[1]
    if word in VAGUE:
        return _vague(low, at)
    if word in {"several", "few", "couple"}:
        return _several(low, at, token.end(), word)
    if word in FACTORS:
        if low.startswith((" down", "-down"), token.end()):
            return None  # doubling down on it
        if word in NEED_COMPARISON and not _COMPARES.match(low, token.end()):
            return None
        value = Decimal(FACTORS[word])
        return Spelled(at, token.end(), value, value, Decimal("0.1"), "factor")
    may_be_share = word in {"half", "quarter", "quarters"} or (word in ORDINALS and word in DENOMINATORS)
    if may_be_share and (share := _share(low, at, token.end(), word)):
        return share
    if word in ORDINALS:
        value = Decimal(ORDINALS[word])
        return Spelled(at, token.end(), value, value, Decimal(1), "ordinal")
    return _cardinal(low, at)


def _cardinal(low: str, at: int) -> Spelled | None:
    start = at
    if low.startswith("zero", at) and low.endswith(("absolute ", "ground ", "year "), 0, at):
        return None
    article = _ARTICLE.search(low, max(0, at - 3), at)
    value, end, ordinal = _count(low, at, after_article=bool(article))
    if value is None:
        return None
    if article:
        start = article.start()
    if ordinal:
        return Spelled(start, end, Decimal(value), Decimal(value), Decimal(1), "ordinal")
    if point := _POINT.match(low, end):
        digits = "".join(str(ONES[word]) for word in re.findall(r"[a-z]+", point[1]))
        return scaled(low, start, point.end(), Decimal(f"{value}.{digits}"), Decimal(1).scaleb(-len(digits)))
    if half := _AND_A_HALF.match(low, end):
        part = Decimal(3) / 4 if half[2] else Decimal(1) / DENOMINATORS[half[1]]
        return scaled(low, start, half.end(), value + part, Decimal("0.1"))
    if fraction := _FRACTION.match(low, end):
        singular = not fraction[1].endswith("s")
        if value <= 20 and singular == (value == 1):
            return _fraction(low, start, fraction.end(), value, DENOMINATORS[fraction[1]])
    return Spelled(start, end, Decimal(value), Decimal(value), step_of(Decimal(value)), "words")


def _fraction(low: str, start: int, end: int, above: int, below: int) -> Spelled:
    """A share, unless a scale word makes a number of it: "three quarters of a million"."""
    value = Decimal(above) / below
    if scale := _OF_SCALE.match(low, end):
        value *= SCALES[scale[1]]
        return Spelled(start, scale.end(), value, value, step_of(value), "words")
    return Spelled(start, end, value, value, Decimal("0.01"), "fraction")


def _share(low: str, at: int, end: int, word: str) -> Spelled | None:
    """ "half of", "a third of", "half a million"; None for the second half, a third person, the last quarter."""
    before = low[max(0, at - 16) : at]
    article = _ARTICLE.search(before)
    start = at - len(before) + article.start() if article else at
    if word == "half":
        if re.search(r"(?:first|second|other|latter|better|this|last|next|early|late)[ -]\Z", before):
            return None
    elif not article or not _SHARE_FOLLOWS.match(low, end):
        return None
    found = _fraction(low, start, end, 1, DENOMINATORS[word])
    is_half = word == "half" and found.form == "fraction"
    if is_half and not _SHARE_FOLLOWS.match(low, end) and not _HALF_UNIT.match(low, end):
        return None
    return found


def scaled(low: str, start: int, end: int, value: Decimal, step: Decimal) -> Spelled:
    """``value`` times the scale words that follow it: million, thousand; as many as follow in falling order."""
    found = _SCALE.match(low, end)
    if found:
        return Spelled(
            start,
            found.end(),
            value * SCALES[found[1]],
            value * SCALES[found[1]],
            step * SCALES[found[1]],
            "words",
        )
    return Spelled(start, end, value, value, step, "words")


def _count(low: str, at: int, *, after_article: bool) -> tuple[int | None, int, bool]:
    """The whole number in words from ``at``: its value, its end, and whether an ordinal ends it (twenty-first)."""
    total = section = last = 0
    end, ceiling, any_word, joined_by_and = at, 10**18, False, False
    position = at
    while token := _TOKEN.match(low, position):
        word = token[1]
        if word in ONES and _fits(ONES[word], last, section, joined_by_and):
            section, last = section + ONES[word], ONES[word] or -1
        elif word in TENS and (last == 0 or last >= 100):
            section, last = section + TENS[word], TENS[word]
        elif word in SCALES and SCALES[word] < 1000 and (section or (not any_word and after_article)):
            if section >= 100:
                break
            section, last = (section or 1) * SCALES[word], SCALES[word]
        elif word in SCALES and SCALES[word] < ceiling and (section or (not any_word and after_article)):
            total, ceiling = total + (section or 1) * SCALES[word], SCALES[word]
            section, last = 0, SCALES[word]
        elif word in ORDINALS and last in range(20, 100) and ORDINALS[word] < 10:
            return total + section + ORDINALS[word], token.end(), True
        else:
            break
        any_word, end = True, token.end()
        link = _LINK.match(low, end)
        if not link:
            break
        joined_by_and = "and" in link.group() or "&" in link.group()
        if (joined_by_and or "," in link.group()) and last < 100:
            break
        position = link.end()
    return (total + section if any_word else None), end, False


def _fits(value: int, last: int, section: int, joined: bool) -> bool:
    """Whether a word below twenty may follow: "twenty-one", "hundred (and) five", never "two three"."""
    if last == 0:
        return True
    return (value < 10 and last in range(20, 100)) or last >= 100


def _vague(low: str, at: int) -> Spelled | None:
    word = _TOKEN.match(low, at)
    if low.startswith("scores", at) and not low.startswith("scores of ", at):
        return None
    match = _TENS_OF.match(low, at) or word
    if match is None or match.group() == "tens" or match.group() not in VAGUE:
        return None
    least, most = VAGUE[match.group()]
    return Spelled(at, match.end(), Decimal(least), Decimal(most), Decimal(least) / 2, "vague")


def _several(low: str, at: int, end: int, word: str) -> Spelled | None:
    """ "a few hundred", "several thousand", "a couple of million": alone these words are no number."""
    scale = _VAGUE_SCALE.match(low, end)
    article = _ARTICLE.search(low, max(0, at - 3), at)
    if not scale or (word == "few" and not article):
        return None
    unit = SCALES[scale[1]]
    most = 3 if word == "couple" else 9
    start = article.start() if article else at
    return Spelled(start, scale.end(), Decimal(2 * unit), Decimal(most * unit), Decimal(unit), "vague")


def step_of(value: Decimal) -> Decimal:
    """The place of the last digit that isn't zero: 1000 for 13,000."""
    if not value:
        return Decimal(1)
    digits, exponent = value.normalize().as_tuple()[1:]
    return Decimal(1).scaleb(int(exponent)) if digits else Decimal(1)


# --- Korean -----------------------------------------------------------------------------------------------------------

_COUNTERS = (
    "명|사람|개국|개월|개|차례|번|회|대|척|마리|건|곳|발|표|석|배|원|달러|유로|톤|세|살|주|시간|가구|여"
)
_VAGUE_KOREAN = re.compile(r"(?:수|몇)[ ]?([십백천]?[만억조]?)(?=[ ]?[가-힣])")
_SINO = re.compile(rf"[일이삼사오육칠팔구십백천만억조]{{2,12}}(?=[ ]?(?:{_COUNTERS}))")
_NATIVE = re.compile(
    rf"({'|'.join(NATIVE)})[ ]?(?=(?:명|사람|개|차례|번|대|척|마리|건|곳|발|살|배)(?![가-힣]{{3}}))"
)
KOREAN_SHARE = re.compile(r"(\d{1,3})[ ]?분의[ ]?(\d{1,3})")
_PART = re.compile(r"(?:절반)(?![가-힣]{3})")
KOREAN_SEEDS = "수몇일이삼사오육칠팔구십백천만한두세네다여아열스절"


def korean(text: str, at: int) -> Spelled | None:
    """The number in Hangul that begins at ``at``; a counter must follow, for each syllable is part of many words."""
    if at and "가" <= text[at - 1] <= "힣":
        return None
    if match := _PART.match(text, at):
        half = Decimal("0.5")
        return Spelled(at, match.end(), half, half, Decimal("0.01"), "fraction")
    if (match := _VAGUE_KOREAN.match(text, at)) and match[1]:
        unit = Decimal(1)
        for letter in match[1]:
            unit *= SMALL_SCALES.get(letter) or BIG_SCALES[letter]
        return Spelled(at, match.end(), 2 * unit, 10 * unit, unit, "vague")
    if match := _NATIVE.match(text, at):
        value = Decimal(NATIVE[match[1]])
        return Spelled(at, match.end(1), value, value, Decimal(1), "words")
    if match := _SINO.match(text, at):
        number = _sino(match.group())
        return Spelled(at, match.end(), number, number, step_of(number), "words") if number else None
    return None


def _sino(syllables: str) -> Decimal | None:
    """이만삼천 is 23,000. None for syllables in an order that makes no number."""
    total = section = digit = 0
    for syllable in syllables:
        if syllable in SINO:
            if digit:
                return None
            digit = SINO[syllable]
        elif syllable in SMALL_SCALES:
            section, digit = section + (digit or 1) * SMALL_SCALES[syllable], 0
        else:
            total, section, digit = total + ((section + digit) or 1) * BIG_SCALES[syllable], 0, 0
    return Decimal(total + section + digit)
