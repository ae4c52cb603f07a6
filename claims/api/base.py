"""What all addresses of the public API share: open to everybody, strict about what it is asked, cacheable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from rest_framework.generics import GenericAPIView
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from claims.api import limits, methods, parameters, problems, responses
from claims.api.retiring import Retiring
from claims.presenters import addresses, keyset


class AnythingWillDo(DefaultContentNegotiation):
    """There is JSON and nothing else: who takes anything, as nearly every program says, gets it without more ado."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        if request._request.META.get("HTTP_ACCEPT", "*/*") == "*/*":
            return renderers[0], renderers[0].media_type
        return super().select_renderer(request, renderers, format_suffix)


class PublicView(GenericAPIView[Any]):
    """``readers`` are the parameters that this address knows; any other is refused."""

    authentication_classes = ()  # nobody is looked up, so that no answer can depend on who asks
    permission_classes = (AllowAny,)
    content_negotiation_class = AnythingWillDo
    http_method_names: tuple[str, ...] = ("get", "head", "options")
    readers: ClassVar[Mapping[str, parameters.Reader]] = {}

    allowance: limits.Allowance | None = None
    retiring: ClassVar[Retiring | None] = None

    def perform_authentication(self, request: Request) -> None:
        """Nobody is looked up; whoever asks is counted by their address."""
        self.allowance = limits.spend(request._request, None)
        limits.refuse(self.allowance)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self.allowance:
            self.allowance.tell(answer)
        if self.retiring:
            self.retiring.tell(answer)
        responses.opened(answer)
        return answer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        methods.expect(self, request)
        if request.method == "OPTIONS":
            return  # what is wrong with the address is told when it is read
        readers = self.readers if request.method != "POST" else {}
        self.given = parameters.read(request._request.GET, readers)

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return responses.preflight(self.allowed_methods)

    def answer(self, body: bytes) -> HttpResponseBase:
        return responses.answer(self.request._request, body)

    def page(
        self,
        rows: QuerySet[Any, Any],
        *,
        by: str,
        render: Callable[[Any], bytes],
        prepare: Callable[[list[Any]], object] = len,
    ) -> HttpResponseBase:
        """One page of ``rows``, newest first by the column ``by``. ``prepare`` is given all of them first."""
        found = keyset.page(rows, by=by, before=self.place(by), size=self.size, rises=self.rises(by))
        prepare(found.rows)
        return self.paged(found, render=render)

    def paged(self, found: keyset.Page, *, render: Callable[[Any], bytes]) -> HttpResponseBase:
        following = self._address_of(found.older) if found.older else None
        return self.answer(responses.page(map(render, found.rows), following=following))

    @property
    def size(self) -> int:
        """Of a page, as it was asked for."""
        size: int = self.given.get("limit", parameters.LIMIT)
        return size

    def rises(self, by: str) -> bool:
        return self.given.get("ordering") == by

    def place(self, by: str) -> keyset.Place | None:
        """After which row the page begins. Raises Unfitting for a place in the list of the other order."""
        place: keyset.Place | None = self.given.get("cursor")
        if place and place.rises != self.rises(by):
            told = (("cursor", "of another order"),)
            raise problems.Unfitting("This cursor belongs to a list in another order.", problems=told)
        return place

    def chosen(self, told: dict[str, Any]) -> dict[str, Any]:
        """The fields that were asked for; all of them where nobody asked for some."""
        names = self.given.get("fields")
        return told if names is None else {name: value for name, value in told.items() if name in names}

    def everything(self, rows: Iterable[bytes]) -> HttpResponseBase:
        """A list that is short by its nature."""
        return self.answer(responses.page(rows, following=None))

    def _address_of(self, cursor: str) -> str:
        query = {**self.request._request.GET.dict(), "cursor": cursor}
        return addresses.absolute(f"{self.request._request.path}?{urlencode(query)}")
