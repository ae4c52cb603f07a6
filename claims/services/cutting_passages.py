"""What sources say now, cut into passages in the background, so that evidence can be suggested from them."""

from __future__ import annotations

from django.db import connection, transaction

from claims.models import Passage, PassageReading, Snapshot
from claims.text import quotable

AT_ONCE = 20


def ask(snapshot: Snapshot) -> None:
    """A good capture whose words are new to its source is to be cut; in the transaction that stores it."""
    if not snapshot.is_good or not snapshot.text:
        return
    same = PassageReading.objects.filter(
        source=snapshot.source_id, snapshot__text_sha256=snapshot.text_sha256
    ).exclude(snapshot__text="")
    if not same.exists():
        PassageReading.objects.update_or_create(
            source_id=snapshot.source_id, defaults={"snapshot": snapshot, "is_read": False}
        )


@transaction.atomic
def cut_some(at_most: int = AT_ONCE) -> int:
    """Cut what waits; return of how many sources. Any number may run: they take different ones."""
    rows = PassageReading.objects.waiting().select_for_update(skip_locked=True, of=("self",))
    waiting = list(rows.select_related("snapshot", "source")[:at_most])
    for one in waiting:
        _cut(one)
    PassageReading.objects.filter(pk__in=[one.pk for one in waiting]).update(is_read=True)
    return len(waiting)


def _cut(reading: PassageReading) -> None:
    Passage.objects.filter(source=reading.source_id).delete()
    text = reading.snapshot.text
    spans = quotable.cut(text, reading.snapshot.language or reading.source.language)
    if not spans:
        return
    with connection.cursor() as cursor:
        # The words by the function that reads claims too: what is asked and what is stored can't drift apart.
        cursor.execute(
            'INSERT INTO claims_passage (source_id, snapshot_id, start, "end", words)'
            " SELECT %s, %s, one.start, one.stop, claims_words(one.said)"
            " FROM unnest(%s::int[], %s::int[], %s::text[]) AS one(start, stop, said)",
            [
                reading.source_id,
                reading.snapshot_id,
                [one.start for one in spans],
                [one.end for one in spans],
                [one.of(text) for one in spans],
            ],
        )
