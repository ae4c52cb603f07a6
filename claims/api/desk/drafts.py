"""A draft of a CMS, put at its own id: as often as one likes, with the same outcome."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404
from django.http.response import HttpResponse, HttpResponseBase
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.desk import fields
from claims.api.desk.articles import DeskArticle, OfArticles
from claims.api.desk.base import Single, read_tag, tag_of
from claims.exceptions import InvalidInput, StaleVersion
from claims.models import Article
from claims.models.article import EXTERNAL_ID
from claims.presenters import addresses
from claims.services import receiving
from claims.services.receiving import Result


class Draft(serializers.Serializer[Any]):
    """An article as your CMS has it now. What you leave out stays as the desk has it; nothing here publishes it."""

    title = fields.Text(max_length=300)
    text = fields.Text(help_text="Plain text, one paragraph a line.")
    byline = fields.Text(max_length=200, allow_blank=True, required=False)
    outlet = fields.Text(max_length=200, allow_blank=True, required=False)
    url = fields.Text(max_length=2000, allow_blank=True, required=False)
    language = fields.Text(max_length=35, required=False, help_text="BCP 47, for example en or ko.")
    published_on = fields.Text(max_length=40, allow_blank=True, required=False, help_text="EDTF")
    work = fields.Choice(choices=Article.Work.choices, required=False)
    due_at = fields.Moment(allow_null=True, required=False)
    origin = fields.Text(max_length=300, allow_blank=True, required=False, help_text="From where it comes.")
    readers_may_see = fields.Flag(
        required=False,
        help_text="Of an article that is public: readers may see this at once. Without it such a change is refused.",
    )

    EXAMPLE = {
        "title": "Harbour traffic doubled", "text": "The port of Lowmark handled 4,200 ships in 2023.",
        "outlet": "Lowmark Gazette", "url": "https://gazette.example/harbour", "work": "before",
    }  # fmt: skip


class ReceivedArticle(DeskArticle):
    """The article, and what your draft was to it."""

    result = serializers.ChoiceField(choices=Result.choices)

    class Meta(DeskArticle.Meta):
        fields = (*DeskArticle.Meta.fields, "result")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]

    EXAMPLE = DeskArticle.EXAMPLE | {"result": "created"}


class ArticleByExternalId(OfArticles, Single):
    """The article that your CMS calls so."""

    noun = "drafts"
    entry = Draft
    received = ReceivedArticle
    external_id = EXTERNAL_ID

    def found(self) -> Any:
        row = self.get_queryset().filter(external_id=self._name()).first()
        if row is None:
            raise Http404
        return row

    def _name(self) -> str:
        """The id in the address. Raises InvalidInput for what can be none."""
        name = str(self.kwargs["external_id"])
        if not re.fullmatch(EXTERNAL_ID, name):
            told = "1 to 120 letters, digits and . _ ~ : @ - are expected, a letter or digit first"
            raise InvalidInput("This can be no external id.", problems=(("external_id", told),))
        return name

    def put(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        """Bring it in (201), give it a new text or other facts, or learn that all of it is here (200); see `result`.

        With `If-Match` only if it still is what you read; with `If-None-Match: *` only if it is new.
        """
        name = self._name()
        try:
            return self.once(lambda: self._put(name), judge=lambda: None)
        except StaleVersion as error:
            if not self.get_queryset().filter(external_id=name).exists():
                raise
            return self._stale(error)

    def _put(self, name: str) -> HttpResponse:
        headers = self.request._request.headers
        tag = read_tag(headers["If-Match"]) if "If-Match" in headers else None
        given = self.read_body(Draft)
        self._compare(receiving.take_turns(name), tag)
        received = receiving.receive(name, by=self.person, **given)
        told = self.dressed(self.found())
        is_new = received.result == Result.CREATED
        response = self.answer(
            told | {"result": received.result.value}, etag=tag_of(told), status=201 if is_new else 200
        )
        if is_new:
            path = self.reverse("desk-article", received.article.pk)
            response["Location"] = addresses.absolute(path)
        return response

    def _compare(self, article: Article | None, tag: str | None) -> None:
        """Raise StaleVersion where it isn't as the request takes it to be."""
        only_if_new = self.request._request.headers.get("If-None-Match") == "*"
        if only_if_new and article is not None:
            raise StaleVersion("It is here already, and you asked for it to be brought in only if it is not.")
        if tag is not None and (article is None or tag != tag_of(self.dressed(self.found()))):
            raise StaleVersion(
                "This was changed after you read it. Look at what it is now, and send it again."
            )
