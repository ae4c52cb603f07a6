"""Is the source dated, and by the date that the desk noted?

What the extracted article says goes first, then the page's own tags, last the address. Days may differ by one, for
pages tell the time by other clocks. A page that says it was changed since is told, and no trouble by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext

from claims.checks import instead
from claims.checks.base import Outcome, Result, SourceCheck, Subject
from claims.models import Source
from claims.text import dates
from claims.text.dates import PartialDate

OTHER_CLOCKS = timedelta(days=1)
WEB_BEGAN = 1991
MAY_BE_OLDER = frozenset({Source.Kind.ARCHIVE, Source.Kind.DOCUMENT, Source.Kind.PRIMARY})


class PublicationDated(SourceCheck):
    id = "publication-date"
    waits_for_extraction = True

    def judge(self, subject: Subject) -> Result:
        if unknown := instead.of_the_page(subject, subject.baseline):
            return unknown
        told, noted = list(told_by(subject)), dates.parsed(subject.source.published_on)
        if not told:
            return _untold(noted)
        witness, published = told[0]
        shown = dates.display(published)
        details = {"published_on": published.given, "witness": witness, "noted": subject.source.published_on}
        if odd := _implausible(published, subject):
            return Result(
                Outcome.WARN,
                odd[0],
                odd[1].format(witness=witness, day=shown),
                details,
                about=(published.given,),
            )
        if noted and not any(are_near(one, noted) for _, one in told):
            said = gettext("{witness} says it was published on {shown}; the desk noted {noted}.").format(
                witness=witness, shown=shown, noted=dates.display(noted)
            )
            return Result(
                Outcome.WARN, "other_than_noted", said, details, about=(published.given, noted.given)
            )
        told_so = (
            gettext("{witness} says it was published on {shown}, as the desk noted.")
            if noted
            else gettext("{witness} says it was published on {shown}.")
        )
        said = told_so.format(witness=witness, shown=shown) + _changed(subject)
        return Result(Outcome.PASS, "as_noted" if noted else "told", said, details)


def told_by(subject: Subject) -> Iterator[tuple[str, PartialDate]]:
    """Who tells when the source was published, and what, the best witness first."""
    article, page = subject.extraction, subject.snapshot
    for witness, given in (
        (gettext("The article"), article.published_on if article else ""),
        (gettext("The page"), page.published_on),
    ):
        if found := dates.parsed(given):
            yield witness, found
    if found := dates.in_address(page.final_url or page.url):
        yield gettext("The address"), found


def are_near(one: PartialDate, other: PartialDate) -> bool:
    """Whether both may be the same day, told by different clocks."""
    return not _after(one, other) and not _after(other, one)


def _after(one: PartialDate, other: PartialDate) -> bool:
    return (
        one.earliest is not None and other.latest is not None and one.earliest - other.latest > OTHER_CLOCKS
    )


def _untold(noted: PartialDate | None) -> Result:
    if noted:
        said = gettext("The page doesn’t say when it was published; the desk noted {noted}.").format(
            noted=dates.display(noted)
        )
        return Result(Outcome.UNKNOWN, "not_told", said)
    said = gettext("Neither the page nor the desk’s notes say when it was published.")
    return Result(Outcome.WARN, "undated", said)


def _implausible(published: PartialDate, subject: Subject) -> tuple[str, str] | None:
    """A code and a sentence, if the date can't be right."""
    first, last = published.earliest, published.latest
    if first and first > _captured_on(subject) + OTHER_CLOCKS:
        return (
            "in_the_future",
            gettext(
                "{witness} says it was published on {day}, which was still to come when it was captured."
            ),
        )
    if last and last.year < WEB_BEGAN and subject.source.kind not in MAY_BE_OLDER:
        return "before_the_web", gettext(
            "{witness} says it was published on {day}, before there were web pages."
        )
    return None


def _captured_on(subject: Subject) -> date:
    return subject.snapshot.captured_at.date()


def _changed(subject: Subject) -> str:
    """What the page says of its last change, if that lies after the capture that verdicts rely on."""
    given = (subject.extraction.modified_on if subject.extraction else "") or subject.snapshot.modified_on
    changed, baseline = dates.parsed(given), subject.baseline
    if changed is None or changed.earliest is None or baseline is None:
        return ""
    if changed.earliest <= baseline.captured_at.date():
        return ""
    return gettext(" It says that it was changed on {changed}, after the desk’s first capture.").format(
        changed=dates.display(changed)
    )
