"""What all addresses of the desk's API share: tokens and scopes, versions, keys of idempotency, strict bodies.

A view says which rows it is about, how they are shown, what may be written, and which service writes it. The order in
which a request is judged: token (401), scope (403), method (405), query (400), address (404), form of If-Match (428,
400), body (400, 422), key of idempotency (422), version (412), the desk's own rules (403, 409, 422).
"""

from __future__ import annotations

import hashlib
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from rest_framework import exceptions
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from claims.api import limits, methods, parameters, problems, responses, strict_json
from claims.api.bearer import Bearer, HoldsScope
from claims.api.desk import paging
from claims.api.desk.describe import DeskSchema
from claims.api.desk.filters import Filter, looked_for
from claims.api.retiring import Retiring
from claims.api.strict_json import StrictJSON
from claims.exceptions import InvalidInput, StaleVersion
from claims.models import ApiToken, FirstAnswer, User
from claims.presenters import addresses
from claims.services import repeating

TAG = re.compile(r'"([0-9a-f]{32})"')
KEY = re.compile(r"[\x21-\x7e]{1,255}")
Row = models.Model
Given = dict[str, Any]


class DeskView(GenericAPIView[Any]):
    """``noun`` names the aggregate in addresses and in the description; ``scopes`` says what each method needs."""

    authentication_classes = (Bearer,)
    permission_classes = (HoldsScope,)
    parser_classes = (StrictJSON,)
    metadata_class = methods.Allowed
    schema = DeskSchema()
    noun: ClassVar[str]
    shape: ClassVar[type[Serializer[Any]]]
    writes: ClassVar[str] = ApiToken.Scope.MARK
    readers: ClassVar[Mapping[str, parameters.Reader]] = {}
    allowance: limits.Allowance | None = None
    retiring: ClassVar[Retiring | None] = None

    def scope_of(self, method: str) -> str:
        return ApiToken.Scope.READ if method in {"GET", "HEAD", "OPTIONS"} else self.writes

    def perform_authentication(self, request: Request) -> None:
        """As DRF's; whoever is not let in is counted by their address."""
        token = None
        try:
            super().perform_authentication(request)
            token = request.auth if isinstance(request.auth, ApiToken) else None
        finally:
            self.allowance = limits.spend(request._request, token)
            limits.refuse(self.allowance)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        methods.expect(self, request)
        readers = self.readers if request.method in {"GET", "HEAD"} else {}
        self.given = parameters.read(request._request.GET, readers)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self.allowance:
            self.allowance.tell(answer)
        if self.retiring:
            self.retiring.tell(answer)
        return answer

    @property
    def person(self) -> User:
        assert isinstance(self.request.user, User)  # HoldsScope let nobody else in
        return self.request.user

    # --- Showing --------------------------------------------------------------------------------------------------

    def dressed(self, row: Any) -> Given:
        return dict(self.shape(row, context={"person": self.person}).data)

    def found(self) -> Any:
        """The row of this address, or 404."""
        row = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404
        return row

    def parent(self, rows: models.QuerySet[Any], name: str) -> Any:
        """The row under which this list stands, or 404."""
        return get_object_or_404(rows, pk=self.kwargs[name])

    def reverse(self, name: str, *keys: Any) -> str:
        return reverse(f"api:{name}", args=keys)

    def answer(self, told: Any, *, etag: str = "", status: int = 200) -> HttpResponse:
        response = HttpResponse(responses.dump(told), content_type="application/json", status=status)
        response["Cache-Control"] = "private, no-cache"
        if etag:
            response["ETag"] = etag
        return response

    def one(self, row: Any, *, status: int = 200) -> HttpResponse:
        """A row in full, with its tag."""
        told = self.dressed(row)
        return self.answer(chosen(told, self.given.get("fields")), etag=tag_of(told), status=status)

    # --- Writing --------------------------------------------------------------------------------------------------

    def read_body(self, shape: type[Serializer[Any]] | None, *, partial: bool = False) -> Given:
        """The body, judged. ``partial`` takes some of the fields, but not none."""
        data = self.request.data
        if shape is None:
            shape = Nothing
        reader = shape(data=data, partial=partial, context={"person": self.person})
        if isinstance(data, dict) and (unknown := sorted(set(data) - set(reader.fields))):
            known = ", ".join(reader.fields) or "none"
            told = {name: [f"Not a field that can be written here; those are: {known}."] for name in unknown}
            raise exceptions.ValidationError(told)
        reader.is_valid(raise_exception=True)
        if partial and not data:
            raise exceptions.ValidationError("Name at least one field that is to be changed.")
        return dict(reader.validated_data)

    def once(self, act: Callable[[], HttpResponse], *, judge: Callable[[], object]) -> HttpResponseBase:
        """Do it in one transaction. With an Idempotency-Key it is done once, however often it is asked for.

        ``judge`` raises for what isn't of the described shape, before it is said that a key was another request's.
        """
        key = self.request._request.headers.get("Idempotency-Key")
        if key is None or self.request.method != "POST":
            with transaction.atomic():
                return self._refusals_told(act)
        if not KEY.fullmatch(key):
            raise InvalidInput(
                "This Idempotency-Key can't be kept.",
                problems=(("Idempotency-Key", "1 to 255 printable characters of ASCII are expected"),),
            )
        return self._once_for(key, act, judge)

    def _once_for(
        self, key: str, act: Callable[[], HttpResponse], judge: Callable[[], object]
    ) -> HttpResponseBase:
        token = self.request.auth
        assert isinstance(token, ApiToken)
        plain = self.request._request
        sent = strict_json.body_of(plain)
        digest = repeating.digest((plain.method or "").encode(), plain.get_full_path().encode(), sent)
        with transaction.atomic():
            if first := self._earlier(token, key, digest, judge):
                headers = {**first.headers, "Idempotency-Replayed": "true"}
                return HttpResponse(
                    first.body, status=first.status, content_type="application/json", headers=headers
                )
            response = self._refusals_told(act)
            headers = {name: value for name, value in response.items() if name != "Content-Type"}
            repeating.keep(
                token, key, request_sha256=digest, status=response.status_code, headers=headers,
                body=response.content.decode(),
            )  # fmt: skip
            return response

    def _earlier(
        self, token: ApiToken, key: str, digest: str, judge: Callable[[], object]
    ) -> FirstAnswer | None:
        try:
            return repeating.earlier(token, key, request_sha256=digest)
        except repeating.KeyReused:
            judge()
            raise

    def _refusals_told(self, act: Callable[[], HttpResponse]) -> HttpResponse:
        try:
            return act()
        except (InvalidInput, ValidationError) as error:
            raise problems.Unfit.of(error) from error

    # --- Versions -------------------------------------------------------------------------------------------------

    def locked(self) -> Any:
        """The row of this address, which nobody changes until this is done."""
        row = self.found()
        type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)
        return self.found()

    def changed(
        self, act: Callable[[Any, Given], Any], body: type[Serializer[Any]] | None, *, partial: bool = False
    ) -> HttpResponseBase:
        """Write to the row of this address, if it still is what the client saw."""
        try:
            return self.once(
                lambda: self._changed(act, body, partial), judge=lambda: self._judged(body, partial)
            )
        except StaleVersion as error:
            return self._stale(error)

    def _changed(self, act: Callable[[Any, Given], Any], body: Any, partial: bool) -> HttpResponse:
        tag, given = self._judged(body, partial)
        row = self.locked()
        if tag != tag_of(self.dressed(row)):
            raise StaleVersion(
                "This was changed after you read it. Look at what it is now, and send it again."
            )
        row = act(row, given)
        return self.one(self.get_queryset().filter(pk=row.pk).first() or row)

    def _judged(self, body: Any, partial: bool) -> tuple[str, Given]:
        """The tag and the body of a change to a row that is there."""
        self.found()
        tag = read_tag(self.request._request.headers.get("If-Match"))
        return tag, self.read_body(body, partial=partial)

    def _stale(self, error: StaleVersion) -> HttpResponse:
        """Both texts: what is stored, what was sent, and where the two differ."""
        told = self.dressed(self.found())
        yours = {name: value for name, value in dict(self.request.data).items() if name in told}
        differ = [name for name, value in yours.items() if value != told[name]]
        return problems.problem(
            412,
            error.code,
            str(error),
            headers={"ETag": tag_of(told)},
            current=told,
            yours=yours,
            differ=differ,
        )


class Nothing(Serializer[Any]):
    """A body without fields, or none at all."""


class Listed(DeskView):
    """Rows by keyset. ``searched`` are the columns in which ``search`` looks for each of its words."""

    filters: ClassVar[Mapping[str, Filter]] = {}
    searched: ClassVar[tuple[str, ...]] = ()
    orderings: ClassVar[tuple[str, ...]] = ("id",)
    is_dated: ClassVar[bool] = True  # has updated_at

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not hasattr(cls, "shape"):
            return
        cls.readers = {
            **paging.readers(cls.orderings),
            "fields": parameters.fields(cls.shape().fields),
            **{name: one.reader for name, one in cls.filters.items()},
            **({"search": parameters.words} if cls.searched else {}),
            **({"updated_since": parameters.moment} if cls.is_dated else {}),
        }

    def narrowed(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        for name, one in self.filters.items():
            if name in self.given:
                rows = rows.filter(**{one.column: self.given[name]})
        if "updated_since" in self.given:
            rows = rows.filter(updated_at__gte=self.given["updated_since"])
        for word in looked_for(self.given.get("search", "")):
            places = [models.Q(**{f"{column}__icontains": word}) for column in self.searched]
            rows = rows.filter(_any_of(places))
        return rows

    def get(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        rows = self.narrowed(self.get_queryset())
        page = paging.page(rows, self.given, orderings=self.orderings)
        names = self.given.get("fields")
        shown = self.shape(page.rows, many=True, context={"person": self.person}).data
        told = [chosen(dict(row), names) for row in shown]
        following = self._following(page.cursor) if page.cursor else None
        return self.answer({"results": told, "next": following})

    def _following(self, cursor: str) -> str:
        query = {**self.request._request.GET.dict(), "cursor": cursor}
        return addresses.absolute(f"{self.request._request.path}?{urlencode(query)}")


class Added(Listed, ABC):
    """A list to which rows are added. ``entry`` is what a new one is made of."""

    entry: ClassVar[type[Serializer[Any]]]

    @abstractmethod
    def add(self, given: Given) -> Row:
        """Make the row of a body that was judged, by a service."""

    def post(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        return self.once(self._added, judge=lambda: self.read_body(self.entry))

    def _added(self) -> HttpResponse:
        row = self.add(self.read_body(self.entry))
        response = self.one(self.get_queryset().filter(pk=row.pk).first() or row, status=201)
        response["Location"] = addresses.absolute(self.address_of(row))
        return response

    def address_of(self, row: Any) -> str:
        return f"{self.request._request.path}{row.pk}/"


class Single(DeskView):
    """One row."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if hasattr(cls, "shape"):
            cls.readers = {"fields": parameters.fields(cls.shape().fields)}

    def get(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        response = self.one(self.found())
        conditional = get_conditional_response(request._request, etag=response["ETag"], response=response)
        return conditional or response


class Edited(Single, ABC):
    """One row, some fields of which are written. ``change`` is what they may be changed to."""

    change: ClassVar[type[Serializer[Any]]]

    @abstractmethod
    def edit(self, row: Any, given: Given) -> Any:
        """Change some of its fields."""

    def patch(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        return self.changed(self.edit, self.change, partial=True)


class Step(DeskView, ABC):
    """Something that is done to one row. ``body`` is what has to be said about it, if anything."""

    body: ClassVar[type[Serializer[Any]] | None] = None
    step: ClassVar[str]

    @abstractmethod
    def act(self, row: Any, given: Given) -> Any:
        """Take the step, by a service. Returns the row that is shown."""

    def post(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        return self.changed(self.act, self.body)


def chosen(told: Given, names: frozenset[str] | None) -> Given:
    """The fields that were asked for; all of them where nobody asked for some."""
    if names is None:
        return told
    return {name: value for name, value in told.items() if name in names or name == "id"}


def tag_of(told: Given) -> str:
    """The tag of a row as this person is shown it: any other text, other tag."""
    plain = json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)
    return f'"{hashlib.sha256(plain.encode()).hexdigest()[:32]}"'


def read_tag(wanted: str | None) -> str:
    """What If-Match names. 428 without, 400 for anything but one tag of the kind that the desk gives out."""
    if wanted is None:
        raise Unconditional
    if not TAG.fullmatch(wanted):
        raise NoTag
    return wanted


class Unconditional(exceptions.APIException):
    status_code = 428
    default_detail = "Say which version you mean to change: send its ETag as If-Match."
    default_code = "if_match_required"


class NoTag(exceptions.APIException):
    status_code = 400
    default_detail = "This If-Match is no tag of this desk: the ETag of the thing as you read it is expected."
    default_code = "malformed_if_match"


def _any_of(places: list[models.Q]) -> models.Q:
    found = models.Q()
    for place in places:
        found |= place
    return found
