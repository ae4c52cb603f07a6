"""The API tells beside each document which cited pages are gone or changed, and where their copies are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from claims.models import ArchiveCopy, Source
from tests import factories

TAKEN = datetime(2024, 11, 1, 9, 30, tzinfo=UTC)
TOLD = [
    {
        "citation": 1,
        "state": "gone",
        "archived": {
            "archive": "Perma.cc",
            "url": "https://perma.example/A1-B2",
            "archived_at": "2024-11-01T09:30:00Z",
        },
    }
]


@pytest.fixture
def version(chae):
    return factories.version(by=chae)


@pytest.fixture
def claim(published, version):
    return published(in_version=version)


@pytest.fixture
def source(claim):
    found = claim.evidence.earliest("pk").source
    ArchiveCopy.objects.create(
        source=found, archive="perma", url="https://perma.example/A1-B2", archived_at=TAKEN
    )
    return found


def states(answer):
    """Every state in an answer, whatever its shape."""
    if isinstance(answer, list):
        return [found for one in answer for found in states(one)]
    if not isinstance(answer, dict):
        return []
    own = [answer["state"]["cited_pages"]] if "document" in answer or "change" in answer else []
    return own + [found for name in ("results", "claims") for found in states(answer.get(name))]


@pytest.fixture
def paths(claim, version):
    slug = claim.slug
    return [
        "/api/v1/claims/",
        f"/api/v1/claims/{slug}/",
        f"/api/v1/claims/{slug}/versions/",
        f"/api/v1/claims/{slug}/versions/1/",
        f"/api/v1/articles/{version.article.slug}/",
    ]


def test_pages_that_stand_are_not_told_of(stranger, source, paths):
    assert [states(stranger.read(path)) for path in paths] == [[[]]] * 5


def test_a_dead_page_is_told_of_with_its_copy_wherever_its_document_is(stranger, source, paths):
    held = [stranger.get(path)["ETag"] for path in paths]
    Source.objects.filter(pk=source.pk).update(health="dead")
    assert [states(stranger.read(path)) for path in paths] == [[TOLD]] * 5
    again = [
        stranger.get(path, headers={"if-none-match": etag}) for path, etag in zip(paths, held, strict=True)
    ]
    assert [answer.status_code for answer in again] == [200] * 5


def test_a_page_without_a_copy_has_none(stranger, claim):
    Source.objects.filter(pk=claim.evidence.earliest("pk").source_id).update(health="dead")
    told = stranger.read(f"/api/v1/claims/{claim.slug}/")["state"]["cited_pages"]
    assert told == [{"citation": 1, "state": "gone", "archived": None}]
