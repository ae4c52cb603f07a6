"""All that is published as files: made anew after a change, a piece at a time, and shown only when it is whole.

Claims are read in the order of their keys, so that each is written once whatever is published meanwhile. What is hidden
or destroyed after a corpus was begun may stand in it, and so it is withheld until there is a newer one.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Sum
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import IllegalTransition
from claims.models import Corpus, CorpusPiece, Hiding, Job, Publication, Redaction, User
from claims.models.corpus import CorpusQuerySet
from claims.presenters import corpus as forms
from claims.presenters import live
from claims.services import auditing
from claims.text.storable import storable

log = logging.getLogger(__name__)

SLICE = 25.0  # seconds that one message works on it
AT_ONCE = 500  # claims of one piece
REST = timedelta(minutes=10)  # between two that nobody asked for
DAY = timedelta(days=1)  # after which it is made anew though nothing changed
SETTLED = timedelta(minutes=1)  # a transaction that hides something is over by then
KEPT = timedelta(hours=1)  # the one before, for whoever is still fetching it
FILES = Corpus.File


# --- Asking for it --------------------------------------------------------------------------------------------------


@transaction.atomic
def ask(*, by: User) -> Corpus:
    """Have it made anew; IllegalTransition while it is being made."""
    rules.require(rules.can_set_desk(by), _("export all that is published"))
    return _begin(by=by)


def renew() -> Corpus | None:
    """Begin a new one if the newest is out of date, and let go of those that nobody may or needs to have any more."""
    let_go()
    now = timezone.now()
    newest = Corpus.objects.order_by("-pk").first()
    taken = _last_taken_down()
    if newest and newest.state == Job.State.PENDING:
        return None
    if taken and now - taken < SETTLED:
        return None  # soon: what is being hidden just now must not get in
    if newest and not is_withheld(newest):
        ended = newest.finished_at or newest.created_at
        if now - ended < REST:
            return None
        is_same = newest.state == Job.State.DONE and newest.of_state == forms.state()[1]
        if is_same and now - ended < DAY:
            return None
    with transaction.atomic():
        return _begin(by=None)


def _begin(*, by: User | None) -> Corpus:
    try:
        with transaction.atomic():
            made = Corpus.objects.create(asked_by=by, of_state=forms.state()[1], total=forms.rows().count())
    except IntegrityError as error:
        raise IllegalTransition(_("It is being made just now. Look at how far it is.")) from error
    auditing.record("corpus.begun", made, by=by)
    return made


# --- Making it ------------------------------------------------------------------------------------------------------


def perform(corpus_pk: int, *, seconds: float = SLICE) -> bool:
    """Claim it and work on it. True if it is whole now; False if it isn't to be had, or goes on later.

    What goes wrong is raised, after the row was put back.
    """
    attempt = Corpus.objects.claim(corpus_pk)
    if attempt is None:
        return False
    until = Corpus.objects.values_list("lease_until", flat=True).get(pk=corpus_pk)
    end = time.monotonic() + seconds

    def held() -> CorpusQuerySet:
        """The row, if it still is this worker's: the fence of every write."""
        return Corpus.objects.held(corpus_pk, attempt=attempt).filter(lease_until=until)

    try:
        while _piece(held()):
            if time.monotonic() >= end:
                held().update(
                    lease_until=None, next_attempt_at=None, enqueued_at=None, attempt=0, due_at=Now()
                )
                return False
        return _finish(held())
    except Exception as error:
        told = storable(f"{type(error).__name__}: {error}", 2000)
        held().put_back(corpus_pk, attempt=attempt, error=told)
        raise


@transaction.atomic
def _piece(held: CorpusQuerySet) -> bool:
    """Write the next claims into all files. False: there are none, or it is another's by now."""
    corpus = held.select_for_update().first()
    if corpus is None:
        return False
    found = list(
        live.alongside(forms.rows()).filter(claim_id__gt=corpus.reached).order_by("claim_id")[:AT_ONCE]
    )
    if not found:
        return False
    live.attach(found)
    reviews = [one for row in found if (one := forms.review(row))]
    is_first = not corpus.done
    _append(corpus, FILES.LINES, b"".join(map(forms.line, found)))
    head = forms.head_of_table() if is_first else b""
    _append(corpus, FILES.TABLE, head + b"".join(map(forms.table_row, found)))
    _append(corpus, FILES.REVIEWS, _joined(corpus, reviews, is_first=is_first))
    corpus.done += len(found)
    held.update(
        done=corpus.done, reached=found[-1].claim_id, reviews=corpus.reviews + len(reviews),
        withdrawn=corpus.withdrawn + sum(_is_withdrawn(row) for row in found),
    )  # fmt: skip
    return True


def _is_withdrawn(row: Publication) -> bool:
    return row.standing.standing == "withdrawn"


def _joined(corpus: Corpus, reviews: list[bytes], *, is_first: bool) -> bytes:
    head = forms.head_of_reviews(corpus.created_at) if is_first else b""
    comma = b",\n" if corpus.reviews else b"\n"
    return head + (comma + b",\n".join(reviews) if reviews else b"")


def _append(corpus: Corpus, file: str, body: bytes) -> None:
    if not body:
        return
    piece = gzip.compress(body, mtime=0)
    start = _size(corpus, file)
    CorpusPiece.objects.create(corpus=corpus, file=file, start=start, size=len(piece), body=piece)


def _size(corpus: Corpus, file: str) -> int:
    return int(corpus.pieces.filter(file=file).aggregate(size=Sum("size"))["size"] or 0)


@transaction.atomic
def _finish(held: CorpusQuerySet) -> bool:
    """Close the files and show them, all at one moment. False: it is another's by now."""
    corpus = held.select_for_update().first()
    if corpus is None:
        return False
    if not corpus.done:
        _append(corpus, FILES.LINES, b"\n")
        _append(corpus, FILES.TABLE, forms.head_of_table())
        _append(corpus, FILES.REVIEWS, forms.head_of_reviews(corpus.created_at))
    _append(corpus, FILES.REVIEWS, forms.TAIL_OF_REVIEWS)
    files = {str(file): _described(corpus, file) for file in FILES.values}
    held.update(
        files=files, total=corpus.done, state=Job.State.DONE, finished_at=Now(), lease_until=None,
        next_attempt_at=None, last_error="",
    )  # fmt: skip
    auditing.record("corpus.finished", corpus, claims=corpus.done, files=files)
    return True


def _described(corpus: Corpus, file: str) -> dict[str, Any]:
    """Size and hash of a file, looked at piece by piece."""
    digest, size = hashlib.sha256(), 0
    for body in read(corpus, file, 0, _size(corpus, file)):
        digest.update(body)
        size += len(body)
    return {"size": size, "sha256": digest.hexdigest()}


@transaction.atomic
def bury(corpus_pk: int) -> bool:
    """Give one up that used up its attempts; what it wrote goes."""
    corpus = Corpus.objects.poisoned().filter(pk=corpus_pk).first()
    if corpus is None or not Corpus.objects.bury(corpus_pk):
        return False
    corpus.pieces.all().delete()
    auditing.record("corpus.given_up", corpus, error=corpus.last_error, done=corpus.done)
    log.error("Corpus %s was given up: %s", corpus_pk, corpus.last_error)
    return True


# --- Reading it -----------------------------------------------------------------------------------------------------


def newest() -> Corpus | None:
    """The newest whole one, if it may be shown."""
    found = Corpus.objects.whole().first()
    return None if found is None or is_withheld(found) else found


def is_withheld(corpus: Corpus) -> bool:
    """Whether something that may stand in it was taken down since it was begun."""
    taken = _last_taken_down()
    return taken is not None and taken >= corpus.created_at - SETTLED


def _last_taken_down() -> Any:
    hidden = Hiding.objects.aggregate(at=Max("hidden_at"))["at"]
    redacted = Redaction.objects.aggregate(at=Max("carried_out_at"))["at"]
    return max(filter(None, (hidden, redacted)), default=None)


def read(corpus: Corpus, file: str, start: int, end: int) -> Iterator[bytes]:
    """The bytes of a file from ``start`` to before ``end``, one piece in memory at a time.

    RuntimeError where it was let go meanwhile: who fetches it begins again.
    """
    pieces = CorpusPiece.objects.filter(corpus=corpus.pk, file=file, start__lt=end)
    keys = [
        row for row in pieces.order_by("start").values_list("pk", "start", "size") if sum(row[1:]) > start
    ]
    for pk, begins, _size_of_it in keys:
        body = CorpusPiece.objects.filter(pk=pk).values_list("body", flat=True).first()
        if body is None:
            raise RuntimeError(f"{file} of {corpus.pk} was let go while it was read")
        yield bytes(body)[max(start - begins, 0) : end - begins]


@transaction.atomic
def let_go() -> int:
    """Delete the files of those that are replaced, and at once of those in which something destroyed may stand."""
    whole = list(Corpus.objects.whole())
    replaced = [one for one in whole[1:] if (whole[0].finished_at or timezone.now()) < timezone.now() - KEPT]
    outdated = {one.pk for one in [*replaced, *(one for one in whole if is_withheld(one))]}
    CorpusPiece.objects.filter(corpus__in=outdated).delete()
    return Corpus.objects.filter(pk__in=outdated).update(files={})
