"""What the pages of the readers' site need to show a frozen document."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims.models import Claim, Source, Verdict
from claims.presenters import addresses, claim_review, rating_image
from claims.presenters.document import Document
from claims.presenters.live import CitedPage
from claims.templatetags.desk import css, rating_mark
from claims.text import dates, language_tags

register = template.Library()

STANCES = {
    "supports": _("Supports the claim"),
    "refutes": _("Contradicts the claim"),
    "qualifies": _("Qualifies the claim"),
    "context": _("Context"),
    "outcome": _("What happened later"),
}
CHANGES = {
    Verdict.Change.FIRST: _("First published"),
    Verdict.Change.RATING_CORRECTION: _("Correction: the rating changed"),
    Verdict.Change.OTHER_CORRECTION: _("Correction"),
    Verdict.Change.UPDATE: _("Update"),
    Verdict.Change.MINOR: _("Minor change"),
    Verdict.Change.WITHDRAWAL: _("Withdrawn"),
}
KINDS = {str(kind): words for kind, words in Claim.Kind.choices}  # each reader's language says them
SOURCES = {str(kind): words for kind, words in Source.Kind.choices}


@register.filter
def moment(given: str | None) -> datetime | None:
    """A moment of a document (RFC 3339), for the filters that show times."""
    return datetime.fromisoformat(given) if given else None


@register.filter
def edtf(given: str) -> str:
    """A date as somebody gave it, in words; what can't be read is shown as it is."""
    try:
        return dates.display(dates.parse(given)) if given else ""
    except ValueError:
        return given


@register.filter
def web(address: str) -> str:
    """The address if a reader may follow it: http or https, and nothing else."""
    return address if urlsplit(address).scheme in {"http", "https"} else ""


@register.filter
def host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


@register.filter
def stance(value: str) -> str:
    return str(STANCES.get(value, value))


@register.filter
def change(value: str) -> str:
    return str(CHANGES.get(value, value))  # type: ignore[call-overload]


@register.filter
def claim_kind(value: str) -> str:
    return str(KINDS.get(value, value))


@register.filter
def source_kind(value: str) -> str:
    return str(SOURCES.get(value, value))


@register.filter
def of_number(pages: dict[int, CitedPage], number: int) -> CitedPage | None:
    """What became of the page of this citation, if it isn't as it was."""
    return pages.get(number)


@register.filter
def lower_first(words: str) -> str:
    """For a sentence that goes on after a colon."""
    return words[:1].lower() + words[1:]


@register.filter
def around(appearance: Document) -> dict[str, str]:
    """An excerpt in three: before the claim's words, the words, after them."""
    before, words, after = appearance["excerpt"].partition(appearance["anchor"]["exact"])
    return {"before": before, "words": words, "after": after}


@register.simple_tag
def rated(document: Document) -> SafeString:
    """The rating of a document, as a badge in the document's language; where it has no word, in the desk's."""
    rating = document["rating"]
    found = language_tags.in_language(rating["labels"], document["language"])
    language, word = found or (settings.DESK_LANGUAGE, rating["label"])
    tone = rating.get("colour", "neutral")
    return rating_mark(rating["slug"], rating["number"], word, tone, language=language)


@register.filter
def locale(tag: str) -> str:
    """A language's tag as Open Graph writes it: ko, pt_BR."""
    return tag.replace("-", "_")


@register.simple_tag
def rating_picture(document: Document) -> str:
    """The whole address of the picture that goes with a link to the document; empty for a withdrawal."""
    rating = document["rating"]
    if rating is None:
        return ""
    tone, number = rating.get("colour") or "neutral", rating["number"]
    shown = max(1, min(rating_image.STEPS, number)) if number is not None else 0
    known = css(tone) if css(tone) in rating_image.TONES else "neutral"
    return addresses.absolute(reverse("public:rating-picture", args=[known, shown]))


@register.filter
def rating_word(document: Document) -> str:
    """The rating of a document as the document's readers call it."""
    return claim_review.label(document)
