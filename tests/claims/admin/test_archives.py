"""The desk's lists of what web archives were asked for and answered."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import ArchiveCopy
from tests import factories

COPIES = reverse("admin:claims_archivecopy_changelist")


@pytest.fixture
def copies(chae):
    source = factories.source(by=chae)
    made = {"url": 'https://archive.example/"><script>', "archived_at": timezone.now()}
    ArchiveCopy.objects.create(source=source, archive="wayback", **made)
    ArchiveCopy.objects.create(source=source, archive="perma", failure="denied")


@pytest.mark.parametrize(
    ("came", "shown"), [("", (True, True)), ("copy", (True, False)), ("none", (False, True))]
)
def test_copies_and_refusals_are_listed(copies, ana, at_desk, came, shown):
    page = at_desk(ana).get(COPIES, {"came": came} if came else {}).content.decode()
    assert ("https://archive.example/" in page, "did not accept the desk" in page) == shown
    assert '"><script>' not in page
