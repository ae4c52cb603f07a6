"""The state of many articles at once, for a CMS: asked for by its own ids, or by the addresses it shows them under."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request

from claims.api import badge_shapes, examples, parameters, problems, responses, schema
from claims.api.base import PublicView
from claims.api.desk import fields
from claims.api.strict_json import StrictJSON
from claims.models import Article
from claims.models.article import EXTERNAL_ID, canonical_url
from claims.presenters import badges
from claims.text import fingerprint

MOST = 100  # articles of one request
LONGEST_ADDRESS = 2000
ADDRESS = {"type": "string", "minLength": 1, "maxLength": LONGEST_ADDRESS, "pattern": schema.SAYS_SOMETHING}
NAME = {"type": "string", "pattern": f"^{EXTERNAL_ID}$"}
UNFIT = {
    422: "An article is named by both names or by none, by what is no web address, or there are too many."
}
# The web server's own answer, without a word: such a line never reaches the desk.
OF_A_LINE = {
    414: OpenApiResponse(
        description="The address is longer than 65,534 bytes: send what you ask for as a body."
    )
}
OF_A_BODY = {413: "The body is larger than this desk reads.", 415: "Only application/json is read here."}


class Strict(serializers.Serializer[Any]):
    """Takes the fields that it names, and no others."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(data) - set(self.fields))):
            known = ", ".join(self.fields)
            raise exceptions.ValidationError({one: [f"Not a field; those are: {known}."] for one in unknown})
        return super().to_internal_value(data)


class AskedBadge(Strict):
    """One article, by external_id or by url; and your text, or its fingerprint, if you want it compared."""

    external_id = fields.Text(pattern=EXTERNAL_ID, required=False)
    url = fields.Text(max_length=LONGEST_ADDRESS, required=False)
    fingerprint = fields.Text(pattern=fingerprint.SHAPE, required=False)
    text = fields.Text(required=False)


class LookUp(Strict):
    articles = serializers.ListField(child=AskedBadge(), min_length=1, max_length=MOST)


class Badges(PublicView):
    queryset = Article.objects.none()
    parser_classes = (StrictJSON,)
    http_method_names = ("get", "head", "options", "post")
    readers: ClassVar[dict[str, parameters.Reader]] = {
        "external_id": parameters.Repeated(parameters.external_id, MOST),
        "url": parameters.Repeated(parameters.text_of(LONGEST_ADDRESS), MOST),
    }

    def get_queryset(self) -> QuerySet[Article]:
        return Article.objects.public().with_coverage()

    @extend_schema(
        operation_id="badges_list",
        parameters=[
            schema.ETAG,
            schema.several("external_id", "By your CMS’s own id; may be repeated.", NAME, MOST),
            schema.several("url", "By the article’s address; may be repeated.", ADDRESS, MOST),
        ],
        responses={**schema.found(badge_shapes.Badges), **schema.also(UNFIT), **OF_A_LINE},
        tags=["articles"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """How far articles are checked and what came of it: of up to 100, those that aren't here as unknown."""
        asked = [{"external_id": one} for one in self.given.get("external_id", ())]
        asked += [{"url": one} for one in self.given.get("url", ())]
        return self.answer(responses.dump(self._told(asked)))

    @extend_schema(
        operation_id="badges_look_up",
        request=LookUp,
        examples=[OpenApiExample("request", value=examples.LOOK_UP, request_only=True)],
        responses={**schema.found(badge_shapes.Badges), **schema.also(UNFIT | OF_A_BODY)},
        tags=["articles"],
    )
    def post(self, request: Request) -> HttpResponseBase:
        """The same, for more than an address holds; and whether your text is another by now than the one checked."""
        reader = LookUp(data=request.data)
        reader.is_valid(raise_exception=True)
        body = responses.dump(self._told(reader.validated_data["articles"]))
        return HttpResponse(body, content_type="application/json", headers={"Cache-Control": "no-store"})

    def _told(self, asked: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """What is known, in the order of the question, and what isn't."""
        _judge(asked)
        found = self._found(asked)
        results, unknown = [], []
        for one in asked:
            name = {key: one[key] for key in ("external_id", "url") if key in one}
            if badge := found.get(_key(one)):
                changed = _is_changed(one, badge)
                results.append({"asked": name, **badge.as_json(), "text_changed": changed})
            else:
                unknown.append(name)
        return {"results": results, "unknown": unknown}

    def _found(self, asked: Sequence[dict[str, Any]]) -> dict[tuple[str, str], badges.Badge]:
        keys = [_key(one) for one in asked]
        ids = [value for kind, value in keys if kind == "external_id"]
        urls = [value for kind, value in keys if kind == "url"]
        rows = self.get_queryset().filter(
            (Q(external_id__in=ids) & ~Q(external_id="")) | (Q(canonical_url__in=urls) & ~Q(canonical_url=""))
        )
        found = {}
        for badge in badges.of(
            list(rows.order_by("created_at", "pk"))
        ):  # of two at one address the newer stays
            found["external_id", badge.article.external_id] = badge
            found["url", badge.article.canonical_url] = badge
        return found


def _judge(asked: Sequence[dict[str, Any]]) -> None:
    """Raise Unfit for what is well formed and can't be answered."""
    told = []
    if len(asked) > MOST:
        told.append(("articles", f"at most {MOST} are answered at once"))
    for one in asked:
        if ("external_id" in one) == ("url" in one):
            told.append(("articles", "name each by external_id or by url, and not by both"))
        elif "url" in one and not canonical_url(one["url"]):
            told.append(("url", f"{one['url'][:200]} is no web address"))
        if "fingerprint" in one and "text" in one:
            told.append(("articles", "send the fingerprint of a text or the text itself, and not both"))
    if told:
        raise problems.Unfit("This can’t be looked up.", told)


def _key(asked: dict[str, Any]) -> tuple[str, str]:
    if "external_id" in asked:
        return "external_id", asked["external_id"]
    return "url", canonical_url(asked["url"])


def _is_changed(asked: dict[str, Any], badge: badges.Badge) -> bool | None:
    """Whether the text that was sent is another than the one that was checked; None where none was sent."""
    sent = asked.get("fingerprint") or (fingerprint.of(asked["text"]) if "text" in asked else None)
    return None if sent is None or badge.text is None else sent != badge.text.fingerprint
