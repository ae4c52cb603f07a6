"""Every word on a page is translatable: under a language of which each word carries a mark, every screen is shown, and
what carries none is data, or stands in the short list here with its reason."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils.translation import trans_real
from pytest_django.plugin import DjangoDbBlocker

from claims.models import User
from tests import standing, world
from tests.conftest import member
from tests.test_query_growth import LISTS, PAGES
from tests.test_routes import NOUNS, admin_names, arguments
from tests.test_words import WORDS, Marking, unmarked

NO_PAGES = {
    "admin:claims_article_copy",
    "admin:claims_batch_progress",
}  # files, and parts that a script asks for
ROUTES = [route for route in [*LISTS, *PAGES] if not route.startswith("api:") and route not in NO_PAGES]
FORMS = {label: admin_names(label)[2] for label in NOUNS if label.startswith("claims.")}

NO_WORDS_OF_OURS = {
    "English": "a language under its own name",
    "primary, agency, newspaper, broadcaster, expert, reprint, aggregator, archive, interview, document": "what the column of a file may hold",
    ".docx": "the ending of a file",
    ".html": "the ending of a file",
}
IN_NO_LANGUAGE = re.compile(
    r"^[a-z_]+\.[a-z_]+: ·$"  # the name of an event, as programs know it
    r"|^\S+\*{6,}$"  # the hidden rest of a password's sum
)
MOMENT = re.compile(r"^[\d ,:·-]*\b(UTC|noon|midnight)\b[\d ,:·-]*$")  # the abbreviation of a time zone


def stored() -> str:
    """All words of all rows, as one text."""
    found: list[str] = [settings.DESK_NAME, settings.DESK_URL]
    for model in apps.get_models():
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField | models.UUIDField)
        ]
        found += [str(value) for row in model._default_manager.values_list(*names) for value in row if value]
    text = " ".join(" ".join(found).split()).casefold()
    return f"{text}\n {' '.join(WORDS.findall(text))} "


@pytest.fixture(scope="module")
def said(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, list[str]]:
    """What each screen says without a mark; the world is built in English, as its readers wrote it."""
    with standing.standing(django_db_blocker), pytest.MonkeyPatch.context() as patch:
        here = world.build(
            author=member("bea", "editor"),
            editor=member("ben", "editor"),
            admin=(ada := member("ada", "admin")),
        )
        data, client = stored(), Client()
        client.force_login(ada)
        addresses = {route: reverse(route, args=arguments(route, here)) for route in ROUTES}
        for label, route in FORMS.items():
            addresses[route] = reverse(route, args=[world.one_of(apps.get_model(label)).pk])
        patch.setitem(trans_real._translations, settings.LANGUAGE_CODE, Marking())
        patch.setattr(trans_real, "_default", Marking())
        trans_real.deactivate()
        found = {}
        for route, address in addresses.items():
            with standing.undone():
                response = client.get(address, follow=True)
            if response["Content-Type"].startswith("text/html"):  # feeds and the like are for programs
                found[route] = unmarked(response.content.decode(), data)
        trans_real.deactivate()  # the last answer left its language to this thread
    return found


def test_every_word_on_every_screen_is_translatable(said: dict[str, list[str]]) -> None:
    bare = {
        route: left
        for route, told in said.items()
        if (
            left := sorted(
                {
                    one
                    for one in told
                    if not (one in NO_WORDS_OF_OURS or MOMENT.match(one) or IN_NO_LANGUAGE.match(one))
                }
            )
        )
    }
    assert not bare, "\n".join(f"{route}: {left}" for route, left in bare.items())


def test_the_screens_were_shown(said: dict[str, list[str]]) -> None:
    assert len(said) > 100


def test_what_somebody_wrote_is_data(bea: User) -> None:
    assert " bea " in stored()
