"""Does the address answer “200 OK” with a page that says there is nothing here?

Judged by what was captured alone: where the redirects led, the title, and a short text.
"""

from __future__ import annotations

import re

from claims.checks.base import Outcome, Result, SourceCheck, Subject, excerpt, nothing_captured
from claims.models import Snapshot
from claims.text import urls

SHORT = 120  # words; an article that speaks of missing pages is longer than a notice that says so
_THING = r"(?:page|article|story|document|content|file|url|resource|address|link)s?"
_FILLER = (
    r"(?: (?:you|that|which|we|requested|were|are|looking|for|have|has|tried|to|reach|at|this|address)){0,10}"
)
_GONE = (
    r"(?:(?:was |were |is )?not found|(?:could|can) ?(?:n't|not|'t) be found|does ?(?:n't|not) exist|no longer exists?"
    r"|(?:is )?no longer (?:available|here|online)|(?:was|has been|been) (?:removed|deleted)"
    r"|(?:is )?(?:not available|unavailable|missing))"
)
_NAMES_A_PAGE = (
    rf"{_THING}{_FILLER} {_GONE}",
    rf"(?:can|could) ?(?:n't|not|'t) find (?:the |that |this |your )*(?:requested )?{_THING}",
    rf"no such {_THING}",
    r"(?:페이지|기사|문서)(?:를|을|가|이|는)? ?(?:찾을 수 없|존재하지 않|삭제되)|삭제된 (?:기사|페이지)",
    r"seite (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)|página no encontrada|pagina non trovata",
    r"страница не найдена|nie znaleziono strony|strona nie (?:istnieje|została znaleziona)",
    r"ページ(?:が|は)見つかりません|(?:页面|頁面)(?:不存在|未找到)|找不到(?:页面|頁面)",
)
_BARE = (r"(?:error ?|http ?)?404(?: error| not found)?", r"not found", r"nothing found", r"nie znaleziono")
_NOTICE = re.compile("|".join(_NAMES_A_PAGE))
_BARE_NOTICE = re.compile("|".join(_BARE))
_EARLY = 60  # characters of a line before the notice in it
_TITLE_PARTS = re.compile(r"\s[-–—|·»:]+\s|\s*[|·»]\s*|:\s")
_FRONT = re.compile(r"/?(?:index\.\w+|home|[a-z]{2}(?:[-_][a-z]{2})?)?/?", re.IGNORECASE)


class NotASoft404(SourceCheck):
    id = "not-a-soft-404"

    def judge(self, subject: Subject) -> Result:
        if unknown := nothing_captured(subject):
            return unknown
        snapshot = subject.snapshot
        reason = suspicion(snapshot)
        if not reason:
            return Result(Outcome.PASS, "has_content", "The address leads to a page with content.")
        sentence = {
            "home_page": "The address now leads to the site's front page instead of the page itself.",
            "title": f"The site answers, but the page calls itself “{excerpt(snapshot.title)}”.",
            "text": f"The site answers, but the page only says: “{excerpt(snapshot.text)}”",
        }[reason]
        return Result(
            Outcome.FAIL, reason, sentence, {"final_url": snapshot.final_url, "title": snapshot.title}
        )


def suspicion(snapshot: Snapshot) -> str:
    """Why a good capture looks like a soft 404: *home_page*, *title* or *text*; empty if it doesn't."""
    if not snapshot.is_good:
        return ""
    if _leads_to_the_front(snapshot.url, snapshot.final_url):
        return "home_page"
    if any(_is_notice(part) for part in _TITLE_PARTS.split(_plain(snapshot.title))):
        return "title"
    is_short = len(snapshot.text.split(None, SHORT)) < SHORT
    return "text" if is_short and any(_says_so(line) for line in snapshot.text.splitlines()[:5]) else ""


def _is_notice(title: str) -> bool:
    """The whole of a title's part is a notice, or a short part names a page that is gone."""
    part = title.strip(" .!?…:,-–—")
    return _BARE_NOTICE.fullmatch(part) is not None or (
        len(part) <= _EARLY and _NOTICE.search(part) is not None
    )


def _says_so(line: str) -> bool:
    found = _NOTICE.search(_plain(line[:300]))
    return found is not None and found.start() <= _EARLY


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").lower().split())


def _leads_to_the_front(asked: str, reached: str) -> bool:
    try:
        start, end = urls.parse(asked), urls.parse(reached or asked)
    except urls.BadURL:
        return False
    was_deep = not _FRONT.fullmatch(start.path) or bool(start.query)
    return was_deep and bool(_FRONT.fullmatch(end.path)) and not end.query
