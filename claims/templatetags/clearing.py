"""Tags of clearing: what the article's and the claim's workspace show of it, and the badges of its states."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from claims import rules
from claims.models import ArticleVersion, Claim, Query, User
from claims.presenters import clearance
from claims.presenters.clearance import Obstacle
from claims.templatetags.desk import badge

register = template.Library()


@register.simple_tag
def clearing_of_claim(claim: Claim, person: User) -> dict[str, Any]:
    """A claim's checklist, its queries to authors, and where another may be asked."""
    checklist = clearance.checklist(claim)
    queries = claim.queries.select_related("article_version__article").order_by("-asked_at", "-pk")
    appearance = claim.appearances.exclude(article_version=None).order_by("-article_version", "start").first()
    return {
        "checklist": checklist,
        "ticked": sum(line.tick is not None for line in checklist),
        "queries": list(queries[:20]),
        "article": appearance.article_version.article_id
        if appearance and appearance.article_version
        else None,
        "may_tick": rules.can_tick(person),
        "may_ask": rules.can_ask(person),
    }


@register.simple_tag
def query_state(query: Query) -> SafeString:
    """Open, overdue, what the author answered, or taken back: in shape, words and colour."""
    if query.state == Query.State.ANSWERED:
        return badge("approved", query.get_answer_display())
    if query.state == Query.State.TAKEN_BACK:
        return badge("withdrawn", query.get_state_display())
    if query.due_at and query.due_at < timezone.now():
        return badge("at-risk", _("overdue"))
    return badge("awaiting-approval", query.get_state_display())


@register.simple_tag
def obstacle_address(one: Obstacle, version: ArticleVersion) -> str:
    """Where what is in the way can be dealt with."""
    claim = {"claim": "steps", "checklist": "checklist", "hold": "claim"}
    if one.kind in claim:
        return f"{reverse('admin:claims_claim_workspace', args=[one.pk])}#{claim[one.kind]}"
    if one.kind == "query":
        page = reverse("admin:claims_article_queries", args=[version.article_id])
        return f"{page}?version={one.version or version.number}#query-{one.pk}"
    page = reverse("admin:claims_article_workspace", args=[version.article_id])
    if one.kind == "sentence":
        return f"{page}?version={version.number}&sentence={one.pk}#sentence-{one.pk}"
    return page


@register.simple_tag
def cleared_badge() -> SafeString:
    return badge("approved", _("cleared"))
