"""Handing in tables and fixtures at the desk: looked at, refused with reasons, written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from claims.models import Batch, Claim, Origin, Source, User
from claims.services import row_files
from tests.claims.admin.conftest import Desk, words, workspace

IMPORT = reverse("admin:import_rows", args=["source"])
FIXTURE = reverse("admin:load_fixture")
GOOD = "url,kind,publisher,colour\nhttps://a.example/,agency,Agency A,blue\n"
BAD = GOOD + "nowhere,agency,B,red\n"


def hand_in(client: Client, text: str, *, address: str = IMPORT, name: str = "rows.csv") -> Any:
    return client.post(address, {"file": SimpleUploadedFile(name, text.encode())})


def start(client: Client, **fields: Any) -> Any:
    return client.post(reverse("admin:claims_batch_start", args=[Batch.objects.latest("pk").pk]), fields)


def test_the_list_leads_to_the_import_for_those_who_may(at_desk: Desk, ada: User, ben: User) -> None:
    address = reverse("admin:claims_source_changelist")
    assert IMPORT in words(at_desk(ada).get(address))
    assert IMPORT not in words(at_desk(ben).get(address))


def test_the_page_names_the_columns_that_are_recognised(at_desk: Desk, ada: User) -> None:
    shown = words(at_desk(ada).get(IMPORT))
    assert "<code>public_wording</code>" in shown
    assert "primary, agency, newspaper" in shown


def test_a_file_is_looked_at_before_anything_is_written(at_desk: Desk, ada: User) -> None:
    client = at_desk(ada)
    shown = words(client.get(hand_in(client, BAD)["Location"]))
    assert "nowhere" not in shown.split("What will be written")[1]
    assert "<strong>line 3, url</strong>" in shown
    assert 'colour <span class="meta">left out</span>' in shown
    assert not Source.objects.exists()


def test_a_wrong_row_stops_the_import_until_the_admin_skips_it(at_desk: Desk, ada: User) -> None:
    client = at_desk(ada)
    hand_in(client, BAD)
    assert "1 rows are wrong" in words(start(client))
    assert not Source.objects.exists()
    shown = words(client.get(start(client, skip_bad="on")["Location"]))
    assert "1 added, 0 changed, 0 were here already." in shown
    assert "line 3, url" in shown
    assert Source.objects.get().publisher == "Agency A"


def test_a_file_that_cannot_be_read_says_why_at_its_field(at_desk: Desk, ada: User) -> None:
    assert "rows.doc can’t be read: its name ends in none of" in words(
        hand_in(at_desk(ada), GOOD, name="rows.doc")
    )


def test_a_large_file_is_refused_unread(at_desk: Desk, ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_files, "MAX_BYTES", 10)
    assert "It is larger than" in words(hand_in(at_desk(ada), GOOD))
    assert not Batch.objects.exists()


def test_claims_come_in_too(at_desk: Desk, ada: User) -> None:
    client = at_desk(ada)
    hand_in(
        client, "statement,kind\nShips came.,event\n", address=reverse("admin:import_rows", args=["claim"])
    )
    start(client)
    claim = Claim.objects.get()
    assert claim.statement == "Ships came."
    assert "Ships came." in words(client.get(workspace(claim)))


def test_who_brought_a_sound_file_is_back_at_the_list(at_desk: Desk, ada: User) -> None:
    client = at_desk(ada)
    hand_in(client, GOOD)
    assert start(client)["Location"] == reverse("admin:claims_source_changelist")


def test_the_batches_lead_to_the_fixtures_for_those_who_may(at_desk: Desk, ada: User, ben: User) -> None:
    address = reverse("admin:claims_batch_changelist")
    assert FIXTURE in words(at_desk(ada).get(address))
    assert FIXTURE not in words(at_desk(ben).get(address))


def test_nothing_else_is_imported(at_desk: Desk, ada: User) -> None:
    assert at_desk(ada).get(reverse("admin:import_rows", args=["user"])).status_code == 404


def test_a_fixture_is_looked_at_and_loaded(at_desk: Desk, ada: User) -> None:
    client = at_desk(ada)
    held = [{"model": "claims.origin", "fields": {"slug": "list", "what": "The list"}}]
    page = hand_in(client, json.dumps(held), address=FIXTURE, name="more.json")["Location"]
    assert '<th scope="row">origin</th><td class="numeric">1</td>' in words(client.get(page))
    assert not Origin.objects.exists()
    assert "Added 1 origin; changed nothing." in words(client.get(start(client)["Location"]))
    assert Origin.objects.get().what == "The list"


def test_a_fixture_with_anything_wrong_offers_no_way_to_load_it(at_desk: Desk, ada: User) -> None:
    client = at_desk(ada)
    held = [{"model": "claims.origin", "fields": {"slug": "a", "colour": "red"}}]
    page = hand_in(client, json.dumps(held), address=FIXTURE, name="more.json")["Location"]
    shown = words(client.get(page))
    assert "object 1 (claims.origin a), field colour" in shown
    assert "Load it" not in shown
    assert "Nothing was loaded" in words(start(client))
    assert not Origin.objects.exists()
