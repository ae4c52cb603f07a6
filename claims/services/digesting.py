"""A person's e-mail of the day: to editors which published verdicts are at risk, what is new first, and the worst
first; to everybody what they chose to be told by e-mail and did not read on the desk meanwhile.

Each is a job row. What is urgent doesn't wait for the morning: it is an ``OutgoingMail`` (``mailing`` sends it).
Sending can't be undone and a mail server can't be asked what it has, so a mail is sent *at least* once: a process that
dies between the server's yes and the row's end leaves a row that is sent again. Both mails bear the same Message-ID,
by which most programs show them as one.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.clients import mail
from claims.models import Alert, Digest, Event, Job, Notification, OutgoingMail, User
from claims.presenters import addresses, alert_words
from claims.services import auditing, notifying, triaging
from claims.services.triaging import Cause

log = logging.getLogger(__name__)

FOR_HOURS = 3  # after DIGEST_HOUR: what the desk slept through is made up for, but not in the afternoon
TRY_AGAIN_AFTER = (timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1), timedelta(hours=3))
SHOWN = 20  # causes of a section
CLAIMS_SHOWN = 5  # of a cause
TOLD_AT_ONCE = 40  # notifications of a mail; what is left goes with the next
GATHERED_FOR = timedelta(
    minutes=2
)  # what is urgent waits so long for more of the kind, or to be read on the desk
TOLD_WITHIN = timedelta(
    days=3
)  # what could not be mailed for longer stands on the desk, and is no news any more
NEWS = ("alert.opened", "alert.worsened")


# --- Writing the rows ---------------------------------------------------------------------------------------------


def prepare_today(now: datetime | None = None) -> int:
    """As ``prepare``, if it is the hour for it. May be asked as often as one likes."""
    local = timezone.localtime(now)
    due = settings.DIGEST_HOUR <= local.hour < settings.DIGEST_HOUR + FOR_HOURS
    return prepare(local.date()) if due else 0


@transaction.atomic
def prepare(day: date) -> int:
    """Write the rows of a day, one for each recipient. Returns how many are new.

    None are written where e-mail is not configured, nor for whom there is nothing to tell.
    """
    if not mail.is_configured():
        return 0
    about_alerts = recipients() if Alert.objects.open().exists() else []
    return _write_rows({*about_alerts, *_reachable(_to_tell())}, day)


@transaction.atomic
def prepare_urgent(now: datetime | None = None) -> int:
    """See to it that what is urgent is sent within minutes. Returns how many mails are new.

    What becomes urgent for somebody whose mail waits goes with that one.
    """
    if not mail.is_configured():
        return 0
    moment = now or timezone.now()
    urgent = _to_tell().filter(kind__in=notifying.URGENT, created_at__lte=moment - GATHERED_FOR)
    waiting = set(OutgoingMail.objects.pending().exclude(recipient=None).values_list("recipient", flat=True))
    rows = [
        OutgoingMail(kind=OutgoingMail.Kind.URGENT, recipient=one)
        for one in _reachable(urgent)
        if one.pk not in waiting
    ]
    return len(OutgoingMail.objects.bulk_create(rows, ignore_conflicts=True))


def _write_rows(people: set[User], day: date) -> int:
    has_one = set(Digest.objects.filter(day=day).values_list("recipient_id", flat=True))
    rows = [
        Digest(recipient=one, day=day)
        for one in sorted(people, key=lambda one: one.pk)
        if one.pk not in has_one
    ]
    Digest.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _to_tell() -> QuerySet[Notification]:
    return notifying.to_mail().filter(created_at__gt=Now() - TOLD_WITHIN)


def _reachable(told: QuerySet[Notification]) -> list[User]:
    """Members of the desk to whom these are to be told, and who have an address."""
    members = User.objects.filter(is_active=True, is_staff=True, pk__in=told.values("to"))
    return list(members.exclude(email=""))


def recipients() -> list[User]:
    """Who resolves alerts, has an address and wants to be told."""
    wanting = User.objects.filter(is_active=True, is_staff=True, wants_digest=True).exclude(email="")
    by_role = Q(groups__permissions__codename="resolve_alert")
    may = Q(is_superuser=True) | by_role | Q(user_permissions__codename="resolve_alert")
    return list(wanting.filter(may).distinct().order_by("pk"))


def choose(person: User, *, wants: bool) -> None:
    """One's own word on whether one gets the mail."""
    changed = User.objects.filter(pk=person.pk).exclude(wants_digest=wants).update(wants_digest=wants)
    if changed:
        auditing.record("user.edited", person, by=person, changed=["wants_digest"])


# --- Sending them -------------------------------------------------------------------------------------------------


def send(digest_pk: int) -> bool:
    """Claim a digest and send it. False if it isn't to be had, there is nothing to tell (any more), or it was not
    taken: then it is due again later. What goes wrong at the desk is raised, after the row was put back."""
    attempt = Digest.objects.claim(digest_pk)
    if attempt is None:
        return False
    digest = Digest.objects.select_related("recipient").get(pk=digest_pk)
    try:
        contents = contents_of(digest)
        if contents.is_worth_it:
            _deliver(digest, contents)
    except mail.Undelivered as failure:
        _not_taken(digest, attempt=attempt, failure=failure)
        return False
    except Exception as error:
        Digest.objects.put_back(digest_pk, attempt=attempt, error=f"{type(error).__name__}: {error}"[:2000])
        raise
    return _finish(digest, attempt=attempt, contents=contents if contents.is_worth_it else None)


@transaction.atomic(durable=True)
def _finish(digest: Digest, *, attempt: int, contents: Contents | None) -> bool:
    finished = Digest.objects.finish(digest.pk, attempt=attempt)
    if finished and contents:
        new, still_open = len(contents.new), len(contents.still_open)
        more: dict[str, Any] = {"told": len(contents.told)} if contents.told else {}
        auditing.record("digest.sent", digest, day=digest.day, new=new, still_open=still_open, **more)
        notifying.mark_mailed(contents.told)
    return finished and contents is not None


def _not_taken(digest: Digest, *, attempt: int, failure: mail.Undelivered) -> None:
    log.warning("The digest %s could not be sent: %s", digest.pk, failure)
    if failure.is_final:
        _give_up(Digest.objects.held(digest.pk, attempt=attempt), digest, error=str(failure))
        return
    later = TRY_AGAIN_AFTER[attempt - 1] if attempt <= len(TRY_AGAIN_AFTER) else timedelta()
    Digest.objects.held(digest.pk, attempt=attempt).update(
        lease_until=None, enqueued_at=None, next_attempt_at=Now() + later, last_error=str(failure)
    )


def bury(digest_pk: int) -> bool:
    """Give up a digest that used up its attempts. False if somebody else did. The next day's tells of the same."""
    digest = Digest.objects.poisoned().select_related("recipient").filter(pk=digest_pk).first()
    if digest is None:
        return False
    return _give_up(Digest.objects.poisoned().filter(pk=digest_pk), digest, error=digest.last_error)


@transaction.atomic
def _give_up(row: Any, digest: Digest, *, error: str) -> bool:
    dead = row.update(state=Job.State.DEAD, finished_at=Now(), lease_until=None, last_error=error)
    if dead:
        auditing.record("digest.given_up", digest, error=error)
    return bool(dead)


# --- What it says -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Contents:
    """``new``: told of for the first time, or worse than when it was told of. ``since``: the digest before. ``told``:
    what else this person chose to be told by e-mail."""

    since: datetime
    new: list[Cause] = field(default_factory=list)
    still_open: list[Cause] = field(default_factory=list)
    healed: int = 0
    resolved: int = 0
    told: list[Notification] = field(default_factory=list)

    @property
    def is_worth_it(self) -> bool:
        return bool(self.new or self.still_open or self.told)


def contents_of(digest: Digest) -> Contents:
    """What is to be told. Of alerts only those who resolve them are told."""
    told = told_to(digest.recipient)
    if digest.recipient not in recipients():
        return Contents(since=digest.created_at, told=told)
    return _about_alerts(digest, told)


def told_to(person: User) -> list[Notification]:
    """What this person chose to be told by e-mail, was not yet, and did not read on the desk meanwhile."""
    waiting = _to_tell().filter(to=person).order_by("pk")
    return list(waiting.select_related("caused_by")[:TOLD_AT_ONCE])


def _about_alerts(digest: Digest, told: list[Notification]) -> Contents:
    """What is open at the time of the digest, against what the recipient was told the time before."""
    before = Digest.objects.filter(
        recipient=digest.recipient_id, state=Job.State.DONE, created_at__lt=digest.created_at
    )
    last = before.order_by("-created_at").first()
    since = last.created_at if last else digest.created_at - timedelta(days=1)
    rows = Alert.objects.open().filter(opened_at__lte=digest.created_at)
    alerts = list(triaging.with_parts(rows))
    news = _news(alerts, since=since)
    closed = Alert.objects.filter(
        state=Alert.State.RESOLVED, resolved_at__gt=since, resolved_at__lte=digest.created_at
    )
    healed = closed.filter(resolution=Alert.Resolution.HEALED)
    return Contents(
        since=since,
        new=triaging.causes(one for one in alerts if one.pk in news),
        still_open=triaging.causes(one for one in alerts if one.pk not in news),
        healed=healed.count(),
        resolved=closed.exclude(pk__in=healed).count(),
        told=told,
    )


def _news(alerts: list[Alert], *, since: datetime) -> set[int]:
    """Which of these were told of since then: not those whose cause was known already, nor those that came back."""
    told = Event.objects.filter(
        subject_type="alert", subject_pk__in=[str(one.pk) for one in alerts], kind__in=NEWS,
        recorded_at__gt=since, content__body__is_news=True,
    )  # fmt: skip
    return {int(pk) for pk in told.values_list("subject_pk", flat=True)}


def _deliver(digest: Digest, contents: Contents) -> None:
    deliver(digest.recipient, contents, key=f"digest-{digest.pk}")


def deliver(person: User, contents: Contents, *, key: str) -> None:
    """Send a member of the desk what concerns them. Raises Undelivered."""
    context = _context(person, contents)
    mail.send(
        to=person.email,
        subject=_subject(contents),
        text=render_to_string("claims/mail/digest.txt", context),
        html=render_to_string("claims/mail/digest.html", context),
        key=key,
        settings_url=context["settings_url"],
    )


def _subject(contents: Contents) -> str:
    everything = [*contents.new, *contents.still_open]
    if not everything:
        return f"{settings.DESK_NAME}: {_told_in_short(contents.told)}"
    total = len({claim.pk for cause in everything for claim in cause.claims})
    fresh = len({claim.pk for cause in contents.new for claim in cause.claims})
    at_risk = ngettext(
        "{desk}: {total} published verdict at risk", "{desk}: {total} published verdicts at risk", total
    )
    new = _(", {fresh} of them new").format(fresh=fresh) if fresh else ""
    return at_risk.format(desk=settings.DESK_NAME, total=total) + new


def _told_in_short(told: list[Notification]) -> str:
    return (
        Truncator(" ".join(told[0].text.split())).chars(90)
        if len(told) == 1
        else _("{count} things concern you").format(count=len(told))
    )


def _new(contents: Contents) -> str:
    return _("New since {when}").format(when=date_format(timezone.localtime(contents.since), "j F, H:i"))


def _context(person: User, contents: Contents) -> dict[str, Any]:
    return {
        "name": person.get_short_name() or str(person),
        "desk": settings.DESK_NAME,
        "contents": contents,
        "sections": [
            (words, [_entry(one) for one in causes[:SHOWN]], max(0, len(causes) - SHOWN))
            for words, causes in ((_new(contents), contents.new), (_("Still open"), contents.still_open))
            if causes
        ],
        "told": [(one, addresses.absolute(one.path)) for one in contents.told],
        "told_url": _desk("notifications"),
        "queue_url": _desk("claims_alert_changelist"),
        "settings_url": _desk("own_settings"),
    }


def _entry(cause: Cause) -> dict[str, Any]:
    """A cause as the mail tells it, without the name of a protected source."""
    claims = [(claim.statement, _desk("claims_claim_workspace", claim.pk)) for claim in cause.claims]
    return {
        "severity": cause.severity_words,
        "source": alert_words.source(cause.worst),
        "why": alert_words.why(cause.worst),
        "since": cause.since,
        "has_returned": cause.has_returned,
        "claims": claims[:CLAIMS_SHOWN],
        "more": max(0, len(claims) - CLAIMS_SHOWN),
    }


def _desk(name: str, *arguments: Any) -> str:
    return addresses.absolute(reverse(f"admin:{name}", args=arguments))
