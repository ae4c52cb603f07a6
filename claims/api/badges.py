"""The state of many articles at once, for a CMS: asked for by its own ids, or by the addresses it shows them under."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request

from claims.api import parameters, responses, schema
from claims.api.base import PublicView
from claims.api.desk import fields
from claims.api.strict_json import StrictJSON
from claims.exceptions import InvalidInput
from claims.models import Article
from claims.models.article import EXTERNAL_ID, canonical_url
from claims.presenters import badges
from claims.text import fingerprint

MOST = 100  # articles of one request


class Strict(serializers.Serializer[Any]):
    """Takes the fields that it names, and no others."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(data) - set(self.fields))):
            known = ", ".join(self.fields)
            raise exceptions.ValidationError({one: [f"Not a field; those are: {known}."] for one in unknown})
        return super().to_internal_value(data)


class AskedBadge(Strict):
    """One article, by either name; what your text is now, as its fingerprint or as it is, if you want it compared."""

    external_id = fields.Text(pattern=EXTERNAL_ID, required=False)
    url = fields.Text(max_length=2000, required=False)
    fingerprint = fields.Text(pattern=fingerprint.SHAPE, required=False)
    text = fields.Text(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("external_id" in attrs) == ("url" in attrs):
            raise exceptions.ValidationError("Name the article by external_id or by url: one of them.")
        if "fingerprint" in attrs and "text" in attrs:
            raise exceptions.ValidationError(
                "Send the fingerprint of your text or the text itself: one of them."
            )
        if "url" in attrs and not canonical_url(attrs["url"]):
            raise exceptions.ValidationError({"url": "A web address is expected."})
        return attrs


class LookUp(Strict):
    articles = serializers.ListField(child=AskedBadge(), min_length=1, max_length=MOST)


class Badges(PublicView):
    queryset = Article.objects.none()
    parser_classes = (StrictJSON,)
    http_method_names = ("get", "head", "options", "post")
    readers: ClassVar[dict[str, parameters.Reader]] = {
        "external_id": parameters.Repeated(parameters.external_id, MOST),
        "url": parameters.Repeated(parameters.address, MOST),
    }

    def get_queryset(self) -> QuerySet[Article]:
        return Article.objects.public().with_coverage()

    @extend_schema(
        operation_id="badges_list",
        parameters=[
            schema.ETAG,
            OpenApiParameter(
                "external_id", str, many=True, description="By your CMS’s own id; may be repeated."
            ),
            OpenApiParameter("url", str, many=True, description="By the article’s address; may be repeated."),
        ],
        responses=schema.found(schema.Badges),
        tags=["articles"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """How far articles are checked and what came of it: of up to 100, those that aren't here as unknown."""
        asked = [{"external_id": one} for one in self.given.get("external_id", ())]
        asked += [{"url": one} for one in self.given.get("url", ())]
        if not 0 < len(asked) <= MOST:
            told = f"name 1 to {MOST} articles, by external_id or by url"
            raise InvalidInput("Nothing is asked for.", problems=(("external_id", told),))
        return self.answer(responses.dump(self._told(asked)))

    @extend_schema(
        operation_id="badges_look_up",
        request=LookUp,
        responses={**schema.found(schema.Badges), **schema.of_a_body()},
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


def _key(asked: dict[str, Any]) -> tuple[str, str]:
    if "external_id" in asked:
        return "external_id", asked["external_id"]
    return "url", canonical_url(asked["url"])


def _is_changed(asked: dict[str, Any], badge: badges.Badge) -> bool | None:
    """Whether the text that was sent is another than the one that was checked; None where none was sent."""
    sent = asked.get("fingerprint") or (fingerprint.of(asked["text"]) if "text" in asked else None)
    return None if sent is None or badge.text is None else sent != badge.text.fingerprint
