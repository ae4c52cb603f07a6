"""Captures leave the desk as a WARC file, for its members alone."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from warcio.archiveiterator import ArchiveIterator

from claims.models import Event, Source
from claims.services import citing
from tests import factories
from tests.claims.services.test_exporting_warc import captured


@pytest.fixture
def claim(chae):
    made = factories.claim(by=chae, in_version=factories.version(by=chae))
    captured(factories.evidence(made, by=chae).source)
    return made


def address(claim, noun):
    pk = {
        "source": claim.evidence.earliest("pk").source_id,
        "claim": claim.pk,
        "article": claim.appearances.get().article_version.article_id,
    }[noun]
    return reverse(f"admin:claims_{noun}_warc", args=[pk])


def as_(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("noun", ["source", "claim", "article"])
def test_a_member_downloads_the_captures(claim, ana, noun):
    answer = as_(ana).get(address(claim, noun))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/warc")
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{noun}-')
    assert "no-store" in answer["Cache-Control"]
    records = ArchiveIterator(io.BytesIO(b"".join(answer.streaming_content)), check_digests="raise")
    assert [one.rec_type for one in records] == ["warcinfo", "request", "response", "metadata"]
    assert Event.objects.get(kind="captures.exported").actor_pk == ana.pk


@pytest.mark.parametrize("noun", ["source", "claim", "article"])
def test_nobody_else_does(claim, cleo, noun):
    for client in (Client(), as_(cleo)):
        assert client.get(address(claim, noun)).status_code == 302
    assert not Event.objects.filter(kind="captures.exported").exists()


def test_a_protected_source_is_for_those_on_its_list(claim, ana, chae):
    source = claim.evidence.earliest("pk").source
    citing.edit_source(
        source, version=source.version, by=chae, is_sensitive=True, public_wording="An official"
    )
    where = address(claim, "source")
    assert as_(ana).get(where).status_code == 403
    assert as_(chae).get(where).status_code == 200
    assert Event.objects.get(kind="captures.exported").content.body["protected"]


def test_a_claims_file_is_without_protected_sources_whoever_asks(claim, ada):
    Source.objects.update(is_sensitive=True, public_wording="An official")
    answer = as_(ada).get(address(claim, "claim"))
    records = ArchiveIterator(io.BytesIO(b"".join(answer.streaming_content)))
    assert [one.rec_type for one in records] == ["warcinfo"]


def test_it_is_only_read(claim, ada):
    assert as_(ada).post(address(claim, "claim")).status_code == 405
