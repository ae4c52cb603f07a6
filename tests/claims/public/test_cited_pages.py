"""Readers are told of cited pages that are gone or changed, and find the archived copy beside them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from claims.models import ArchiveCopy, Source

TAKEN = datetime(2024, 11, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def claim(published):
    return published()


@pytest.fixture
def source(claim):
    return claim.evidence.earliest("pk").source


def dies(source):
    Source.objects.filter(pk=source.pk).update(
        health="dead", last_captured_at=timezone.now() + timedelta(hours=1)
    )


def archived(source, url="https://archive.example/web/1"):
    return ArchiveCopy.objects.create(source=source, archive="wayback", url=url, archived_at=TAKEN)


@pytest.mark.parametrize("path", ["", "versions/1/"])
def test_a_dead_page_is_told_of_with_its_copy(reader, claim, source, path):
    archived(source)
    dies(source)
    page = reader.page(f"/claims/{claim.slug}/{path}")
    assert "This page can no longer be reached." in page
    assert '<a href="https://archive.example/web/1" rel="external noreferrer">Archived copy</a>' in page
    assert "Wayback Machine" in page
    assert "1 November 2024" in page
    assert page.count("can no longer be reached") == 1


def test_a_page_that_stands_is_left_alone(reader, claim, source):
    archived(source)
    page = reader.page(f"/claims/{claim.slug}/")
    assert "Archived copy" not in page
    assert "archive.example" not in page


def test_a_dead_page_without_a_copy_is_told_of(reader, claim, source):
    dies(source)
    page = reader.page(f"/claims/{claim.slug}/")
    assert "This page can no longer be reached." in page
    assert "Archived copy" not in page


def test_only_web_addresses_are_linked(reader, claim, source):
    archived(source, "javascript:alert(1)")
    dies(source)
    assert "javascript:" not in reader.page(f"/claims/{claim.slug}/")


@pytest.mark.parametrize("header", ["if-none-match", "if-modified-since"])
def test_whoever_holds_the_page_learns_of_it(reader, claim, source, header):
    path = f"/claims/{claim.slug}/"
    held = reader.get(path)
    mark = held["ETag"] if header == "if-none-match" else held["Last-Modified"]
    assert reader.get(path, headers={header: mark}).status_code == 304
    dies(source)
    assert reader.get(path, headers={header: mark}).status_code == 200


@pytest.mark.parametrize("header", ["if-none-match", "if-modified-since"])
def test_whoever_holds_the_page_learns_of_a_copy(reader, claim, source, header):
    dies(source)
    path = f"/claims/{claim.slug}/"
    held = reader.get(path)
    mark = held["ETag"] if header == "if-none-match" else held["Last-Modified"]
    archived(source).__class__.objects.create(
        source=source, archive="perma", url="https://perma.example/A1-B2", archived_at=TAKEN,
        asked_at=timezone.now() + timedelta(hours=2),
    )  # fmt: skip
    assert reader.get(path, headers={header: mark}).status_code == 200
