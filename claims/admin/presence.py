"""The sign of life that open pages give, and what they are told back: who else is here, and who writes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims.admin.base import person
from claims.models import Presence, User
from claims.services import notifying, presence
from claims.services.presence import Here

if TYPE_CHECKING:
    from claims.admin.site import DeskSite

SUBJECT = re.compile(r"([a-z]{1,30}):(\d{1,18})")
SHOWN = 8  # people


def urls(desk: DeskSite) -> list[URLPattern]:
    return [path("presence/", desk.admin_view(be_here), name="presence")]


@require_POST
def be_here(request: HttpRequest) -> HttpResponse:
    """``subject`` is "claim:12"; ``act`` is *here*, *writing*, *take*, *stop* or *leave*."""
    subject = SUBJECT.fullmatch(request.POST.get("subject", ""))
    if subject is None or not _may_view(person(request), subject[1]):
        return HttpResponseBadRequest(_("There is no such place."))
    return _do(request, person(request), subject)


def _may_view(who: User, noun: str) -> bool:
    return noun in apps.all_models["claims"] and who.has_perm(f"claims.view_{noun}")


def _do(request: HttpRequest, me: User, subject: re.Match[str]) -> HttpResponse:
    where = subject[0]
    match request.POST.get("act"):
        case "take":
            here = presence.take_over(me, where, path=_page(request), words=_words(*subject.groups()))
        case "leave":
            presence.leave(me, where)
            return HttpResponse(status=204)
        case "stop":
            presence.stop_writing(me, where)
            here = presence.sign(me, where)
        case act:
            here = presence.sign(me, where, is_writing=act == "writing")
    return JsonResponse(_told(here, me))


def _page(request: HttpRequest) -> str:
    """The page that the script speaks for: a path of this desk, or the desk itself."""
    given = request.POST.get("page", "")
    return given[:300] if re.fullmatch(r"/[\w\-./]*", given) and "//" not in given else "/desk/"


def _words(noun: str, pk: str) -> str:
    """What is written on, for a notification, which may go by e-mail: a protected source by its public wording."""
    thing = apps.get_model("claims", noun)._default_manager.filter(pk=int(pk)).first()
    return str(getattr(thing, "record_label", thing)) if thing else f"{noun} {pk}"


def _told(here: Here, me: User) -> dict[str, Any]:
    return {
        "others": [_person(one) for one in here.others[:SHOWN]],
        "more": max(0, len(here.others) - SHOWN),
        "writer": {**_person(here.writer), "is_me": here.writer.person_id == me.pk} if here.writer else None,
        "unread": notifying.unread(me),
    }


def _person(one: Presence) -> dict[str, Any]:
    since = timezone.localtime(one.opened_at)
    return {
        "key": one.person_id,
        "name": str(one.person),
        "since": since.strftime("%H:%M"),
        "is_writing": one.holds_lock,
    }
