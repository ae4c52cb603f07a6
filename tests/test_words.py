"""No word stands bare in a template, and the names of columns are lazy. A language of which each word carries a mark
shows what is translated."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import trans_real

from claims.models import Claim

READ_OUT = {"alt", "aria-label", "placeholder", "title"}
NO_WORDS = {"script", "style", "template", "kbd", "code"}  # of keys and of programs, the last two
MARKED = re.compile("⟦[^⟦⟧]*⟧")
WORDS = re.compile(r"[^\W\d_]{2,}")


class Marking(gettext.NullTranslations):
    """A language whose every word is the English one between two brackets."""

    domain = "django"

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    def to_language(self) -> str:
        return settings.LANGUAGE_CODE

    def language(self) -> str:
        return settings.LANGUAGE_CODE


class Shown(HTMLParser):
    """What a page says: its texts, and what is read out of its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in NO_WORDS
        self.texts += [value for name, value in attrs if name in READ_OUT and value]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in NO_WORDS

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.texts.append(data)


def unmarked(page: str, data: str) -> list[str]:
    """What the page says without a mark, and what stands in no row either."""
    shown = Shown()
    shown.feed(page)
    return [told for text in shown.texts if (told := _left(text)) and not _is_data(told, data)]


def _left(text: str) -> str:
    while MARKED.search(text):
        text = MARKED.sub(" · ", text)
    return " ".join(text.partition("⟦")[0].split())  # a text that is cut short loses its last mark


def _is_data(told: str, data: str) -> bool:
    pieces = [piece.strip(" .,:;()“”›…") for piece in re.split(r"[·|/\n]", told)]
    return all(
        not WORDS.search(piece)
        or piece.casefold() in data
        or all(f" {word} " in data for word in WORDS.findall(piece.casefold()))
        for piece in pieces
    )


def test_a_word_without_a_mark_is_noticed() -> None:
    page = '<p>⟦Claims⟧ <b title="Look here">Ida Holm</b></p><script>let x = "no word"</script>'
    assert unmarked(page, "ida holm") == ["Look here"]


LITERAL = re.compile(r">\s*([^<>{}%&]*[A-Za-z]{2,}[^<>{}%&]*)\s*<")
ATTRIBUTE = re.compile(rf'\b(?:{"|".join(sorted(READ_OUT))})="([^"{{]*[A-Za-z]{{2,}}[^"{{]*)"')
TAG = re.compile(
    r"\{%\s*(?:blocktranslate|comment)\b.*?\{%\s*end(?:blocktranslate|comment)\s*%\}|\{[%#{].*?[%#}]\}", re.S
)
CLASSES = re.compile(r"\{% block bodyclass %\}.*?\{% endblock %\}", re.S)
MADE_UP = "claims/templates/claims/public/demonstration"  # pages of the demonstration's invented sources
IN_NO_LANGUAGE = {"OpenAPI 3.1", "sha256", "sha256 …", "SHA-256", ".docx", ".html", ".csv"}


def literals(template: str) -> Iterable[str]:
    """Words that stand bare in a template."""
    bare = TAG.sub("", CLASSES.sub("", template))
    bare = re.sub(r"<(script|style|kbd|code)\b.*?</\1>", "", bare, flags=re.S)
    for pattern in (LITERAL, ATTRIBUTE):
        yield from (" ".join(one.split()) for one in pattern.findall(bare))


def test_no_template_holds_bare_words() -> None:
    found = {
        str(path): left
        for path in Path("claims/templates").rglob("*.html")
        if not str(path).startswith(MADE_UP)
        and (left := [one for one in literals(path.read_text()) if one not in IN_NO_LANGUAGE])
    }
    assert found == {}


def test_bare_words_in_a_template_are_noticed() -> None:
    template = '<p title="Read this">Claims</p>{% blocktranslate %}<b>Not these</b>{% endblocktranslate %}'
    assert list(literals(template)) == ["Claims", "Read this"]


def test_the_names_of_columns_are_lazy() -> None:
    """Of those too that have no name but their code's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(trans_real._translations, settings.LANGUAGE_CODE, Marking())
        trans_real.activate(settings.LANGUAGE_CODE)
        try:
            assert str(Claim._meta.get_field("statement").verbose_name) == "⟦statement⟧"  # type: ignore[union-attr]
            assert str(Claim._meta.verbose_name_plural) == "⟦claims⟧"
        finally:
            trans_real.deactivate()
