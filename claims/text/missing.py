"""Notices that a page is not there: as titles, and as first lines of a page."""

from __future__ import annotations

import re

_THING = r"(?:page|article|story|document|content|file|url|resource|address|link)s?"
_FILLER = (
    r"(?: (?:you|that|which|we|requested|were|are|looking|for|have|has|tried|to|reach|at|this|address)){0,10}"
)
_GONE = (
    r"(?:(?:was |were |is )?not found|(?:could|can) ?(?:n't|not|'t) be (?:found|located)|does ?(?:n't|not) exist"
    r"|no longer exists?|(?:is )?no longer (?:available|here|online)"
    r"|(?:was|has been|been) (?:removed|deleted|taken down)"
    r"|(?:is|was)(?:n't| not) (?:here|there)|(?:is )?(?:not available|unavailable|missing))"
)
_NAMES_A_PAGE = (
    rf"{_THING}{_FILLER} {_GONE}",
    rf"(?:can|could) ?(?:n't|not|'t) (?:find|locate) (?:the |that |this |your )*(?:requested )?{_THING}",
    rf"no such {_THING}",
    rf"(?:we have |we've )?(?:withdrawn|removed|deleted|unpublished) this {_THING}",
    r"(?:페이지|기사|문서|게시물)(?:를|을|가|이|는)? ?(?:찾을 수 없|존재하지 않|삭제되)|삭제된 (?:기사|페이지|게시물)",
    r"seite (?:wurde )?nicht gefunden|(?:seite|artikel) existiert nicht|page (?:introuvable|non trouvée|not exist)",
    r"página no encontrada|página não encontrada|pagina non trovata|(?:pagina|artikel) (?:is )?niet gevonden",
    r"страниц[аы] не (?:найдена|существует)|сторінк[уа] не знайдено",
    r"nie znaleziono strony|strona nie (?:istnieje|została znaleziona)|stránka (?:nebyla )?nenalezena",
    r"sidan (?:kunde inte hittas|hittades inte)|sayfa bulunamadı|halaman tidak ditemukan",
    r"không tìm thấy trang|الصفحة غير موجودة|لم يتم العثور على الصفحة|הדף לא נמצא",
    r"ページ(?:が|は)(?:見つかりません|存在しません)|(?:页面|頁面|文章)(?:不存在|未找到|已删除|已刪除)|找不到(?:页面|頁面)",
)
# What a notice in a title is made of besides; a headline has other words: “Link not found between vaccines and autism”.
_AROUND = re.compile(
    r"(?:\W|\b(?:\d{3}|a|again|and|any|anymore|at|author|been|but|by|country|currently|editors?|error|has|have|here|hmm+|http|in|is"
    r"|it|may|more|moved|no|now|oh|on|oops|or|our|owner|please|publisher|region|removed|requested|right|selected|server|site"
    r"|sorry|specified|temporarily|that|the|there|this|time|try|uh|user|ve|was|we|web|website|whoops|you|your)\b)*"
)
_BARE = (r"(?:error ?|http ?)?404(?: error| not found)?", r"not found", r"nothing found", r"nie znaleziono")
_NOTICE = re.compile("|".join(_NAMES_A_PAGE))
_BARE_NOTICE = re.compile("|".join(_BARE))
_THING_GONE = re.compile(rf"(?P<before>.*?){_NAMES_A_PAGE[0]}(?P<after>.*)")
_NEVER_NEWS = re.compile(r".*(?:page|url|address)s?\b")
_EARLY = 60  # characters of a line before the notice in it
_TITLE_PARTS = re.compile(r"\s[-–—|·»:]+\s|\s*[|·»]\s*|:\s")


def is_title(title: str) -> bool:
    """Whether a part of the title is a notice, or a short part names a page that is gone."""
    return any(_is_notice(part) for part in title_parts(title))


def is_line(line: str) -> bool:
    """Whether a line begins with a notice."""
    found = _NOTICE.search(_plain(line[:300]))
    return found is not None and found.start() <= _EARLY


def title_parts(title: str) -> list[str]:
    """Headline and name of the site, as separators cut them; in lower case."""
    return [part for part in _TITLE_PARTS.split(_plain(title)) if part]


def _is_notice(title: str) -> bool:
    part = title.strip(" .!?…:,-–—")
    if _BARE_NOTICE.fullmatch(part):
        return True
    return len(part) <= _EARLY and _NOTICE.search(part) is not None and not _is_headline(part)


def _is_headline(part: str) -> bool:
    """Whether it tells of something that is gone, and of what or where, as no notice does."""
    found = _THING_GONE.fullmatch(part)
    if found is None:
        return False
    names_a_page = _NEVER_NEWS.match(part[len(found["before"]) : len(part) - len(found["after"])])
    return not _AROUND.fullmatch(found["after"]) or not (names_a_page or _AROUND.fullmatch(found["before"]))


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").lower().split())
