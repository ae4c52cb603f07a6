"""Notices that a page is not there: as titles, and as first lines of a page.

A headline may tell of documents that were not found: a notice is a whole sentence or a whole part of a title.
"""

from __future__ import annotations

import re

_THING = r"(?:page|article|story|document|content|file|url|resource|address|link|post|item)s?"
_ASKED = (
    r"(?: (?:you|that|which|we|requested|were|was|are|is|looking|searching|for|have|has|tried|trying|to|reach|view"
    r"|find|at|this|address|wanted|asked|followed|[\w.:-]*/\S*)){0,12}"
)
_CANNOT = r"(?:can(?:not| not|'t)|could(?: not|n't))"
_GONE = (
    rf"(?:(?:was |were |is )?not found|{_CANNOT} be (?:found|located|displayed)|does(?: not|n't) exist"
    r"|no longer exists?|(?:is )?no longer (?:available|here|online|active)"
    r"|(?:was|has been|been|may have been|might have been) (?:re)?(?:moved|deleted|taken down|unpublished|withdrawn)"
    r"|(?:may|might) have moved or no longer exists?|(?:is|was)(?: not|n't) (?:here|there|available)"
    r"|(?:is )?(?:not available|unavailable|missing|gone))"
)
_NOTICES = (
    rf"(?:[\w.-]+ page not found|{_THING}{_ASKED} {_GONE})",
    rf"{_CANNOT} (?:find|locate) (?:the |that |this |your |what )*(?:requested )?(?:{_THING}{_ASKED}|{_ASKED})",
    rf"(?:there is |there's )?no such {_THING}",
    rf"(?:have |'ve )?(?:withdrawn|removed|deleted|unpublished) this {_THING}",
    r"not found|nothing (?:was )?found|(?:error|http)? ?4(?:04|10)(?: error| not found| gone)?",
)
_MAY_OPEN = (
    r"(?:(?:error|http|code|404|410|sorry|we(?:'re| are)? sorry|o+ps|uh[- ]?oh|whoops|hmm+|apologies|unfortunately"
    r"|ouch|it (?:looks|seems) like|but|the|this|that|your|our|we|requested|[-–—:,.!?|]) ?){0,12}"
)
_MAY_CLOSE = (
    r"(?:[ .!?…:,–—-]|\(?(?:404|410)\)?|error|on (?:this|the|our) (?:server|site|website)|here|any ?more"
    r"|at this (?:address|url)|by (?:the |its )?(?:publisher|author|owner|editors?))*+"
)
_NOTICE = re.compile(f"{_MAY_OPEN}(?:{'|'.join(_NOTICES)}){_MAY_CLOSE}")
_ELSEWHERE = re.compile(
    ".{0,16}(?:"
    r"(?:페이지|기사|문서|게시물)(?:를|을|가|이|는)? ?(?:찾을 수 없|존재하지 않|삭제되)"
    r"|삭제된 (?:기사|페이지|게시물)|seite (?:wurde )?nicht gefunden|(?:seite|artikel) existiert nicht"
    r"|page (?:introuvable|non trouvée|n'existe (?:pas|plus))|página (?:no|não) encontrada|pagina non trovata"
    r"|(?:pagina|artikel) (?:is )?niet gevonden|страниц[аы] не (?:найдена|существует)|сторінк[уа] не знайдено"
    r"|nie znaleziono(?: strony)?|strona nie (?:istnieje|została znaleziona)|stránka (?:nebyla )?nenalezena"
    r"|sidan (?:kunde inte hittas|hittades inte)|sayfa bulunamadı|halaman tidak ditemukan"
    r"|không tìm thấy trang|الصفحة غير موجودة|لم يتم العثور على الصفحة|הדף לא נמצא"
    r"|ページ(?:が|は)(?:見つかりません|存在しません)"
    r"|(?:页面|頁面|文章)(?:不存在|未找到|已删除|已刪除)|找不到(?:页面|頁面)"
    ").{0,16}"
)
_TITLE_PARTS = re.compile(r"\s[-–—|·»:]+\s|\s*[|·»]\s*|:\s")
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+")


def is_title(title: str) -> bool:
    """Whether a part of the title is a notice."""
    return any(map(_is_notice, title_parts(title)))


def is_line(line: str) -> bool:
    """Whether one of a line's first two sentences is a notice."""
    return any(map(_is_notice, _SENTENCE.split(_plain(line[:400]))[:2]))


def title_parts(title: str) -> list[str]:
    """Headline and name of the site, as separators cut them; in lower case."""
    return [part for part in _TITLE_PARTS.split(_plain(title)) if part]


def _is_notice(sentence: str) -> bool:
    return _NOTICE.fullmatch(sentence) is not None or _ELSEWHERE.fullmatch(sentence) is not None


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").lower().split())
