"""The words and symbols of units and currencies: tables that ``units`` reads, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from claims.text.wordlists import words

_DECIMAL = (
    *(
        ("quecto", "q", -30),
        ("ronto", "r", -27),
        ("yocto", "y", -24),
        ("zepto", "z", -21),
        ("atto", "a", -18),
    ),
    *(("femto", "f", -15), ("pico", "p", -12), ("nano", "n", -9), ("micro", "µ", -6), ("micro", "μ", -6)),
    *(("milli", "m", -3), ("centi", "c", -2), ("deci", "d", -1), ("hecto", "h", 2), ("kilo", "k", 3)),
    *(("mega", "M", 6), ("giga", "G", 9), ("tera", "T", 12), ("peta", "P", 15), ("exa", "E", 18)),
    *(("zetta", "Z", 21), ("yotta", "Y", 24)),
)
_BINARY = tuple((name, f"{short}i", 1024**n) for n, (name, short) in enumerate(
    (("kibi", "K"), ("mebi", "M"), ("gibi", "G"), ("tebi", "T"), ("pebi", "P"), ("exbi", "E")), 1
))  # fmt: skip
_LARGE = words("kilo mega giga tera peta exa zetta yotta")
_OF_KIND = {
    "large": _LARGE,
    "data": _LARGE,
    "small": frozenset(name for name, _, power in _DECIMAL if power < 0),
    "usual": words("nano micro milli hecto kilo mega giga"),
    "si": frozenset(name for name, _, _ in _DECIMAL),
}


class Row(NamedTuple):
    """``prefixes``: "si" (all), "large" or "small" (above or below one), "usual" (so that TV is no teravolt), "data"
    (large, and binary ones), or none."""

    name: str
    dimension: str
    factor: str
    offset: str
    symbols: tuple[str, ...]
    words: tuple[str, ...]
    prefixes: str


def prefixes(kind: str) -> Iterator[tuple[str, str, Decimal]]:
    """Name, symbol and factor of each prefix."""
    for name, short, power in _DECIMAL:
        if name in _OF_KIND.get(kind, ()):
            yield name, short, Decimal(10) ** power
    for name, short, factor in _BINARY if kind == "data" else ():
        yield name, short, Decimal(factor)


# name | dimension | factor [+ offset] | symbols | words beside the name (and its plural in s), or - for none, since the
# name is more often another word | prefixes
_UNITS = """
metre | length | 1 | m | meter | si
inch | length | 0.0254 | in ″ | inches |
foot | length | 0.3048 | ft ′ | feet |
yard | length | 0.9144 | yd yds | |
mile | length | 1609.344 | mi | |
nautical mile | length | 1852 | nmi NM | |
astronomical unit | length | 149597870700 | AU | |
light-year | length | 9460730472580800 | ly | light-year,light year |
parsec | length | 30856775814913673 | pc | | large
hectare | area | 10000 | ha | |
acre | area | 4046.8564224 | ac | |
litre | volume | 0.001 | L l ℓ | liter | si
gallon | volume | 0.003785411784 | gal | |
quart | volume | 0.000946352946 | qt | |
pint | volume | 0.000473176473 | pt | |
cup | volume | 0.0002365882365 | | |
tablespoon | volume | 0.00001478676478125 | tbsp | |
teaspoon | volume | 0.00000492892159375 | tsp | |
fluid ounce | volume | 0.0000295735295625 | | fl oz |
barrel | volume | 0.158987294928 | bbl | |
cubic centimetre | volume | 0.000001 | cc | |
gram | mass | 0.001 | g | gramme | si
tonne | mass | 1000 | t | metric ton,metric tonne | large
ton | mass | 907.18474 | | short ton |
pound | mass | 0.45359237 | lb lbs | |
ounce | mass | 0.028349523125 | oz | |
carat | mass | 0.0002 | ct | |
kelvin | temperature | 1 | K | | si
degree Celsius | temperature | 1 + 273.15 | °C ℃ | degrees celsius,degree celsius,celsius,degrees centigrade,degrees c |
degree Fahrenheit | temperature | 5/9 + 459.67 | °F ℉ | degrees fahrenheit,degree fahrenheit,fahrenheit,degrees f |
degree | angle | 1 | ° | |
second | duration | 1 | s | sec,secs | small
minute | duration | 60 | min | min,mins |
hour | duration | 3600 | h hr | hr,hrs |
day | duration | 86400 | | |
week | duration | 604800 | wk | wks |
fortnight | duration | 1209600 | | |
month | duration | 2629800 | | |
year | duration | 31557600 | yr | yr,yrs |
decade | duration | 315576000 | | |
century | duration | 3155760000 | | centuries |
millennium | duration | 31557600000 | | millennia,millenniums |
annum | duration | 31557600 | a | - | large
watt | power | 1 | W | | si
horsepower | power | 745.69987158227022 | hp bhp | |
joule | energy | 1 | J | | si
watt hour | energy | 3600 | Wh | watt hour,watt-hour | si
calorie | energy | 4.184 | cal | | si
electronvolt | energy | 0.0000000000000000001602176634 | eV | electron volt | si
newton | force | 1 | N | | si
pascal | pressure | 1 | Pa | | usual
bar | pressure | 100000 | bar mbar | - |
atmosphere | pressure | 101325 | atm | |
volt | voltage | 1 | V | | usual
ampere | current | 1 | A | amp | usual
ohm | resistance | 1 | Ω | | si
hertz | frequency | 1 | Hz | | si
bit | data | 1 | b | | data
byte | data | 8 | B | | data
knot | speed | 0.514444444444444444 | kn kt kts | |
sievert | dose equivalent | 1 | Sv | | si
gray | dose | 1 | Gy | - | si
becquerel | radioactivity | 1 | Bq | | si
candela | luminous intensity | 1 | cd | - |
lumen | luminous flux | 1 | lm | - |
lux | illuminance | 1 | lx | - |
mole | amount | 1 | mol | - | si
barn | cross section | 1 | | - | si
decibel | level | 1 | dB dBA | |
"""


def rows() -> Iterator[Row]:
    """The table of units."""
    for line in _UNITS.strip().splitlines():
        name, dimension, factor, symbols, told, kind = (part.strip() for part in line.split("|"))
        factor, _, offset = factor.partition(" + ")
        if factor == "5/9":  # (°F + 459.67) × 5/9
            factor, offset = str(Decimal(5) / 9), str(Decimal(offset) * 5 / 9)
        singular = [] if told == "-" else [name.lower(), *(word for word in told.split(",") if word)]
        plural = [f"{word}s" for word in singular if not word.endswith("s")]
        yield Row(
            name, dimension, factor, offset or "0", tuple(symbols.split()), (*singular, *plural), kind.strip()
        )


MORE_SYMBOLS = {
    "mph": "mile/hour", "kph": "kilometre/hour", "kmh": "kilometre/hour", "km/h": "kilometre/hour",
    "bpd": "barrel/day", "tpd": "tonne/day", "kmph": "kilometre/hour", "mps": "metre/second",
    "bps": "bit/second", "kbps": "kilobit/second", "Mbps": "megabit/second", "Gbps": "gigabit/second",
    "%": "percent", "％": "percent", "pct": "percent", "pp": "percentage point", "ppt": "percentage point",
    "㎞": "kilometre", "㎝": "centimetre", "㎜": "millimetre", "㎏": "kilogram", "㎎": "milligram",
    "㎡": "metre^2", "㎢": "kilometre^2", "㎥": "metre^3", "㎾": "kilowatt", "fb": "femtobarn", "pb": "picobarn",
    "sqm": "metre^2", "sqft": "foot^2", "sqkm": "kilometre^2",
}  # fmt: skip

MORE_WORDS = {
    "percent": "percent", "per cent": "percent", "percents": "percent",
    "percentage points": "percentage point", "percentage point": "percentage point",
    "percentage-point": "percentage point", "percent point": "percentage point", "pp": "percentage point",
    "cent": "cent", "cents": "cent", "penny": "penny", "pennies": "penny", "pence": "penny",
    "miles per hour": "mile/hour", "mph": "mile/hour", "gigaannum": "gigaannum",
}  # fmt: skip

# Words of units in other languages, by the language of the text.
FOREIGN: dict[str, dict[str, str]] = {
    "de": {
        "prozent": "percent", "prozentpunkte": "percentage point", "prozentpunkten": "percentage point",
        "kilometer": "kilometre", "kilometern": "kilometre", "metern": "metre", "zentimeter": "centimetre",
        "quadratmeter": "metre^2", "quadratkilometer": "kilometre^2", "kubikmeter": "metre^3", "hektar": "hectare",
        "tonnen": "tonne", "kilogramm": "kilogram", "kilo": "kilogram", "gramm": "gram", "grad": "degree",
        "grad celsius": "degree Celsius", "jahr": "year", "jahre": "year", "jahren": "year", "monat": "month",
        "monate": "month", "monaten": "month", "woche": "week", "wochen": "week", "tag": "day", "tage": "day",
        "tagen": "day", "stunde": "hour", "stunden": "hour", "minuten": "minute", "sekunden": "second",
        "euro": "EUR", "dollar": "USD", "us-dollar": "USD", "franken": "CHF", "meilen": "mile",
    },
    "fr": {
        "pour cent": "percent", "points de pourcentage": "percentage point", "kilomètres": "kilometre",
        "kilomètre": "kilometre", "mètres": "metre", "mètre": "metre", "hectares": "hectare", "tonnes": "tonne",
        "kilos": "kilogram", "kilogrammes": "kilogram", "grammes": "gram", "degrés": "degree", "ans": "year",
        "an": "year", "années": "year", "mois": "month", "semaines": "week", "semaine": "week", "jours": "day",
        "jour": "day", "heures": "hour", "heure": "hour", "minutes": "minute", "secondes": "second",
        "euros": "EUR", "d’euros": "EUR", "d'euros": "EUR", "de dollars": "USD", "litres": "litre",
    },
    "es": {
        "por ciento": "percent", "puntos porcentuales": "percentage point", "kilómetros": "kilometre",
        "metros": "metre", "hectáreas": "hectare", "toneladas": "tonne", "kilos": "kilogram", "grados": "degree",
        "años": "year", "año": "year", "meses": "month", "mes": "month", "semanas": "week", "días": "day",
        "horas": "hour", "minutos": "minute", "euros": "EUR", "dólares": "USD", "de euros": "EUR",
        "de dólares": "USD", "litros": "litre",
    },
}  # fmt: skip

# Of these, one may stand behind an article: "a gallon of milk". Left out: those that are other words more often.
SINGLY = (
    *(
        "gallon",
        "mile",
        "litre",
        "liter",
        "kilometre",
        "kilometer",
        "metre",
        "meter",
        "inch",
        "kilogram",
        "kilo",
        "gram",
    ),
    *(
        "tonne",
        "ounce",
        "hectare",
        "acre",
        "barrel",
        "pint",
        "quart",
        "tablespoon",
        "teaspoon",
        "dollar",
        "euro",
        "penny",
    ),
    *("kilobyte", "megabyte", "gigabyte", "terabyte", "kibibyte", "kilowatt", "megawatt", "gigawatt"),
)

# What Korean counts with, after the number. "#": a counter of things. Japanese and Chinese share the ideographs.
COUNTERS = (
    *("people", "times", "vehicles", "ships", "animals", "cases", "places", "households", "countries"),
    *(
        "votes",
        "seats",
        "rounds",
        "things",
        "books",
        "schools",
        "companies",
        "containers",
        "degrees",
        "floors",
    ),
)
KOREAN = {
    "원": "KRW", "달러": "USD", "불": "USD", "유로": "EUR", "엔": "JPY", "위안": "CNY", "파운드": "GBP", "루블": "RUB",
    "円": "JPY", "元": "CNY", "%": "percent", "퍼센트": "percent", "프로": "percent", "%포인트": "percentage point",
    "퍼센트포인트": "percentage point", "명": "#people", "사람": "#people", "인": "#people", "人": "#people",
    "차례": "#times", "번": "#times", "회": "#times", "대": "#vehicles", "척": "#ships", "마리": "#animals",
    "건": "#cases", "곳": "#places", "군데": "#places", "가구": "#households", "개국": "#countries", "표": "#votes",
    "석": "#seats", "발": "#rounds", "개": "#things", "권": "#books", "개교": "#schools", "개사": "#companies",
    "층": "#floors", "배": "times", "세": "year of age", "살": "year of age", "歳": "year of age",
    "톤": "tonne", "킬로그램": "kilogram", "㎏": "kilogram", "그램": "gram", "킬로미터": "kilometre", "㎞": "kilometre",
    "미터": "metre", "센티미터": "centimetre", "마일": "mile", "제곱미터": "square metre", "㎡": "square metre",
    "헥타르": "hectare", "리터": "litre", "배럴": "barrel", "도": "degree", "년간": "year", "년": "year", "年": "year",
    "개월": "month", "달": "month", "주": "week", "주일": "week", "일간": "day", "일": "day", "시간": "hour",
    "분": "minute", "초": "second", "와트": "watt", "킬로와트": "kilowatt", "메가와트": "megawatt",
}  # fmt: skip
KOREAN_DOLLARS = {
    "미국": "USD",
    "미": "USD",
    "호주": "AUD",
    "캐나다": "CAD",
    "홍콩": "HKD",
    "싱가포르": "SGD",
}

# --- Currencies -------------------------------------------------------------------------------------------------------

SIGNS = {
    "$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₩": "KRW", "₽": "RUB", "₴": "UAH", "₹": "INR", "฿": "THB",
    "₫": "VND", "₺": "TRY", "₪": "ILS", "₱": "PHP", "＄": "USD", "￡": "GBP", "￥": "JPY", "￦": "KRW",
}  # fmt: skip
DOLLARS = {
    "us": "USD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "hk": "HKD", "nz": "NZD", "nt": "TWD", "s": "SGD",
    "sg": "SGD", "r": "BRL", "mx": "MXN",
}  # fmt: skip
SIGN_ENDS = frozenset("$£€¥₩₽₴₹฿₫₺₪₱＄￡￥￦.sabcdefghijklmnopqrtuvwxyz")

_CURRENCIES = """
USD | us dollar,u.s. dollar,american dollar,dollar,buck,greenback
EUR | euro
GBP | pound sterling,british pound,sterling,pounds sterling,quid
JPY | yen,japanese yen
KRW | won,south korean won,korean won
KPW | north korean won
CNY | yuan,chinese yuan,renminbi,rmb
RUB | ruble,rouble,russian ruble,russian rouble
UAH | hryvnia,hryvnias
INR | rupee,indian rupee
PKR | pakistani rupee
PLN | zloty,zlotys,złoty,złotych
CHF | swiss franc,franc
SEK | swedish krona,krona,kronor
NOK | norwegian krone
DKK | danish krone,kroner
CZK | czech koruna,koruna
CRO | crown
HUF | forint
AUD | australian dollar
CAD | canadian dollar
NZD | new zealand dollar
HKD | hong kong dollar
SGD | singapore dollar
TWD | taiwan dollar
TRY | lira,turkish lira
ILS | shekel
AED | dirham
SAR | saudi riyal,riyal
IRR | iranian rial,rial
BRL | brazilian real,reais
MXN | mexican peso
ARS | argentine peso
PHP | philippine peso
PES | peso
ZAR | rand
NGN | naira
KES | kenyan shilling
THB | baht
VND | dong
IDR | rupiah
MYR | ringgit
"""
# "CRO" and "PES" are no codes of ISO 4217: crowns and pesos of a country that the words do not name.
CODES = frozenset(line.split(" | ")[0] for line in _CURRENCIES.strip().splitlines()) - {"CRO", "PES"}


def currency_words() -> Iterator[tuple[str, str]]:
    """Word in small letters, and the code it stands for; singular and plural."""
    for line in _CURRENCIES.strip().splitlines():
        code, names = line.split(" | ")
        for word in names.split(","):
            yield word, code
            yield f"{word}s", code
        if code in CODES:
            yield code.lower(), code
