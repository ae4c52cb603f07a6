"""The readers' site as a stranger reads it."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.test import Client

from claims.models import Verdict
from claims.services import publishing, reviewing
from tests import factories


class Reader(Client):
    def page(self, path, **query):
        """What ``path`` shows, unescaped; it must answer well."""
        response = self.get(path, query)
        assert response.status_code == 200, path
        return html.unescape(response.content.decode())

    def review(self, path):
        """The ClaimReview on a page, or None."""
        found = re.search(
            r'<script type="application/ld\+json">(.*?)</script>', self.get(path).content.decode(), re.DOTALL
        )
        return json.loads(found[1]) if found else None


@pytest.fixture
def reader(db):
    return Reader()


@pytest.fixture
def published(chae, ben, noise):
    def publish(**fields):
        return factories.published_claim(author=chae, editor=ben, **fields)

    return publish


@pytest.fixture
def change(chae, ben):
    """Correct or withdraw what is published of a claim."""

    def make(claim, kind="other_correction", note="A slip of ours.", **content):
        old = Verdict.objects.published().get(claim=claim)
        if kind == "withdrawal":
            new = reviewing.draft_withdrawal(old, by=chae, public_note=note)
        else:
            new = reviewing.draft_correction(old, by=chae, change=kind, public_note=note, **content)
        new = reviewing.submit(new, by=chae)
        return publishing.approve_and_publish(new, by=ben, overrides={"captured": "By hand."})

    return make
