"""Claims and sources from tables: columns recognised, rows judged as fixtures are, and written as they are.

A row is known by its slug, else by what it says: the same file brought twice adds nothing. Every row is judged before
the first is written; where some are wrong nothing is, unless whoever brings them says to skip those.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import models, transaction
from django.db.models import BinaryField, Func, Value
from django.db.models.functions import Lower
from django.utils.text import slugify
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import InvalidInput, StaleVersion
from claims.models import Batch, Claim, Claimant, Source, User
from claims.services import batching, fixture_schema, importing, row_files, stored_words
from claims.services.fixture_files import BadFixtures, FixtureObject
from claims.services.fixture_schema import NOUNS
from claims.services.importing import Foreseen
from claims.services.row_files import Problem, Row
from claims.text import urls

BLOCK = 200  # rows that are judged or written in one transaction
PREVIEWED = 1_000  # rows that are judged while one waits
TYPES: dict[str, type[models.Model]] = {"claim": Claim, "source": Source}
ALIASES = {
    "claim": {
        "claim": "statement", "text": "statement", "speaker": "claimant", "who": "claimant_label", "date": "claimed_on",
        "said_on": "claimed_on", "what_is_rated": "rated", "rating": "suggested_rating", "id": "",
    },
    "source": {
        "address": "url", "link": "url", "name": "publisher", "outlet": "publisher", "date": "published_on",
        "published": "published_on", "headline": "title", "lang": "language", "id": "",
    },
}  # fmt: skip
YES, NO = {"yes", "true", "1", "y", "x"}, {"no", "false", "0", "n"}


class Column(NamedTuple):
    """A column as the file calls it, and the field that it fills; empty where it is left out."""

    name: str
    field: str


def columns(noun: str, names: Iterable[str]) -> list[Column]:
    """What each column of a file is taken for; of two for one field the first counts."""
    found: list[Column] = []
    for name in names:
        meant = _field(noun, name)
        found.append(Column(name, "" if meant in {one.field for one in found} else meant))
    return found


def _field(noun: str, name: str) -> str:
    known = NOUNS[f"claims.{noun}"].fields
    told = slugify(name).replace("-", "_")
    labels = {slugify(str(_label(noun, one))).replace("-", "_"): one for one in known}
    meant = told if told in known else ALIASES[noun].get(told, labels.get(told, ""))
    return meant if meant in known else ""


def _label(noun: str, name: str) -> str:
    return str(getattr(TYPES[noun]._meta.get_field(name), "verbose_name", name))


# --- Taking a file in ---------------------------------------------------------------------------------------------


@dataclass
class _Intake:
    """What is learnt of a file while it is packed into blocks of rows."""

    columns: dict[str, str] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)  # what a row is known by → its line
    twice: list[tuple[int, int]] = field(default_factory=list)  # its line → the line before it
    blocks: list[tuple[int, int, int]] = field(default_factory=list)  # where it begins, its length, its rows
    packed: bytearray = field(default_factory=bytearray)
    rows: int = 0

    def put(self, rows: Sequence[Row]) -> None:
        block = gzip.compress(json.dumps([tuple(row) for row in rows], ensure_ascii=False).encode(), mtime=0)
        self.blocks.append((len(self.packed), len(block), len(rows)))
        self.packed += block
        self.rows += len(rows)


@transaction.atomic
def take_in(noun: str, *, name: str, raw: bytes, by: User, back: str = "") -> Batch:
    """Read a file and draft its import; nothing is written. Raises InvalidInput for one that can't be read.

    ``back`` is the list that the rows will stand in.
    """
    rules.require(rules.can_import(by), _("import rows"))
    table = row_files.read(name, raw)
    intake = _Intake(columns={one.name: one.field for one in columns(noun, table.columns)})
    for rows in _blocks(table.rows):
        for row in rows:
            _look_at(intake, noun, row)
        intake.put(rows)
    if not intake.rows:
        raise row_files.refused(name, _("it holds no row"))
    if not any(intake.columns.values()):
        raise row_files.refused(name, _("none of its columns is one that the desk knows"))
    plan = {
        "noun": noun, "format": table.format, "columns": list(intake.columns.items()), "blocks": intake.blocks,
        "back": back, "twice": intake.twice,
    }  # fmt: skip
    nouns = TYPES[noun]._meta.verbose_name_plural
    return batching.draft(
        kind=Batch.Kind.IMPORT, plan=plan, total=intake.rows, by=by, payload=bytes(intake.packed),
        name=stored_words.stored("Import: {name} ({nouns})", name=name[:120], nouns=nouns), payload_name=name[:200],
    )  # fmt: skip


def _blocks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    block: list[Row] = []
    for row in rows:
        block.append(row)
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


def _look_at(intake: _Intake, noun: str, row: Row) -> None:
    """Its columns, where they were not known yet; and whether the file had the same row before."""
    for name in row.values:
        if name not in intake.columns:
            meant = _field(noun, name)
            intake.columns[name] = "" if meant in intake.columns.values() else meant
    told = {intake.columns[name]: value for name, value in row.values.items() if intake.columns[name]}
    keys = [str(told[name]) for name in ("slug", "url") if told.get(name)] or [own_slug(noun, told)]
    before = min(intake.keys.setdefault(key, row.line) for key in keys)
    if before != row.line:
        intake.twice.append((row.line, before))


def own_slug(noun: str, told: dict[str, Any]) -> str:
    """A slug for a row without one, always the same for the same words."""
    parts = ("statement",) if noun == "claim" else ("publisher", "title", "url")
    said = [str(told.get(part, "")) for part in parts]
    digest = hashlib.sha256("\n".join(said).encode()).hexdigest()[:8]
    return f"{slugify(' '.join(said[:2]))[:60].strip('-') or noun}-{digest}"


# --- Judging rows -------------------------------------------------------------------------------------------------


def rows_of(batch: Batch, block: int) -> list[Row]:
    """One block of a batch's rows."""
    start, length, _rows = batch.plan["blocks"][block]
    part = Func("payload", Value(start + 1), Value(length), function="SUBSTR", output_field=BinaryField())
    packed = Batch.objects.filter(pk=batch.pk).annotate(part=part).values_list("part", flat=True).get()
    return [Row(line, values) for line, values in json.loads(gzip.decompress(bytes(packed)))]


@dataclass(frozen=True)
class Judged:
    """A block of rows: what would become of each, and what is wrong, by line and column of the file."""

    foreseen: list[Foreseen]
    problems: list[Problem]

    @property
    def good(self) -> list[FixtureObject]:
        bad = {problem.line for problem in self.problems}
        return [one.object for one in self.foreseen if one.object.number not in bad]

    @property
    def bad(self) -> int:
        return len({problem.line for problem in self.problems})


def judge(batch: Batch, rows: Sequence[Row]) -> Judged:
    noun = batch.plan["noun"]
    named = dict(batch.plan["columns"])
    objects = [_object(noun, batch.payload_name, named, row) for row in rows]
    _name_known(noun, objects)
    for one in objects:
        fixture_schema.read(one, NOUNS[one.model])
    foreseen = importing.foresee(objects, by=batch.asked_by)
    twice, same = dict(batch.plan.get("twice", ())), _("the same stands in line %(line)s")
    problems = [Problem(line, "", same % {"line": twice[line]}) for line, _cells in rows if line in twice]
    back = {meant: name for name, meant in named.items() if meant}
    problems += [
        Problem(one.number, back.get(problem.field, problem.field), problem.reason)
        for one in objects
        if one.number not in twice
        for problem in one.problems
    ]
    return Judged(foreseen, sorted(problems))


def _object(noun: str, file: str, named: dict[str, str], row: Row) -> FixtureObject:
    one = FixtureObject(file, row.line, f"claims.{noun}", {})
    for name, told in row.values.items():
        if meant := named.get(name, ""):
            try:
                one.fields[meant] = _value(noun, meant, told)
            except ValueError as error:
                one.refuse(meant, str(error))
    if not one.fields.get("slug"):
        one.fields["slug"] = own_slug(noun, one.fields)
    return one


def _value(noun: str, name: str, told: Any) -> Any:
    """A cell's text as a fixture would say it. ValueError says why it can't be."""
    column: Any = TYPES[noun]._meta.get_field(name)
    if not isinstance(told, str):
        return told
    if column.is_relation:
        return [told]
    if isinstance(column, models.BooleanField):
        return _yes_or_no(told)
    if name == "url":
        return _canonical(told)
    if column.choices:
        by_words = {str(words).casefold(): value for value, words in column.choices}
        return by_words.get(told.casefold(), told.casefold())
    return told


def _yes_or_no(told: str) -> bool:
    if told.casefold() not in YES | NO:
        raise ValueError(_("“{told}” is neither yes nor no").format(told=told))
    return told.casefold() in YES


def _canonical(told: str) -> str:
    try:
        return str(urls.canonical(told))
    except urls.BadURL as error:
        raise ValueError(_("this address can't be used: {reason}").format(reason=error.reason)) from error


def _name_known(noun: str, objects: Sequence[FixtureObject]) -> None:
    """Sources by their address, claimants by their name: rows say these where a fixture has a slug."""
    if noun == "source":
        told = {one.fields["url"]: one for one in objects if isinstance(one.fields.get("url"), str)}
        for url, slug in Source.objects.filter(url__in=told, is_sensitive=False).values_list("url", "slug"):
            if told[url].fields["slug"] == own_slug(noun, told[url].fields):
                told[url].fields["slug"] = slug
        return
    named = [one for one in objects if _names_one(one.fields.get("claimant"))]
    lowered = Claimant.objects.annotate(lowered=Lower("name")).order_by("slug")
    found = lowered.filter(lowered__in={one.fields["claimant"][0].lower() for one in named})
    known: dict[str, list[str]] = defaultdict(list)
    for name, slug in found.values_list("lowered", "slug"):
        known[name].append(slug)
    for one in named:
        _choose_claimant(one, known[one.fields["claimant"][0].lower()])


def _choose_claimant(one: FixtureObject, slugs: Sequence[str]) -> None:
    """The one of this name; of several of one name none is guessed."""
    if slugs and one.fields["claimant"][0] not in slugs:
        one.fields["claimant"] = [slugs[0]]
        if len(slugs) > 1:
            one.refuse("claimant", _("several have this name, say which: %s") % ", ".join(slugs))


def _names_one(told: Any) -> bool:
    return isinstance(told, list) and len(told) == 1 and isinstance(told[0], str)


# --- Preview, and the work ----------------------------------------------------------------------------------------


class Preview(NamedTuple):
    """What the first rows would come to; ``is_whole``: there are no others."""

    foreseen: list[Foreseen]
    problems: list[Problem]
    counts: Counter[str]
    bad: int
    looked_at: int
    is_whole: bool


def preview(batch: Batch) -> Preview:
    foreseen: list[Foreseen] = []
    problems: list[Problem] = []
    bad = looked_at = 0
    for number, (_start, _length, rows) in enumerate(batch.plan["blocks"]):
        if looked_at >= PREVIEWED:
            break
        judged = judge(batch, rows_of(batch, number))
        foreseen += judged.foreseen
        problems += judged.problems
        bad, looked_at = bad + judged.bad, looked_at + rows
    wrong = {one.line for one in problems}
    good = [one for one in foreseen if one.object.number not in wrong]
    return Preview(
        good, problems, Counter(one.what for one in good), bad, looked_at, looked_at == batch.total
    )


def start(batch: Batch, *, by: User, skip_bad: bool) -> Batch:
    """Confirm the import. Where all rows were judged and some are wrong, only with ``skip_bad``."""
    rules.require(rules.can_import(by), _("import rows"))
    seen = preview(batch)
    if seen.bad and not skip_bad:
        raise InvalidInput(
            _("%(bad)s rows are wrong. Mend the file, or say that they are to be skipped.")
            % {"bad": seen.bad}
        )
    return batching.confirm(batch, by=by, plan={"skip_bad": skip_bad})


def next_piece(batch: Batch) -> int | None:
    """Judge the next block, or write it once all were judged; where the batch stands then, or None at the end."""
    rules.require(rules.can_import(batch.asked_by), _("import rows any more"))
    report = {"phase": "judge", "block": 0, "at": 0, "bad": 0, "counts": {}} | batch.report
    step = _judge_block if report["phase"] == "judge" else _write_block
    if report["block"] >= len(batch.plan["blocks"]):
        if report["phase"] == "write" or (report["bad"] and not batch.plan.get("skip_bad")):
            _end(batch, report)
            return None
        report |= {"phase": "write", "block": 0, "at": 0, "bad": 0, "refused": [], "cut": 0}
        step = _write_block
    fields = step(batch, report)
    Batch.objects.filter(pk=batch.pk).update(**fields)
    return int(fields["report"]["at"])


def _judge_block(batch: Batch, report: dict[str, Any]) -> dict[str, Any]:
    rows = rows_of(batch, report["block"])
    judged = judge(batch, rows)
    at = report["at"] + len(rows)
    doing = _("Looking through the rows: %(at)s of %(total)s") % {"at": at, "total": batch.total}
    report |= {"block": report["block"] + 1, "at": at, "bad": report["bad"] + judged.bad, "doing": doing}
    return {"report": _noted(report, judged.problems)}


def _write_block(batch: Batch, report: dict[str, Any]) -> dict[str, Any]:
    rows = rows_of(batch, report["block"])
    judged = judge(batch, rows)
    loaded, refused = _load(judged.good, by=batch.asked_by)
    counts = Counter(report["counts"]) + Counter(loaded)
    at, problems = report["at"] + len(rows), [*judged.problems, *refused]
    doing = _("Writing: %(at)s of %(total)s") % {"at": at, "total": batch.total}
    report |= {"block": report["block"] + 1, "at": at, "counts": dict(counts), "doing": doing}
    written = sum(loaded.values())
    return {
        "report": _noted(report, problems), "done": batch.done + written,
        "refused": batch.refused + len(rows) - written,
    }  # fmt: skip


def _noted(report: dict[str, Any], problems: Sequence[Problem]) -> dict[str, Any]:
    for one in problems:
        report = batching.note_refusal(report, {"name": one.place, "reason": one.reason})
    return report


def _load(objects: list[FixtureObject], *, by: User) -> tuple[dict[str, int], list[Problem]]:
    """Write a block; where the database refuses it as a whole, or somebody was quicker, row by row."""
    try:
        return _counts(importing.load_objects(objects, by=by)), []
    except (BadFixtures, StaleVersion) as refusal:
        if len(objects) == 1:
            reasons = [one.reason for one in getattr(refusal, "found", ())] or [str(refusal)]
            return {}, [Problem(objects[0].number, "", reason) for reason in reasons]
    counts: Counter[str] = Counter()
    problems: list[Problem] = []
    for one in objects:
        loaded, refused = _load([one], by=by)
        counts.update(loaded)
        problems += refused
    return dict(counts), problems


def _counts(report: importing.Report) -> dict[str, int]:
    told = {"added": report.added, "changed": report.changed, "same": report.same}
    return {name: count.total() for name, count in told.items() if count}


def _end(batch: Batch, report: dict[str, Any]) -> None:
    """The sentence on what came of it; where rows were wrong and not to be skipped, nothing was written."""
    if report["phase"] == "judge":
        summary = _("Nothing was written: %(bad)s rows are wrong.") % {"bad": report["bad"]}
        fields: dict[str, Any] = {"refused": report["bad"]}
    else:
        told = {name: report["counts"].get(name, 0) for name in ("added", "changed", "same")}
        summary = _("%(added)s added, %(changed)s changed, %(same)s were here already.") % told
        fields = {}
    Batch.objects.filter(pk=batch.pk).update(report=report | {"summary": summary, "doing": ""}, **fields)
