"""Units of measurement and currencies as running text writes them: "km²", "kilometres per hour", "US$", "3조 원".

Factors to the base unit of a dimension are exact where the unit is defined by one (mile, pound, degree Fahrenheit).
Months and years count as twelfths of 365.25 days and as 365.25 days. Currencies have no factor: they are never
converted. Sources: the SI brochure (9th edition) and the international yard and pound agreement of 1959.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from claims.text import unit_names


@dataclass(frozen=True, slots=True)
class Unit:
    """``value * factor + offset`` is the value in the base unit of the dimension.

    ``dimension`` is a word ("length", "money", "count") or, for what has none, powers of such words.
    """

    name: str
    dimension: str
    factor: Decimal = Decimal(1)
    offset: Decimal = Decimal(0)

    @property
    def is_money(self) -> bool:
        """Also of a price: dollars an hour."""
        return self.dimension.startswith("money")

    def converts_to(self, other: Unit) -> bool:
        """Whether a value of one can be told in the other exactly."""
        if self.name == other.name:
            return True
        return self.dimension == other.dimension and not self.is_money and self.dimension != "count"


PLAIN = Unit("", "number")
PERCENT = Unit("percent", "share", Decimal("0.01"))
SHARE = Unit("share", "share")
POINTS = Unit("percentage point", "points")
TIMES = Unit("times", "factor")
AGE = Unit("year of age", "age")
ORDINAL = Unit("ordinal", "ordinal")
RANK = Unit("rank", "rank")

_COMPOUND = {
    (("length", 2),): "area",
    (("length", 3),): "volume",
    (("duration", -1), ("length", 1)): "speed",
    (("duration", -2), ("length", 1)): "acceleration",
    (("duration", -1), ("energy", 1)): "power",
    (("duration", -1),): "frequency",
}
_RAISED = frozenset({"length", "duration", "cross section"})
_POWERS = {"²": 2, "³": 3, "squared": 2, "cubed": 3, "제곱": 2}
_POWER_NAMES = {2: "square ", 3: "cubic ", 1: ""}

_GAP = r"(?:[ \u00a0\u2009\u202f]|(?<=\d)-|‑|(?<=[^\W\d_])-)?"
_SYMBOL = re.compile(
    rf"{_GAP}([°℃℉㎞㎡㎢㎝㎜㎏㎎ℓ㎥㎾%％‰{''.join(unit_names.SIGNS)}]?[^\W\d_·]{{0,30}}|['\"′″](?!\w))(?![^\W\d_])"
)
_WORD = r"(?:u\.s\.|us|[^\W\d_]{2,30})"
_WORDS = re.compile(rf"[ \u00a0\u2009\u202f-]?({_WORD})(?:[ \u00a0-]({_WORD})(?:[ \u00a0-]({_WORD}))?)?")
_POWER = re.compile(r"\^?([-−]?[1-4])(?!\d|[.,]\d)|([²³])|⁻([¹²³])|[ -](squared|cubed)\b")
_PER = re.compile(
    r"[ \u00a0]?[/∕][ \u00a0]?|[ \u00a0]per[ \u00a0]|[ \u00a0](?=an?[ \u00a0])|[ \u00a0]pro[ \u00a0]"
)
_ARTICLE = re.compile(r"an?[ \u00a0]")
_HANGUL = re.compile(
    r"[ \u00a0]?(?:(미국|미|호주|캐나다|홍콩|싱가포르)[ \u00a0]?)?([가-힣%㎞㎡㎏円元歳人年]+)"
)


@dataclass(frozen=True, slots=True)
class Read:
    """A unit that was read, and where it ends."""

    unit: Unit
    end: int


def read(text: str, low: str, at: int, *, language: str = "en", spelled: bool = False) -> Read | None:
    """The unit that follows a number ending at ``at``; ``low`` is ``text`` in lower case, of the same length.

    ``spelled``: the number was written in words, so that one letter is no symbol ("two m" is none).
    """
    first = _atom(text, low, at, language, spelled)
    if first is None:
        return None
    return _with_divisors(text, low, first, language)


def _with_divisors(text: str, low: str, first: Read, language: str) -> Read:
    parts, end = [(first.unit, 1)], first.end
    for _ in range(3):
        per = _PER.match(low, end)
        if not per:
            break
        article = _ARTICLE.match(low, per.end())
        after = _atom(text, low, (article or per).end(), language, spelled=False, tight=True)
        if after is None or (article and after.unit.dimension != "duration"):
            break
        parts.append((after.unit, -1))
        end = after.end
    return Read(compound(tuple(parts)), end) if len(parts) > 1 else first


def rate(money: Unit, text: str, low: str, at: int, *, language: str = "en") -> Read:
    """``money`` at ``at``, or the price that follows from it: "$15.4/hour", "$350 per kg"."""
    return _with_divisors(text, low, Read(money, at), language)


def _atom(text: str, low: str, at: int, language: str, spelled: bool, tight: bool = False) -> Read | None:
    """One unit with its power. ``tight``: it stands right after "per" or a slash."""
    words = _WORDS.match(low, at)
    if words:
        known = _names(language)
        for count in (3, 2, 1):
            parts = [part for part in words.groups()[:count] if part]
            if len(parts) == count and (unit := known.get(" ".join(parts))):
                return _raised(unit, low, words.end(count))
    symbol = _SYMBOL.match(text, at)
    if symbol and symbol[1] and (unit := _symbols().get(symbol[1])):
        if low[symbol.end() : symbol.end() + 1].isdecimal() and unit.dimension not in _RAISED:
            return None  # 180 K2 tanks
        if not (spelled and len(symbol[1]) == 1 and symbol[1].isalpha()) and not _is_no_symbol(
            symbol, low, tight
        ):
            return _raised(unit, low, symbol.end())
    return _korean(text, at)


def _is_no_symbol(symbol: re.Match[str], low: str, tight: bool) -> bool:
    """Whether the letters after the number are a word of the sentence: "2 in my car", "5 a day"."""
    if symbol[1] == "in":
        return not tight and not re.compile(
            r"\.?(?:\s*(?:[.,;:)\]]|\Z)|\s+(?:thick|wide|long|tall|high|deep|across|diameter|gap|x|by)\b)"
        ).match(low, symbol.end())
    spaced = symbol.group()[:1] in " \u00a0"
    return spaced and symbol[1] in {"'", '"', "as", "at", "pm", "am"} and (symbol[1] not in {"pm", "am"})


def _korean(text: str, at: int) -> Read | None:
    """The unit with which the Hangul (or the ideographs) after a number begin: particles follow without a space."""
    match = _HANGUL.match(text, at)
    if not match:
        return None
    country, letters = match[1], match[2]
    if country and letters.startswith("달러"):
        code = unit_names.KOREAN_DOLLARS[country]
        return Read(currency(code), match.start(2) + 2)
    if country:
        return None
    for length in range(min(5, len(letters)), 0, -1):
        name = unit_names.KOREAN.get(letters[:length])
        if name:
            return Read(_named(name), match.start(2) + length)
    return None


def _raised(unit: Unit, low: str, end: int) -> Read:
    power = _POWER.match(low, end)
    if not power or unit.dimension not in _RAISED:
        return Read(unit, end)
    digits, mark, minus, word = power.groups()
    exponent = int(digits.replace("−", "-")) if digits else _POWERS.get(mark or word or "", 0)
    if minus:
        exponent = -{"¹": 1, "²": 2, "³": 3}[minus]
    return Read(compound(((unit, exponent),)), power.end())


@functools.lru_cache(maxsize=1024)
def compound(parts: tuple[tuple[Unit, int], ...]) -> Unit:
    """The product of units to their powers: kilometre, hour⁻¹ is "kilometre per hour"."""
    factor, powers = Decimal(1), dict[str, int]()
    for unit, exponent in parts:
        factor *= unit.factor**exponent
        for name, power in _powers(unit.dimension):
            powers[name] = powers.get(name, 0) + power * exponent
    key = tuple(sorted((name, power) for name, power in powers.items() if power))
    money_first = sorted(key, key=lambda one: (one[0] != "money", one))
    told = "·".join(name if power == 1 else f"{name}^{power}" for name, power in money_first)
    return Unit(_name(parts), _COMPOUND.get(key) or told, factor)


def _powers(dimension: str) -> Iterator[tuple[str, int]]:
    for key, name in _COMPOUND.items():
        if name == dimension:
            yield from key
            return
    for part in dimension.split("·"):
        name, _, power = part.partition("^")
        yield name, int(power or 1)


def _name(parts: tuple[tuple[Unit, int], ...]) -> str:
    words = []
    for number, (unit, exponent) in enumerate(parts):
        power = _POWER_NAMES.get(abs(exponent), f"{abs(exponent)}th power of ")
        inverse = "" if exponent > 0 else "per " if number else "inverse "
        words.append(f"{inverse}{power}{unit.name}")
    return " ".join(words)


def currency(code: str) -> Unit:
    """The currency of an ISO 4217 code."""
    return Unit(code, "money")


def counted(noun: str) -> Unit:
    """So many of a thing: "troops"."""
    return Unit(noun, "count") if noun else PLAIN


@functools.cache
def _named(name: str) -> Unit:
    if name in _SPECIAL:
        return _SPECIAL[name]
    if name.isupper() and len(name) == 3:
        return currency(name)
    return _table()[name]


_SPECIAL = {
    unit.name: unit
    for unit in (PERCENT, SHARE, POINTS, TIMES, AGE, Unit("cent", "money"), Unit("penny", "money"))
} | {f"#{noun}": Unit(noun, "count") for noun in unit_names.COUNTERS}


@functools.cache
def _table() -> Mapping[str, Unit]:
    """Every unit by its name."""
    found = {}
    for name, dimension, factor, offset, _, _, prefixes in unit_names.rows():
        found[name] = Unit(name, dimension, Decimal(factor), Decimal(offset))
        for prefix, _, power in unit_names.prefixes(prefixes):
            found[prefix + name] = Unit(prefix + name, dimension, Decimal(factor) * power)
    return found


@functools.cache
def _symbols() -> Mapping[str, Unit]:
    """Units by their symbols, in which small and capital letters differ."""
    found: dict[str, Unit] = {}
    for name, _, _, _, symbols, _, prefixes in unit_names.rows():
        for symbol in symbols:
            found[symbol] = _table()[name]
            for prefix, short, _ in unit_names.prefixes(prefixes):
                found.setdefault(short + symbol, _table()[prefix + name])
    for letter in ("a", "A", "b", "B"):  # with prefixes only: 291a, 6A and 1B are labels
        del found[letter]
    found |= {symbol: _named_compound(name) for symbol, name in unit_names.MORE_SYMBOLS.items()}
    return found | {sign: currency(code) for sign, code in unit_names.SIGNS.items()}


@functools.cache
def _names(language: str) -> Mapping[str, Unit]:
    """Units by their words in small letters, singular and plural; those of English count in every language."""
    found: dict[str, Unit] = {}
    for name, _, _, _, _, words, prefixes in unit_names.rows():
        for word in words:
            found[word] = _table()[name]
            for prefix, _, _ in unit_names.prefixes(prefixes):
                found.setdefault(prefix + word, _table()[prefix + name])
    lengths = [(word, unit) for word, unit in found.items() if unit.dimension == "length"]
    for word, unit in lengths:
        for before, exponent in (("square", 2), ("sq", 2), ("cubic", 3), ("cu", 3)):
            found[f"{before} {word}"] = compound(((unit, exponent),))
    for short, unit in [(s, u) for s, u in _symbols().items() if u.dimension == "length" and s.isalpha()]:
        for before, exponent in (("square", 2), ("sq", 2), ("cubic", 3), ("cu", 3)):
            found.setdefault(f"{before} {short.lower()}", compound(((unit, exponent),)))
    found |= {word: currency(code) for word, code in unit_names.currency_words()}
    found |= {word: _named_compound(name) for word, name in unit_names.MORE_WORDS.items()}
    found |= {word: _named_compound(name) for word, name in unit_names.FOREIGN.get(language, {}).items()}
    return found


def _named_compound(name: str) -> Unit:
    """By a name of the table, or of two joined by a slash or a power: "kilometre/hour", "metre^2"."""
    above, _, below = name.partition("/")
    if below:
        return compound(((_named_compound(above), 1), (_named_compound(below), -1)))
    base, _, exponent = above.partition("^")
    return compound(((_named(base), int(exponent)),)) if exponent else _named(base)


def words_of(unit: Unit) -> Iterator[str]:
    """The words and symbols by which a unit may stand in a text, for tests and for pictures of the table."""
    yield from (word for word, one in (*_symbols().items(), *_names("en").items()) if one == unit)


# --- Signs of currency, which stand before the number ----------------------------------------------------------------

_SIGN = re.compile(
    r"(?<![^\W_])(?:(?:(us|u\.s\.|au|ca|hk|nz|nt|mx|sg)[ ]?|([acsr]))\$|([$£€¥₩₽₴₹฿₫₺₪₱＄￡￥￦])|rs\.?|"
    r"([a-z]{3}))[ \u00a0\u202f]?[-−]?\Z"
)


def currency_before(low: str, at: int) -> tuple[Unit, int] | None:
    """The currency whose sign or code ends at ``at``, and where it begins."""
    if low[max(0, at - 2) : at].strip(" \u00a0-−")[-1:] not in unit_names.SIGN_ENDS:
        return None
    nearby = max(0, at - 6)
    match = _SIGN.search(low[nearby:at])
    if not match:
        return None
    country, letter, sign, code = match.groups()
    if dollars := country or letter:
        name = unit_names.DOLLARS[dollars.replace(".", "")]
    elif sign:
        name = unit_names.SIGNS[sign]
    elif code:
        name = code.upper()
        if name not in unit_names.CODES:
            return None
    else:
        name = "INR"
    return currency(name), nearby + match.start()
