"""Numbers in running text, by digits or in words, with where they stand and how exactly they are given.

Read here: separators by language, scale words ("7 billion", "350m" after a currency, "1만 3000"), fractions, exponents,
signs, spelled-out numbers. Passed over: addresses, telephone and version numbers, names such as "F-16", clock times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from claims.text import number_words, spelled, unit_names, units
from claims.text.spelled import Spelled, step_of
from claims.text.units import Unit


@dataclass(frozen=True, slots=True)
class Figure:
    """``start`` includes a sign of currency and of minus. ``form`` as of ``Spelled``, or "digits".

    ``mantissa`` is the number before its scale word, None if it has none; ``step`` the place of the last digit given;
    ``is_bare``: a plain run of digits, which may be a name or a year.
    """

    start: int
    end: int
    low: Decimal
    high: Decimal
    step: Decimal
    form: str = "digits"
    mantissa: Decimal | None = None
    currency: Unit | None = None
    is_bare: bool = False


class _Number(NamedTuple):
    value: Decimal
    step: Decimal
    end: int
    is_bare: bool


_LONGEST = 40  # characters; a longer run of digits is no quantity
_GREATEST_POWER = 60
_SPACE = "[ \u00a0\u2009\u202f]"
_NUMERAL = re.compile(rf"\d++(?:[.,'’]\d++)*+(?:{_SPACE}\d{{3}}(?![\d]|[.,'’]\d{{3}}(?!\d)))*+")
_DIGITS_AND_SLASHES = re.compile(r"\d++(?:[.,'’/]\d++)*+")
_WORD_FOLLOWS = re.compile(r" [^\W\d_]{2,}")
_GROUPED = re.compile(
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?|\d{1,3}(?:['’]\d{3})+(?:[.,]\d+)?"
)
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_FRACTION = re.compile(rf"(?:{_SPACE}(\d{{1,2}}))?[/⁄](\d{{1,4}})(?![\d/,.]*\d)")
_UNICODE_FRACTION = re.compile(rf"{_SPACE}?([{''.join(number_words.UNICODE_FRACTIONS)}])")
_UNICODE = frozenset(number_words.UNICODE_FRACTIONS)
_DENOMINATORS = frozenset({*range(2, 11), 12, 16, 20, 25, 32, 40, 50, 64, 100, 1000})
_E_POWER = re.compile(r"[eE]([+-−]?\d{1,3})(?![\w])")
_TIMES_POWER = re.compile(
    r" ?[x×·∙*] ?(\d{1,3})(?:\^\(?([-−+]?\d{1,2})\)?|([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})|([-−]\d{1,2})(?!\d))"
)
_POWER = re.compile(r"\^\(?([-−+]?\d{1,2})\)?|([⁻⁺]?[⁰⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]?)")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺−", "0123456789-+-")
_SCALE_WORD = re.compile(rf"(?:{_SPACE}|-)?([^\W\d_]{{2,12}})(\.)?(?![^\W\d_])(?: (millones|milhões))?")
_LETTER = re.compile(r"([kmbtKMBT])(?![^\W_])")
_PEOPLE_FOLLOW = re.compile(
    r" (?:more |new |young |small |british |u\.s\. )?(?:people|users|jobs|tonnes|tons|barrels|households|"
    r"homes|children|"
    r"viewers|voters|workers|customers|subscribers|euros?|pounds|dollars|doses|tests|years|followers|downloads|views|"
    r"passengers|visitors|tourists|refugees|shares|acres|hectares|adults|patients|students|deaths|copies)\b"
)
_ANY_NOUN_FOLLOWS = re.compile(r" [a-z]{3,}")
_HANGUL_PART = re.compile(r"(\d[\d,]{0,12}(?:\.\d{1,6})?)?[ ]?([십백천十百千])?([만억조경万萬億亿兆])?")
_CLOCK = re.compile(
    r"\d{1,2}(?:[:.]\d{2})? ?[ap]\.?m\b|\d{1,3}:\d{1,2}(?::\d{2})?(?:[.,]\d+)?(?!\d)|\d{1,2}h\d{2}\b"
)
_CHAIN = re.compile(r"\d{1,8}(?:[-/.‑]\d{1,8}){2,}|\d{1,4}[xX×]\d{1,4}\b(?!\^)|\d+(?:\.\d+){2,}")
_TELEPHONE = re.compile(r"(?:\b(?:tel|telephone|phone|call|fax|dial|hotline|whatsapp)\b[^\w\n]{0,4}|\+)\Z")
_TELEPHONE_NUMBER = re.compile(r"[\d(][\d() .-]{5,25}\d")
_WORDS = "|".join(sorted(number_words.SEEDS, key=len, reverse=True))
_SEED = re.compile(
    rf"\d|(?:{_WORDS})(?![^\W\d_])|an? (?=(?:{'|'.join(unit_names.SINGLY)})\b)|"
    rf"[{''.join(number_words.UNICODE_FRACTIONS)}]|[{spelled.KOREAN_SEEDS}]"
)


def find(text: str, low: str, *, language: str = "en") -> Iterator[Figure]:
    """The numbers in order, without overlap; ``low`` is ``text`` in small letters, character for character."""
    at = 0
    while seed := _SEED.search(low, at):
        start = seed.start()
        first = seed.group()[0]
        if first.isdecimal() or first in number_words.UNICODE_FRACTIONS:
            found, at = _by_digits(text, low, start, language)
        elif seed.group() in {"a ", "an "}:
            found, at = _single(low, start, seed.end()), seed.end()
        elif first > "\u1100":
            found, at = _worded(spelled.korean(text, start), text, low, seed.end())
        else:
            in_word = start > 0 and (low[start - 1].isalnum() or low[start - 1] == "_")
            found, at = _worded(None if in_word else spelled.english(low, start), text, low, seed.end())
        if found:
            yield found


def lowered(text: str) -> str:
    """In small letters, character for character: the few letters that become two stay as they are."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _single(low: str, start: int, end: int) -> Figure | None:
    """The article of "a gallon"; not the end of a word, nor that of "ten dollars a gallon"."""
    if start and (low[start - 1].isalnum() or low[start - 1] == "_"):
        return None
    return Figure(start, end - 1, Decimal(1), Decimal(1), Decimal(1), "words")


def _worded(number: Spelled | None, text: str, low: str, otherwise: int) -> tuple[Figure | None, int]:
    if number is None:
        return None, otherwise
    start = number.start
    minus = low.endswith("minus ", 0, start)
    low_value, high_value = (-number.high, -number.low) if minus else (number.low, number.high)
    start -= 6 if minus else 0
    return Figure(start, number.end, low_value, high_value, number.step, number.form), number.end


def _by_digits(text: str, low: str, at: int, language: str) -> tuple[Figure | None, int]:
    """The figure at ``at``, and where to look on."""
    if passed := _passed_over(text, low, at):
        return None, passed
    if (share := spelled.KOREAN_SHARE.match(text, at)) and int(share[1]):
        value = Decimal(share[2]) / Decimal(share[1])
        return Figure(at, share.end(), value, value, Decimal("0.01"), "fraction"), share.end()
    number = _number(text, at, language)
    if number is None:
        return None, _end_of_digits(text, at)
    money = units.currency_before(low, at)
    start = money[1] if money else at
    sign = text[start - 1 : start] if start else ""
    if not money and sign.isalpha() and sign < "\u1100":
        return None, number.end  # the end of a name: B52
    minus = _is_minus(text, low, start) or (money is not None and text[start:at].endswith(("-", "−")))
    figure = _scaled(text, low, number, language, bool(money))
    if minus:
        start -= 6 if low.endswith("minus ", 0, start) else 1
    value = -figure.low if minus else figure.low
    is_share = 0 < number.value < 1 and (text[number.end - 1] in _UNICODE or "/" in text[at : number.end])
    form = "fraction" if is_share and figure.mantissa is None else "digits"
    done = Figure(start, figure.end, value, value, figure.step, form, figure.mantissa,
                  money[0] if money else None, number.is_bare and figure.mantissa is None)  # fmt: skip
    return done, max(figure.end, at + 1)


def _is_minus(text: str, low: str, start: int) -> bool:
    if low.endswith("minus ", 0, start):
        return True
    if text[start - 1 : start] not in {"-", "−", "–"} or not start:
        return False
    return start == 1 or text[start - 2] in " \u00a0\n\t([{“\"'‘:;,"


def _passed_over(text: str, low: str, at: int) -> int:
    """The end of what is no quantity though it has digits; 0 if it may be one."""
    before = text[at - 1 : at] if at else ""
    if before in {"_", "#", "@"} or (before in {".", "+"} and at > 1 and text[at - 2].isalnum()):
        return _end_of_digits(text, at)
    in_name = before in {"-", "‑", "/"} and at > 1 and text[at - 2].isalpha() and text[at - 2] < "\u1100"
    if in_name and not units.currency_before(low, at - 1):
        return _end_of_digits(text, at)
    chunk = text[max(0, at - 100) : at].rsplit(None, 1)[-1] if at and not before.isspace() else ""
    if "://" in chunk or "@" in chunk or "www." in chunk or "/" in chunk[:-1]:
        space = re.compile(r"\s|\Z").search(text, at)
        return space.start() if space else len(text)
    for pattern in (_CLOCK, _CHAIN):
        if match := pattern.match(low, at):
            return match.end()
    if _TELEPHONE.search(low, max(0, at - 16), at) and (match := _TELEPHONE_NUMBER.match(text, at)):
        return match.end()
    return 0


def _end_of_digits(text: str, at: int) -> int:
    match = _DIGITS_AND_SLASHES.match(text, at)
    return match.end() if match else at + 1


def _number(text: str, at: int, language: str) -> _Number | None:
    """The number that digits at ``at`` write, with fraction and exponent; None if they write none."""
    if text[at] in number_words.UNICODE_FRACTIONS:
        above, below = number_words.UNICODE_FRACTIONS[text[at]]
        return _Number(Decimal(above) / below, Decimal("0.01"), at + 1, False)
    match = _NUMERAL.match(text, at)
    if match is None or len(match.group()) > _LONGEST:
        return None
    numeral = match.group()
    if " " in numeral and language == "en" and not _WORD_FOLLOWS.match(text, match.end()):
        numeral = numeral.partition(" ")[0]  # of a table: 74 100%
    read = _interpreted(numeral, language)
    if read is None:
        return None
    value, step, length = read
    end = at + length
    is_bare = numeral[:length].isdecimal()
    if fraction := _fraction(text, end, value, is_bare):
        return fraction
    if text[end : end + 1] == "/" and text[end + 1 : end + 2].isdecimal():
        return None  # 1/0, 24/7, 9/11
    powered = _powered(text, end, value, step)
    return _Number(*powered, False) if powered else _Number(value, step, end, is_bare)


def _interpreted(numeral: str, language: str) -> tuple[Decimal, Decimal, int] | None:
    """Value, place of the last digit, and how much of the numeral was used."""
    spaced = re.fullmatch(rf"(\d{{1,3}}(?:{_SPACE}\d{{3}})+)([.,]\d+)?", numeral)
    if spaced:
        return _plain(re.sub(_SPACE, "", spaced[1]) + (spaced[2] or "").replace(",", "."), len(numeral))
    first = re.match(r"[^ \u00a0\u2009\u202f]+", numeral)
    token = first.group() if first else numeral
    comma = language in number_words.DECIMAL_COMMA
    if token.isdecimal():
        return _plain(token, len(token))
    if _DOTTED.fullmatch(token) and (comma or token.count(".") > 1 or "," in token):
        return _plain(token.replace(".", "").replace(",", "."), len(token))
    if comma and re.fullmatch(r"\d+,\d+", token):
        return _plain(token.replace(",", "."), len(token))
    if _GROUPED.fullmatch(token):
        return _plain(re.sub(r"[,'’]", "", token), len(token))
    if re.fullmatch(r"\d+\.\d+", token):
        return _plain(token, len(token))
    if re.fullmatch(r"\d{1,3},\d{1,2}", token):
        return _plain(token.replace(",", "."), len(token))
    return None


def _plain(digits: str, length: int) -> tuple[Decimal, Decimal, int]:
    value = Decimal(digits)
    decimals = len(digits.partition(".")[2])
    return value, Decimal(1).scaleb(-decimals) if decimals else step_of(value), length


def _fraction(text: str, end: int, value: Decimal, is_bare: bool) -> _Number | None:
    if match := _UNICODE_FRACTION.match(text, end):
        above, below = number_words.UNICODE_FRACTIONS[match[1]]
        return _Number(value + Decimal(above) / below, Decimal("0.01"), match.end(), False)
    match = _FRACTION.match(text, end) if is_bare else None
    if not match or int(match[2]) not in _DENOMINATORS:
        return None
    above = int(match[1] or value)
    if above >= int(match[2]):
        return None
    whole = value if match[1] else Decimal(0)
    return _Number(whole + Decimal(above) / int(match[2]), Decimal("0.01"), match.end(), False)


def _powered(text: str, end: int, value: Decimal, step: Decimal) -> tuple[Decimal, Decimal, int] | None:
    if match := _E_POWER.match(text, end):
        base, told = 10, match[1]
    elif match := _TIMES_POWER.match(text, end):
        base, told = int(match[1]), match[2] or match[3] or match[4]
    elif match := _POWER.match(text, end):
        base, told, value, step = (
            int(value) if value == int(value) else 0,
            match[1] or match[2],
            Decimal(1),
            Decimal(1),
        )
    else:
        return None
    exponent = int(told.translate(_SUPERSCRIPT))
    if abs(exponent) > _GREATEST_POWER or not base:
        return None
    factor = Decimal(base) ** exponent
    return value * factor, step * factor, match.end()


# --- Scale words ------------------------------------------------------------------------------------------------------


def _scaled(text: str, low: str, number: _Number, language: str, after_currency: bool) -> Figure:
    value, step, end, _ = number
    plain = Figure(end, end, value, value, step)
    if end >= len(text):
        return plain
    if text[end] in _KOREAN_NEXT or text[end + 1 : end + 2] in _KOREAN_NEXT:
        return _in_hangul(text, number) or plain
    for _ in range(2):
        factor, after = _scale(text, low, end, language, after_currency)
        if factor is None:
            break
        plain = Figure(
            after, after, plain.low * factor, plain.low * factor, plain.step * factor, "digits", value
        )
        end = after
    return plain


_KOREAN_NEXT = frozenset("십백천만억조경十百千万萬億亿兆")


def _scale(text: str, low: str, end: int, language: str, after_currency: bool) -> tuple[Decimal | None, int]:
    if match := _SCALE_WORD.match(low, end):
        own = number_words.SCALES_OF.get(language, {})
        if match[2] and match[1] in own and match[1] not in number_words.SCALES:
            return Decimal(own[match[1]]), match.end(2)  # Mio.
        if match[3] and match[1] == "mil":
            return Decimal(10**9), match.end(3)
        for table in (own, number_words.SCALES_OF[""]):
            if match[1] in table:
                return Decimal(table[match[1]]), match.end(1)
    if (match := _LETTER.match(text, end)) and _is_scale(match[1], low, match.end(), after_currency):
        return Decimal(number_words.LETTERS[match[1].lower()]), match.end()
    return None, end


def _is_scale(letter: str, low: str, end: int, after_currency: bool) -> bool:
    """Whether one letter after a number is a scale: 5m may be metres, 5M people are millions."""
    if after_currency or letter in "kK":
        return True
    if letter in "MB":
        return bool(_ANY_NOUN_FOLLOWS.match(low, end))
    return letter in "mb" and bool(_PEOPLE_FOLLOW.match(low, end))


def _in_hangul(text: str, number: _Number) -> Figure | None:
    """1만 3000, 4만5천, 1조 2000억: parts in falling order of their scales."""
    total = section = Decimal(0)
    numeral: Decimal | None = number.value
    step, end, ceiling = number.step, number.end, Decimal(10**17)
    match = _HANGUL_PART.match(text, end)
    while match and numeral is not None and (match[2] or match[3]) and match[1] is None:
        small = Decimal(number_words.SMALL_SCALES.get(match[2] or "", 1))
        big = Decimal(number_words.BIG_SCALES.get(match[3] or "", 1))
        if small * big >= ceiling:
            break
        section += numeral * small
        step, end = step * small * big, match.end()
        ceiling = big if match[3] else small
        if match[3]:
            total, section = total + section * big, Decimal(0)
        numeral = None
        if following := re.compile(r" ?(\d[\d,]{0,12})").match(text, end):
            digits = Decimal(following[1].strip(",").replace(",", ""))
            if digits < ceiling:
                numeral, step, end = digits, step_of(digits), following.end()
        match = _HANGUL_PART.match(text, end)
    if end == number.end:
        return None
    value = total + section + (numeral or 0)
    return Figure(end, end, value, value, step, "digits", number.value)
