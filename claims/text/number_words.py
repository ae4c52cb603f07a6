"""The words of numbers: tables that ``figures`` and ``spelled`` read, and nothing else."""

from __future__ import annotations

from decimal import Decimal

from claims.text.wordlists import listed

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
)
ONES = {word: n for n, word in enumerate(listed(f"{_SMALL} seventeen eighteen nineteen"))}
TENS = {
    word: 10 * n
    for n, word in enumerate(listed("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
} | {"fourty": 40}
SCALES = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "quadrillion": 10**15, "dozen": 12, "lakh": 10**5, "crore": 10**7,
}  # fmt: skip

# After a number by digits. The keys of other languages than English are looked up in texts of that language only.
_ENGLISH_SHORT = {
    "bn": 10**9, "mn": 10**6, "mln": 10**6, "mio": 10**6, "tn": 10**12, "trn": 10**12, "mil": 10**6,
    "hundreds": 100, "thousands": 1000, "millions": 10**6, "billions": 10**9, "trillions": 10**12,
    "lakhs": 10**5, "crores": 10**7,
}  # fmt: skip
SCALES_OF = {
    "": SCALES | _ENGLISH_SHORT,
    "de": {
        "tausend": 10**3, "tsd": 10**3, "million": 10**6, "millionen": 10**6, "mio": 10**6, "milliarde": 10**9,
        "milliarden": 10**9, "mrd": 10**9, "billion": 10**12, "billionen": 10**12, "bio": 10**12, "dutzend": 12,
    },
    "fr": {
        "mille": 10**3, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9, "md": 10**9,
        "mds": 10**9, "billion": 10**12, "billions": 10**12,
    },
    "es": {"mil": 10**3, "millón": 10**6, "millones": 10**6, "mil millones": 10**9, "billones": 10**12},
    "it": {"mila": 10**3, "milione": 10**6, "milioni": 10**6, "miliardo": 10**9, "miliardi": 10**9, "mld": 10**9},
    "pt": {"mil": 10**3, "milhão": 10**6, "milhões": 10**6, "bilhão": 10**9, "bilhões": 10**9, "mil milhões": 10**9},
    "nl": {"duizend": 10**3, "miljoen": 10**6, "mln": 10**6, "miljard": 10**9, "mld": 10**9, "biljoen": 10**12},
    "pl": {"tys": 10**3, "mln": 10**6, "milionów": 10**6, "mld": 10**9, "miliardów": 10**9, "bln": 10**12},
    "ru": {"тыс": 10**3, "тысяч": 10**3, "тысячи": 10**3, "млн": 10**6, "миллионов": 10**6, "млрд": 10**9,
           "миллиардов": 10**9, "трлн": 10**12},
}  # fmt: skip
LETTERS = {"k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}

DECIMAL_COMMA = frozenset(
    listed(
        "de fr es it pt nl pl ru uk be sv da no nb nn fi cs sk hu ro bg el tr id hr sr sl vi lt lv et is ca gl eu"
    )
)

DENOMINATORS = {
    word: n
    for n, words in enumerate(
        (
            *(
                "half halves",
                "third thirds",
                "quarter quarters fourth fourths",
                "fifth fifths",
                "sixth sixths",
            ),
            *("seventh sevenths", "eighth eighths", "ninth ninths", "tenth tenths"),
        ),
        start=2,
    )
    for word in words.split()
}
UNICODE_FRACTIONS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
}  # fmt: skip

ORDINALS = {
    word: n
    for n, word in enumerate(
        listed(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
            "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ),
        start=1,
    )
} | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundredth": 100}

# What a vague word admits, from and to.
_MANY = {"thousands": 3, "millions": 6, "billions": 9, "trillions": 12}
VAGUE = {"dozens": (24, 144), "scores": (40, 200), "tens": (20, 100), "hundreds": (200, 2000)} | {
    word: (2 * 10**n, 10 ** (n + 2)) for word, n in _MANY.items()
}
VAGUE |= {f"tens of {word}": (2 * 10 ** (n + 1), 2 * 10 ** (n + 2)) for word, n in _MANY.items()}
VAGUE |= {f"hundreds of {word}": (2 * 10 ** (n + 2), 2 * 10 ** (n + 3)) for word, n in _MANY.items()}

FACTORS: dict[str, int | Decimal] = {
    "double": 2, "doubled": 2, "doubling": 2, "twice": 2, "twofold": 2, "triple": 3, "tripled": 3,
    "tripling": 3, "trebled": 3, "thrice": 3, "threefold": 3, "quadruple": 4, "quadrupled": 4, "fourfold": 4,
    "fivefold": 5, "tenfold": 10, "halved": Decimal("0.5"), "halving": Decimal("0.5"),
}  # fmt: skip
# These are more often an adjective or count occasions, unless a comparison follows.
NEED_COMPARISON = frozenset({"double", "twice", "triple", "thrice", "quadruple"})

SEEDS = frozenset(
    {*ONES, *TENS, *ORDINALS, *FACTORS, "half", "several", "few", "couple", "hundred", "thousand", "million"}
    | {"billion", "trillion", "dozen", "dozens", "scores", "tens", "hundreds", *_MANY, "quarter", "quarters"}
)

# --- Korean, and the ideographs that Japanese and Chinese share with it -----------------------------------------------

SMALL_SCALES = {"십": 10, "백": 100, "천": 1000, "十": 10, "百": 100, "千": 1000}
BIG_SCALES = {
    "만": 10**4, "억": 10**8, "조": 10**12, "경": 10**16, "万": 10**4, "萬": 10**4, "億": 10**8, "亿": 10**8,
    "兆": 10**12,
}  # fmt: skip
SINO = {c: n for n, c in enumerate("일이삼사오육칠팔구", start=1)}
NATIVE = {
    "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10, "스무": 20,
}  # fmt: skip
