"""In which language and time zone somebody works: their own word on it."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from claims.exceptions import InvalidInput
from claims.models import User
from claims.services import auditing


@transaction.atomic
def choose(person: User, *, language: str, time_zone: str) -> None:
    """Empty means the desk's own. What is not known is refused."""
    if language and language not in dict(settings.LANGUAGES):
        raise InvalidInput(_("The desk doesn’t speak this language."), problems=(("language", language),))
    if time_zone and time_zone not in available_timezones():
        raise InvalidInput(
            _("There is no time zone called “{name}”. Its name is an area and a city: Asia/Seoul.").format(
                name=time_zone
            ),
            problems=(("time_zone", time_zone),),
        )
    rows = User.objects.filter(pk=person.pk).exclude(language=language, time_zone=time_zone)
    if rows.update(language=language, time_zone=time_zone):
        auditing.record("user.edited", person, by=person, changed=["language", "time_zone"])
