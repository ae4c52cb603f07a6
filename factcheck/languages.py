"""Languages that the desk speaks: English, and every one that has a catalogue under ``claims/locale``."""

from __future__ import annotations

from pathlib import Path

from django.conf.locale import LANG_INFO

ENGLISH = "en-gb"


def spoken(folder: Path) -> list[tuple[str, str]]:
    """(code, its own name) of each, English first. ``folder`` holds ``<locale>/LC_MESSAGES/django.mo``."""
    found = sorted(path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/django.mo"))
    codes = [name.replace("_", "-").lower() for name in found]
    return [(ENGLISH, "English"), *((code, _own_name(code)) for code in codes if code != ENGLISH)]


def of_the_desk(wanted: str, languages: list[tuple[str, str]]) -> str:
    """The language of a desk that publishes in ``wanted``: that one if it is spoken, and English else."""
    codes = [code for code, _ in languages]
    return next(
        (code for code in (wanted.lower(), wanted.lower().partition("-")[0]) if code in codes), ENGLISH
    )


def _own_name(code: str) -> str:
    known = LANG_INFO.get(code) or LANG_INFO.get(code.partition("-")[0]) or {}
    return str(known.get("name_local", code))
