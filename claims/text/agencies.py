"""The news agencies that a text is credited to, in byline, dateline or a line of its own. Quoting is no credit."""

from __future__ import annotations

import re

EDGE = 400  # characters at the beginning and the end in which credits stand
LONGEST_PUBLISHER = 60

# By name; short forms only as they are written, for “ap” and “pap” are words.
_NAMES = {
    "AFP": r"AFP|(?i:agence france[- ]presse)",
    "Anadolu": r"(?i:anadolu(?: agency| ajansı)?)",
    "ANSA": r"ANSA",
    "Associated Press": r"AP|(?i:(?:the )?associated press)",
    "Belga": r"(?i:belga)",
    "Bloomberg": r"(?i:bloomberg(?: news)?)",
    "Canadian Press": r"(?i:(?:the )?canadian press)",
    "dpa": r"dpa|DPA|(?i:deutsche presse-agentur)",
    "EFE": r"EFE",
    "Interfax": r"(?i:interfax)|Интерфакс",
    "KCNA": r"KCNA|조선중앙통신",
    "Keystone-SDA": r"(?i:keystone[- ]sda)|SDA",
    "Kyodo": r"(?i:kyodo(?: news)?)|共同(?:通信)?|교도통신",
    "News1": r"News1|뉴스1",
    "Newsis": r"(?i:newsis)|뉴시스",
    "PA Media": r"(?i:pa media|press association)",
    "PAP": r"PAP|(?i:polska agencja prasowa)",
    "PTI": r"PTI|(?i:press trust of india)",
    "Reuters": r"(?i:(?:thomson )?reuters)|로이터(?:통신)?|ロイター|路透社?",
    "RIA Novosti": r"(?i:ria novosti)|РИА Новости",
    "Ritzau": r"(?i:ritzau)",
    "TASS": r"TASS|ТАСС|타스(?:통신)?",
    "Ukrinform": r"(?i:ukrinform)|Укрінформ",
    "UPI": r"UPI|(?i:united press international)",
    "Xinhua": r"(?i:xinhua)|新华社|新華社|신화(?:통신)?",
    "Yonhap": r"(?i:yonhap(?: news(?: agency)?)?)|연합뉴스|聯合ニュース",
}
_WORD = {name: re.compile(rf"(?<![^\W_])(?:{form})(?![^\W_])") for name, form in _NAMES.items()}
_ANY = "|".join(_NAMES.values())
# “SEOUL, Oct. 24 (Reuters) -”, “(서울=연합뉴스)”, “[AFP]”; and a line such as “Source: AFP” or “— dpa”.
_BRACKETS = re.compile(
    rf"[(\[（【][^()\[\]（）【】\n]{{0,30}}?(?:{_ANY})[^()\[\]（）【】\n]{{0,12}}[)\]）】]"
)
_ALONE = re.compile(
    rf"^\W*(?i:(?:source|by|from|with|credit|via|quelle|von|fonte|fuente|출처)\b\W*)?(?:{_ANY})(?:\W+(?:{_ANY}))?\W*$",
    re.MULTILINE,
)


def credited(byline: str, text: str) -> frozenset[str]:
    """The agencies that an article names as where it comes from."""
    edges = text if len(text) <= 2 * EDGE else f"{text[:EDGE]}\n{text[-EDGE:]}"
    credits = [byline, *_BRACKETS.findall(edges), *(match.group() for match in _ALONE.finditer(edges))]
    return frozenset(name for name, word in _WORD.items() if any(word.search(one) for one in credits))


def of_publisher(name: str) -> frozenset[str]:
    """The agency that a publisher's name names, if it is one: “Reuters”, “Yonhap News Agency”."""
    if len(name) > LONGEST_PUBLISHER:
        return frozenset()
    return frozenset(agency for agency, word in _WORD.items() if word.search(name))
