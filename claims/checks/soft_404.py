"""Does the address answer “200 OK” with a page that says there is nothing here?

Judged by what was captured: where the redirects led, the title, a short text, and what the host answers to a made-up
address, which tells its “not found” in any language.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.checks import same_place, whole
from claims.checks.base import Outcome, Result, SourceCheck, Subject, excerpt, nothing_captured
from claims.models import Probe, Snapshot
from claims.text import barriers, likeness, missing, urls

SHORT = 120  # words; an article that speaks of missing pages is longer than a notice that says so
_FRONT = re.compile(r"/?(?:index\.\w+|home|[a-z]{2}(?:[-_][a-z]{2})?)?/?", re.IGNORECASE)
_SENTENCES = {
    "home_page": gettext_lazy("The address now leads to the site's front page instead of the page itself."),
    "title": gettext_lazy("The site answers, but the page calls itself “{title}”."),
    "text": gettext_lazy("The site answers, but the page only says: “{text}”"),
    "like_missing": gettext_lazy(
        "The site answers with what it shows at addresses where there is nothing: “{text}”"
    ),
}


class NotASoft404(SourceCheck):
    id = "not-a-soft-404"

    def judge(self, subject: Subject) -> Result:
        if unknown := nothing_captured(subject):
            return unknown
        snapshot = subject.snapshot
        reason = suspicion(snapshot, subject.baseline)
        if not reason:
            return Result(Outcome.PASS, "has_content", _("The address leads to a page with content."))
        said = _SENTENCES[reason].format(title=excerpt(snapshot.title), text=excerpt(snapshot.text))
        details = {"final_url": snapshot.final_url, "title": snapshot.title}
        return Result(Outcome.FAIL, reason, said, details)


def suspicion(snapshot: Snapshot, baseline: Snapshot | None = None) -> str:
    """Why a good capture looks like a soft 404, a key of ``_SENTENCES``; empty if it doesn't.

    The baseline is an earlier capture that showed the page itself.
    """
    if not snapshot.is_good or same_place.asks_to_log_in(snapshot) or whole.breaks_off(snapshot, baseline):
        return ""
    if _leads_to_the_front(snapshot.url, snapshot.final_url):
        return "home_page"
    if missing.is_title(snapshot.title):
        return "title"
    probe = snapshot.probe
    if not _is_honest(probe) and _only_says_so(snapshot.text):
        return "text"
    return "like_missing" if probe and _is_like(snapshot, probe, baseline) else ""


def _only_says_so(text: str) -> bool:
    is_short = len(text.split(None, SHORT)) < SHORT
    return is_short and any(missing.is_line(line) for line in text.splitlines()[:5])


def _is_honest(probe: Probe | None) -> bool:
    """Whether the host says 404 where there is nothing: then a page that it shows with 200 is there."""
    return probe is not None and probe.status in (404, 410)


def _is_like(snapshot: Snapshot, probe: Probe, baseline: Snapshot | None) -> bool:
    """Whether the host shows the same at an address that never was. Its barriers and failures are no answer."""
    answered = probe.status is not None and 200 <= probe.status < 300 and not probe.failure
    if not answered or barriers.found_in(probe.title, probe.text):
        return False
    if probe.final_url == snapshot.final_url != snapshot.url:
        return True
    has_its_title = snapshot.title in ("", probe.title)
    if has_its_title and likeness.are_alike(snapshot.text, probe.text):
        return True
    if baseline is None or not likeness.is_gone(baseline.text, snapshot.text):
        return False
    if whole.barrier(snapshot, baseline):
        return False
    is_retitled = has_its_title and probe.title != baseline.title
    return is_retitled or likeness.took_over(snapshot.text, probe.text, before=baseline.text)


def _leads_to_the_front(asked: str, reached: str) -> bool:
    try:
        start, end = urls.parse(asked), urls.parse(reached or asked)
    except urls.BadURL:
        return False
    was_deep = not _FRONT.fullmatch(start.path) or bool(start.query)
    return was_deep and bool(_FRONT.fullmatch(end.path)) and not end.query
