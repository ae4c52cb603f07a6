"""The shapes of badges, for the description of the API."""

from __future__ import annotations

from rest_framework import serializers

from claims.api import examples
from claims.api.schema import Choice, Coverage, Flag, Moment, Number, Shape, Text
from claims.presenters import badges


class AskedArticle(Shape):
    external_id = Text(required=False)
    url = Text(required=False)


class ClaimsOfBadge(Shape):
    standing = Number(help_text="Checks of its claims that stand.")
    at_risk = Number(help_text="Of these, being re-examined.")
    withdrawn = Number()


class RatingOfBadge(Shape):
    slug = serializers.SlugField()
    label = Text()  # type: ignore[assignment]
    labels = serializers.DictField(child=Text(), help_text="In other languages, by their tags.")
    count = Number()


class CheckedText(Shape):
    """The newest text that the desk has of the article: the one that its claims are marked in."""

    number = Number()
    sha256 = Text(help_text="Of the text in UTF-8, with plain line ends.")
    fingerprint = Text(
        help_text="The same for every text in which a reader finds no difference; see docs/cms.md."
    )
    taken_at = Moment()


class BadgeLinks(Shape):
    page = serializers.URLField()
    embed = serializers.URLField(help_text="A card that any site may frame.")
    badge_html = serializers.URLField(help_text="A piece of HTML without scripts or styles.")
    badge_svg = serializers.URLField()


class Badge(Shape):
    asked = AskedArticle(help_text="As you named it.")
    slug = serializers.SlugField()
    external_id = Text(allow_null=True)
    url = Text()
    title = Text()
    is_invented = Flag()
    state = Choice(choices=badges.STATES)
    coverage = Coverage()
    claims = ClaimsOfBadge()
    ratings = RatingOfBadge(many=True, help_text="Of the checks that stand, in the order of the ratings.")
    text = CheckedText(allow_null=True)
    links = BadgeLinks()
    text_changed = Flag(
        allow_null=True, help_text="Whether the text that you sent is another; null where you sent none."
    )


class Badges(Shape):
    results = Badge(many=True, help_text="In the order of the question.")
    unknown = AskedArticle(many=True, help_text="Not here, or not (yet) for readers.")

    EXAMPLE = examples.BADGES
