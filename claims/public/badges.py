"""Badges of articles for other sites: a card in a frame, a piece of HTML, a drawing. None of them holds a script."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from claims.models import Article
from claims.presenters import badge_words, badges, published_article
from claims.presenters.badge_words import TONES
from claims.presenters.badges import Badge
from claims.public import responding
from claims.public.embedding import View, framed

SVG, HTML = "image/svg+xml; charset=utf-8", "text/html; charset=utf-8"
THEMES = ("auto", "light", "dark")


def _style(theme: str) -> str:
    """The colours of all states on a light page, on a dark one, or on whichever the reader has."""
    light = "".join(_rules(state, tone.light) for state, tone in TONES.items())
    dark = "".join(_rules(state, tone.dark) for state, tone in TONES.items())
    by_reader = f"{light}@media (prefers-color-scheme:dark){{{dark}}}"
    return {"light": light, "dark": dark, "auto": by_reader}[theme]


def _rules(state: str, colours: tuple[str, str]) -> str:
    paper, ink = colours
    return (
        f".{state} rect{{fill:{paper};stroke:{ink}}}.{state} path{{stroke:{ink}}}.{state} text{{fill:{ink}}}"
    )


STYLES = {theme: _style(theme) for theme in THEMES}


def _hash(style: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


def _drawn(view: View) -> View:
    """A drawing may be opened by itself, and framed: nothing in it runs, and only its own colours are taken."""
    opened: View = csp_replace(
        {
            "default-src": ["'none'"], "script-src": ["'none'"], "frame-ancestors": ["*"], "form-action": ["'none'"],
            "style-src": [_hash(style) for style in STYLES.values()],
        }
    )(view)  # fmt: skip
    return xframe_options_exempt(opened)


@framed
@require_safe
def card(request: HttpRequest, **named: str) -> HttpResponseBase:
    """An article's badge as a card, with how many of its claims are rated what."""
    badge = _badge(named)
    if badge is None:
        body = render_to_string("claims/public/embed_nothing.html", {"is_hidden": False})
        return HttpResponse(
            body, status=404, headers={"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
        )
    with translation.override(_language(request, badge)):
        context = {
            "badge": badge, "words": badge_words.state_words(badge.state), "ratings": badge_words.rating_counts(badge),
            "title": published_article.title(badge.article), "links": badges.links(badge.article.slug),
        }  # fmt: skip
        response = responding.page(request, "claims/public/article_embed.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@framed
@require_safe
def fragment(request: HttpRequest, **named: str) -> HttpResponseBase:
    """A piece of HTML to put into a page: a link and a picture, in both of the page's colours."""
    badge = _badge(named)
    if badge is None:
        return HttpResponse(status=404, content_type=HTML, headers={"Cache-Control": "no-store"})
    links = badges.links(badge.article.slug)
    with translation.override(_language(request, badge)):
        drawn = badge_words.draw(badge)
        pictures = {
            theme: f"{links['badge_svg']}?{urlencode({'lang': drawn.language, 'theme': theme})}"
            for theme in ("light", "dark")
        }
        context = {"drawn": drawn, "page": links["page"], "pictures": pictures, "height": badge_words.HEIGHT}
        body = render_to_string("claims/public/badge.html", context)
    return _given(request, body, HTML)


@_drawn
@require_safe
def drawing(request: HttpRequest, **named: str) -> HttpResponseBase:
    """The badge as SVG. Where there is no such article it says so, with 404: browsers show it all the same."""
    badge = _badge(named)
    asked = request.GET.get("theme", "")
    theme = asked if asked in THEMES else "auto"
    with translation.override(_language(request, badge)):
        context: dict[str, Any] = {"drawn": badge_words.draw(badge), "style": STYLES[theme]}
        body = render_to_string("claims/public/badge.svg", context)
    if badge is None:
        response = HttpResponse(body, content_type=SVG, status=404, headers={"Cache-Control": "no-store"})
        responding.opened(response)
        return response
    return _given(request, body, SVG)


def _given(request: HttpRequest, body: str, kind: str) -> HttpResponseBase:
    response = responding.for_machines(request, body.strip().encode(), kind=kind)
    response["X-Robots-Tag"] = "noindex"
    return response


def _badge(named: dict[str, str]) -> Badge | None:
    """Of the article with this slug or external id, if readers may see it."""
    found = Article.objects.public().with_coverage().filter(**named).first()
    return badges.of([found])[0] if found else None


def _language(request: HttpRequest, badge: Badge | None) -> str:
    """The language asked for, else the article's, else the desk's; the first that the desk speaks."""
    wanted = [request.GET.get("lang", ""), badge.article.language if badge else ""]
    spoken = {code.lower(): code for code, _ in settings.LANGUAGES} | {"en": settings.LANGUAGES[0][0]}
    for tag in filter(None, wanted):
        for form in (tag.lower(), tag.lower().partition("-")[0]):
            if form in spoken:
                return spoken[form]
    return settings.LANGUAGE_CODE
