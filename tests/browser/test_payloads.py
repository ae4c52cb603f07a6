"""Texts that would like to be code, on pages in Chromium: nothing is executed, with the policy and without it."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser

from tests.fuzzing import chromium as poisoned
from tests.fuzzing import poison, rounds, running
from tests.fuzzing.stage import Stage

# Where most of what is written stands, by the readers' side and the desk's; and some others, by dice.
FIRST = ["/claims/"]


@pytest.mark.slow
def test_nothing_is_executed(chromium: Browser, live_server: Any, transactional_db: None) -> None:
    stage, outcome = Stage(), rounds.Outcome(0)
    claim, article = stage.world.claim, stage.world.article
    paths = [*FIRST, f"/claims/{claim.slug}/", f"/articles/{article.slug}/", f"/embed/claims/{claim.slug}/",
             f"/desk/claims/claim/{claim.pk}/workspace/", f"/desk/claims/article/{article.pk}/workspace/",
             f"/desk/claims/source/{stage.world.source.pk}/source/"]  # fmt: skip
    poison.Poisoner(poison.payloads(), turn=random.Random(1).randrange(20)).fill()
    contexts = [chromium.new_context(bypass_csp=bypass) for bypass in (True, False)]
    cookie = {"name": "sessionid", "value": stage.sessions["admin"], "url": live_server.url}
    for context in contexts:
        context.add_cookies([cookie])  # type: ignore[list-item]
    with running.quiet():
        poisoned.open_all(contexts, [f"{live_server.url}{path}" for path in paths], outcome)
    assert outcome.executed == {}, outcome.told()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'A'")
        assert cursor.fetchall() == []  # what follows in this database is guarded again


def test_what_is_executed_is_noticed(chromium: Browser) -> None:
    page = chromium.new_context().new_page()
    page.context.add_init_script(poisoned.BROKEN_RULES)
    assert poisoned.happened(
        page, "data:text/html,<img src=x onerror=window.__xss=1><p onmouseover=alert(1)>"
    ) == [
        "dialog: 1",
        "window.__xss was set",
    ]
