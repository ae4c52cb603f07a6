"""The small forms of the article workspace. They work with plain POST; the page's scripts only fill them in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.db.models.functions import Lower

from claims.models import ArticleVersion, Claim, Claimant, Sentence


class MarkForm(forms.Form):
    """A new claim from words of the text. ``start`` and ``end`` say which, where the words stand there twice."""

    exact = forms.CharField(
        label="Words of the article",
        widget=forms.Textarea(attrs={"rows": 2}),
        strip=False,
        help_text="Select them in the text, or write them exactly as they stand there.",
    )
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    statement = forms.CharField(
        label="Claim",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In your words, readable without the article.",
    )
    kind = forms.ChoiceField(choices=Claim.Kind.choices, initial=Claim.Kind.EVENT)
    rated = forms.ChoiceField(label="What is rated", choices=Claim.Rated.choices, initial=Claim.Rated.SO)
    claimant = forms.CharField(
        label="Who says so",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "claimants", "autocomplete": "off"}),
        help_text="A claimant of the desk, or the article’s own words for somebody unnamed.",
    )

    def __init__(self, version: ArticleVersion, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"prefix": "mark"} | kwargs))
        self.version = version

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or self.cleaned_data)
        if "exact" in cleaned:
            cleaned["start"], cleaned["end"] = self.place(cleaned)
        cleaned["known_claimant"] = claimant_named(cleaned.get("claimant", ""))
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
                "exact", "These words do not stand in the text. Copy them exactly, or select them."
            )
        elif text.find(words, found + 1) >= 0:
            self.add_error(
                "exact", "These words stand in the text more than once. Add the words around them."
            )
        return found, found + len(words)

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
        }


def claimant_named(words: str) -> Claimant | None:
    """The one claimant with this name, native name, slug or form of address, in any case; None if not just one."""
    words = words.strip()
    if not words:
        return None
    by_name = Q(lower_name=words.lower()) | Q(native_name=words) | Q(slug=words) | Q(forms__contains=[words])
    found = list(Claimant.objects.annotate(lower_name=Lower("name")).filter(by_name)[:2])
    return found[0] if len(found) == 1 else None


class RuleOutForm(forms.Form):
    reason = forms.ChoiceField(choices=Sentence.Reason.choices)
