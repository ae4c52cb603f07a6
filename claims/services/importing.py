"""Loading fixtures: everything is judged first, then compared by natural key and written in one transaction.

What is new is added, what differs is changed by a versioned save, what is the same is left alone; each leaves an
event. If anything at all is wrong, BadFixtures tells all of it and nothing is written.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.db import DataError, IntegrityError, models, transaction
from django.utils.translation import gettext as _

from claims.models import ArticleVersion, CaptureJob, Claim, Evidence, Source, User
from claims.models.article import text_hash
from claims.models.base import Versioned
from claims.services import (
    auditing,
    capturing,
    fixture_files,
    fixture_rules,
    fixture_schema,
    marking,
    protecting,
)
from claims.services.fixture_files import BadFixtures, FixtureObject, Problem
from claims.services.fixture_schema import NOUNS, Reference


@dataclass
class Report:
    """What a load came to: how many objects of which kind were added, changed, or there already."""

    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        if not self.added and not self.changed:
            return f"Nothing to add and nothing to change: all {self.same.total()} objects are here already."
        parts = [f"added {_listed(self.added)}" if self.added else "added nothing"]
        parts.append(f"changed {_listed(self.changed)}" if self.changed else "changed nothing")
        told = "; ".join(parts) + (f"; {self.same.total()} were here already" if self.same else "")
        return told[0].upper() + told[1:] + "."


@dataclass(frozen=True)
class Import:
    """One act of loading: who, when it is said to have happened, and the mark that its events share."""

    by: User | None
    at: datetime | None
    act: uuid.UUID
    report: Report
    asked: set[int] = field(default_factory=set)  # sources whose capture this load has asked for


def load_fixtures(
    paths: Iterable[str | Path],
    *,
    by: User | None = None,
    at: datetime | None = None,
    without: Iterable[str] = (),
) -> Report:
    """Load files, folders or names below ``fixtures/``. Raises BadFixtures, with every problem, or writes it all.

    ``without`` names evidence (by slug) that a history brings later.
    """
    objects, problems = read(paths)
    left_out = {("claims.evidence", (slug,)) for slug in without}
    objects = [one for one in objects if (one.model, one.key) not in left_out]
    return load_objects(objects, problems=problems, by=by, at=at)


def load_objects(
    objects: Sequence[FixtureObject],
    *,
    problems: Sequence[Problem] = (),
    by: User | None = None,
    at: datetime | None = None,
) -> Report:
    """Write objects that were read already. Raises BadFixtures, with every problem, or writes them all."""
    task = Import(by, at, uuid.uuid4(), Report())
    with _database_law():
        shelf = fixture_rules.Shelf(objects, by=by)
        fixture_rules.judge(shelf, objects)
        found = [*problems, *(problem for one in objects for problem in one.problems)]
        if found:
            raise BadFixtures(found)
        for label in NOUNS:
            _write(task, shelf, shelf.all_of(label))
    return task.report


class Foreseen(NamedTuple):
    """What would become of an object: *added*, *changed*, *same* or *refused*; ``changes`` are field → (now, then)."""

    object: FixtureObject
    what: str
    changes: dict[str, tuple[Any, Any]]


def foresee(objects: Sequence[FixtureObject], *, by: User | None = None) -> list[Foreseen]:
    """What loading would do to each object; its problems are told on it. Nothing is written."""
    shelf = fixture_rules.Shelf(objects, by=by)
    fixture_rules.judge(shelf, objects)
    return [_foreseen(shelf, one) for one in objects]


def _foreseen(shelf: fixture_rules.Shelf, one: FixtureObject) -> Foreseen:
    if one.problems:
        return Foreseen(one, "refused", {})
    row = shelf.row_of(one)
    if row is None:
        return Foreseen(one, "added", {})
    changes = {
        name: (_told(fixture_rules.stored(row, name)), _told(value))
        for name, value in _differences(row, one).items()
    }
    return Foreseen(one, "changed" if changes else "same", changes)


@contextmanager
def _database_law() -> Iterator[None]:
    """Whatever was overlooked here, PostgreSQL refuses: told like any other problem."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, DataError) as error:
        raise BadFixtures([Problem(_("the database"), "", "", str(error).splitlines()[0])]) from error


def read(paths: Iterable[str | Path]) -> tuple[list[FixtureObject], list[Problem]]:
    """The objects of these files, each with its problems, and the problems of what is no object."""
    found: list[FixtureObject | Problem] = []
    for place in fixture_files.find(paths):
        found += [place] if isinstance(place, Problem) else fixture_files.objects_of(place)
    return _understood(found)


def read_uploaded(name: str, raw: bytes) -> tuple[list[FixtureObject], list[Problem]]:
    """The same of a file that somebody sent."""
    return _understood(fixture_files.objects_in(name, raw))


def _understood(found: Iterable[FixtureObject | Problem]) -> tuple[list[FixtureObject], list[Problem]]:
    objects: list[FixtureObject] = []
    problems: list[Problem] = []
    for one in found:
        if isinstance(one, Problem):
            problems.append(one)
        elif noun := fixture_schema.noun_of(one):
            fixture_schema.read(one, noun)
            objects.append(one)
        else:
            problems += one.problems
    return objects, problems


def _write(task: Import, shelf: fixture_rules.Shelf, objects: Sequence[FixtureObject]) -> None:
    """Add and change the rows of one kind; references to kinds before it are rows by now."""
    new: list[FixtureObject] = []
    for one in objects:
        noun, row = one.model.removeprefix("claims."), shelf.row_of(one)
        if row is None:
            new.append(one)
            task.report.added[noun] += 1
        elif changes := _differences(row, one):
            _change(task, shelf, row, one, changes)
            task.report.changed[noun] += 1
        else:
            task.report.same[noun] += 1
    if new:
        _add(task, shelf, new)


def _differences(row: models.Model, one: FixtureObject) -> dict[str, Any]:
    """What the object says and the row does not."""
    told = {name: value for name, value in one.values.items() if name not in NOUNS[one.model].computed}
    if "groups" in told:
        told["groups"] = sorted(told["groups"])
    return {name: value for name, value in told.items() if fixture_rules.stored(row, name) != value}


def _add(task: Import, shelf: fixture_rules.Shelf, objects: Sequence[FixtureObject]) -> None:
    model: Any = NOUNS[objects[0].model].model
    if objects[0].model == "claims.appearance":
        rows = [_mark(task, shelf, one) for one in objects]
    else:
        rows = model.objects.bulk_create([model(**_columns(shelf, one)) for one in objects])
    for one, row in zip(objects, rows, strict=True):
        shelf.rows[Reference(one.model, one.key)] = row
        if one.model != "claims.appearance":
            _tell(task, f"{_noun(one)}.imported", row, **_plain(one, row))
        _follow_up(task, row, one)


def _mark(task: Import, shelf: fixture_rules.Shelf, one: FixtureObject) -> models.Model:
    """Appearances go through marking, which tells the sentences that they hold a claim."""
    told = _columns(shelf, one)
    appearance = marking.mark_appearance(
        told["claim"], told["article_version"], start=told["start"], end=told["end"], by=None,
        quoted=told.get("quoted", ()), attribution=told.get("attribution"),
    )  # fmt: skip
    if appeared_on := told.get("appeared_on"):
        type(appearance).objects.filter(pk=appearance.pk).update(appeared_on=appeared_on)
    return appearance


def _columns(shelf: fixture_rules.Shelf, one: FixtureObject) -> dict[str, Any]:
    """The values as a row takes them: other rows instead of their names."""
    told = {name: value for name, value in one.values.items() if name != "groups"}
    if one.model == "claims.articleversion":
        told["sha256"] = text_hash(told["text"])
    return {
        name: shelf.rows[value] if isinstance(value, Reference) else value for name, value in told.items()
    }


def _follow_up(task: Import, row: models.Model, one: FixtureObject) -> None:
    """What a new row calls for."""
    if isinstance(row, User):
        row.set_unusable_password()
        row.is_staff = one.values.get("groups", []) not in ([], ["reader"])
        row.save(update_fields=["password", "is_staff"])
        row.groups.set(_groups(one))
    elif isinstance(row, ArticleVersion):
        marking.split(row)
    elif isinstance(row, Source):
        if row.is_sensitive:
            protecting.begin(row, by=task.by)
        _ask(task, row, CaptureJob.Reason.ADDED)
    elif isinstance(row, Evidence) and row.source:
        _ask(task, row.source, CaptureJob.Reason.QUOTED)


def _ask(task: Import, source: Source, reason: str) -> None:
    """For a capture, once in a load, however often the source is quoted in it."""
    if source.pk not in task.asked:
        task.asked.add(source.pk)
        capturing.ask(source, reason=reason, by=task.by)


def _groups(one: FixtureObject) -> Any:
    groups: Any = User._meta.get_field("groups").related_model
    return groups.objects.filter(name__in=one.values.get("groups", ()))


def _change(
    task: Import, shelf: fixture_rules.Shelf, row: models.Model, one: FixtureObject, changes: dict[str, Any]
) -> None:
    told = {name: [_told(fixture_rules.stored(row, name)), _told(value)] for name, value in changes.items()}
    secret = _is_protected(row)
    columns = {name: value for name, value in _columns(shelf, one).items() if name in changes}
    model: Any = type(row)
    if isinstance(row, Versioned):
        row.version = model.objects.save_version(row.pk, version=row.version, **columns)
    elif columns:
        model.objects.filter(pk=row.pk).update(**columns)
    for name, value in columns.items():
        setattr(row, name, value)
    if isinstance(row, User) and "groups" in changes:
        row.groups.set(_groups(one))
    # Of a protected source, before or now, the record says what was changed and never its words.
    content = {"fields": sorted(told)} if secret or _is_protected(row) else {"changes": told}
    _tell(task, f"{_noun(one)}.edited", row, **content)
    if isinstance(row, Source) and "is_sensitive" in changes:
        (protecting.begin if row.is_sensitive else protecting.end)(row, by=task.by)
    if isinstance(row, Source) and "url" in changes:
        _ask(task, row, CaptureJob.Reason.ADDED)
    if isinstance(row, Evidence) and {"quote", "source"} & set(changes) and row.source:
        _ask(task, row.source, CaptureJob.Reason.QUOTED)


def _tell(task: Import, kind: str, row: models.Model, **content: Any) -> None:
    claim = row if isinstance(row, Claim) else getattr(row, "claim", None)
    version = getattr(row, "article_version", None)
    article = version.article if version else getattr(row, "article", None)
    auditing.record(kind, row, by=task.by, at=task.at, act=task.act, claim=claim, article=article, **content)


def _noun(one: FixtureObject) -> str:
    """As the desk's other events call it: article_version, rating_scale."""
    return NOUNS[one.model].model._meta.verbose_name_raw.replace(" ", "_")


def _plain(one: FixtureObject, row: models.Model) -> dict[str, Any]:
    """What an event says of a new row; a text under check is told by its hash, a protected source by its wording."""
    source = row if isinstance(row, Source) else getattr(row, "source", None)
    if isinstance(source, Source) and _is_protected(row):
        return {"fields": {"public_wording": source.public_wording}, "file": one.file}
    told = {name: _told(value) for name, value in one.values.items()}
    if one.model == "claims.articleversion":
        told["text"] = f"sha256 {text_hash(one.values['text'])}"
    return {"fields": told, "file": one.file}


def _is_protected(row: models.Model) -> bool:
    """Whether it is a protected source, or was taken from one."""
    source = row if isinstance(row, Source) else getattr(row, "source", None)
    return isinstance(source, Source) and source.is_sensitive


def _told(value: Any) -> Any:
    return list(value.key) if isinstance(value, Reference) else value


def _listed(counts: Counter[str]) -> str:
    """“29 claims, 1 article and 3 notes”."""
    parts = [f"{count} {_word(noun, count)}" for noun, count in counts.items()]
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def _word(noun: str, count: int) -> str:
    meta = NOUNS[f"claims.{noun}"].model._meta
    return str(meta.verbose_name if count == 1 else meta.verbose_name_plural)
