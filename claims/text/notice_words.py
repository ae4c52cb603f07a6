"""The words by which publishers begin a notice, in the languages of the press: patterns for ``notices``.

Each list is one pattern: its lines are alternatives. All but labels are matched at the beginning of a line.
"""

from __future__ import annotations

import re

from claims.text.wordlists import words


def _any(*alternatives: str) -> str:
    return f"(?:{'|'.join(alternatives)})"


def _pattern(*alternatives: str, opens: str = "") -> re.Pattern[str]:
    return re.compile(opens + _any(*alternatives), re.IGNORECASE)


_DASH = r"[:：\-–—]"
_OPENS = r"[\[(（【<〈《*•·▲■◆※\s_–—-]{0,20}+"

# --- Labels: “Correction:”, “[정정보도]” ------------------------------------------------------------------------------

_CORRECTION = _any(
    r"(?:author |publisher )?corrections?(?: (?:and|&) clarifications?)?|correction appended|corrected|corrigendum",
    r"errat(?:um|a)|we got it wrong|for the record|setting the record straight|update and correction",
    r"korrektur(?:hinweis)?|berichtigung|richtigstellung|rectificatif|correctif|mise au point|corrección|rectificación",
    r"fe de err(?:atas|ores)|correção|retificação|rettifica|correzione|errata corrige|correctie|rectificatie",
    r"rättelse|rettelse|oikaisu|sprostowanie|поправка|исправление|опровержение",
    r"정정[ ]?보도(?:문)?|정정(?:합니다)?|바로[ ]?잡습니다|바로잡음|고침|정정(?: 및 |[·ㆍ])반론보도(?:문)?",
    r"訂正(?:とおわび|とお詫び)?|おわびして訂正します|お詫びと訂正|更正(?:启事)?|勘误",
)
_CLARIFIED = _any(
    r"clarifications?|expression of concern|précision|aclaración|chiarimento|klarstellung|уточнение",
    r"반론[ ]?보도(?:문)?|추후[ ]?보도(?:문)?|알려왔습니다",
)
_RETRACTED = _any(
    r"retracted(?: article| paper)?|retraction(?: note| notice)?|withdrawn(?: article)?|article retracted",
    r"철회|撤回(?:論文)?",
)
_NOTE = _any(
    r"editor[’']?s?[’']? (?:note|correction)|editors[’'] note|note from the editors?|publisher[’']?s note",
    r"(?:a )?note to (?:our )?readers|anmerkung der redaktion|hinweis der redaktion|note de la rédaction|ndlr",
    r"nota (?:de la redacción|del editor|della redazione|da redação)|noot van de redactie|od redakcji|от редакции",
    r"편집자[ ]?(?:주|註|알림)",
)
_WHEN = r"(?:[ ,(]{1,2}[^:\n]{0,40}?\d[^:\n]{0,20}?\)?)?"
_LABELS = _any(
    rf"(?P<clarified>{_CLARIFIED})", rf"(?P<retracted>{_RETRACTED})", rf"(?P<note>{_NOTE})", _CORRECTION
)
_DATED_BELOW = rf"(?:\s*{_DASH}[^\n:]{{0,12}}\d[^\n:]{{0,20}})?"

LABEL = _pattern(rf"{_LABELS}(?:{_WHEN}\s*{_DASH}|\s*[\])）】>〉》])\s*", opens=_OPENS)
HEADING = _pattern(rf"{_LABELS}{_WHEN}{_DATED_BELOW}[\])）】>〉》:.\s]*", opens=_OPENS)

# --- Sentences: “This article was amended on …” -----------------------------------------------------------------------

_PIECE = _any(
    r"article|story|report|piece|post|column|page|headline|item|feature|analysis|review|transcript|graphic",
    r"dispatch|essay|op-ed",
)
_THIS = rf"(?:this|the|our) (?:[\w.]+ \d{{1,2}},? (?:\d{{4}},? )?|original |online |above |earlier |news )?{_PIECE}"
_HAS_BEEN = r"(?:was|has been|have been|were|is being) (?:since |also )?"
_MENDED = _any(
    r"amended|corrected|clarified|rectified|(?:edited|revised) to (?:correct|fix|remove|clarify)",
    r"(?:updated|changed|modified|altered|edited|revised) (?:\S+ ){0,6}?"
    r"to (?:correct|fix|clarify|remove|reflect that|rectify|accurately)",
)
_FIRST_VERSION = (
    r"(?:in )?(?:an?|the) (?:earlier|previous|prior|original|initial|first|former) (?:\w+ )?"
    r"(?:version|edition|headline|caption)s?(?: \w+)?"
)
_ELSEWHERE = (
    r"(?:was |were )?(?:first |originally |also )?(?:appeared|published|ran|posted|presented|aired|printed)"
)
_SAID = r"(?:stated|said|reported|misstated|identified|referred|gave|listed|attributed|described)"

CORRECTED = _pattern(
    rf"{_THIS}(?: and (?:its )?headline)? (?:{_HAS_BEEN}{_MENDED}\b|corrects\b)",
    rf"{_FIRST_VERSION} (?:of|on|to) (?:this|the) (?:\w+ )?{_PIECE}\b(?!,? {_ELSEWHERE})",
    r"corrections? appended\b",
    r"(?:because of|due to|owing to) an? (?:\w+ )?(?:editing|production|reporting|translation|typing|technical) "
    rf"(?:error|mistake)\b.{{0,80}}\b(?:this|the) {_PIECE}",
    r"corrects?\b (?:\w+ ){0,5}(?:paragraph|headline|spelling|name|number|figure|date|day|year|title|typo)\b",
    r"corrects?\b (?:\w+ ){0,5}(?:reference|to (?:say|show|read)|in)\b",
    rf"(?:this|the) {_PIECE} (?:originally|previously|initially|incorrectly|mistakenly|wrongly|erroneously) "
    rf"(?:\w+ly )?{_SAID}\b",
    rf"we (?:have |’ve |'ve )?(?:corrected|amended|clarified) (?:this|the|our) (?:\w+ )?"
    rf"(?:{_PIECE}|error|mistake|figure|number)\b",
    r"in einer (?:früheren|ersten|vorherigen|vorigen|ursprünglichen|älteren) (?:version|fassung)\b.{0,40}"
    r"(?:artikels|textes|beitrags|berichts|meldung)",
    r"(?:dieser|der) (?:artikel|text|beitrag|bericht) wurde (?:\S+ ){0,5}(?:korrigiert|berichtigt|richtiggestellt)",
    r"wir haben (?:den|die|das|diesen) (?:\S+ ){1,5}(?:korrigiert|berichtigt|richtiggestellt)",
    r"(?:dans )?une (?:première |précédente )?version (?:précédente |antérieure |initiale )?de (?:cet|notre) article",
    r"cet article a été (?:corrigé|rectifié|modifié)\b",
    r"(?:en )?una (?:primera )?versión (?:anterior |previa |inicial )?de (?:este|esta|la) "
    r"(?:artículo|noticia|nota|información|texto)",
    r"(?:este artículo|esta (?:noticia|nota|información)) ha sido (?:corregid|rectificad|modificad)[oa]",
    r"(?:이|위|해당|본) (?:기사|보도)(?:는|가|의|에서|를|중|에)? .{0,120}(?:정정|바로잡|수정)"
    r"(?:했|하였|됐|되었|합니다|습니다|한다)",
    r"(?:본지|본보|저희)[는가]? .{0,900}(?:바로[ ]?잡습니다|정정합니다|정정했습니다)",
    r".{0,900}(?:밝혀져|확인돼|확인되어|달라|이기에|아니기에)[ ](?:이를 )?바로[ ]?잡습니다",
    r".{0,80}(?:記事|見出し)(?:の.{0,20})?を(?:訂正|修正)(?:し|いた)",
    opens=_OPENS,
)

_PAPER = r"(?:\w+ )?(?:article|story|report|piece|column|paper|study|publication|essay|op-ed)"
_GONE = r"(?:retracted|withdrawn|taken down|unpublished|removed)\b"

TAKEN_BACK = _pattern(
    rf"(?:this|our) {_PAPER} (?:was|has been|is) (?:since |hereby |being )?{_GONE}(?! from (?:the )?(?:archive|print))",
    rf"(?:this|our) {_PAPER} (?:did|does) not meet (?:our|the) .{{0,60}}(?:standards|guidelines)",
    r"we (?:have |are |hereby |’ve |'ve ){0,3}"
    r"(?:retract(?:ed|ing)?|withdr(?:aw|awn|ew|awing)|removed|taken down|deleted)"
    rf" (?:this|the|our) {_PAPER}\b",
    rf".{{0,60}}\b(?:has|have) (?:{_GONE}|deleted) this {_PAPER}\b",
    r"(?:dieser|der) (?:artikel|text|beitrag) wurde (?:\S+ ){0,4}(?:zurückgezogen|gelöscht|entfernt|depubliziert)",
    r"cet article a été (?:retiré|supprimé|dépublié)",
    r"(?:este artículo|esta noticia) ha sido (?:retirad|eliminad)[oa]",
    r"(?:이|해당|본) 기사는? .{0,60}(?:삭제|철회)(?:됐|되었|했|하였|합니다)",
    r".{0,40}(?:この|当該)記事(?:は|を).{0,40}(?:取り消し|撤回|削除(?:し|いた))",
    opens=_OPENS,
)
WITHDRAWN = _pattern(
    rf"\b(?:this|the) {_PAPER} (?:has been|was|is being|have been) {_GONE}",
    r"\bwe (?:have |are |hereby ){0,2}(?:retract|withdr[ae]w|remov|unpublish)\w* (?:this|the)",
)

# --- What a notice tells of, and what it isn't ------------------------------------------------------------------------

OF_AN_ERROR = _pattern(
    r"\b(?:correct(?:s|ed|ion|ing)?|errors?|erroneous(?:ly)?|mistake(?:nly|s|n)?|incorrect(?:ly)?|inaccura\w+)\b",
    r"\b(?:misstat|misspell|misidentif|misattribut|misquot|retract|withdr[ae]w|clarif|apologi[sz]|fabricat|plagiari)\w*",
    r"\b(?:wrong(?:ly)?|amended|regrets?|removed|did not meet|(?:earlier|previous|original) version)\b",
    r"\bupdated to (?:correct|reflect|clarify|remove)\b",
    r"korrigiert|fehler|fälschlich|falsch|berichtig|früheren version|ursprünglich",
    r"erreur|corrigé|erroné|inexact|rectifi|version précédente|errónea|corregid|versión anterior|ошиб|исправлен",
    r"정정|바로[ ]?잡|오류|잘못|사실과 다|사실이 아|반론|訂正|誤り|おわび|お詫び|更正",
)
# What asks readers for corrections, or tells of them in general, is in every footer.
INVITATION = _pattern(
    r"\b(?:report|submit|request|suggest|send|e-?mail|see|spot(?:ted)?|found|find|noticed?|have) (?:us )?"
    r"(?:an?|any|your|the)? ?(?:possible |factual )?(?:corrections?|errors?|typos?|mistakes?)\b",
    r"corrections?@|corrections? (?:policy|page|column|and complaints|requests?)",
    r"\bto (?:request|report|submit) a\b|\blet us know\b|\bclick here\b|\bour (?:policy|standards) on\b",
    r"정정[ ]?보도[ ]?(?:신청|청구|요청)|오류[ ]?신고|제보|게시하는 공간|고충처리",
)
# A page of corrections of other articles.
COLUMN = _pattern(
    r"(?:corrections(?: (?:and|&) clarifications?)?|errata|korrekturen|rectificatifs|correcciones)"
    r"(?:$|\s*[:|–—-]|\s+(?:for|of|from)\b)",
    r"(?:바로[ ]?잡습니다|정정[·ㆍ ]?(?:및 )?반론보도|정정보도)(?:$| 모음|\s*[:|<–—-]\s*\S+(?:신문|일보|뉴스|닷컴)?$)",
)
COMMENTS = _pattern(
    r"(?:(?:\d[\d,.]*|all|view|show|join|read|leave|post|add|most recent|readers?[’']?|user|the)?\s*(?:a |the |your )?"
    r"(?:comments?|conversation|discussion|responses?)(?:\s*\(?\d[\d,.]*\)?)?(?: on this (?:story|article))?:?)",
    r"leave a (?:reply|comment)|post a comment|join the (?:conversation|discussion)|what do you think\?",
    r"\d+ (?:replies|thoughts on .*)|kommentare?(?: \(?\d+\)?)?|commentaires?(?: \(?\d+\)?)?",
    r"comentarios?(?: \(?\d+\)?)?|комментарии|댓글(?:\s*\(?\d*\)?)?(?:쓰기)?|전체[ ]?댓글.*|コメント.*",
)
_DAY = _any(
    r"\d{1,2}(?:st|nd|rd|th)?[ .]+[^\W\d_]{3,10}\.?,?(?: \d{4})?",
    r"[^\W\d_]{3,10}\.? \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?",
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}",
)
ONLY_A_DATE = re.compile(rf"(?:[^\W\d_]+day,? )?{_DAY}(?:,? [^\W\d_]+day)?\.?", re.IGNORECASE)
ITS_OWN_DATE = re.compile(
    r"\b(?:amended|corrected|updated|edited|published|modified|revised|correction|clarification|note)"
    rf"(?: on| at|,|:| \()*(?: [^\W\d_]+day,?)?\s*{_DAY}",
    re.IGNORECASE,
)
# Words that any notice has, and so tell nothing of what it is about.
OF_NOTICES = words(
    "this that article story report piece post column page version earlier previous original incorrectly wrongly",
    "mistakenly erroneously misstated corrected correction corrections clarification amended updated editor note",
    "error stated said says have been were with from also which what when where there their they than then because",
    "should would could about after before since reflect reflects change changed headline caption paragraph number",
    "numbers name names date removed readers online published publication text quote quoted",
)
