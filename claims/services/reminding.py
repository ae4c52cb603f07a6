"""Telling people what is due: claims given to them, queries that an author should have answered, claimants who were
asked to answer by a day.

On the day itself, on the day after, and then once a week: who is reminded of everything every day reads none of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from claims.models import Claim, ContactAttempt, Notification, Query, User
from claims.services import notifying, stored_words

BEFORE_THE_DIGEST = 1  # hours
WEEKS = 12  # what is overdue for longer is no news to anybody
AT_ONCE = 500
UNDECIDED = (Claim.Status.UNREVIEWED, Claim.Status.IN_REVIEW, Claim.Status.AWAITING_APPROVAL)
WORDS = 160  # characters of what is due


class Reminder(NamedTuple):
    """``key`` names the matter; the day is added to it."""

    to: User
    text: str
    path: str
    key: str


def remind_today(now: datetime | None = None) -> int:
    """As ``remind``, from an hour before the day's e-mails on. May be asked as often as one likes."""
    local = timezone.localtime(now)
    return remind(local.date()) if local.hour >= settings.DIGEST_HOUR - BEFORE_THE_DIGEST else 0


def remind(day: date) -> int:
    """Tell each matter to each person once. Returns how many notifications are new."""
    found = [*claims_due(day), *queries_due(day), *answers_due(day)]
    new = _without_told(found, day)
    for one in new:
        notifying.tell([one.to], Notification.Kind.DUE, one.text, path=one.path, key=_key(one, day))
    return len(new)


def claims_due(day: date) -> Iterator[Reminder]:
    """Claims that nobody has decided yet, for those to whom they were given."""
    rows = Claim.objects.filter(due_on__in=_days(day), assigned_to__is_active=True)
    rows = rows.filter(Q(status__in=UNDECIDED) | ~Q(work_state=""))
    for claim in rows.select_related("assigned_to").order_by("due_on", "pk").iterator(AT_ONCE):
        assert claim.assigned_to is not None
        assert claim.due_on is not None
        text = f"{_when(claim.due_on, day)}: {_short(claim.statement)}"
        yield Reminder(claim.assigned_to, text, notifying.place_of(claim), f"claim:{claim.pk}")


def queries_due(day: date) -> Iterator[Reminder]:
    """Queries that the author has not answered, for those who asked them."""
    rows = Query.objects.overdue(_end_of(day)).select_related("asked_by", "article_version__article")
    for query in rows.order_by("due_at", "pk").iterator(AT_ONCE):
        assert query.due_at is not None
        on = timezone.localdate(query.due_at)
        if on in _days(day):
            article = query.article_version.article
            text = stored_words.stored(
                "{on}: query {number} on “{article}”: {question}",
                on=_when(on, day),
                number=query.number,
                article=_short(article.title),
                question=_short(query.question),
            )
            path = reverse("admin:claims_article_queries", args=[article.pk])
            yield Reminder(query.asked_by, text, path, f"query:{query.pk}")


def answers_due(day: date) -> Iterator[Reminder]:
    """Claimants who were given a time to answer and did not, for those who wrote to them."""
    since = _end_of(min(_days(day)) - timedelta(days=1))
    rows = ContactAttempt.objects.filter(answer_by__gt=since, answer_by__lte=_end_of(day), replied_at=None)
    for asked in rows.select_related("contacted_by", "claim").order_by("answer_by", "pk").iterator(AT_ONCE):
        assert asked.answer_by is not None
        on = timezone.localdate(asked.answer_by)
        if on in _days(day):
            who = asked.recipient or asked.channel
            text = stored_words.stored(
                "{on}: the answer of {who} on “{statement}”",
                on=_when(on, day),
                who=_short(who),
                statement=_short(asked.claim.statement),
            )
            path = notifying.place_of(asked.claim, "contacts")
            yield Reminder(asked.contacted_by, text, path, f"contact:{asked.pk}")


def _days(day: date) -> set[date]:
    """The due days of which one is told today."""
    return {day, day - timedelta(days=1), *(day - timedelta(weeks=weeks) for weeks in range(1, WEEKS + 1))}


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _when(due_on: date, day: date) -> str:
    return (
        stored_words.stored("Due today")
        if due_on == day
        else stored_words.stored("Overdue since {due_on}", due_on=date_format(due_on, "j F"))
    )


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(WORDS)


def _key(one: Reminder, day: date) -> str:
    return f"due:{one.key}:{day.isoformat()}"


def _without_told(found: Iterable[Reminder], day: date) -> list[Reminder]:
    """Those that were not told yet; asked of the database in bounded portions."""
    left = list(found)
    new = []
    for start in range(0, len(left), AT_ONCE):
        some = left[start : start + AT_ONCE]
        told = Notification.objects.filter(
            to__in={one.to.pk for one in some}, key__in=[_key(one, day) for one in some]
        )
        known = set(told.values_list("to", "key"))
        new += [one for one in some if (one.to.pk, _key(one, day)) not in known]
    return new
