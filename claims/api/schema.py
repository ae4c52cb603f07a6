"""The shapes of the API's answers, for its description. Nothing is serialised with these: documents are frozen."""

from __future__ import annotations

from typing import Any

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from claims.api import examples, parameters, problems
from claims.models import Claim, Claimant, Evidence, PublicationState, Source, Verdict

Shape = serializers.Serializer[Any]
Text = serializers.CharField
Number = serializers.IntegerField
Flag = serializers.BooleanField
Moment = serializers.DateTimeField
Choice = serializers.ChoiceField

EDTF = "As it was given (EDTF): 2024-10-24, 2024-10, 2024-10-08/2024-10-24; empty where nothing is known."


class ClaimPart(Shape):
    statement = Text()
    kind = Choice(choices=Claim.Kind.choices)
    rated = Choice(
        choices=Claim.Rated.choices, help_text="What is rated: that it was said, or that it is so."
    )
    date = Text(help_text=EDTF)
    language = Text(help_text="BCP 47")


class ClaimantPart(Shape):
    slug = serializers.SlugField(allow_null=True, help_text="Null where nobody is named.")
    kind = Choice(choices=Claimant.Kind.choices, allow_null=True)
    name = Text()
    native_name = Text()
    role = Text(help_text="At the time of the claim.")
    country = Text(help_text="ISO 3166-1 alpha-2")
    same_as = serializers.ListField(child=serializers.URLField())


class ArticlePart(Shape):
    slug = serializers.SlugField()
    title = Text()
    outlet = Text()
    url = Text()
    language = Text()
    published_on = Text(help_text=EDTF)
    version = Number()
    sha256 = Text(help_text="Of the version's text in UTF-8.")


class AnchorPart(Shape):
    exact = Text()
    prefix = Text()
    suffix = Text()
    start = Number(help_text="Code points of the version's text.")
    end = Number(help_text="Exclusive.")


class AppearancePart(Shape):
    """In an article, or at another address."""

    article = ArticlePart(required=False)
    excerpt = Text(required=False)
    anchor = AnchorPart(required=False)
    url = Text(required=False)
    appeared_on = Text(help_text=EDTF)


class RatingPart(Shape):
    slug = serializers.SlugField()
    label = Text()  # type: ignore[assignment]  # taken out of the class by DRF before it could hide anything
    labels = serializers.DictField(child=Text(), help_text="In other languages, by their tags.")
    number = Number(allow_null=True, help_text="Null for a word that is off the scale.")
    meaning = Text()
    colour = Text()


class ScalePart(Shape):
    slug = serializers.SlugField()
    name = Text()
    worst = Number()
    best = Number()
    meaning = Text(required=False)


class SourceShape(Shape):
    slug = serializers.SlugField()
    publisher = Text()
    title = Text()
    kind = Choice(choices=Source.Kind.choices)
    language = Text()
    date = Text(help_text=EDTF)
    url = Text()

    EXAMPLE = examples.SOURCE


class CitedSourcePart(Shape):
    """For a protected source: the wording under ``publisher``, and nothing else."""

    slug = serializers.SlugField(allow_null=True)
    publisher = Text()
    title = Text()
    kind = Text()
    language = Text()
    date = Text(help_text=EDTF)
    url = Text()


class SearchPart(Shape):
    where = Text()
    words = Text()
    on = serializers.DateField()


class CitationPart(Shape):
    number = Number()
    form = Choice(choices=Evidence.Form.choices)
    stance = Choice(choices=Evidence.Stance.choices)
    source = CitedSourcePart(allow_null=True)  # type: ignore[assignment]
    quote = Text()
    translation = Text()
    date = Text(help_text=EDTF)
    hindsight = Flag(help_text="The evidence postdates the claim.")
    transcription = Text(help_text="How the words were taken over, where they weren't captured.")
    sha256 = Text(allow_null=True, help_text="Of the bytes that were captured.")
    captured_at = Moment(allow_null=True)
    search = SearchPart(allow_null=True, help_text="A search that found nothing.")


# A field may not be called class in a class body.
CHANGE = {"class": Choice(choices=Verdict.Change.choices), "note": Text()}
ChangePart = type("ChangePart", (Shape,), dict(CHANGE))
CorrectionPart = type("CorrectionPart", (Shape,), {"number": Number(), **CHANGE, "published_at": Moment()})


class RelatedPart(Shape):
    """Another fact-check, by name: its words stand in its own document, from which they can be taken back."""

    slug = serializers.SlugField()


class Document(Shape):
    """The frozen document of one number of a claim."""

    number = Number()
    slug = serializers.SlugField()
    published_at = Moment()
    language = Text(help_text="BCP 47")
    change = ChangePart()
    claim = ClaimPart()
    claimant = ClaimantPart(allow_null=True)
    appearances = AppearancePart(many=True)
    rating = RatingPart(allow_null=True, help_text="Null for a withdrawal.")
    scale = ScalePart(allow_null=True)
    summary = Text()
    explanation = Text()
    how_checked = Text()
    would_change = Text()
    as_of = serializers.DateField(allow_null=True)
    methodology = Text()
    credits = Text()
    citations = CitationPart(many=True)
    corrections = CorrectionPart(many=True)
    related = RelatedPart(many=True)


class ArchivedCopy(Shape):
    archive = Text(help_text="The archive's name.")
    url = serializers.URLField()
    archived_at = Moment()


class CitedPage(Shape):
    """A cited page that is gone, or no longer what was cited; with a copy from before, where an archive has one."""

    citation = Number(help_text="Of the citation in the document.")
    state = Choice(choices=["gone", "changed"])
    archived = ArchivedCopy(allow_null=True)


class State(Shape):
    """What may change beside the frozen document."""

    standing = Choice(choices=PublicationState.Standing.choices)
    at_risk_since = Moment(allow_null=True, help_text="The verdict is being re-examined since then.")
    changed_at = Moment()
    cited_pages = CitedPage(many=True)


class PublishedClaim(Shape):
    document = Document()
    page = serializers.URLField(help_text="For readers.")
    sha256 = Text(help_text="Of the document's bytes, as they stand in this answer.")
    state = State()

    EXAMPLE = examples.PUBLISHED_CLAIM


class Version(Shape):
    number = Number()
    change = ChangePart()
    published_at = Moment()
    page = serializers.URLField()
    sha256 = Text()
    state = State()

    EXAMPLE = examples.VERSION


class Coverage(Shape):
    sentences = Number()
    complete = Number(help_text="Sentences of which a person said that all is marked.")
    percent = Number()


class Article(Shape):
    slug = serializers.SlugField()
    title = Text()
    byline = Text()
    outlet = Text()
    url = Text()
    language = Text()
    published_on = Text(help_text=EDTF)
    is_invented = Flag()
    page = serializers.URLField()
    coverage = Coverage()

    EXAMPLE = examples.ARTICLE


class VersionOfArticle(Shape):
    number = Number()
    sha256 = Text()


class Place(Shape):
    start = Number()
    end = Number()


class Passage(Place):
    text = Text()


class ClaimInArticle(PublishedClaim):
    page = serializers.URLField(allow_null=True, help_text="Null for a line that has no page of its own.")
    reach = Choice(choices=[Verdict.Reach.FACT_CHECK, Verdict.Reach.ARTICLE_LINE])
    places = Place(many=True)


class PublishedArticle(Article):
    version = VersionOfArticle()
    is_whole = Flag()
    passages = Passage(many=True)
    claims = ClaimInArticle(many=True)

    EXAMPLE = examples.PUBLISHED_ARTICLE


class RatingShape(RatingPart):
    scale = ScalePart()

    EXAMPLE = examples.RATING_OF_SCALE


class Error(Shape):
    """What is wrong with one parameter or header, or at one place of the body (a JSON pointer, RFC 6901)."""

    parameter = Text(required=False)
    pointer = Text(required=False)
    detail = Text()


class Problem(Shape):
    """Problem details (RFC 9457)."""

    type = Text()
    title = Text()
    status = Number()
    code = Text(help_text="Stable; for programs.")
    detail = Text(help_text="For people.")
    errors = Error(many=True, required=False)  # type: ignore[assignment]
    lines = serializers.ListField(
        child=Text(),
        required=False,
        help_text="Of the publication gate: the codes of those that are not met.",
    )


def page(name: str, of: type[Shape]) -> type[Shape]:
    following = serializers.URLField(allow_null=True, help_text="The next page; null at the end.")
    shape = type(name, (Shape,), {"results": of(many=True), "next": following})
    if example := getattr(of, "EXAMPLE", None):
        shape.EXAMPLE = {"results": [example], "next": None}  # type: ignore[attr-defined]
    return shape


ClaimPage = page("ClaimPage", PublishedClaim)
VersionPage = page("VersionPage", Version)
ArticlePage = page("ArticlePage", Article)
SourcePage = page("SourcePage", SourceShape)
RatingPage = page("RatingPage", RatingShape)

PROBLEMS = {
    400: "A parameter is wrong or unknown.",
    404: "There is no such thing, or none that is published.",
    405: "This API is read only.",
    406: "Only application/json is spoken here.",
    429: "Too many requests in this minute; Retry-After says when to come back.",
    500: "Our fault.",
}


def also(told: dict[int, str]) -> dict[Any, Any]:
    """Problems that this address has beside those of all."""
    return {
        (status, problems.CONTENT_TYPE): OpenApiResponse(Problem, description=words)
        for status, words in told.items()
    }


def found(shape: type[Shape]) -> dict[Any, Any]:
    """The answers of an address: one object, or a problem."""
    answers: dict[Any, Any] = {
        (status, problems.CONTENT_TYPE): OpenApiResponse(Problem, description=told)
        for status, told in PROBLEMS.items()
    }
    single = forced_singular_serializer(shape)  # type: ignore[no-untyped-call]
    shown = [OpenApiExample("answer", value=shape.EXAMPLE)]  # type: ignore[attr-defined]
    return {(200, "application/json"): OpenApiResponse(single, examples=shown), **answers}


def listed(shape: type[Shape]) -> dict[Any, Any]:
    """The answers of a list that may be turned round."""
    return found(shape) | also({422: "The cursor belongs to a list in another order."})


def query(name: str, told: str, kind: dict[str, Any]) -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=told)


def several(name: str, told: str, kind: dict[str, Any], most: int) -> OpenApiParameter:
    """A parameter that may be given so often."""
    return query(name, told, {"type": "array", "items": kind, "maxItems": most})


ETAG = OpenApiParameter(
    "ETag", OpenApiTypes.STR, OpenApiParameter.HEADER, response=[200], description="For If-None-Match."
)
SLUG = {"type": "string", "pattern": f"^{parameters.SLUG}$"}
LANGUAGE = {"type": "string", "maxLength": parameters.LONGEST_TAG, "pattern": f"^{parameters.LANGUAGE}$"}
SAYS_SOMETHING = r"^[^\u0000]*[^\u0000\s][^\u0000]*$"
WORDS = {"type": "string", "minLength": 1, "maxLength": parameters.WORDS, "pattern": SAYS_SOMETHING}
MOMENT = {"type": "string", "format": "moment"}
LIMIT = {"type": "integer", "minimum": 1, "maximum": parameters.MOST}
PAGING = [
    ETAG,
    query("cursor", "From `next` of the page before.", {"type": "string", "format": "place"}),
    query("limit", f"Rows a page; {parameters.LIMIT} unless told.", LIMIT),
]
SINCE = "Published or changed in standing since this moment: 2025-06-02T10:00:00Z."
SEARCHED = query(
    "q", "Words to look for; quotation marks hold a phrase together, a minus leaves a word out.", WORDS
)


def ordering(column: str) -> OpenApiParameter:
    told = {"type": "string", "enum": [f"-{column}", column]}
    return query("ordering", "The newest first unless told.", told)


def chosen(shape: type[Shape]) -> OpenApiParameter:
    names = "|".join(shape().fields)
    told = {"type": "string", "pattern": f"^({names})(,({names}))*$"}
    return query("fields", "Only these fields, with commas between them.", told)


CLAIM_FILTERS = [
    *PAGING,
    ordering("published_at"),
    chosen(PublishedClaim),
    query("article", "Claims that appear in this article, by its slug.", SLUG),
    query("claimant", "Claims of this claimant, by slug.", SLUG),
    query("kind", "Claims of this kind.", {"type": "string", "enum": Claim.Kind.values}),
    query("language", "Fact-checks in this language (BCP 47).", LANGUAGE),
    SEARCHED,
    query("rating", "Fact-checks with this rating, by its slug.", SLUG),
    query("updated_since", SINCE, MOMENT),
]
