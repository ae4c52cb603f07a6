"""Which words give which reason to check a sentence, or not to. English words, chosen by hand; shapes need no language.

A reason's words may be pairs: "going to". Words stand here in lower case, with a straight apostrophe.
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a sentence deserves a check, or why it doesn't. The values are kept: in settings, files and the API."""

    NUMBER = "number"
    SHARE = "share"
    MONEY = "money"
    COMPARISON = "comparison"
    CHANGE = "change"
    SUPERLATIVE = "superlative"
    DATE = "date"
    NAMED_BODY = "named-body"
    CAUSE = "cause-and-effect"
    SPEECH = "quoted-speech"
    RECORD = "record"
    PAST = "past"
    PERFECT = "so-far"
    STATE = "state-of-things"
    PUBLIC_MATTER = "public-matter"
    PEOPLE = "groups-of-people"
    THIRD_PERSON = "third-person"
    LONG = "long-sentence"
    SHORT = "short-sentence"
    PREDICTION = "prediction"
    INTENTION = "intention"
    OPINION = "opinion"
    DEMAND = "demand"
    QUESTION = "question"
    EXPERIENCE = "personal-experience"
    ADDRESS = "address"
    CONDITION = "condition"


_WORDS = {
    Reason.NUMBER: """
        two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands
        million millions billion billions trillion trillions dozen dozens once twice double triple half third quarter
        thirds quarters number numbers zero nearly almost approximately roughly estimated""",
    Reason.SHARE: "percent percentage per cent % rate rates half majority average proportion ratio two-thirds",
    Reason.MONEY: """
        $ € £ ¥ ₩ dollar dollars cents euro euros pounds yen won cost costs price prices spending spent debt deficit
        deficits budget income wages wage salary revenue surplus trillion""",
    Reason.COMPARISON: """
        than more less fewer greater larger smaller bigger higher lower better worse faster slower stronger weaker
        older younger longer shorter richer poorer cheaper compared equal equivalent same twice double exceed exceeds
        exceeded ahead behind below above under over least""",
    Reason.CHANGE: """
        increase increased increases increasing decrease decreased decreases rise rises risen rose fell fall fallen
        falling drop dropped drops grew grown grow growing growth doubled tripled quadrupled declined decline reduced
        reduction cut cuts gone went lost gained created added raised lowered skyrocketed soared shrunk slashed up down
        surged jumped climbed plunged halved lose losing""",
    Reason.SUPERLATIVE: """
        most least best worst highest lowest largest biggest greatest smallest first last only never every ever always
        none nobody no all entire record lowest longest strongest fastest worst oldest richest poorest nothing""",
    Reason.DATE: """
        january february march april june july august september october november december monday tuesday wednesday
        thursday friday saturday sunday yesterday today ago year years month months week weeks decade decades century
        since history last past days now recently""",
    Reason.NAMED_BODY: """
        senate congress pentagon administration government court commission committee department agency nato
        university party house bank union treasury republicans democrats republican democratic democrat senator
        governor president secretary vice federal""",
    Reason.CAUSE: """
        because caused causes cause led leads resulted result results due therefore thanks consequence forced forcing
        affects affected effect means""",
    Reason.SPEECH: """
        said says told called claimed claims stated announced denied admitted promised reported reports according
        testified endorsed criticized accused asked wrote statement opposed supported against note notes noted suggest
        suggests suggested warn warns warned cautioned expressed indicate indicates indicated described describes
        labeled labeling reveal reveals revealed confirm confirms confirmed corroborated insist insists insisted argue
        argues argued deny denies denial denials allege alleges alleged acknowledged acknowledges explained urged vowed
        pledged dismissed rejected condemned predicted predicts analyst analysts official officials spokesman
        spokeswoman spokesperson experts sources""",
    Reason.RECORD: """
        voted vote votes signed vetoed passed sponsored introduced proposed proposes proposal opposed supported
        supports created cut raised balanced appointed nominated invaded invested bill law legislation plan program
        record policy tax taxes treaty agreement elected abolished repealed ratified negotiated invested eliminated""",
    Reason.PAST: """
        was were had did went took got came gave made became began left lost won ran sent built brought bought paid
        put kept held found knew saw met spent sold wrote broke chose drove fought grew hit led let meant rose stood
        thought""",
    Reason.PERFECT: "has have been hasn't haven't we've they've he's it's",
    Reason.STATE: "is are isn't aren't there there's there're exist exists",
    Reason.PUBLIC_MATTER: """
        jobs job tax taxes unemployment economy economic inflation crime health insurance medicare medicaid social
        security schools school education teachers college energy oil gas nuclear weapons troops war military soldiers
        trade deficit poverty welfare immigration illegal border drugs drug guns abortion environment pollution
        emissions climate steel manufacturing exports imports factories farm farmers hospitals iraq iran china russia
        soviet cuba vietnam missiles terrorists isis defense prison murder killed deaths homes mortgage banks wall
        industry companies corporations businesses business""",
    Reason.PEOPLE: """
        people americans families women men children workers students seniors citizens immigrants veterans farmers
        middle-class households population african-americans hispanics blacks voters percent poor rich wealthy
        wealthiest kids country countries nation nations states world america americas""",
    Reason.THIRD_PERSON: "he she his her they their them him he's she's opponent it its",
    Reason.PREDICTION: "will won't would shall gonna he'll they'll it'll we'll tomorrow future next",
    Reason.INTENTION: "i'll we'll i'd want wants hope plan try intend let's let",
    Reason.OPINION: """
        think believe feel guess suppose opinion sure important great wrong right good bad wonderful terrible
        disgrace proud honor faith values leadership strong clear hope glad agree disagree maybe perhaps probably
        seems certainly absolutely very really beautiful difference vision character trust sad happy""",
    Reason.DEMAND: "should must ought need needs shouldn't cannot can't can could",
    Reason.QUESTION: "? what why how who where when which whether",
    Reason.EXPERIENCE: "i i'm i've me my mine myself father mother wife husband son daughter family friend friends",
    Reason.ADDRESS: """
        you your you're you've yourself thank thanks sir ma'am welcome please well ok okay yes yeah oh jim bob
        gentlemen ladies audience debate question tonight answer mr sorry excuse look listen""",
    Reason.CONDITION: "if unless would could might may whether",
}

_PAIRS = {
    Reason.PREDICTION: ("going to", "will be", "about to"),
    Reason.INTENTION: (
        "i want", "i will", "we will", "i would", "i'm going", "we're going", "i plan", "like to", "i intend",
        "we want",
    ),
    Reason.OPINION: (
        "i think", "i believe", "i feel", "i guess", "i hope", "i mean", "i don't", "in my", "of course", "i know",
    ),
    Reason.DEMAND: (
        "have to", "has to", "need to", "needs to", "got to",
        "ought to", "we should", "we must", "we need",
    ),
    Reason.EXPERIENCE: ("i was", "i am", "i had", "my own", "when i"),
    Reason.RECORD: (
        "voted for", "voted against", "i voted", "i signed", "i passed",
        "i supported", "i cut", "we cut",
    ),
    Reason.PERFECT: ("has been", "have been", "has had", "have had", "so far", "has not", "have not", "had been"),
    Reason.COMPARISON: (
        "more than", "less than", "fewer than", "as much", "as many",
        "as well", "at least", "over the",
    ),
    Reason.CHANGE: ("gone up", "gone down", "went up", "went down", "out of", "up to", "down to", "up by", "down by"),
    Reason.SUPERLATIVE: ("the first", "the only", "the most", "the largest", "the biggest", "one of", "never been"),
    Reason.DATE: (
        "years ago", "last year", "last week", "this year", "since the",
        "last four", "last eight", "right now",
    ),
    Reason.CAUSE: ("because of", "due to", "led to", "as a", "result of", "thanks to"),
    Reason.SPEECH: (
        "he said", "she said", "they said", "said that", "says that",
        "he says", "according to", "you said",
    ),
    Reason.ADDRESS: ("thank you", "excuse me", "let me", "you know", "your question", "the question", "good evening"),
    Reason.STATE: ("there is", "there are", "there were", "there was", "it is", "we have", "they have", "are now"),
    Reason.THIRD_PERSON: (
        "my opponent", "the president", "the senator", "the governor",
        "he has", "she has", "he was",
    ),
}  # fmt: skip

OF_WORD: dict[str, frozenset[Reason]] = {}
OF_PAIR: dict[str, frozenset[Reason]] = {}
for _reason, _listed in _WORDS.items():
    for _word in _listed.split():
        OF_WORD[_word] = OF_WORD.get(_word, frozenset()) | {_reason}
for _reason, _pairs in _PAIRS.items():
    for _pair in _pairs:
        OF_PAIR[_pair] = OF_PAIR.get(_pair, frozenset()) | {_reason}
