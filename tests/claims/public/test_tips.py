"""The two forms for readers."""

from __future__ import annotations

import html
import re

import pytest
from django.core import signing
from django.utils import timezone

from claims.models import DeskSettings, Tip
from claims.public import tips

TEXT = "Did the port of Lowmark really handle 4,200 ships?"


def opened(reader, path="/tips/"):
    """The form's own time stamp, as it was given out."""
    return html.unescape(re.search(r'name="opened" value="([^"]*)"', reader.get(path).content.decode())[1])


def send(reader, path="/tips/", *, token=None, **fields):
    """Send the form as a person does who took ten seconds over it, or with the time stamp of ``token``."""
    earlier = signing.dumps(timezone.now().timestamp() - 10, salt=tips.SALT)
    return reader.post(path, {"text": TEXT, "opened": earlier if token is None else token} | fields)


def test_a_tip_is_sent_without_a_cookie(reader, noise):
    response = send(reader, email="r@mail.example", url="news.example/item")
    tip = Tip.objects.get()
    assert response["Location"] == "/tips/thanks/"
    assert (tip.kind, tip.text, tip.email, tip.url) == (
        "check",
        TEXT,
        "r@mail.example",
        "https://news.example/item",
    )
    assert not reader.cookies
    assert "Thank you" in reader.page("/tips/thanks/")


def test_a_report_is_about_what_is_shown(reader, published):
    claim = published()
    send(reader, f"/claims/{claim.slug}/report/")
    tip = Tip.objects.get()
    assert (tip.kind, tip.publication) == ("report", claim.publications.get())


def test_there_is_nothing_to_report_where_nothing_is_shown(reader, noise):
    assert reader.get("/claims/no-such/report/").status_code == 404


def test_the_page_says_how_long_names_are_kept(reader):
    DeskSettings.objects.create(personal_days=12)
    assert "deleted after 12 days" in reader.page("/tips/")


@pytest.mark.parametrize(
    "fields", [{"text": "short"}, {"email": "no address"}, {"url": "javascript:alert(1)"}, {"text": ""}]
)
def test_what_is_refused_comes_back_with_what_was_typed(reader, fields):
    response = send(reader, name="R. Eader", **fields)
    page = response.content.decode()
    assert response.status_code == 422
    assert "R. Eader" in page
    assert "Not sent yet." in page
    assert not Tip.objects.exists()


def test_who_fills_the_hidden_field_in_is_a_machine(reader):
    assert send(reader, website="https://buy.example").status_code == 422
    assert not Tip.objects.exists()


def test_who_sends_at_once_is_a_machine_but_may_send_again(reader, monkeypatch):
    token = opened(reader)
    response = send(reader, token=token)
    assert response.status_code == 422
    assert token in html.unescape(response.content.decode())
    monkeypatch.setattr(tips, "AT_LEAST", 0)
    assert send(reader, token=token).status_code == 302


@pytest.mark.parametrize("token", ["", "1", "x:y:z"])
def test_a_form_that_was_not_given_out_is_not_taken(reader, token):
    response = send(reader, token=token)
    assert response.status_code == 422
    assert re.search(r'name="opened" value="[^"]{20,}"', response.content.decode())


def test_an_old_form_is_given_out_anew(reader, monkeypatch):
    monkeypatch.setattr(tips, "AT_MOST", -1)
    old = opened(reader)
    response = send(reader, token=old)
    assert "open for too long" in response.content.decode()
    assert old not in html.unescape(response.content.decode())


def test_one_address_sends_a_few_in_an_hour(reader):
    for _ in range(tips.PER_ADDRESS):
        assert send(reader).status_code == 302
    response = send(reader)
    assert response.status_code == 422
    assert "wait an hour" in response.content.decode()
    other = type(reader)(REMOTE_ADDR="192.0.2.7")
    assert send(other).status_code == 302


def test_no_page_of_the_forms_is_cached(reader):
    assert "no-store" in reader.get("/tips/")["Cache-Control"]


def test_behind_a_proxy_each_reader_counts_for_themselves(reader, settings):
    settings.TRUSTED_PROXIES = 1
    for _ in range(tips.PER_ADDRESS):
        assert send(type(reader)(HTTP_X_FORWARDED_FOR="192.0.2.7")).status_code == 302
    assert send(type(reader)(HTTP_X_FORWARDED_FOR="192.0.2.8")).status_code == 302
    assert send(type(reader)(HTTP_X_FORWARDED_FOR="203.0.113.5, 192.0.2.7")).status_code == 422


def test_what_is_too_short_does_not_count(reader):
    for _ in range(tips.PER_ADDRESS):
        assert send(reader, text="Really?").status_code == 422
    assert send(reader).status_code == 302
