"""A badge in words and as a drawing that needs nothing from elsewhere: no script, no font, no style sheet."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import get_language, get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from claims.presenters import badges
from claims.presenters.badges import Badge
from claims.text import language_tags
from claims.text.xml import writable

WORDS = {
    badges.CHECKED: gettext_lazy("Fact-checked"),
    badges.PARTLY: gettext_lazy("Partly fact-checked"),
    badges.AT_RISK: gettext_lazy("Being re-examined"),
    badges.WITHDRAWN: gettext_lazy("Fact-checks withdrawn"),
    badges.UNCHECKED: gettext_lazy("Not fact-checked"),
}


class Tone(NamedTuple):
    """Paper and ink, on a light page and on a dark one. The ink stands out from the paper by 4.5 to 1 at least."""

    light: tuple[str, str]
    dark: tuple[str, str]


TONES = {
    badges.CHECKED: Tone(("#e5f3e9", "#1d6237"), ("#173022", "#84d29c")),
    badges.PARTLY: Tone(("#e5eef9", "#1d5593"), ("#1c2b3d", "#93bff3")),
    badges.AT_RISK: Tone(("#fcebe8", "#a3231f"), ("#3a1c1b", "#ff9f96")),
    badges.WITHDRAWN: Tone(("#f3eaf6", "#6a3d78"), ("#31213a", "#d3a6e0")),
    badges.UNCHECKED: Tone(("#eeeae3", "#5a554d"), ("#2b2c30", "#bfb9ae")),
}
# In a square of 16; no two states have the same, so that nobody has to tell colours apart.
DRAWINGS = {
    badges.CHECKED: "M3 8.5l3.5 3.5L13 4.5",
    badges.PARTLY: "M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11",
    badges.AT_RISK: "M8 2.5l6 11H2zM8 6.5v3.5M8 12v.2",
    badges.WITHDRAWN: "M4 4l8 8M12 4l-8 8",
    badges.UNCHECKED: "M3.5 8h9",
}
HEIGHT, MARGIN, ICON, SIZE = 28, 10, 16, 13
NARROW, WIDE = frozenset("iljtfrI.,:;|'’!()[] ·"), frozenset("mwMW@%")


@dataclass(frozen=True)
class Drawn:
    """``text`` is what the drawing shows; ``title`` and ``description`` are for who doesn't see it."""

    state: str
    text: str
    title: str
    description: str
    language: str
    is_right_to_left: bool
    width: int
    text_width: int

    @property
    def tone(self) -> Tone:
        return TONES[self.state]

    @property
    def drawing(self) -> str:
        return DRAWINGS[self.state]

    @property
    def icon_at(self) -> int:
        return self.width - MARGIN - ICON if self.is_right_to_left else MARGIN

    @property
    def text_at(self) -> int:
        return self.width - MARGIN - ICON - 6 if self.is_right_to_left else MARGIN + ICON + 6


def state_words(state: str) -> str:
    return str(WORDS[state])


def draw(badge: Badge | None) -> Drawn:
    """In the language that is spoken now; None is an article of which readers know nothing."""
    state = badge.state if badge else badges.UNCHECKED
    parts = [state_words(state)]
    if badge and badge.standing:
        parts.append(
            ngettext("%(count)s claim", "%(count)s claims", badge.standing) % {"count": badge.standing}
        )
    text = " · ".join(parts)
    size = text_width(text)
    return Drawn(
        state=state, text=text, title=writable(f"{text} ({settings.DESK_NAME})"),
        description=writable(_described(badge)),
        language=get_language() or "en", is_right_to_left=get_language_bidi(),
        width=size + 2 * MARGIN + ICON + 6, text_width=size,
    )  # fmt: skip


def rating_counts(badge: Badge) -> list[tuple[str, int]]:
    """(the rating's word in the language that is spoken now, or in the desk's; how many)."""
    spoken = get_language() or "en"
    found = []
    for rating, count in badge.ratings:
        in_language = language_tags.in_language(rating.labels, spoken)
        found.append((in_language[1] if in_language else rating.label, count))
    return found


def _described(badge: Badge | None) -> str:
    if badge is None:
        return ""
    told = [f"{word}: {count}" for word, count in rating_counts(badge)]
    if badge.at_risk:
        told.append(_("being re-examined: %(count)s") % {"count": badge.at_risk})
    if badge.withdrawn:
        told.append(_("withdrawn: %(count)s") % {"count": badge.withdrawn})
    return "; ".join(told)


def text_width(text: str) -> int:
    """About how wide a text is in pixels, in whatever font a reader has; the drawing fits the text into it."""
    return round(sum(map(_width, text)) * SIZE)


def _width(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in NARROW:
        return 0.33
    return 0.85 if character in WIDE else 0.66 if character.isupper() else 0.56
