"""The record of every act, and the hash chain over it. The one door to Event."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError, connection, models, transaction
from django.db.models import Exists, Max, Min, OuterRef
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext

from claims import rules
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import Claim, Event, EventContent, EventSeal, User
from claims.services import stored_words

LOCK = 7220351  # the advisory lock under which PostgreSQL numbers events (migration ``guards``)
SEALERS = 7220352  # and the one by which sealers take turns
AT_ONCE = 50_000  # events under one seal, at most
GENESIS = "0" * 64
ERASED = "content.erased"
PATIENCE = timedelta(minutes=1)  # an unsealed event older than this makes the sealer wait for the writers,
WAIT = "100ms"  # and them for the sealer, this long at most


class Subject(NamedTuple):
    """What an event speaks of when that is no row of the desk: a file that was loaded."""

    kind: str
    pk: str
    label: str


def canonical(content: Any) -> str:
    """JSON with sorted keys and no white space: equal contents are equal texts."""
    return json.dumps(
        content, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def digest(salt: str, content: Any) -> str:
    return hashlib.sha256((salt + canonical(content)).encode()).hexdigest()


def record(
    kind: str,
    subject: models.Model | Subject,
    *,
    by: User | None = None,
    at: datetime | None = None,
    act: uuid.UUID | None = None,
    claim: Claim | None = None,
    article: models.Model | None = None,
    **content: Any,
) -> Event:
    """Write one event, in the transaction of the act. ``kind`` is noun.participle; ``by=None`` is the system.

    ``at`` is when it happened (a replayed history tells the past); when it was recorded is PostgreSQL's to say.
    """
    told = json.loads(canonical(content))
    salt = secrets.token_hex(16)
    named = subject if isinstance(subject, Subject) else _named(subject)
    when = {"happened_at": at} if at else {}  # else by PostgreSQL's clock, as every other moment
    event = Event(
        act=act or uuid.uuid4(),
        kind=kind,
        actor_pk=by.pk if by else None,
        actor_label=str(by)[:150] if by else "",
        subject_type=named.kind,
        subject_pk=named.pk,
        subject_label=named.label[:200],
        claim_pk=claim.pk if claim else _key_of(subject, "claim"),
        article_pk=article.pk if article else _key_of(subject, "article"),
        digest=digest(salt, told),
        **when,
    )
    event.save(force_insert=True)
    EventContent.objects.create(event=event, salt=salt, body=told)
    return event


def _named(row: models.Model) -> Subject:
    """Labels can't be erased: a row that must not be named for good has a ``record_label`` of its own."""
    with stored_words.desk_language():
        label = str(getattr(row, "record_label", row))
    return Subject(str(row._meta.model_name), str(row.pk), label)


def _key_of(subject: models.Model | Subject, noun: str) -> int | None:
    if isinstance(subject, Subject):
        return None
    key = subject.pk if subject._meta.model_name == noun else getattr(subject, f"{noun}_id", None)
    return key if isinstance(key, int) else None


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """{field: [before, after]} for the fields that differ: what an event says of an edit."""
    return {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}


def line(event: Event) -> bytes:
    """What the chain covers of one event: everything but the content, which its digest stands for."""
    told = [
        event.pk, str(event.act), event.kind, event.happened_at.astimezone(UTC).isoformat(),
        event.recorded_at.astimezone(UTC).isoformat(), event.actor_pk, event.actor_label, event.subject_type,
        event.subject_pk, event.subject_label, event.claim_pk, event.article_pk, event.digest,
    ]  # fmt: skip
    return canonical(told).encode()


class Link:
    """The next link of the chain, while it is forged: sha256(previous ‖ sha256 of each event's line)."""

    def __init__(self, previous: str) -> None:
        self._sha256 = hashlib.sha256(previous.encode())
        self.events, self.last = 0, 0

    def add(self, event: Event) -> None:
        self._sha256.update(hashlib.sha256(line(event)).digest())
        self.events, self.last = self.events + 1, event.pk

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()


@transaction.atomic
def seal() -> EventSeal | None:
    """Put the unsealed events under the chain; None if there are none, or others are at work just now.

    Writers are locked out only while the highest id is read, not while what is below it is hashed.
    """
    newest = EventSeal.objects.order_by("-last")
    waiting = Event.objects.filter(pk__gt=_end_of(newest.first())).aggregate(oldest=Min("recorded_at"))[
        "oldest"
    ]
    if waiting is None:
        return None
    end = _settled_up_to(patiently=timezone.now() - waiting > PATIENCE)
    if end is None or not _take("pg_try_advisory_xact_lock", SEALERS):
        return None
    last = newest.first()  # another sealer may have been at work until now
    link = Link(last.sha256 if last else GENESIS)
    events = Event.objects.filter(pk__gt=_end_of(last), pk__lte=end).order_by("pk")[:AT_ONCE]
    for event in events.iterator(chunk_size=2000):
        link.add(event)
    if not link.events:
        return None
    made = EventSeal(
        first=_end_of(last) + 1, last=link.last, events=link.events, sha256=link.sha256,
        previous=last.sha256 if last else GENESIS,
    )  # fmt: skip
    made.save(force_insert=True)
    return made


def _end_of(seal_: EventSeal | None) -> int:
    return seal_.last if seal_ else 0


def _settled_up_to(*, patiently: bool) -> int | None:
    """The highest id of an event, once no transaction is open that holds a lower one; None if some are.

    Trying never makes a writer wait; only an overdue seal does, and not for long.
    """
    if not patiently:
        if not _take("pg_try_advisory_lock", LOCK):
            return None
    else:
        try:
            with transaction.atomic():
                usual = _take("current_setting", "lock_timeout")
                _take("set_config", "lock_timeout", WAIT, True)
                _take("pg_advisory_lock", LOCK)
                _take("set_config", "lock_timeout", usual, True)
        except OperationalError:
            return None
    try:
        highest: int | None = Event.objects.aggregate(highest=Max("pk"))["highest"]
        return highest
    finally:
        _take("pg_advisory_unlock", LOCK)


def _take(function: str, *arguments: object) -> object:
    """The answer of one of PostgreSQL's functions about locks and their limits."""
    with connection.cursor() as cursor:
        cursor.callproc(function, arguments)
        return cursor.fetchone()[0]


@transaction.atomic
def erase(event: Event, *, reason: str, by: User) -> None:
    """Destroy what an event holds, where the law demands it: the event, its digest and the chain remain.

    For the tables' owner alone: the application's role can't delete a content. Raises IllegalTransition if there is
    none (any more).
    """
    rules.require(rules.can_manage_people(by), gettext("erase what an event holds"))
    if not reason.strip():
        raise InvalidInput(gettext("Say what calls for the erasure."), problems=(("reason", "empty"),))
    erased, _ = EventContent.objects.filter(event=event).delete()
    if not erased:
        raise IllegalTransition(gettext("This event holds nothing (any more)."))
    record(ERASED, Subject("event", str(event.pk), event.kind), by=by, reason=reason.strip())


@transaction.atomic
def verify(*, kept: str = "") -> list[str]:
    """What is wrong with the record, first broken link first; empty if the chain is whole.

    ``kept`` is a head that was written down elsewhere: without it nobody can tell that the end was cut off.
    Reads everything once, in a transaction, so that PostgreSQL streams it.
    """
    found = [*_broken_links(), *_broken_contents(), *_missing_contents()]
    if kept and not EventSeal.objects.filter(sha256=kept).exists():
        found.insert(
            0,
            gettext(
                "No seal has the head that was kept ({kept}): what followed it was cut off or replaced."
            ).format(kept=kept),
        )
    return found


def _broken_links() -> Iterator[str]:
    previous, start = GENESIS, 1
    events = Event.objects.order_by("pk").iterator(chunk_size=2000)
    event = next(events, None)
    for seal_ in EventSeal.objects.order_by("first").iterator(chunk_size=2000):
        if seal_.first != start or seal_.previous != previous:
            yield gettext("The seal over events {first} to {last} does not follow the one before it.").format(
                first=seal_.first, last=seal_.last
            )
        link = Link(seal_.previous)
        while event is not None and event.pk <= seal_.last:
            if event.pk >= seal_.first:
                link.add(event)
            event = next(events, None)
        if link.events != seal_.events:
            yield (
                gettext(
                    "{events} events were sealed between {first} and {last}; {events_2} are there."
                ).format(events=seal_.events, first=seal_.first, last=seal_.last, events_2=link.events)
            )
        elif link.sha256 != seal_.sha256:
            yield gettext("An event between {first} and {last} is not what was sealed.").format(
                first=seal_.first, last=seal_.last
            )
        previous, start = seal_.sha256, seal_.last + 1


def _broken_contents() -> Iterator[str]:
    for content in EventContent.objects.select_related("event").order_by("pk").iterator(chunk_size=2000):
        if digest(content.salt, content.body) != content.event.digest:
            yield gettext("The content of event {pk} ({kind}) is not what was recorded.").format(
                pk=content.pk, kind=content.event.kind
            )


def _missing_contents() -> Iterator[str]:
    """A lawful erasure is itself on record; any other missing content was taken away, or never written."""
    erasures = Event.objects.filter(
        kind=ERASED, subject_type="event", subject_pk=Cast(OuterRef("pk"), models.CharField())
    )
    missing = Event.objects.filter(~Exists(erasures), content__isnull=True).order_by("pk")
    for event in missing.iterator(chunk_size=2000):
        yield gettext(
            "The content of event {pk} ({kind}) is missing, and no erasure of it is on record."
        ).format(pk=event.pk, kind=event.kind)


def head() -> str:
    """The newest link of the chain, to be kept somewhere else: it vouches for everything before it."""
    return EventSeal.objects.order_by("-last").values_list("sha256", flat=True).first() or GENESIS
