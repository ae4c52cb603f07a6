"""Django for the runs that are no tests (`python -m tests.fuzzing`, `python -m tests.gauntlet` and others)."""

from __future__ import annotations

import os

import django


def set_up() -> None:
    """With the tests' settings, whatever is named already: importing ``factcheck`` names the product's."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
