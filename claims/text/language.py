"""Words of the ground floor in the language of whoever reads them. The floor knows no Django, so the application says
how words are put into a language (``speak_with``, once, at the start); until then they are English."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Speaker:
    """``translate`` gives words in the language of the moment, ``count`` the form of them for a number."""

    translate: Callable[[str], str] = str
    count: Callable[[str, str, int], str] = lambda one, many, number: one if number == 1 else many


_speaker = Speaker()


def speak_with(translate: Callable[[str], str], count: Callable[[str, str, int], str]) -> None:
    _speaker.translate, _speaker.count = translate, count


def gettext_noop(words: str) -> str:
    """Words that are translated where they are shown; here translators find them."""
    return words


def gettext(words: str) -> str:
    return _speaker.translate(words)


def ngettext(one: str, many: str, number: int) -> str:
    return _speaker.count(one, many, number)
