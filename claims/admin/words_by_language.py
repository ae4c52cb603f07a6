"""A form field for a word in each of several languages: one input for each, one value by language tags."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms

from claims.presenters.rating_words import named
from claims.text.language_tags import LONGEST_WORD


class WordsInput(forms.Widget):
    template_name = "claims/admin/widgets/words_by_language.html"
    languages: tuple[str, ...] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        words, begin = _words(value), context["widget"]["attrs"].get("id", name)
        described = context["widget"]["attrs"].get("aria-describedby", "")
        context["widget"]["longest"] = LONGEST_WORD
        context["widget"]["inputs"] = [
            {
                "tag": tag,
                "name": named(tag),
                "input": f"{name}_{tag}",
                "id": f"{begin}_{tag}",
                "word": words.get(tag, ""),
                "described": described,
            }
            for tag in self.languages
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """As JSON, which is how the form's hidden inputs and a script send the whole."""
        if name in data:
            return data[name]
        typed = {tag: str(data.get(f"{name}_{tag}", "")).strip() for tag in self.languages}
        return json.dumps({tag: word for tag, word in typed.items() if word}, ensure_ascii=False)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and not any(f"{name}_{tag}" in data for tag in self.languages)

    def id_for_label(self, id_: str) -> str:
        return ""  # each input has a label of its own


class WordsField(forms.JSONField):
    widget = WordsInput
    empty_values = (None, "", [])  # no words at all are a value, the empty one

    def to_python(self, value: Any) -> Any:
        return super().to_python(value) or {}

    def in_languages(self, languages: list[str]) -> None:
        assert isinstance(self.widget, WordsInput)
        self.widget.languages = tuple(languages)


def _words(value: Any) -> dict[str, str]:
    """What the input is given to show: JSON, of a form that was typed into too."""
    try:
        told = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
