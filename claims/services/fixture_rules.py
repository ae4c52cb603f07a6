"""Whether the objects of fixtures make sense together, and with what the desk holds already.

``judge`` reads the rows that are concerned once, and tells every problem on the object it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims import rules
from claims.models import Article, Evidence, Rating, RatingScale, Source, User
from claims.models.article import text_hash
from claims.services.fixture_files import FixtureObject
from claims.services.fixture_schema import NOUNS, Reference
from claims.text import spans

Complaint = tuple[str, str]  # field, reason


class Shelf:
    """The objects of the fixtures and the rows of the desk, by their names."""

    def __init__(self, objects: Iterable[FixtureObject], *, by: User | None = None) -> None:
        """``by``: who brings them; None is an operator, from whom nothing is kept."""
        self.by = by
        self.objects: dict[Reference, FixtureObject] = {}
        for one in objects:
            if one.key:
                self._put(one)
        self.rows: dict[Reference, models.Model] = {}
        for label in NOUNS:
            self._fetch(label)

    def _put(self, one: FixtureObject) -> None:
        other = self.objects.setdefault(Reference(one.model, one.key), one)
        if other is not one:
            place = f"object {other.number}" + (f" of {other.file}" if other.file != one.file else "")
            one.refuse(
                NOUNS[one.model].key[0],
                _("it is there twice: {place} has the same natural key").format(place=place),
            )

    def _fetch(self, label: str) -> None:
        noun = NOUNS[label]
        wanted = {name.key[0] for name in self._names() if name.model == label}
        if not wanted:
            return
        first: Any = noun.model._meta.get_field(noun.key[0])
        lookup = f"{first.name}__slug" if first.is_relation else first.name
        rows = noun.model._default_manager.filter(**{f"{lookup}__in": wanted})
        for row in rows.select_related(*_relations(noun.model, noun.fields)):
            self.rows[name_of(row)] = row

    def _names(self) -> Iterator[Reference]:
        for name, one in self.objects.items():
            yield name
            yield from (value for value in one.values.values() if isinstance(value, Reference))
            yield from (Reference("claims.source", (slug,)) for slug in _sources_in(one))

    def has(self, name: Reference) -> bool:
        return name in self.objects or name in self.rows

    def row_of(self, one: FixtureObject) -> Any:
        """The row that this object speaks of; None if it is new."""
        return self.rows.get(Reference(one.model, one.key))

    def final(self, one: FixtureObject, name: str) -> Any:
        """What the field will hold once all is loaded."""
        if name in one.values:
            return one.values[name]
        row = self.row_of(one)
        field: Any = NOUNS[one.model].model._meta.get_field(name)
        return stored(row, name) if row is not None else field.get_default()

    def told(self, name: Reference, field: str) -> Any:
        """The same of another thing, by its name; None if there is no such thing."""
        if one := self.objects.get(name):
            return self.final(one, field)
        row = self.rows.get(name)
        return None if row is None else stored(row, field)

    def all_of(self, label: str) -> list[FixtureObject]:
        return [one for name, one in self.objects.items() if name.model == label]

    def before(self, one: FixtureObject) -> Iterator[FixtureObject]:
        """The objects of its kind that stand before it: of two that can't both be, the second is told."""
        return takewhile(lambda other: other is not one, self.all_of(one.model))


def name_of(row: Any) -> Reference:
    return Reference(row._meta.label_lower, row.natural_key())


def stored(row: models.Model, name: str) -> Any:
    """What a row holds in a field, other rows by name: to be compared with what a fixture says."""
    field: Any = row._meta.get_field(name)
    if field.many_to_many:
        return sorted(getattr(row, name).values_list("name", flat=True))
    value = getattr(row, name)
    return name_of(value) if isinstance(value, models.Model) else value


def _relations(model: type[models.Model], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        field: Any = model._meta.get_field(name)
        if field.is_relation and not field.many_to_many:
            yield f"{name}__article" if name == "article_version" else name


def _sources_in(note: FixtureObject) -> Iterator[str]:
    """The slugs that a conflict's details name as the sources of its values."""
    details = note.values.get("details")
    values = details.get("values") if isinstance(details, dict) else None
    for value in values if isinstance(values, list) else ():
        if isinstance(value, dict) and isinstance(value.get("source"), str):
            yield value["source"]


def judge(shelf: Shelf, objects: Iterable[FixtureObject]) -> None:
    """Tell each object's problems on it. Objects that couldn't be read are not judged any further."""
    for one in objects:
        if one.problems or not one.key:
            continue
        for field, reason in _complaints(shelf, one):
            one.refuse(field, reason)


def _complaints(shelf: Shelf, one: FixtureObject) -> Iterator[Complaint]:
    gaps = [*_missing(shelf, one), *_dangling(shelf, one)]
    rule = _RULES.get(one.model)
    yield from gaps or (rule(shelf, one) if rule else ())


def _missing(shelf: Shelf, one: FixtureObject) -> Iterator[Complaint]:
    if shelf.row_of(one) is None:
        noun = NOUNS[one.model]
        yield from (
            (name, _("is missing")) for name in noun.others if noun.needs(name) and name not in one.values
        )


def _dangling(shelf: Shelf, one: FixtureObject) -> Iterator[Complaint]:
    for name, value in one.values.items():
        if isinstance(value, Reference) and not shelf.has(value):
            yield name, _("there is no {value}, neither here nor in these files").format(value=value)


def _user(shelf: Shelf, one: FixtureObject) -> Iterator[Complaint]:
    if not settings.DEMONSTRATION:
        yield "username", _("fixtures make log-ins only where DEMONSTRATION is set")
    if one.values.get("is_demonstration") is not True:
        yield "is_demonstration", _("a member of the desk in a fixture is a demonstration, and has to say so")
    row = shelf.row_of(one)
    if row is not None and not row.is_demonstration:
        yield "username", _("this name belongs to a real member of the desk")
    known = set(Group.objects.values_list("name", flat=True))
    yield from (
        ("groups", _("there is no role {name}").format(name=name))
        for name in one.values.get("groups", ())
        if name not in known
    )


def _scale(shelf: Shelf, one: FixtureObject) -> Iterator[Complaint]:
    if shelf.final(one, "worst") < 1 or shelf.final(one, "best") <= shelf.final(one, "worst"):
        yield "best", _("the best number has to be above the worst, and that is 1 or more")
    if shelf.final(one, "is_default"):
        there = RatingScale.objects.filter(is_default=True)
        if other := _taken_by(shelf, one, ("is_default",), there):
            yield "is_default", _("there is one default scale, and {other} is it").format(other=other)


def _rating(shelf: Shelf, one: FixtureObject) -> Iterator[Complaint]:
    scale, number, order = (shelf.final(one, name) for name in ("scale", "number", "order"))
    worst, best = shelf.told(scale, "worst"), shelf.told(scale, "best")
    if number is not None and not worst <= number <= best:
        yield (
            "number",
            _("{number} is off the scale, which goes from {worst} to {best}").format(
                number=number, worst=worst, best=best
            ),
        )
    there = Rating.objects.filter(scale__slug=scale.key[0], order=order)
    if other := _taken_by(shelf, one, ("scale", "order"), there):
        yield (
            "order",
            _("the place {order} on the scale is taken by {other}").format(order=order, other=other),
        )


KEPT = gettext_noop("this is a protected source: only who may know it changes it, or quotes it")


def _is_kept(shelf: Shelf, source: Source | None) -> bool:
    """Whether the desk has this source, and keeps from whoever brings the file who it is."""
    return shelf.by is not None and source is not None and not rules.can_know_source(shelf.by, source)


def _source(shelf: Shelf, one: FixtureObject) -> Iterator[Complaint]:
    if _is_kept(shelf, shelf.row_of(one)):
        yield "slug", _(KEPT)
        return
    url = shelf.final(one, "url")
    taken = Source.objects.filter(url=url).first() if url else None
    if taken is not None and taken != shelf.row_of(one) and taken.is_sensitive:
        yield "url", _(KEPT)
    elif url and (other := _taken_by(shelf, one, ("url",), Source.objects.filter(url=url))):
        yield "url", _("this address is there already, as the source {other}").format(other=other)
    if shelf.final(one, "is_sensitive") and not shelf.final(one, "public_wording"):
        yield "public_wording", _("a sensitive source needs the words that are shown instead of it")


def _taken_by(
    shelf: Shelf, one: FixtureObject, names: tuple[str, ...], there: models.QuerySet[Any]
) -> str | None:
    """Who has the same in these fields, where only one may: an object before it, or a row that no object changes."""
    mine = [shelf.final(one, name) for name in names]
    for other in shelf.before(one):
        if [shelf.final(other, name) for name in names] == mine:
            return str(other.key[0])
    told = [name.key[0] for name in shelf.objects if name.model == one.model]
    return there.exclude(slug__in=told).values_list("slug", flat=True).first()


def _version(shelf: Shelf, one: FixtureObject) -> Iterator[Complaint]:
    text, row = shelf.final(one, "text"), shelf.row_of(one)
    article, number = one.key
    if not text.strip():
        yield "text", _("the text is empty")
    if "sha256" in one.values and one.values["sha256"] != text_hash(text):
        yield "sha256", _("the text has the hash {text}").format(text=text_hash(text))
    if row is not None:
        if any(one.values.get(name, getattr(row, name)) != getattr(row, name) for name in ("text", "origin")):
            yield (
                "text",
                _("this version is here with another text or origin, and a version is never changed"),
            )
        return
    told = {name.key[1] for name in shelf.objects if name.model == one.model and name.key[0] == article}
    there = dict(_versions(article))
    if number != 1 and number - 1 not in told | set(there):
        yield "number", _("there is no version {what} before it").format(what=number - 1)
    if text_hash(text) in there.values():
        yield "text", _("the same text is here under another number")


def _versions(article: str) -> Iterable[tuple[int, str]]:
    found = Article.objects.filter(slug=article, versions__isnull=False)
    return found.values_list("versions__number", "versions__sha256")


def _appearance(shelf: Shelf, one: FixtureObject) -> Iterator[Complaint]:
    text = shelf.told(one.values["article_version"], "text")
    if not isinstance(text, str):
        return
    start, end = one.values["start"], one.values["end"]
    if not start < end <= len(text):
        yield (
            "end" if start < len(text) else "start",
            (
                _("{start} to {end} is no span inside the text, which has {count} characters").format(
                    start=start, end=end, count=len(text)
                )
            ),
        )
        return
    found = text[start:end]
    if shelf.final(one, "exact") != found:
        yield (
            "exact",
            _("at {start} to {end} the text says “{found}”").format(
                start=start, end=end, found=_short(found)
            ),
        )
    anchor = spans.make(text, start, end)
    for name in ("prefix", "suffix"):
        if one.values.get(name, getattr(anchor, name)) != getattr(anchor, name):
            yield name, _("the text there says “{anchor}”").format(anchor=getattr(anchor, name))
    yield from _inner_spans(text, one)


def _inner_spans(text: str, one: FixtureObject) -> Iterator[Complaint]:
    named = [("attribution", one.values.get("attribution"))]
    named += [("quoted", span) for span in one.values.get("quoted", ())]
    for name, span in named:
        if span and text[span["start"] : span["end"]] != span["text"]:
            found = _short(text[span["start"] : span["end"]])
            yield (
                name,
                _("at {what} to {what_2} the text says “{found}”").format(
                    what=span["start"], what_2=span["end"], found=found
                ),
            )


def _short(words: str) -> str:
    return words if len(words) <= 80 else words[:80] + "…"


def _evidence(shelf: Shelf, one: FixtureObject) -> Iterator[Complaint]:
    if shelf.final(one, "form") == Evidence.Form.NEGATIVE_SEARCH:
        for name in ("searched_where", "searched_words", "searched_on"):
            if not shelf.final(one, name):
                yield name, _("a negative search says where, for which words and when")
        return
    if not (shelf.final(one, "quote") or "").strip():
        yield "quote", _("a passage without its exact words is no evidence")
    row = shelf.row_of(one)
    quoted: Any = shelf.rows.get(shelf.final(one, "source"))
    if _is_kept(shelf, quoted) or _is_kept(shelf, row.source if row else None):
        yield "source", _(KEPT)
    if shelf.final(one, "source") is None:
        yield "source", _("a passage stands in a source")
    if row is not None and row.snapshot_id is not None:
        for name in ("quote", "source"):
            if name in one.values and one.values[name] != stored(row, name):
                yield (
                    name,
                    _("this passage is anchored in a snapshot by now; quote again instead of changing it"),
                )


def _note(shelf: Shelf, one: FixtureObject) -> Iterator[Complaint]:
    if not shelf.final(one, "text").strip():
        yield "text", _("the note is empty")
    details = one.values.get("details") or {}
    values = details.get("values", [])
    if set(details) - {"values"} or not isinstance(values, list):
        yield "details", _("it may hold “values”, a list, and nothing else")
        return
    for value in values:
        whole = isinstance(value, dict) and all(isinstance(part, str) for part in value.values())
        if not whole or not {"value", "source"} <= set(value) <= {"value", "source", "anchor"}:
            yield (
                "details",
                _("each of its values has a “value”, a “source” and perhaps an “anchor”, all texts"),
            )
    for slug in _sources_in(one):
        if not shelf.has(Reference("claims.source", (slug,))):
            yield "details", _("there is no source {slug}, neither here nor in these files").format(slug=slug)


_RULES: dict[str, Callable[[Shelf, FixtureObject], Iterator[Complaint]]] = {
    "claims.user": _user,
    "claims.ratingscale": _scale,
    "claims.rating": _rating,
    "claims.source": _source,
    "claims.articleversion": _version,
    "claims.appearance": _appearance,
    "claims.evidence": _evidence,
    "claims.note": _note,
}
