"""A small run of the fetcher's gauntlet, and proof that it would notice."""

from __future__ import annotations

import pytest

from claims.clients.addresses import AddressPolicy
from tests.claims.clients.refused import REFUSED
from tests.gauntlet import fetching
from tests.gauntlet.fetching import Figures


@pytest.fixture
def figures() -> Figures:
    return Figures()


def test_no_way_out_leads_to_a_refused_address(figures: Figures) -> None:
    fetching.addresses(figures, REFUSED[::12])

    assert figures.troubles == []
    assert figures.counts["refused addresses"]["tried"] >= 400


def test_a_guard_that_lets_everything_pass_is_noticed(figures: Figures) -> None:
    class Careless(AddressPolicy):
        url_ports = None  # type: ignore[assignment]

        def refusal(self, ip: str, port: int) -> str | None:
            return None

    fetching.addresses(figures, ["10.0.0.1"], Careless())

    assert len(figures.troubles) >= 20


def test_a_cut_page_never_passes_for_a_page(figures: Figures) -> None:
    fetching.cuts(figures, 100, seed=7)

    assert figures.troubles == []
    assert figures.counts["cut pages"]["taken for a page"] == 0


def test_an_unnoticed_cut_is_noticed(figures: Figures, monkeypatch: pytest.MonkeyPatch) -> None:
    """An end that only the hanging up marks can't be told from a cut: such pages must not be among them."""
    monkeypatch.setattr(fetching, "framed", lambda rng, page: b"HTTP/1.1 200 OK\r\n\r\n" + page)

    fetching.cuts(figures, 5, seed=7)

    assert figures.troubles


def test_no_text_opens_a_connection_or_escapes_its_type(figures: Figures) -> None:
    fetching.fuzz(figures, 4_000, seed=7)

    assert figures.troubles == []
    assert figures.counts["fuzzed addresses"]["connections to refused addresses"] == 0
