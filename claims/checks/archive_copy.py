"""Has a public web archive a copy of the source, for the day when it is gone?"""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.checks.base import Outcome, Result, SourceCheck, Subject, day
from claims.models import ArchiveCopy
from claims.text import archives

OFF = gettext_lazy("The desk has no key to a web archive, so it asks none for copies.")
AWAITED = gettext_lazy("No web archive has answered about this source yet.")


class Archived(SourceCheck):
    """Only what is quoted is archived, so a refusal tells of a quoted source without a copy."""

    id = "archived"

    def judge(self, subject: Subject) -> Result:
        dated = [(one.archived_at, one) for one in subject.copies if one.url and one.archived_at]
        if dated:
            at, newest = max(dated, key=lambda each: each[0])
            details = {"url": newest.url, "archived_at": at.isoformat(), "copies": len(dated)}
            said = _("{archive} has a copy of {at}.").format(archive=newest.get_archive_display(), at=day(at))
            return Result(Outcome.PASS, "has_a_copy", said, details)
        if refused := [one for one in subject.copies if one.failure]:
            return _without(refused[0])
        if not settings.WAYBACK_ACCESS_KEY and not settings.PERMA_API_KEY:
            return Result(Outcome.UNKNOWN, "archives_are_off", OFF)
        return Result(Outcome.UNKNOWN, "awaited", AWAITED)


def _without(last: ArchiveCopy) -> Result:
    said = _("No web archive has a copy. {archive}: {failure}").format(
        archive=last.get_archive_display(), failure=archives.describe(last.failure)
    )
    details = {"archive": last.archive, "failure": last.failure, "detail": last.detail}
    return Result(Outcome.WARN, "no_copy", said, details, about=(last.failure,))
