"""Pages that a site shows instead of the page: challenges for machines, and requests to log in or to pay."""

from __future__ import annotations

import re

from claims.text.outcomes import FailureClass

SHORT = 150  # words; an article about such barriers is longer than a barrier

_CHALLENGE = re.compile(
    r"just a moment\.\.\.|attention required! \| cloudflare|are you a (?:robot|human)\b"
    r"|(?:verify|confirm|prove) (?:that )?you(?:'re| are) (?:a )?(?:human|not a (?:ro)?bot)|i'm not a robot"
    r"|checking (?:if the site connection is secure|your browser)"
    r"|enable javascript and cookies to continue|please enable (?:js|javascript) and disable any ad blocker"
    r"|incapsula incident id|unusual traffic from your|pardon our interruption|press (?:&|and) hold to confirm"
    r"|access (?:to this page )?(?:has been |is )?denied|security check to access|ddos protection by"
)
_PAYMENT = re.compile(
    r"subscribe to (?:continue|keep) reading"
    r"|(?:this|the) (?:article|content|story) is (?:for|available to|reserved for) (?:our )?subscribers"
    r"|subscribers? only|already a subscriber\?"
)
_LOG_IN = re.compile(
    r"(?:log|sign) ?in (?:or (?:sign|create|register).{0,20} )?to (?:continue|view|read|see)"
    r"|you must (?:be logged|log) in"
)


def found_in(title: str, text: str) -> FailureClass | None:
    """The barrier that a page is, or None. Only a page with little else on it is judged by its words."""
    if len(text.split(None, SHORT)) >= SHORT:
        return None
    words = " ".join(f"{title}\n{text}".replace("’", "'").lower().split())
    if _CHALLENGE.search(words):
        return FailureClass.BOT_WALL
    if _PAYMENT.search(words):
        return FailureClass.PAYWALL
    return FailureClass.HTTP_401 if _LOG_IN.search(words) else None
