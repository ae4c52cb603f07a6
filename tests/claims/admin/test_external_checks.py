"""Fact-checks of others at the desk: handed in, looked at, brought in, and their ratings mapped."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from claims.models import Batch, ExternalCheck, Rating, RatingMapping, User
from tests.claims.admin.conftest import Desk, words
from tests.claims.text.test_external_checks import REVIEW

IMPORT = reverse("admin:import_checks")
LIST = reverse("admin:claims_externalcheck_changelist")


def hand_in(client: Client, text: str, **fields: str) -> Any:
    return client.post(IMPORT, {"file": SimpleUploadedFile("checks.json", text.encode()), **fields})


def test_the_list_leads_to_the_import_for_those_who_may(at_desk: Desk, ada: User, ben: User) -> None:
    assert IMPORT in words(at_desk(ada).get(LIST))
    assert IMPORT not in words(at_desk(ben).get(LIST))


def test_a_file_is_looked_at_before_it_is_brought_in(at_desk: Desk, ada: User) -> None:
    client = at_desk(ada)
    bad = REVIEW | {"url": "nowhere"}
    answer = hand_in(client, json.dumps([REVIEW, bad]))
    shown = words(client.get(answer["Location"]))
    assert REVIEW["claimReviewed"] in shown
    assert "[1]" in shown
    assert "“nowhere” can" in shown
    assert not ExternalCheck.objects.exists()
    client.post(reverse("admin:claims_batch_start", args=[Batch.objects.get().pk]))
    assert ExternalCheck.objects.get().claim_text == REVIEW["claimReviewed"]
    assert REVIEW["claimReviewed"] in words(client.get(LIST))


@pytest.mark.parametrize(
    ("text", "told"),
    [("no json", "was not read"), ("<html></html>", "holds no ClaimReview"), ("", "is empty")],
)
def test_what_holds_no_check_says_so_at_its_field(at_desk: Desk, ada: User, text: str, told: str) -> None:
    assert told in words(hand_in(at_desk(ada), text))
    assert not Batch.objects.exists()


def test_one_of_file_and_address_is_wanted(at_desk: Desk, ada: User) -> None:
    client = at_desk(ada)
    assert "one of the two" in words(client.post(IMPORT, {}))
    assert "one of the two" in words(hand_in(client, json.dumps(REVIEW), url="https://facts.example/"))


def test_an_address_inside_is_refused(at_desk: Desk, ada: User) -> None:
    shown = words(at_desk(ada).post(IMPORT, {"url": "http://127.0.0.1:80/"}))
    assert "was not read" in shown
    assert not Batch.objects.exists()


@pytest.fixture
def address(settings: Any) -> Iterator[str]:
    """A page with a ClaimReview on this machine."""
    settings.SOURCE_FETCH_ALLOW_LOOPBACK = True
    page = f'<script type="application/ld+json">{json.dumps(REVIEW)}</script>'.encode()

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_page = self.path == "/check"
            self.send_response(200 if is_page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page) if is_page else 0))
            self.end_headers()
            if is_page:
                self.wfile.write(page)

        def log_message(self, *_: Any) -> None:
            """Nothing is printed."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/check"
        server.shutdown()


def test_a_page_is_read_where_it_stands(at_desk: Desk, ada: User, address: str) -> None:
    client = at_desk(ada)
    shown = words(client.get(client.post(IMPORT, {"url": address})["Location"]))
    assert REVIEW["claimReviewed"] in shown


def test_an_editor_maps_what_their_words_come_to(
    at_desk: Desk, ada: User, ben: User, scale: dict[str, Rating]
) -> None:
    client = at_desk(ada)
    hand_in(client, json.dumps(REVIEW))
    client.post(reverse("admin:claims_batch_start", args=[Batch.objects.get().pk]))
    mapping = RatingMapping.objects.get()
    form = reverse("admin:claims_ratingmapping_change", args=[mapping.pk])
    sent = {
        "publisher_site": "facts.example", "words": "Mostly false", "rating": scale["inaccurate"].pk,
        "opened_version": mapping.version,
    }  # fmt: skip
    at_desk(ben).post(form, sent)
    assert ExternalCheck.objects.get().rating == scale["inaccurate"]
