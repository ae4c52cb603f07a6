"""Publications, corrections, claimants and tombstones under /api/v1/; lists turned round, and with some fields only."""

from __future__ import annotations

import json

import pytest

from claims.models import Claimant, Publication, Verdict
from claims.services import hiding, publishing, redacting, reviewing
from tests.conftest import member
from tests.outside import ASKED


@pytest.fixture
def corrected(published, chae, ben):
    claim = published()
    old = Verdict.objects.published().get(claim=claim)
    new = reviewing.draft_correction(
        old, by=chae, change="other_correction", public_note="A slip.", summary="It was 4,300."
    )
    publishing.approve_and_publish(reviewing.submit(new, by=chae), by=ben, overrides={"captured": "By hand."})
    return claim


def numbers(answer):
    return [(row["slug"], row["number"]) for row in answer["results"]]


def test_every_number_is_a_row_and_none_has_its_document(stranger, corrected, published):
    other = published()
    told = stranger.read("/api/v1/publications/")
    assert numbers(told) == [(other.slug, 1), (corrected.slug, 2), (corrected.slug, 1)]
    assert "document" not in told["results"][0]
    assert numbers(stranger.read("/api/v1/publications/", claim=corrected.slug, change="first")) == [
        (corrected.slug, 1)
    ]


def test_corrections_are_told_with_their_note(stranger, corrected, published):
    published()
    (row,) = stranger.read("/api/v1/corrections/")["results"]
    assert (row["slug"], row["number"], row["change"]) == (
        corrected.slug, 2, {"class": "other_correction", "note": "A slip."},
    )  # fmt: skip
    assert stranger.get("/api/v1/corrections/?change=first").status_code == 400


def test_words_are_looked_for_in_every_number(stranger, corrected):
    assert numbers(stranger.read("/api/v1/publications/", q="4,300")) == [(corrected.slug, 2)]


@pytest.fixture
def mayor(db):
    Claimant.objects.create(slug="nobody-yet", name="Nobody Yet")
    return Claimant.objects.create(slug="ida-holm", name="Ida Holm", country="DK")


def test_claimants_are_those_of_published_claims(stranger, published, mayor):
    published(claimant=mayor)
    (row,) = stranger.read("/api/v1/claimants/")["results"]
    assert (row["slug"], row["name"]) == ("ida-holm", "Ida Holm")
    assert row["claims"].endswith("/api/v1/claims/?claimant=ida-holm")
    assert stranger.read("/api/v1/claimants/ida-holm/") == row
    assert stranger.get("/api/v1/claimants/nobody-yet/").status_code == 404


def test_a_claimant_is_told_as_published_and_not_as_edited_since(stranger, published, mayor):
    published(claimant=mayor)
    Claimant.objects.filter(pk=mayor.pk).update(name="A name that nobody approved")
    assert stranger.read("/api/v1/claimants/ida-holm/")["name"] == "Ida Holm"


def test_what_is_hidden_is_a_tombstone_without_a_word_of_it(stranger, published, ben):
    published()
    claim = published(statement="Zebras swim.", claimant_label="a zebra")
    number = Publication.objects.get(claim=claim)
    assert stranger.read("/api/v1/tombstones/")["results"] == []
    hiding.hide(claim, reason="A lawyer called.", by=ben)
    answer = stranger.get("/api/v1/tombstones/")
    (row,) = json.loads(answer.content)["results"]
    assert (row["sha256"], row["reason"], row["id"][:9]) == (number.sha256, "hidden", "urn:uuid:")
    assert b"zebra" not in answer.content.lower()
    assert numbers(stranger.read("/api/v1/publications/", claim=claim.slug)) == []


def test_what_is_redacted_is_known_by_the_hash_that_it_had(stranger, published, ada):
    claim = published()
    number = Publication.objects.get(claim=claim)
    asked = redacting.ask(kind="publication", key=str(number.pk), by=ada, **ASKED)
    redacting.carry_out(asked, by=member("second-admin", "admin"))
    (row,) = stranger.read("/api/v1/tombstones/")["results"]
    assert (row["sha256"], row["reason"]) == (number.sha256, "redacted")
    later = stranger.read("/api/v1/tombstones/", updated_since="2100-01-01T00:00:00Z")
    assert later["results"] == []


LISTS = ["claims", "publications", "corrections", "articles", "sources", "tombstones"]


@pytest.mark.parametrize("name", LISTS)
def test_an_order_or_a_field_that_is_not_known_is_refused_by_name(stranger, db, name):
    for query in ("ordering=title", "fields=secret", "fields=", "ordering="):
        problem = stranger.get(f"/api/v1/{name}/?{query}")
        assert problem.status_code == 400
        assert problem.json()["errors"][0]["parameter"] == query.split("=")[0]


def test_a_list_is_turned_round_and_paged_to_its_end(stranger, published):
    made = [published().slug for _ in range(5)]
    found, path = [], "/api/v1/publications/?ordering=published_at&limit=2&fields=slug"
    while path:
        page = stranger.get(path).json()
        assert all(set(row) == {"slug"} for row in page["results"])
        found += [row["slug"] for row in page["results"]]
        path = page["next"] and page["next"].removeprefix("https://desk.example")
    assert found == made


def test_a_cursor_of_the_other_order_is_422(stranger, published):
    for _ in range(2):
        published()
    cursor = stranger.read("/api/v1/claims/", limit=1)["next"].partition("cursor=")[2]
    problem = stranger.get(f"/api/v1/claims/?ordering=published_at&cursor={cursor}")
    assert (problem.status_code, problem.json()["errors"][0]["parameter"]) == (422, "cursor")


def test_of_a_claim_its_hash_alone_may_be_asked_for(stranger, published):
    claim = published()
    (row,) = stranger.read("/api/v1/claims/", fields="sha256,page")["results"]
    assert row == {key: stranger.read(f"/api/v1/claims/{claim.slug}/")[key] for key in ("page", "sha256")}
    (row,) = stranger.read("/api/v1/claims/", fields="document")["results"]
    assert set(row) == {"document"}
