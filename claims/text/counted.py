"""What a number counts: the noun behind it ("3,000 North Korean troops"), and which nouns mean the same to "
"a reader."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from claims.text.wordlists import words

_NEXT = re.compile(
    r"(?:[ \u00a0]|(?<=[a-z])-)((?:[^\W\d_]\.){2,}|[^\W_](?:[\w'’.]*[\w])?(?:-[^\W_][\w'’]*)*)"
)
_HYPHENED = re.compile(r"-([a-z]{3,20})\b(?!-(?:to|and)\b)")
_OF_THESE = re.compile(r"[ ]of[ ](?:the|these|those|its|their|his|her|our|such|all)(?=[ ])")
_LOOKED_AT = 6  # words

_STOP = words(
    "a an the and or but nor so yet for in on at by to of from with within without into onto over under after before "
    "since until till during through between among against about around than then as if because while when where who "
    "whom whose which that what how why is are was were be been being am has have had having do does did "
    "will would can "
    "could shall should may might must says said say told tells according per each every any no not also "
    "only just even "
    "still already now here there this these those it its he his him she her they their them we our us you your i my "
    "includes plus minus versus vs v via due amid despite including across along near off out up down back "
    "away ago later "
    "earlier ahead apart respectively percent goes comes remains means lies shows became becomes died fell "
    "rose left won "
    "took came went made gave got saw were wrote called against like alongside both either"
)
_PLURALS = words(
    "people men women children police personnel staff cattle sheep fish aircraft spacecraft troops media "
    "data criteria "
    "servicemen servicewomen policemen firefighters fishermen spokesmen businessmen congressmen lawmen "
    "gunmen civilians "
    "teeth feet geese mice phenomena crises analyses bases species series headquarters crew infantry "
    "militia youth infants "
    "sex-workers"
)
_NO_PLURALS = words(
    "this his its us was has is as yes always perhaps less across previous various serious famous religious "
    "dangerous "
    "precious numerous ambitious gas bus plus status virus campus focus bonus crisis analysis basis thus "
    "news politics "
    "physics economics mathematics does goes says consensus class mass glass press business process access success "
    "congress progress stress illness express address happiness wilderness fitness witness ongoing overseas "
    "massachusetts texas kansas arkansas illinois paris brussels james thomas charles united-states hamas "
    "laos cyprus "
    "afterwards sometimes towards besides indigenous conscious anonymous enormous continuous simultaneous"
)
_STATES = words(
    "killed dead injured wounded missing arrested detained displaced hospitalised hospitalized homeless hurt"
)
_SINGULARS = words(
    "soldier person man woman child troop civilian officer patient student worker resident container house home ship "
    "tank missile vote seat country member company case death"
)


class Counted(NamedTuple):
    """The noun in small letters ("troops"), the words before it ("special"; no names), and where it ends."""

    noun: str
    before: tuple[str, ...]
    end: int


def find(text: str, low: str, at: int, *, is_one: bool = False) -> Counted | None:
    """What the number that ends at ``at`` counts, or None if no noun stands there that names it."""
    if hyphened := _HYPHENED.match(low, at):
        return Counted(hyphened[1], (), hyphened.end())
    if of_these := _OF_THESE.match(low, at):
        at = of_these.end()
    before: list[str] = []
    found: Counted | None = None
    for _ in range(_LOOKED_AT):
        word = _NEXT.match(low, at)
        if not word or word[1] in _STOP or word[1][0].isdecimal() or (word[1].endswith("ly") and before):
            break
        at = word.end()
        if (word[1] in _SINGULARS if is_one else _names_many(word[1])) or (not before and word[1] in _STATES):
            found = Counted(word[1].strip("’'"), tuple(before), at)
            if not _goes_on(low, at):
                break
        if not text[word.start(1)].isupper():
            before.append(word[1])
        if word[1].endswith((".", "’s", "'s")) and found:
            break
    return found


def _goes_on(low: str, at: int) -> bool:
    """Whether another plural follows at once: "artillery shells", but "arms factories workers"."""
    following = _NEXT.match(low, at)
    return bool(following and following[1] not in _STOP and _names_many(following[1]) and low[at] == " ")


def _names_many(word: str) -> bool:
    if word in _PLURALS:
        return True
    if word in _NO_PLURALS or word.endswith(("ss", "'s", "’s", "ous", "sis")) or len(word) < 4:
        return False
    return word.endswith(("s", "s’", "s'"))


# --- Which nouns mean the same ----------------------------------------------------------------------------------------

_GROUPS = (
    "troop soldier serviceman servicemember serviceperson combatant fighter personnel servicemen",
    "person people individual men",
    "killed dead death fatality",
    "injured wounded injury",
    "plane aircraft airplane jet",
    "ship vessel boat",
    "round shell",
    "company firm business",
    "country nation",
    "child kid",
    "worker employee staff",
    "lawmaker legislator parliamentarian mp",
    "student pupil",
    "home house",
    "vote ballot",
    "job position",
    "time occasion",
)
_PERSONS = words(
    "troop soldier serviceman servicemember serviceperson combatant fighter personnel servicemen person "
    "people individual "
    "men man woman women child kid worker employee staff lawmaker legislator student pupil resident refugee migrant "
    "civilian officer police protester voter member prisoner patient victim passenger mercenary conscript "
    "killed dead "
    "injured wounded missing arrested"
)


@functools.lru_cache(maxsize=4096)
def lemma(noun: str) -> str:
    """The singular, in small letters."""
    word = noun.lower().strip("’'")
    if word in {
        "people",
        "men",
        "women",
        "children",
        "police",
        "personnel",
        "staff",
        "aircraft",
        "series",
        "species",
    }:
        return {"women": "woman", "children": "child"}.get(word, word)
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    if word.endswith("men"):
        return word[:-2] + "an"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def same_kind(one: str, other: str) -> bool:
    """Whether two nouns count the same kind of thing."""
    one, other = lemma(one), lemma(other)
    return one == other or any({one, other} <= group for group in _groups())


def may_be_same(one: str, other: str) -> bool:
    """Whether a reader may take one for the other: troops are people, and what is not named may be anything."""
    if not one or not other or same_kind(one, other):
        return True
    pair = {lemma(one), lemma(other)}
    return "thing" in pair or (bool(pair & {"people", "person", "men", "individual"}) and pair <= _PERSONS)


@functools.cache
def _groups() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(lemma(word) for word in group.split()) for group in _GROUPS)
