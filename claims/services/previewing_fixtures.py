"""A fixture that somebody uploads: what it would add and change, and what is wrong with it, before it is loaded."""

from __future__ import annotations

import gzip
from collections import Counter
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import InvalidInput
from claims.models import Batch, User
from claims.services import batching, fixture_files, importing, stored_words
from claims.services.fixture_files import FixtureObject, Problem
from claims.services.importing import Foreseen


class Preview(NamedTuple):
    """``counts`` are of what would become of the objects, by noun: {("added", "claim"): 29}."""

    foreseen: list[Foreseen]
    problems: list[Problem]
    counts: Counter[tuple[str, str]]


@transaction.atomic
def take_in(*, name: str, raw: bytes, by: User) -> Batch:
    """Keep an uploaded fixture for its preview; nothing is loaded."""
    rules.require(rules.can_load_fixture(by), _("load fixtures"))
    if len(raw) > fixture_files.MAX_BYTES:
        raise InvalidInput(
            _("%(name)s is larger than %(most)s bytes.")
            % {"name": name, "most": f"{fixture_files.MAX_BYTES:,}"},
            problems=(("file", _("too large")),),
        )
    objects, problems = importing.read_uploaded(name, raw)
    if not objects and not problems:
        raise InvalidInput(_("%(name)s holds no object.") % {"name": name}, problems=(("file", "empty"),))
    return batching.draft(
        kind=Batch.Kind.FIXTURE,
        name=stored_words.stored("Fixture: {name}", name=name[:150]), plan={"noun": "fixture"}, by=by,
        total=len(objects), payload=gzip.compress(raw, mtime=0), payload_name=name[:200],
        report={"unreadable": len(problems)},
    )  # fmt: skip


def _objects(batch: Batch) -> tuple[list[FixtureObject], list[Problem]]:
    packed = Batch.objects.values_list("payload", flat=True).get(pk=batch.pk)
    return importing.read_uploaded(batch.payload_name, gzip.decompress(bytes(packed or b"")))


def preview(batch: Batch) -> Preview:
    objects, problems = _objects(batch)
    foreseen = importing.foresee(objects, by=batch.asked_by)
    found = [*problems, *(problem for one in objects for problem in one.problems)]
    counts = Counter((one.what, one.object.model.removeprefix("claims.")) for one in foreseen)
    return Preview(foreseen, found, counts)


def start(batch: Batch, *, by: User) -> Batch:
    """Confirm it. One in which anything is wrong is refused whole."""
    rules.require(rules.can_load_fixture(by), _("load fixtures"))
    if wrong := len(preview(batch).problems):
        raise InvalidInput(_("Nothing was loaded: the fixture has %(wrong)s problems.") % {"wrong": wrong})
    return batching.confirm(batch, by=by)


def next_piece(batch: Batch) -> int | None:
    """Load it whole, in one transaction; a fixture that became wrong meanwhile is told with all its problems."""
    if batch.done or batch.refused:
        return None
    rules.require(rules.can_load_fixture(batch.asked_by), _("load fixtures any more"))
    objects, problems = _objects(batch)
    try:
        with transaction.atomic():
            report = importing.load_objects(objects, problems=problems, by=batch.asked_by)
    except fixture_files.BadFixtures as refusal:
        told = batch.report
        for problem in refusal.found:
            told = batching.note_refusal(told, {"name": problem.place, "reason": problem.reason})
        Batch.objects.filter(pk=batch.pk).update(refused=batch.total or 1, report=told)
    else:
        Batch.objects.filter(pk=batch.pk).update(done=batch.total, report={"summary": str(report)})
    return batch.total
