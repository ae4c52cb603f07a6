"""What the desk says of links to servers of every kind: the truth, in each row."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from benchmarks import behaviours_server
from benchmarks.behaviours_rows import ROWS
from claims.clients.http import Limits
from claims.services.examining import Examined
from claims.services.surveying import Plan, Survey

TOLD = {"ok": "good", "broken": "broken", "unknown": "unknown"}
PATIENCE = Limits(deadline=15, connect=5, silence=5)


@pytest.fixture(scope="module")
def told() -> dict[str, Examined]:
    """By row, what was found when all of them were looked at together."""
    found: dict[str, Examined] = {}
    patch = pytest.MonkeyPatch()
    patch.setattr("django.conf.settings.SOURCE_FETCH_ALLOW_LOOPBACK", True)
    with behaviours_server.serving() as sites:
        names = {site.url: site.row.name for site in sites}

        async def listed() -> AsyncIterator[str]:
            for url in names:
                yield url

        async def tell(url: str, examined: Examined) -> None:
            found[names[url]] = examined

        asyncio.run(Survey(Plan(connections=40, limits=PATIENCE)).run(listed(), tell))
    patch.undo()
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_truth_is_told(row: behaviours_server.Behaviour, told: dict[str, Examined]) -> None:
    examined = told[row.name]

    assert TOLD[examined.outcome] == row.truth, (examined.error, examined.fetched.detail)


def test_the_table_is_a_mixed_bag() -> None:
    truths = [row.truth for row in ROWS]

    assert len({row.name for row in ROWS}) == len(ROWS) >= 40
    assert min(truths.count(one) for one in set(TOLD.values())) >= 20
