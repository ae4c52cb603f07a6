"""Editors who write over the API, among those who write in the desk's forms."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp

if TYPE_CHECKING:
    from tests.gauntlet.editors import Editor, Place

EVERY = 3  # one editor in so many is a program


def is_program(number: int) -> bool:
    return number % EVERY == EVERY - 1


def token_for(person: object) -> str:
    """A token for all that a checker writes."""
    from claims.services import authorising

    scopes = ["read", "mark", "evidence", "draft"]
    return authorising.issue(name="gauntlet", scopes=scopes, days=1, by=person).secret  # type: ignore[arg-type]


async def save(editor: Editor, browser: aiohttp.ClientSession, place: Place, word: str) -> None:
    """Read, think, and write with the tag of what was read. A refusal has to hold both texts."""
    from tests.gauntlet.editors import THINKING, Written

    headers = {"Authorization": f"Bearer {editor.token}"}
    async with browser.get(place.api, headers=headers) as answer:
        seen, headers["If-Match"] = (await answer.json())[place.api_field], answer.headers["ETag"]
    await asyncio.sleep(editor.dice.random() * THINKING)
    async with browser.patch(place.api, json={place.api_field: word}, headers=headers) as answer:
        told = await answer.json(content_type=None)
    editor.saves.append((place, Written(seen, word, answer.status == 200)))
    if answer.status == 200:
        return
    if answer.status != 412:
        raise ValueError(f"{place.api} answered {answer.status}")
    editor.outcome.typed_lost += told["yours"].get(place.api_field) != word
    editor.outcome.theirs_hidden += "current" not in told or place.api_field not in told["current"]
