"""The description of the desk's addresses (OpenAPI 3.1), made from what their views say of themselves."""

from __future__ import annotations

import inspect
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_basic_type
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from claims.api import parameters, problems
from claims.api import schema as public
from claims.api.desk import fields

ANYTHING = r"^[^\u0000]*$"
KEY = {"type": "integer", "minimum": 1, "maximum": fields.LARGEST}
TAG = {"type": "string", "pattern": '^"[0-9a-f]{32}"$', "format": "etag"}
PROBLEMS = {
    400: "The request is not of the shape that is described.",
    401: "There is no token, or it opens nothing (any more).",
    403: "The token’s scopes, or its owner’s role, don’t allow this.",
    404: "There is no such thing, or none that you may see.",
    405: "Another method is expected at this address.",
    406: "Only application/json is spoken here.",
    429: "Too many requests in this minute; Retry-After says when to come back.",
    500: "Our fault.",
}
OF_WRITING = {
    409: "The state of things doesn’t allow this step, or four eyes are needed.",
    413: "The body is larger than this desk reads.",
    415: "Only application/json is read here.",
    422: "Well formed, and yet the desk refuses what it says; or the Idempotency-Key was another request’s.",
}
OF_LISTS = "The cursor belongs to a list in another order."
OF_CHANGING = {
    412: "It was changed after you read it: both texts are in the answer.",
    428: "If-Match is missing: say which version you mean to change.",
}


class OfText(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """No NUL anywhere; where a text is needed, one that says something."""

    target_class = "claims.api.desk.fields.Text"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Any:
        told = {"type": "string"}
        if direction == "request":
            told["pattern"] = ANYTHING if self.target.allow_blank else public.SAYS_SOMETHING
            if self.target.pattern:
                told["pattern"] = f"^({self.target.pattern}){'?' if self.target.allow_blank else ''}$"
            if self.target.max_length:
                told["maxLength"] = self.target.max_length
        return told


class OfKey(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "claims.api.desk.fields.Key"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Any:
        return dict(KEY) if direction == "request" else build_basic_type(OpenApiTypes.INT)


class OfSlug(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "claims.api.desk.fields.Slug"
    match_subclasses = True
    priority = 1  # before the key that it is a kind of

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Any:
        return {"type": "string", "pattern": ANYTHING} if direction == "request" else {"type": "string"}


class OfBearer(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "claims.api.bearer.Bearer"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> Any:
        told = "A token of a member of the desk, made at “My tokens”. It has scopes, and an end."
        return {"type": "http", "scheme": "bearer", "description": told}


class DeskSchema(AutoSchema):
    """Reads ``noun``, ``shape``, ``entry``, ``change``, ``step`` and ``body`` of the views."""

    view: Any

    @property
    def is_changing(self) -> bool:
        return self.method in {"PATCH", "DELETE"} or hasattr(self.view, "step")

    def get_tags(self) -> list[str]:
        return [f"desk: {self.view.noun.replace('_', ' ')}"]

    def get_operation_id(self) -> str:
        of_get = "list" if self.is_listing else "read"
        does = (
            getattr(self.view, "step", "")
            or {"POST": "add", "PATCH": "edit", "GET": of_get, "PUT": "put", "DELETE": "remove"}[self.method]
        )
        return f"desk_{self.view.noun}_{does.replace('-', '_')}"

    @property
    def is_listing(self) -> bool:
        return self.method == "GET" and hasattr(self.view, "orderings")

    def get_description(self) -> str:  # type: ignore[override]
        names = {
            "POST": "act" if hasattr(self.view, "step") else "add",
            "PATCH": "edit",
            "PUT": "put",
            "DELETE": "delete",
        }
        acts = getattr(self.view, names.get(self.method, ""), None)
        shape = self.view.shape.__doc__ if self.method == "GET" else ""
        told = getattr(acts, "__doc__", "") or type(self.view).__doc__ or shape or ""
        return f"{inspect.cleandoc(told)}\n\nNeeds the scope `{self.view.scope_of(self.method)}`.".strip()

    def get_request_serializer(self) -> Any:
        if self.method == "PATCH":
            return self.view.change
        if self.method == "PUT":
            return self.view.entry
        if self.method == "POST":
            return self.view.body if hasattr(self.view, "step") else self.view.entry
        return None

    def get_response_serializers(self) -> Any:
        told = PROBLEMS | (OF_WRITING if self.method != "GET" else {})
        told |= OF_CHANGING if self.is_changing else {}
        told |= {412: OF_CHANGING[412]} if self.method == "PUT" else {}
        told |= {412: OF_CHANGING[412]} if getattr(self.view, "refuses_stale", False) else {}
        answers: dict[Any, Any] = {
            (status, problems.CONTENT_TYPE): OpenApiResponse(
                Stale if status == 412 and self.is_changing else public.Problem, description=words
            )
            for status, words in told.items()
        }
        if self.method == "DELETE":
            return {204: None, **answers}
        if self.method == "PUT":
            return {200: self.view.received, 201: self.view.received, **answers}
        if self.is_listing:
            answers[422, problems.CONTENT_TYPE] = OpenApiResponse(public.Problem, description=OF_LISTS)
            return {200: page_of(self.view.shape), **answers}
        shape = getattr(self.view, "made", self.view.shape) if self.method == "POST" else self.view.shape
        return {201 if self.method == "POST" and not self.is_changing else 200: shape, **answers}

    def _is_list_view(self, serializer: Any = None) -> bool:
        return False  # pages are objects that hold their rows

    def get_override_parameters(self) -> list[Any]:
        found = [*self._of_the_query(), *_headers_of_answers(200, 201)]
        if self.method == "POST":
            told = "Of one’s own making, at most 255 characters. The same key is never done twice: kept for 24 hours."
            found.append(_header("Idempotency-Key", {"type": "string", "pattern": "^[!-~]{1,255}$"}, told))
        if self.is_changing or self.method == "PUT":
            told = "The ETag of the thing as you read it."
            found.append(_header("If-Match", TAG, told, required=self.is_changing))
        if hasattr(self.view, "external_id"):
            name = {"type": "string", "pattern": f"^{self.view.external_id}$"}
            told = "By which your CMS knows it."
            found.append(OpenApiParameter("external_id", name, OpenApiParameter.PATH, description=told))
        return found

    def _of_the_query(self) -> list[OpenApiParameter]:
        if self.method != "GET":
            return []
        names = list(self.view.shape().fields)
        words = {"type": "string", "pattern": f"^({'|'.join(names)})(,({'|'.join(names)}))*$"}
        found = [_query("fields", words, "Only these fields, with commas between them.")]
        return found + self._of_the_list() if self.is_listing else found

    def _of_the_list(self) -> list[OpenApiParameter]:
        view = self.view
        known = [f"{sign}{name}" for name in view.orderings for sign in ("", "-")]
        found = [
            _query("cursor", {"type": "string", "format": "cursor"}, "From `next` of the page before."),
            _query("limit", public.LIMIT, f"Rows a page; {parameters.LIMIT} unless told."),
            _query("ordering", {"type": "string", "enum": known}, "The newest first unless told."),
        ]
        found += [_query(name, one.schema, one.told) for name, one in view.filters.items()]
        if view.searched:
            found.append(
                _query(
                    "search",
                    public.WORDS,
                    "Words that all have to be there, in any case; in quotation marks they stand together.",
                )
            )
        if view.is_dated:
            found.append(
                _query("updated_since", public.MOMENT, "Changed since this moment: 2025-06-02T10:00:00Z.")
            )
        return found

    def get_examples(self) -> list[OpenApiExample]:
        found = []
        request, shape = self.get_request_serializer(), self.view.shape
        if example := getattr(request, "EXAMPLE", None):
            found.append(OpenApiExample("request", value=example, request_only=True))
        if self.method == "POST":
            shape = getattr(self.view, "made", shape)
        elif self.method == "PUT":
            shape = self.view.received
        elif self.is_listing:
            shape = page_of(shape)
        if self.method != "DELETE" and (example := getattr(shape, "EXAMPLE", None)):
            found.append(OpenApiExample("answer", value=example, response_only=True))
        return found


class Stale(public.Problem):
    """Problem details, with what is stored now and what you sent."""

    current = serializers.DictField(help_text="The thing as it is now; its ETag is in the header.")
    yours = serializers.DictField(help_text="What you sent.")
    differ = serializers.ListField(child=serializers.CharField(), help_text="Fields in which the two differ.")


_PAGES: dict[Any, Any] = {}


def page_of(shape: Any) -> Any:
    if shape not in _PAGES:
        _PAGES[shape] = public.page(f"{shape.__name__}Page", shape)
    return _PAGES[shape]


def _query(name: str, schema: dict[str, Any], told: str) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=told)


def _header(name: str, schema: dict[str, Any], told: str, *, required: bool = False) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER, description=told, required=required)


def _headers_of_answers(*statuses: int) -> list[OpenApiParameter]:
    told = {"ETag": "For If-Match and If-None-Match.", "Location": "The address of what was made."}
    return [
        OpenApiParameter(
            name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=words,
            response=[201] if name == "Location" else list(statuses),
        )
        for name, words in told.items()
    ]  # fmt: skip


def tidied(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Bodies take the fields that are named, and no others: a misspelt one is never silently passed over. Of what the
    desk shows anything but the key may be left away, by ``fields``."""
    for name, shape in result.get("components", {}).get("schemas", {}).items():
        if name.endswith("Request") and shape.get("type") == "object":
            _close(shape, partial=name.startswith("Patched"))
        elif name.startswith("Desk") and "id" in shape.get("properties", {}):
            shape["required"] = ["id"]
            _loosen(shape)
    for path, operations in result.get("paths", {}).items():
        if body := operations.get("patch", {}).get("requestBody"):
            body["required"] = True  # it names what is to be changed
        if not path.startswith("/api/v1/desk/"):
            _tell_of_fields(operations.get("get", {}), result["components"]["schemas"])
    return result


def _tell_of_fields(reading: dict[str, Any], shapes: dict[str, Any]) -> None:
    """Who asks a list for some ``fields`` is given rows of these alone; whoever doesn't can rely on all of them."""
    if not any(one["name"] == "fields" for one in reading.get("parameters", ())):
        return
    page = shapes[_name_in(reading["responses"]["200"]["content"]["application/json"]["schema"])]
    rows = page["properties"]["results"]
    if whole := rows["items"].get("$ref"):
        name = _name_in(rows["items"])
        shapes[f"{name}Fields"] = {key: told for key, told in shapes[name].items() if key != "required"}
        rows["items"] = {"anyOf": [{"$ref": whole}, {"$ref": f"{whole}Fields"}]}


def _name_in(schema: dict[str, Any]) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _loosen(shape: dict[str, Any]) -> None:
    """An address that is empty where none is known is no address by RFC 3986."""
    for field in shape["properties"].values():
        if field.get("format") == "uri":
            del field["format"]


def _close(shape: dict[str, Any], *, partial: bool) -> None:
    shape["additionalProperties"] = False
    if partial:
        shape["minProperties"] = 1
    for name, field in shape.get("properties", {}).items():
        one, *others = field.get("oneOf", [{}])
        if others == [{"type": "string", "maxLength": 0}]:  # the empty text fits the first as well
            shape["properties"][name] = one | {key: told for key, told in field.items() if key != "oneOf"}
