"""Fields that take exactly the type that the description of the API names: no number for a text, no "yes" for true."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import serializers

MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)")  # RFC 3339
LARGEST = 2**63 - 1  # of a key in PostgreSQL


class Text(serializers.CharField):
    """A text, not trimmed: words may begin with a space. All of it is of the shape of ``pattern``, if there is one."""

    default_error_messages = {"pattern": "This is not of the shape {pattern}."}

    def __init__(self, *, pattern: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("trim_whitespace", False)
        self.pattern = pattern
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        value = str(super().to_internal_value(data))
        if self.pattern and value and not re.fullmatch(self.pattern, value):
            self.fail("pattern", pattern=self.pattern)
        return value

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if isinstance(data, str) and not self.allow_blank and not data.strip():
            self.fail("blank")
        return super().run_validation(data)


class Number(serializers.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", 2**31 - 1)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> int:
        return super().to_internal_value(whole(self, data))


class Flag(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Choice(serializers.ChoiceField):
    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


class Day(serializers.DateField):
    """A day of the calendar, as 2025-06-02."""

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


class Moment(serializers.DateTimeField):
    """A moment with its zone, as 2025-06-02T10:00:00Z."""

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str) or not MOMENT.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ssZ")
        return super().to_internal_value(value)


class Key(serializers.Field[Any, Any, Any, Any]):
    """The key of a row that this person may see; its value is the row. ``rows`` is given the person."""

    default_error_messages = {
        "invalid": f"A whole number from 1 to {LARGEST} is expected.",
        "unknown": "There is no such {noun}, or none that you may see.",
    }

    def __init__(self, rows: Any, *, noun: str, **kwargs: Any) -> None:
        self.rows, self.noun = rows, noun
        super().__init__(**kwargs)

    def _found(self, **by: Any) -> Model:
        rows: QuerySet[Any] = self.rows(self.context["person"])
        found: Model | None = rows.filter(**by).first()
        if found is None:
            raise Unknown(self, self.error_messages["unknown"].format(noun=self.noun))
        return found

    def to_internal_value(self, data: Any) -> Model:
        number = whole(self, data)
        if not 0 < number <= LARGEST:
            self.fail("invalid")
        return self._found(pk=number)

    def to_representation(self, value: Any) -> Any:
        return value.pk


class Slug(Key):
    """The short name of such a row."""

    default_error_messages = {"invalid": "A text is expected."}

    def __init__(self, rows: Any, *, noun: str, by: str = "slug", **kwargs: Any) -> None:
        self.by = by
        super().__init__(rows, noun=noun, **kwargs)

    def to_internal_value(self, data: Any) -> Model:
        if not isinstance(data, str):
            self.fail("invalid")
        return self._found(**{self.by: data})

    def to_representation(self, value: Any) -> Any:
        return getattr(value, self.by)


class Unknown(serializers.ValidationError):
    """Well formed, but names what isn't there: the answer is 422 and not 400."""

    def __init__(self, field: serializers.Field[Any, Any, Any, Any], detail: str) -> None:
        super().__init__(detail, code="unknown")


def whole(field: serializers.Field[Any, Any, Any, Any], data: Any) -> int:
    """A whole number as JSON knows it: 12 and 12.0, but neither "12" nor true."""
    is_number = isinstance(data, int | float) and not isinstance(data, bool)
    if not is_number or data != int(data):
        field.fail("invalid")
    return int(data)
