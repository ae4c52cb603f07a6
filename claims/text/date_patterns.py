"""How running text writes dates: the patterns that ``running_dates`` resolves, and nothing else.

All are matched on text in small letters. Named groups: ``day``, ``to_day``, ``month``, ``year``, ``to_year``, ``part``
(early, late, …), ``which`` (last, this, next), and what names the form.
"""

from __future__ import annotations

import functools
import re

from claims.text.wordlists import listed

MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_SHORT = {
    "en": [*listed("jan feb mar apr - jun jul aug sep oct nov dec"), "sept"],
    "de": [*listed("jan feb - apr - jun jul aug sep okt nov dez"), "sept"],
    "fr": listed("janv févr - avr - - juil - sept oct nov déc"),
    "es": [*listed("ene feb mar abr - jun jul ago sep oct nov dic"), "sept"],
}
# A month that is another word too is one only behind a preposition, or beside a number.
AMBIGUOUS = frozenset(
    {
        "may",
        "march",
        "mar",
        "jan",
        "jun",
        "august",
        "april",
        "june",
        "mai",
        "mars",
        "dec",
        "sep",
        "oct",
        "nov",
    }
)

WEEKDAYS = listed("monday tuesday wednesday thursday friday saturday sunday")
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
ORDINAL_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
NUMBERS = {
    word: n
    for n, word in enumerate(
        listed("one two three four five six seven eight nine ten eleven twelve"), start=1
    )
} | {"a": 1, "an": 1, "twenty": 20, "thirty": 30}
CENTURIES = {"nineteenth": 19, "twentieth": 20, "twenty-first": 21, "eighteenth": 18}

# Where in a span "early", "mid" or "late" lies, as fractions of it.
_EARLY, _MIDDLE, _LATE, _END = (0.0, 1 / 3), (0.25, 0.75), (2 / 3, 1.0), (0.75, 1.0)
PARTS = {
    **dict.fromkeys(
        ("early", "beginning of", "start of", "초", "초순", "anfang", "début", "principios de"), _EARLY
    ),
    **dict.fromkeys(("mid", "middle of", "중순", "중반", "mitte", "mi", "mediados de"), _MIDDLE),
    **dict.fromkeys(("late", "말", "하순"), _LATE),
    **dict.fromkeys(("end of", "ende", "fin", "finales de"), _END),
    **dict.fromkeys(("first half of", "상반기"), (0.0, 0.5)),
    **dict.fromkeys(("second half of", "하반기"), (0.5, 1.0)),
}


def month_numbers(language: str) -> dict[str, int]:
    """Name or short form in small letters, and the number of the month."""
    found = {name: n for n, name in enumerate(MONTHS[language].split(), start=1)}
    for n, short in enumerate(_SHORT[language][:12], start=1):
        found[short] = n
    found |= dict.fromkeys(_SHORT[language][12:], 9)
    found.pop("-", None)
    return found


def _any(words: object) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # type: ignore[call-overload]


_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])"
_TO_DAY = r"(?:[ ]?[-–—][ ]?|[ ](?:to|and|until|bis|au|al|y)[ ])(?P<to_day>[12]\d|3[01]|0?[1-9])"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d|21\d\d)(?!\d|[.,]\d|['’]?s\b)"
_NO_MORE = r"(?![\d]|[.,:]\d|%)"
_PART = (
    r"(?P<part>early|mid|late|(?:beginning|start|end|middle|first half|second half)[ ]of)"
    r"(?:[ -](?:in[ ])?(?:the[ ])?)"
)


def _pattern(*forms: str) -> re.Pattern[str]:
    """One alternation; group names are numbered by form, for a pattern can't use a name twice."""
    numbered = [re.sub(r"\(\?P([<=])(\w+)([>)])", rf"(?P\1\2_{n}\3", form) for n, form in enumerate(forms)]
    return re.compile(
        r"(?<![^\W_])(?:" + "|".join(f"(?P<form_{n}>{form})" for n, form in enumerate(numbered)) + ")"
    )


def _english() -> re.Pattern[str]:
    month = rf"(?P<month>{_any(month_numbers('en'))})\b(?:\.(?=[ ]\d))?"
    which = r"(?P<which>last|this|next|past|coming|previous)[ ]"
    return _pattern(
        rf"{_YEAR}-(?P<month_number>0[1-9]|1[0-2])-{_DAY}(?!\d)",
        r"(?P<number>[0-3]?\d)(?P<mark>[./])(?P<other>[0-3]?\d)(?P=mark)(?P<year>(?:19|20)\d\d)(?!\d)",
        rf"(?:the[ ])?{_DAY}(?:st|nd|rd|th)?(?:{_TO_DAY}(?:st|nd|rd|th)?)?[ -](?:of[ ])?{month}(?:,?[ -]{_YEAR})?",
        rf"{month}[ ]{_DAY}(?:st|nd|rd|th)?{_NO_MORE}(?:{_TO_DAY}(?:st|nd|rd|th)?{_NO_MORE})?(?:,?[ ]{_YEAR})?",
        rf"{_PART}{month}(?:,?[ ](?:of[ ])?{_YEAR})?",
        rf"{month},?[ ](?:of[ ])?{_YEAR}",
        rf"{month}[ ](?:of[ ])?(?P<which_year>last|this|next)[ ]year\b",
        rf"(?:{which})?{month}",
        rf"q(?P<quarter>[1-4])(?:[ ]of)?[ -]?{_YEAR}|(?P<quarter_>[1-4])q[ ]?(?P<year_>20\d\d)(?!\d)"
        rf"|(?P<year__>20\d\d)[ -]?q(?P<quarter__>[1-4])(?!\d)",
        rf"(?P<quarter_word>{_any(ORDINAL_QUARTERS)})[ -]quarter(?:[ ](?:of|in)[ ]{_YEAR})",
        rf"h(?P<half>[12])[ ]?{_YEAR}|(?P<half_word>first|second)[ ]half[ ]of[ ](?P<year_>(?:19|20)\d\d)(?!\d)",
        rf"(?P<season>{_any(SEASONS)})[ ](?:of[ ])?{_YEAR}",
        rf"{which}(?P<season>{_any(SEASONS)})\b",
        rf"{_PART}{_YEAR}",
        rf"{_YEAR}[ ]?[-–/][ ]?(?P<to_year>(?:1[5-9]|2[01])\d\d|\d\d)(?![\d]|[.,]\d|-\d)",
        rf"(?:{_PART})?(?P<decade>(?:1[5-9]|20)\d0)(?:['’]?s)\b|['’](?P<decade_>[1-9]0)s\b",
        rf"(?:{_PART})?(?P<century>\d{{1,2}}(?:st|nd|rd|th)|{_any(CENTURIES)})[ -]century",
        r"(?P<near>yesterday|today|tomorrow|tonight)\b",
        rf"{which}(?P<period>week|month|year|decade)\b(?!s|-)",
        rf"(?:{which})?(?P<weekday>{_any(WEEKDAYS)})\b",
        rf"(?P<count>\d{{1,3}}|{_any(NUMBERS)})[ ](?P<ago>day|week|month|year|decade)s?[ ]ago\b",
        _YEAR + r"(?![^\W\d_]|-\d)",
    )


def _korean() -> re.Pattern[str]:
    year = r"(?P<year>(?:1[89]|20|21)\d\d)년"
    month = r"(?P<month_number>1[0-2]|0?[1-9])월"
    part = r"(?P<part>초순|중순|하순|초|말|중반)"
    return _pattern(
        rf"{year}[ ]?{month}[ ]?{_DAY}일",
        rf"{year}[ ]?{month}(?:[ ]?{part})?",
        rf"{year}[ ]?(?P<part>상반기|하반기|초|말|중반)",
        rf"{year}[ ]?(?P<quarter>[1-4])[ ]?분기",
        rf"(?P<which_year>재작년|작년|지난해|올해|금년|내년)(?:[ ]?{month}(?:[ ]?{_DAY}일)?(?:[ ]?{part})?)?",
        rf"{month}[ ]?{_DAY}일",
        rf"{month}(?:[ ]?{part})?",
        rf"(?:(?P<which_day>지난달|지난|오는|이달|다음[ ]?달)[ ])?{_DAY}일(?!간|째|[ ]?동안|정|반|[ ]?만에)",
        r"(?P<near>그제|어제|오늘|내일|모레)",
        r"(?P<period>지난주|이번[ ]?주|다음[ ]?주|지난달|이번[ ]?달|이달|다음[ ]?달)",
        rf"{year}(?!간|대|[ ]?동안)",
        r"(?P<year>(?:19|20)\d\d)[-./][ ]?(?P<month_number>0?[1-9]|1[0-2])[-./][ ]?(?P<day>[12]\d|3[01]|"
        r"0?[1-9])(?!\d)",
    )


def _european(language: str) -> re.Pattern[str]:
    month = rf"(?P<month>{_any(month_numbers(language))})\b(?:\.(?=[ ]\d))?"
    of = r"(?:de[ ]|del[ ])?" if language == "es" else ""
    parts = {"de": "anfang|mitte|ende", "fr": "début|mi|fin", "es": "principios de|mediados de|finales de"}[
        language
    ]
    return _pattern(
        rf"{_YEAR}-(?P<month_number>0[1-9]|1[0-2])-{_DAY}(?!\d)",
        r"(?P<number>[0-3]?\d)(?P<mark>[./])[ ]?(?P<other>[0-3]?\d)(?P=mark)[ ]?(?P<year>(?:19|20)\d\d)(?!\d)",
        rf"{_DAY}(?:\.|er)?(?:{_TO_DAY}(?:\.|er)?)?[ ]{of}{month}(?:[ ]{of}{_YEAR})?",
        rf"(?P<part>{parts})[ -]{of}{month}(?:[ ]{of}{_YEAR})?",
        rf"(?P<part>{parts})[ -]{of}{_YEAR}",
        rf"{month}[ ]{of}{_YEAR}",
        rf"{_YEAR}[ ]?[-–/][ ]?(?P<to_year>(?:1[5-9]|2[01])\d\d|\d\d)(?![\d]|[.,]\d|-\d)",
        _YEAR + r"(?![^\W\d_]|-\d)",
    )


def fields(match: re.Match[str]) -> dict[str, str]:
    """The named parts of a date that was found."""
    form = (match.lastgroup or "").removeprefix("form")
    return {
        name.removesuffix(form).rstrip("_"): match[index]
        for name, index in _groups(match.re).get(form, ())
        if match[index] is not None
    }


@functools.cache
def _groups(pattern: re.Pattern[str]) -> dict[str, list[tuple[str, int]]]:
    """The groups of each form of a pattern, by the number that ends their names."""
    found: dict[str, list[tuple[str, int]]] = {}
    for name, index in pattern.groupindex.items():
        if not name.startswith("form_"):
            found.setdefault(name[name.rindex("_") :], []).append((name, index))
    return found


PATTERNS = {
    "en": _english(),
    "ko": _korean(),
    **{language: _european(language) for language in ("de", "fr", "es")},
}

# What a date begins with: to look for these first makes the search three times as fast.
_WORDS_FIRST = (
    *(
        "early",
        "mid",
        "late",
        "beginning",
        "start",
        "end",
        "middle",
        "last",
        "this",
        "next",
        "past",
        "coming",
        "previous",
    ),
    *(
        "yesterday",
        "today",
        "tomorrow",
        "tonight",
        "the ",
        *ORDINAL_QUARTERS,
        *SEASONS,
        *CENTURIES,
        *NUMBERS,
        *WEEKDAYS,
    ),
)
STARTS = {
    "en": re.compile(
        rf"[\d'’]|[qh]\d|(?:{_any({*month_numbers('en'), *_WORDS_FIRST} - {'a', 'an'})})|an?[ ](?=day|week|"
        rf"month|year|decade)"
    ),
    "ko": re.compile(r"\d|[작지올금내재오이다그어모]"),
    "de": re.compile(rf"\d|(?:{_any({*month_numbers('de'), 'anfang', 'mitte', 'ende'})})"),
    "fr": re.compile(rf"\d|(?:{_any({*month_numbers('fr'), 'début', 'mi', 'fin'})})"),
    "es": re.compile(rf"\d|(?:{_any({*month_numbers('es'), 'principios', 'mediados', 'finales'})})"),
}

# What stands before (or, in Korean, behind) a date and makes a bound of it.
BOUNDS = {
    "by": "until", "until": "until", "till": "until", "through": "until", "no later than": "until", "up to": "until",
    "before": "before", "prior to": "before", "ahead of": "before",
    "since": "since", "from": "since", "starting": "since", "starting on": "since", "starting in": "since",
    "beginning": "since", "beginning in": "since", "beginning on": "since", "as early as": "since", "as "
    "from": "since",
    "after": "after", "following": "after",
    "bis": "until", "seit": "since", "ab": "since", "vor": "before", "nach": "after", "jusqu’en": "until",
    "jusqu'en": "until", "depuis": "since", "avant": "before", "après": "after", "hasta": "until", "desde": "since",
}  # fmt: skip
KOREAN_BOUNDS = {
    "부터": "since",
    "이래": "since",
    "까지": "until",
    "이전": "before",
    "전": "before",
    "이후": "after",
}
