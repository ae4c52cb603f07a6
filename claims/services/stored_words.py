"""Sentences that are stored: told in the desk's own language, whoever's act or reading has them written.

What is stored as a code and worded when it is shown needs none of this, and is better.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation


def desk_language() -> translation.override:
    return translation.override(settings.LANGUAGE_CODE)


def stored(sentence: str, **named: Any) -> str:
    """``sentence`` in the desk's language, with what is ``named`` in its braces."""
    with desk_language():
        return translation.gettext(sentence).format(**named)
