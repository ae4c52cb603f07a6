"""Tags for the workspaces: what is hidden, what can be taken down or shown to an outsider, and until when it waits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from claims import rules
from claims.models import Article, ArticleVersion, Claim, Hiding, Merge, Verdict
from claims.services import hiding

register = template.Library()


@register.inclusion_tag("claims/admin/parts/claim_takedown.html", takes_context=True)
def takedown_banner(context: Context, claim: Claim) -> dict[str, Any]:
    """That the claim is hidden, since when, and who has to decide."""
    found = Hiding.objects.in_force().filter(claim=claim).first()
    return {
        "hiding": found,
        "is_overdue": bool(found and not found.outcome and found.review_due_at <= timezone.now()),
        "may_review": bool(found and rules.can_review_hiding(context["user"], found)),
    }


@register.inclusion_tag("claims/admin/parts/claim_merged.html")
def merge_banner(claim: Claim) -> dict[str, Any]:
    """That the claim is part of another by now, or that somebody proposed it."""
    rows = Merge.objects.filter(claim=claim)  # most claims have none: what it names is read where it is shown
    return {"merge": rows.filter(state__in=[Merge.State.ASKED, Merge.State.DONE]).first()}


@register.inclusion_tag("claims/admin/parts/claim_outside.html", takes_context=True)
def outside_acts(context: Context, claim: Claim, verdict: Verdict | None) -> dict[str, Any]:
    """Ways to show the claim to somebody outside, or to nobody."""
    user = context["user"]
    return {
        "claim": claim,
        "verdict": verdict,
        "may_hide": rules.can_hide(user) and hiding.may_be_hidden(claim),
        "may_share": verdict is not None and rules.can_share_preview(user),
        "may_merge": rules.can_merge(user) and claim.status != Claim.Status.MERGED,
    }


@register.inclusion_tag("claims/admin/parts/article_outside.html", takes_context=True)
def article_outside(context: Context, article: Article, version: ArticleVersion) -> dict[str, Any]:
    """Until when the article is under embargo, and a way to show this version to an outsider."""
    return {
        "article": article,
        "version": version,
        "runs": is_running(article.embargo_until),
        "may_share": rules.can_share_preview(context["user"]),
    }


@register.inclusion_tag("claims/admin/parts/embargo.html")
def embargo(article: Article) -> dict[str, Any]:
    """That an embargo is running, with its hour in the desk’s own time zone."""
    return {"article": article, "runs": is_running(article.embargo_until)}


def is_running(until: datetime | None) -> bool:
    return until is not None and until > timezone.now()
