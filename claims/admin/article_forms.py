"""The small forms of the article workspace. They work with plain POST; the page's scripts only fill them in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from claims.admin.base import QUICKLY
from claims.exceptions import InvalidInput
from claims.models import ArticleVersion, Claim, Claimant
from claims.services import reading_articles, reading_uploads


class WordsForm(forms.Form):
    """Words of a text. ``start`` and ``end`` say which, where the words stand there twice."""

    default_renderer = QUICKLY

    exact = forms.CharField(
        label=_("Words of the article"),
        widget=forms.Textarea(attrs={"rows": 2}),
        strip=False,
        help_text=_("Select them in the text, or write them exactly as they stand there."),
    )
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, version: ArticleVersion, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or self.cleaned_data)
        if "exact" in cleaned:
            cleaned["start"], cleaned["end"] = self.place(cleaned)
        return cleaned

    def place(self, cleaned: dict[str, Any]) -> tuple[int, int]:
        """Where the words stand: as selected if they do stand there, else the only place in the text."""
        text, words = self.version.text, cleaned["exact"].replace("\r\n", "\n").strip()
        start = cleaned.get("start")
        if start is not None and text[start : start + len(words)] == words:
            return start, start + len(words)
        found = text.find(words)
        if not words or found < 0:
            self.add_error(
                "exact", _("These words do not stand in the text. Copy them exactly, or select them.")
            )
        elif text.find(words, found + 1) >= 0:
            self.add_error(
                "exact", _("These words stand in the text more than once. Add the words around them.")
            )
        return found, found + len(words)


class MarkForm(WordsForm):
    """A new claim from words of the text."""

    statement = forms.CharField(
        label=_("Claim"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In your words, readable without the article."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Claim.Kind.choices, initial=Claim.Kind.EVENT)
    rated = forms.ChoiceField(label=_("What is rated"), choices=Claim.Rated.choices, initial=Claim.Rated.SO)
    claimant = forms.CharField(
        label=_("Who says so"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "claimants", "autocomplete": "off"}),
        help_text=_("A claimant of the desk, or the article’s own words for somebody unnamed."),
    )
    due_on = forms.DateField(
        label=_("To be decided by"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, version: ArticleVersion, *args: Any, **kwargs: Any) -> None:
        super().__init__(version, *args, **({"prefix": "mark"} | kwargs))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["known_claimant"] = claimant_named(cleaned.get("claimant", ""))
        return cleaned

    def arguments(self) -> dict[str, Any]:
        """What ``marking.mark_claim`` is given."""
        cleaned = self.cleaned_data
        known = cleaned["known_claimant"]
        return {
            "start": cleaned["start"],
            "end": cleaned["end"],
            "statement": cleaned["statement"],
            "kind": cleaned["kind"],
            "rated": cleaned["rated"],
            "claimant": known,
            "claimant_label": "" if known else cleaned["claimant"].strip(),
            "due_on": cleaned["due_on"],
        }


class NewVersionForm(forms.Form):
    """A newer text of an article, pasted or from a file. ``base`` is the version that it follows."""

    text = forms.CharField(
        label=_("The new text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("One paragraph a line. It begins as the text that the desk has now."),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(reading_articles.KINDS)}),
        help_text=_(
            "Plain text in UTF-8, Word, PDF, a transcript, or a saved page, of which the article is taken."
        ),
    )
    origin = forms.CharField(
        label=_("From where"),
        required=False,
        max_length=300,
        help_text=_("A file name, an address, who sent it."),
    )
    base = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or self.cleaned_data)
        upload = cleaned.get("file")
        if upload is not None:
            self.take(upload, cleaned)
        elif not self.errors and not cleaned.get("text", "").strip():
            self.add_error("text", _("Paste the new text, or choose a file."))
        cleaned["text"] = cleaned.get("text", "").replace("\r\n", "\n")
        return cleaned

    def take(self, upload: Any, cleaned: dict[str, Any]) -> None:
        """The file's words stand for what is in the field."""
        try:
            body = upload.read(reading_uploads.MAX_BYTES + 1)
            cleaned["text"] = reading_uploads.text_of(upload.name, body)
        except InvalidInput as refusal:
            self.add_error("file", str(refusal))
        cleaned["origin"] = cleaned.get("origin") or upload.name[:300]


def claimant_named(words: str) -> Claimant | None:
    """The one claimant with this name, native name, slug or form of address, in any case; None if not just one."""
    words = words.strip()
    if not words:
        return None
    by_name = Q(lower_name=words.lower()) | Q(native_name=words) | Q(slug=words) | Q(forms__contains=[words])
    found = list(Claimant.objects.annotate(lower_name=Lower("name")).filter(by_name)[:2])
    return found[0] if len(found) == 1 else None
