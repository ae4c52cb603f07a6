"""``manage.py capture``: sources captured now, with a word on each."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from claims.models import Snapshot, User
from tests import captures, factories


@pytest.fixture(autouse=True)
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(url: str) -> captures.Fetched:
        answer = captures.failed("http_404", status=404) if "gone" in url else captures.page(title="A list")
        return captures.answering(answer)(url)

    monkeypatch.setattr("claims.clients.http.fetch_politely", fetch)
    monkeypatch.setattr("claims.clients.pages.read", captures.read)


@pytest.fixture(autouse=True)
def sources(chae: User) -> None:
    factories.source(by=chae, slug="list", url="https://list.example/")
    factories.source(by=chae, slug="notice", url="https://gone.example/")
    factories.source(by=chae, slug="call", url="", kind="interview")


def test_each_capture_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("capture")
    assert capsys.readouterr().out.splitlines() == [
        f"list: captured, {len(captures.TEXT)} characters of text, “A list”",
        "notice: The page was not found (404).",
    ]


def test_only_what_is_named_is_captured() -> None:
    call_command("capture", "list", "list")
    assert [one.source.slug for one in Snapshot.objects.all()] == ["list"]


@pytest.mark.parametrize("slug", ["nothing", "call"])
def test_a_name_without_an_address_is_refused(slug: str) -> None:
    with pytest.raises(CommandError, match=slug):
        call_command("capture", "list", slug)
    assert not Snapshot.objects.exists()
