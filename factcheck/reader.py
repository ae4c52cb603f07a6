"""The desk in the language and the time zone of whoever works there. The readers' site speaks the desk's own: its pages
are the same for everybody, so that they can be kept by whatever stands between."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation

from claims.models import User


class OwnLanguageAndTime:
    """Middleware, after the one that knows who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user if request.path.startswith(_desk()) else None
        language, zone = chosen(person if isinstance(person, User) else None)
        with translation.override(language), timezone.override(zone):
            return self.get_response(request)


@cache
def _desk() -> str:
    return reverse("admin:index")


def chosen(person: User | None) -> tuple[str, ZoneInfo]:
    """What this person chose, or the desk's."""
    spoken = {code for code, _ in settings.LANGUAGES}
    language = person.language if person and person.language in spoken else settings.LANGUAGE_CODE
    return language, ZoneInfo((person.time_zone if person else "") or settings.TIME_ZONE)
