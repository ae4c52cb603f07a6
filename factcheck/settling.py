"""A web process settles in: what every page needs is loaded beside the first requests, not by whoever comes first."""

import gc
from pathlib import Path

from django.conf import settings
from django.template import engines
from django.urls import get_resolver

from claims.admin.base import QUICKLY
from claims.text import checkworthiness, quotations

SAMPLE = """“We have spent 2.4 million crowns on the harbour since 2019, more than any town on this coast,” she told the
council on Tuesday. The mayor said the work would be finished by spring.
"""


def settle() -> None:
    """Load views, templates and the small models, and tell the collector of garbage that they stay.

    The collector else goes through all of them time and again: a third of the time that a page took. What a page leaves
    behind is freed by counting references; cycles are looked for less often.
    """
    get_resolver().url_patterns  # noqa: B018 - imports them
    for folder in settings.TEMPLATES[0]["DIRS"]:
        load_templates(Path(folder))
    for name in QUICKLY.engine.env.list_templates():  # type: ignore[attr-defined]
        QUICKLY.get_template(name)
    quotations.attributions(SAMPLE * 10)
    checkworthiness.score([SAMPLE])
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def load_templates(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        engines["django"].get_template(str(path.relative_to(folder)))
