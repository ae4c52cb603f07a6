"""Tags that both faces share: icons, and the badges in which shape, words and colour come together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from claims.presenters import alike

if TYPE_CHECKING:
    from claims.models import Claim, Rating

register = template.Library()

SPRITE = "claims/icons.svg"
STEPS = 5  # the drawings of a rating: one to five bars
OFF_SCALE = frozenset({
    "needs-context", "misattributed", "unsupported", "unresolved", "prediction", "satire", "altered-media",
})  # fmt: skip


@register.simple_tag
def icon(name: str, kind: str = "") -> SafeString:
    """The drawing ``name`` of the sprite, silent to screen readers: the words beside it say the same."""
    return _drawn(static(SPRITE), name, kind)


@lru_cache(maxsize=512)  # a page has a hundred of them
def _drawn(sprite: str, name: str, kind: str) -> SafeString:
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" icon-{kind}" if kind else "",
        sprite,
        name,
    )


@register.simple_tag
def desk_name() -> str:
    """The name of this desk, as its settings give it."""
    return str(settings.DESK_NAME)


@register.filter
def css(value: str) -> str:
    """A stored value as part of a class or of an icon's name: ``in_review`` → ``in-review``."""
    return str(value).replace("_", "-")


@register.simple_tag
def badge(value: str, words: str, family: str = "status") -> SafeString:
    """A value with its own drawing and tone: a status, a stance, an outcome."""
    name = css(value)
    return format_html('<span class="{} is-{}">{} {}</span>', family, name, icon(name), words)


@register.inclusion_tag("claims/admin/parts/agreements.html")
def agreements(one: Any) -> dict[str, Any]:
    """In what a suggestion agrees with what it is offered for; of what was decided long ago nothing is told."""
    return {"agreeing": alike.agreed(getattr(one, "agreements", ()))}


@register.simple_tag
def claim_status(claim: Claim) -> SafeString:
    """A claim's verification status, and what is going on beside it where that differs."""
    shown = badge(claim.status, claim.get_status_display())
    if not claim.work_state or claim.work_state == claim.status:
        return shown
    return format_html(
        "{} {}", shown, badge(claim.work_state, _("now {state}").format(state=claim.get_work_state_display()))
    )


@register.simple_tag
def rating_badge(rating: Rating, words: str = "") -> SafeString:
    """A rating of the desk with its words; ``words`` stand for all of them where they are given."""
    others = {} if words else rating.labels
    return rating_mark(rating.slug, rating.number, words or rating.label, rating.colour, others)


@register.simple_tag
def rating_mark(
    slug: str,
    number: int | None,
    label: str,
    tone: str = "neutral",
    others: Mapping[str, str] | None = None,
    language: str = "",
) -> SafeString:
    """A rating by its parts: bars for its place on the scale or a drawing of its own, its word, its tone.

    ``others`` are its words in other languages; ``language`` is the label's, where the page may be in another.
    """
    rest = ((tag, word) for tag, word in (others or {}).items())
    return format_html(
        '<span class="rating tone-{}">{} <span{}>{}{}</span></span>',
        css(tone),
        icon(rating_drawing(slug, number)),
        format_html(' lang="{}" dir="auto"', language) if language else "",
        label,
        format_html_join("", ' <span class="local" lang="{}" dir="auto">{}</span>', rest),
    )


def rating_drawing(slug: str, number: int | None) -> str:
    """The drawing of a rating: bars for a number, its own picture off the scale, a question mark for the rest."""
    if number is not None:
        return f"rating-{max(1, min(STEPS, number))}"
    return f"rating-{slug}" if slug in OFF_SCALE else "rating-unresolved"
