"""What a fixture may say: the nouns, their natural keys and fields, and what one value may be.

The types, lengths, choices and formats are the models' own; what they leave open (dates, languages, lists) is
judged here. Whether a whole object makes sense beside all others is a matter of ``fixture_rules``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import dateparse, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import (
    Appearance,
    Article,
    ArticleVersion,
    Claim,
    Claimant,
    Evidence,
    Note,
    Origin,
    Rating,
    RatingScale,
    Source,
    User,
)  # fmt: skip
from claims.services.fixture_files import FixtureObject, kind_of
from claims.text import countries, dates, language_tags, urls

Judge = Callable[[Any], str | None]


class Reference(NamedTuple):
    """A row named by its natural key."""

    model: str
    key: tuple[Any, ...]

    def __str__(self) -> str:
        return f"{self.model.removeprefix('claims.')} {' '.join(str(part) for part in self.key)}"


class Noun(NamedTuple):
    """What a fixture may say of one model. ``key`` names the fields of its natural key."""

    model: type[models.Model]
    key: tuple[str, ...]
    others: tuple[str, ...]
    computed: tuple[str, ...] = ()  # may be said, and then has to be right

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.key, *self.others, *self.computed)

    def needs(self, name: str) -> bool:
        """Whether a new row can't be without this field."""
        field: Any = self.model._meta.get_field(name)
        if name in self.computed or field.many_to_many:
            return False
        return name in self.key or not (field.null or field.blank or field.has_default())


_NOUNS = (  # in the order of writing: what a noun refers to stands before it
    Noun(User, ("username",), ("first_name", "last_name", "credit_name", "is_demonstration", "groups")),
    Noun(RatingScale, ("slug",), ("name", "worst", "best", "is_default", "definition")),
    Noun(
        Rating,
        ("slug",),
        ("scale", "order", "number", "label", "labels", "line_label", "definition", "colour", "is_active"),
    ),
    Noun(Origin, ("slug",), ("what",)),
    Noun(
        Source,
        ("slug",),
        (
            "url", "kind", "publisher", "title", "language", "published_on", "date_basis", "origin", "witness",
            "credited_to", "kept_because", "interest", "note", "is_sensitive", "public_wording", "is_watched",
        ),
    ),
    Noun(
        Claimant,
        ("slug",),
        ("kind", "name", "native_name", "role", "country", "same_as", "forms", "source", "note"),
    ),
    Noun(
        Article,
        ("slug",),
        (
            "title", "byline", "outlet", "url", "external_id", "language", "published_on", "published_on_note", "work",
            "is_public", "shows_whole_text", "embargo_until", "is_invented", "note",
        ),
    ),
    Noun(ArticleVersion, ("article", "number"), ("text", "origin"), computed=("sha256",)),
    Noun(
        Claim,
        ("slug",),
        (
            "statement", "kind", "rated", "tier", "language", "claimant", "claimant_label", "claimant_role",
            "claimed_on", "claimed_on_note", "suggested_rating", "legal_hold",
        ),
    ),
    Noun(
        Appearance,
        ("claim", "article_version", "start", "end"),
        ("exact", "quoted", "attribution", "appeared_on"),
        computed=("prefix", "suffix"),
    ),
    Noun(
        Evidence,
        ("slug",),
        (
            "claim", "source", "form", "stance", "weight", "quote", "translation", "translator", "summary", "note",
            "as_of", "is_hindsight", "transcription", "searched_where", "searched_words", "searched_on",
        ),
    ),
    Noun(Note, ("claim", "kind", "number"), ("text", "details")),
)  # fmt: skip
NOUNS: dict[str, Noun] = {f"claims.{noun.model._meta.model_name}": noun for noun in _NOUNS}

_BY_HISTORY = gettext_lazy("comes about by replaying a history through the services, not from a fixture")
_BY_MACHINE = gettext_lazy("is made by the desk's machinery alone, not from a fixture")
REFUSED = {
    "claims.assessment": _BY_HISTORY,
    "claims.verdict": _BY_HISTORY,
    "claims.publication": _BY_HISTORY,
    "claims.alert": _BY_HISTORY,
    "claims.dismissal": _BY_HISTORY,
    "claims.contactattempt": _BY_HISTORY,
    "claims.sentence": gettext_lazy("comes from splitting its text, and its disposition from a history"),
    "claims.event": gettext_lazy("is written by acts alone, never from a fixture"),
    "claims.snapshot": gettext_lazy("is what a capture saw, never what a fixture says"),
    "auth.group": gettext_lazy("comes with a migration, and what a role may do is in rules.py"),
}


def noun_of(one: FixtureObject) -> Noun | None:
    """What this object is about; None, with the reason told, if fixtures hold no such thing."""
    if noun := NOUNS.get(one.model):
        return noun
    if one.model in REFUSED:
        one.refuse("model", f"{one.model} {REFUSED[one.model]}")
    elif one.model.startswith("claims."):
        known = any(model._meta.label_lower == one.model for model in _claims_models())
        one.refuse(
            "model",
            f"{one.model} {_BY_MACHINE}" if known else _("there is no model {model}").format(model=one.model),
        )
    else:
        one.refuse("model", _("fixtures of this desk hold no {model}").format(model=one.model))
    return None


def _claims_models() -> list[type[models.Model]]:
    return list(Claim._meta.apps.get_app_config("claims").get_models())


def read(one: FixtureObject, noun: Noun) -> None:
    """Turn what the object says into ``values`` and ``key``; what can't be is told as its problems."""
    read_key(one, noun)
    for name in one.fields:
        if name not in noun.fields:
            why = (
                _("is not for fixtures to say")
                if _has_field(noun.model, name)
                else _("there is no such field")
            )
            one.refuse(name, why)
    for name in noun.fields:
        if name in one.fields:
            try:
                one.values[name] = value_of(noun, name, one.fields[name])
            except ValueError as error:
                one.refuse(name, str(error))
        elif name in noun.key:
            one.refuse(name, _("is missing, and is part of the natural key"))


def read_key(one: FixtureObject, noun: Noun) -> None:
    """The natural key, also of an object in which something else is wrong: its problems are told under it."""
    parts: list[Any] = []
    for name in noun.key:
        told = one.fields.get(name)
        parts += told if isinstance(told, list) else [told]
    if all(isinstance(part, str | int) and odd_character(part) is None for part in parts):
        one.key = tuple(parts)


def _has_field(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.get_fields())


def value_of(noun: Noun, name: str, told: Any) -> Any:
    """The Python value of one field, a Reference for another row. ValueError says why it can't be."""
    field: Any = noun.model._meta.get_field(name)
    if field.many_to_many:
        return _names(told)
    if told is None:
        if not field.null:
            raise ValueError(_("it is null, and this field always has a value"))
        return None
    if field.is_relation:
        return _reference(field.related_model, told)
    value = _typed(field, told)
    if not isinstance(field, models.JSONField):
        _clean(field, value)
    if (judge := _JUDGES.get(name)) and value not in ("", None) and (reason := judge(value)):
        raise ValueError(reason)
    return value


def _names(told: Any) -> list[str]:
    if not isinstance(told, list) or not all(isinstance(one, list) and len(one) == 1 for one in told):
        raise ValueError(_('it has to be a list of natural keys, for example [["editor"]]'))
    return [str(one[0]) for one in told]


def _reference(model: type[models.Model], told: Any) -> Reference:
    label = model._meta.label_lower
    _refuse_odd_characters(told)
    if not isinstance(told, list):
        raise ValueError(
            _("it is {told}, and has to be the natural key of a {verbose_name}").format(
                told=kind_of(told), verbose_name=model._meta.verbose_name
            )
        )
    shape = [str, int] if model is ArticleVersion else [str]
    if [type(part) for part in told] != shape:
        wanted = '["slug", 1]' if model is ArticleVersion else '["slug"]'
        raise ValueError(
            _("it is no natural key of a {verbose_name}, which looks like {wanted}").format(
                verbose_name=model._meta.verbose_name, wanted=wanted
            )
        )
    return Reference(label, tuple(told))


def _typed(field: Any, told: Any) -> Any:
    """The value in the type of its column; JSON's own types are not bent."""
    _refuse_odd_characters(told)
    if isinstance(field, models.JSONField):
        return told
    wanted, name = _type_of(field)
    if type(told) is not wanted:
        raise ValueError(_("it is {told}, and has to be {name}").format(told=_shown(told), name=name))
    if isinstance(field, models.DateTimeField):
        return _moment(told)
    return _day(told) if isinstance(field, models.DateField) else told


def _type_of(field: Any) -> tuple[type[Any], str]:
    if isinstance(field, models.BooleanField):
        return bool, _("true or false")
    return (int, _("a whole number")) if isinstance(field, models.IntegerField) else (str, _("a text"))


def _clean(field: Any, value: Any) -> None:
    try:
        field.clean(value, None)
    except ValidationError as error:
        raise ValueError(" ".join(error.messages)) from error


def _shown(told: Any) -> str:
    return f"{kind_of(told)} ({told!r})" if isinstance(told, int | float) else kind_of(told)


def _refuse_odd_characters(told: Any) -> None:
    if odd := odd_character(told):
        raise ValueError(odd)


def odd_character(told: Any) -> str | None:
    """What PostgreSQL couldn't store of a JSON value, names of its parts included."""
    if isinstance(told, str):
        if "\x00" in told:
            return _("it holds a NUL character at position {index}").format(index=told.index(chr(0)))
        half = re.search("[\ud800-\udfff]", told)
        return (
            _("it holds half a character (a lone surrogate) at position {start}").format(start=half.start())
            if half
            else None
        )
    if isinstance(told, dict):
        return odd_character([*told.keys(), *told.values()])
    parts = told if isinstance(told, list) else ()
    return next((odd for part in parts if (odd := odd_character(part))), None)


def _day(told: str) -> date:
    try:
        day = dateparse.parse_date(told)
    except ValueError:
        day = None
    if day is None:
        raise ValueError(_("“{told}” is no day, which looks like 2024-10-24").format(told=told))
    return day


def _moment(told: str) -> datetime:
    try:
        moment = dateparse.parse_datetime(told)
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        raise ValueError(
            _("“{told}” is no moment with its time zone, which looks like 2024-10-24T09:30:00+09:00").format(
                told=told
            )
        )
    return moment


def _edtf(told: str) -> str | None:
    try:
        dates.parse(told)
    except ValueError as error:
        return _("“{told}” is no date: {error}").format(told=told, error=error)
    return None


def _address(told: str) -> str | None:
    try:
        return (
            None
            if (form := urls.canonical(told)) == told
            else _("it is not in its canonical form, {form}").format(form=form)
        )
    except urls.BadURL as error:
        return _("this address can't be used: {reason}").format(reason=error.reason)


def _country(told: str) -> str | None:
    return (
        None if countries.is_code(told) else _("“{told}” is no ISO 3166-1 code such as KR").format(told=told)
    )


def _language(told: str) -> str | None:
    return (
        None
        if language_tags.is_tag(told)
        else _("“{told}” is no language tag such as en or ko-KR").format(told=told)
    )


def _texts(told: Any) -> str | None:
    whole = isinstance(told, list) and all(isinstance(one, str) and one.strip() for one in told)
    return None if whole else _("it has to be a list of texts, none of them empty")


def _addresses(told: Any) -> str | None:
    return _texts(told) or next((reason for one in told if (reason := _address(one))), None)


def _span(told: Any) -> str | None:
    whole = isinstance(told, dict) and {name: type(part) for name, part in told.items()} == _SPAN
    return None if whole else _("it has to be an object with “start”, “end” and “text”")


def _spans(told: Any) -> str | None:
    if not isinstance(told, list):
        return _("it has to be a list of objects with “start”, “end” and “text”")
    return next((reason for one in told if (reason := _span(one))), None)


def _words(told: Any) -> str | None:
    return (
        None
        if language_tags.are_words(told)
        else _("it has to be an object with one short word for each language tag, such as “ko”")
    )


def _object(told: Any) -> str | None:
    return None if isinstance(told, dict) else _("it has to be an object")


_SPAN = {"start": int, "end": int, "text": str}
_JUDGES: dict[str, Judge] = {
    "published_on": _edtf,
    "claimed_on": _edtf,
    "appeared_on": _edtf,
    "as_of": _edtf,
    "url": _address,
    "country": _country,
    "language": _language,
    "forms": _texts,
    "same_as": _addresses,
    "quoted": _spans,
    "attribution": _span,
    "details": _object,
    "labels": _words,
}
