"""Whether a web archive has a copy: a table of its answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from claims.checks.archive_copy import Archived
from claims.checks.base import Result, Subject
from claims.models import ArchiveCopy, Snapshot, Source
from claims.text.archives import SENTENCES, Trouble


def made(year: int, archive: str = "wayback") -> ArchiveCopy:
    at = datetime(year, 11, 1, tzinfo=UTC)
    return ArchiveCopy(archive=archive, url=f"https://archive.example/{year}", archived_at=at)


def refused(failure: str, archive: str = "wayback") -> ArchiveCopy:
    return ArchiveCopy(archive=archive, failure=failure, detail="The site said no.")


def judged(*copies: ArchiveCopy) -> Result:
    return Archived().judge(Subject(Snapshot(status=200), Source(), copies=copies))


@pytest.mark.parametrize(
    ("copies", "key", "expected"),
    [
        ([made(2024)], "", ("pass", "has_a_copy")),
        ([made(2024)], "a-key", ("pass", "has_a_copy")),
        ([refused("busy"), made(2023)], "a-key", ("pass", "has_a_copy")),
        ([refused("refused")], "a-key", ("warn", "no_copy")),
        ([refused("refused")], "", ("warn", "no_copy")),
        ([], "a-key", ("unknown", "awaited")),
        ([], "", ("unknown", "archives_are_off")),
    ],
)
def test_what_is_said_of_the_answers(copies: Any, key: str, expected: Any, settings: Any) -> None:
    settings.PERMA_API_KEY = key
    result = judged(*copies)
    assert (result.outcome, result.reason) == expected


def test_the_newest_copy_is_named() -> None:
    assert judged(made(2023), made(2024, "perma")).sentence == "Perma.cc has a copy of 1 November 2024."


@pytest.mark.parametrize("trouble", Trouble)
def test_why_there_is_none_is_told(trouble: Trouble) -> None:
    result = judged(refused(trouble))
    assert result.sentence == f"No web archive has a copy. Wayback Machine: {SENTENCES[trouble]}"
    assert result.details["detail"] == "The site said no."


def test_another_trouble_is_another_finding() -> None:
    assert judged(refused("busy")).about != judged(refused("refused")).about
