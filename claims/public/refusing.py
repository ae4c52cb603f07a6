"""What stands behind the question mark, read strictly: a filter that can’t be meant is told, never passed over.

Empty values are what an untouched field of a form sends: they are not there. What others append to addresses to
follow their readers about is neither read nor refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from claims.exceptions import InvalidInput
from claims.presenters import keyset

WORDS = 200
FOLLOWING = re.compile(r"utm_\w*|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ref|_ga|_gl")
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,120}")
LANGUAGE = re.compile(r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8}){0,4}")
YEAR = re.compile(r"(19|20)[0-9]{2}")
NUMBER = re.compile(r"[1-9][0-9]{0,5}")

View = Callable[..., HttpResponseBase]
Reader = Callable[[str], Any]


def told(view: View) -> View:
    """A view whose refusals are a page that says what is wrong with the address."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except InvalidInput as refusal:
            return _page(request, refusal)

    return answer


def read(query: QueryDict, readers: Mapping[str, Reader]) -> dict[str, Any]:
    """What ``query`` gives, each by its reader. Raises InvalidInput with every name that is wrong, and why."""
    found, problems = {}, []
    for name, values in query.lists():
        if name not in readers and FOLLOWING.fullmatch(name):
            continue
        try:
            if (value := _one(name, values, readers)) is not None:
                found[name] = value
        except ValueError as error:
            problems.append((name[:WORDS], str(error)))
        except InvalidInput as error:
            problems.append((name, error.problems[0][1]))
    if problems:
        raise InvalidInput(_("This address asks for something that is not there."), problems=tuple(problems))
    return found


def words(given: str) -> str:
    if len(given) > WORDS:
        raise ValueError(_("at most {most} characters, please").format(most=WORDS))
    if "\x00" in given:
        raise ValueError(_("one of its characters can’t be looked for"))
    return given.strip()


def slug(given: str) -> str:
    if not SLUG.fullmatch(given):
        raise ValueError(_("letters, digits, hyphens and underscores only"))
    return given


def language(given: str) -> str:
    if len(given) > 35 or not LANGUAGE.fullmatch(given):
        raise ValueError(_("the tag of a language, such as en or ko"))
    return given


def year(given: str) -> int:
    if not YEAR.fullmatch(given):
        raise ValueError(_("a year of four digits, such as 2025"))
    return int(given)


def number(given: str) -> int:
    if not NUMBER.fullmatch(given):
        raise ValueError(_("a whole number above 0"))
    return int(given)


def one_of(known: Mapping[str, Any] | frozenset[str]) -> Reader:
    """A reader of one of these words."""

    def read_word(given: str) -> str:
        if given not in known:
            raise ValueError(_("one of these: {known}").format(known=", ".join(sorted(known))))
        return given

    return read_word


PAGING: Mapping[str, Reader] = {"before": keyset.decode}


def _one(name: str, values: list[str], readers: Mapping[str, Reader]) -> Any:
    if name not in readers:
        known = ", ".join(sorted(readers))
        raise ValueError(_("this page doesn’t know it; it knows {known}").format(known=known))
    if len(values) > 1:
        raise ValueError(_("given more than once"))
    return readers[name](values[0]) if values[0].strip() else None


def _page(request: HttpRequest, refusal: InvalidInput) -> HttpResponse:
    context = {"path": "", "here": request.path, "refusal": refusal, "problems": refusal.problems}
    body = render_to_string("claims/public/refused.html", context)
    return HttpResponse(body, status=HTTPStatus.BAD_REQUEST, headers={"Cache-Control": "no-store"})
