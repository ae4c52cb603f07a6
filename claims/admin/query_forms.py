"""The forms of a query's life: asked, answered, put off, taken back. Each works with plain POST."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.models import ArticleVersion, Query

WORDS = forms.Textarea(attrs={"rows": 3})
FEW_WORDS = forms.Textarea(attrs={"rows": 2})


class MomentInput(forms.DateTimeInput):
    """A day and an hour, in the desk's time zone, by the browser's own picker."""

    input_type = "datetime-local"

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class AskForm(forms.Form):
    """A question about words of the text, or about all of it where none are given."""

    question = forms.CharField(
        label=_("Question"),
        widget=WORDS,
        help_text=_("So that the author can answer without you: what is doubtful, and why."),
    )
    exact = forms.CharField(
        label=_("Present words"),
        required=False,
        strip=False,
        widget=FEW_WORDS,
        help_text=_("Exactly as they stand in the text. Empty: about the whole article."),
    )
    proposed = forms.CharField(
        label=_("Proposed words"),
        required=False,
        widget=FEW_WORDS,
        help_text=_("If you know what it should say."),
    )
    addressee = forms.CharField(
        label=_("To"), required=False, max_length=200, help_text=_("The author, or whoever can answer.")
    )
    due_at = forms.DateTimeField(label=_("Answer due"), required=False, widget=MomentInput)
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    claim = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, version: ArticleVersion, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"prefix": "ask"} | kwargs))
        self.version = version

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or self.cleaned_data)
        words = (cleaned.get("exact") or "").replace("\r\n", "\n").strip()
        if words:
            cleaned["start"], cleaned["end"] = self.place(words, cleaned.get("start"))
        else:
            cleaned["start"] = cleaned["end"] = None
        return cleaned

    def place(self, words: str, start: int | None) -> tuple[int, int]:
        """Where the words stand: as selected if they do stand there, else the only place in the text."""
        text = self.version.text
        if start is not None and text[start : start + len(words)] == words:
            return start, start + len(words)
        found = text.find(words)
        if found < 0:
            self.add_error("exact", _("These words do not stand in the text. Copy them exactly."))
        elif text.find(words, found + 1) >= 0:
            self.add_error("exact", _("These words stand there more than once. Add the words around them."))
        return found, found + len(words)


class QueryForm(forms.Form):
    """What is done to one query. ``version`` is the query's as one read it."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, query: Query, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = query.version
        self.query = query

    def clean_version(self) -> int:
        """Who doesn't say which version they read, read none."""
        return self.cleaned_data.get("version") or 0


class AnswerForm(QueryForm):
    answer = forms.ChoiceField(
        label=_("The author’s answer"), choices=Query.Answer.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("New words"), required=False, widget=FEW_WORDS, help_text=_("If changed: what it says now.")
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, widget=FEW_WORDS, help_text=_("Needed for stet: why it stands.")
    )


class PutOffForm(QueryForm):
    due_at = forms.DateTimeField(label=_("Answer due"), required=False, widget=MomentInput)
    addressee = forms.CharField(label=_("To"), required=False, max_length=200)

    def __init__(self, query: Query, *args: Any, **kwargs: Any) -> None:
        super().__init__(query, *args, **kwargs)
        self.initial.update(due_at=query.due_at, addressee=query.addressee)


class TakeBackForm(QueryForm):
    reason = forms.CharField(label=_("Why it need not be answered"), widget=FEW_WORDS)
