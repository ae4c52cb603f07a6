"""Datetime negotiation as a client of RFC 7089 does it, who knows nothing of this desk but the page's address."""

from __future__ import annotations

import re
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime

import pytest

from claims.services import hiding

LINK = re.compile(r'<([^>]*)>\s*((?:;\s*[\w-]+="[^"]*"\s*)*)')
PARAMETER = re.compile(r';\s*([\w-]+)="([^"]*)"')


class Traveller:
    """Follows links and headers, and nothing else."""

    def __init__(self, browser):
        self.browser = browser

    def get(self, address, **headers):
        return self.browser.get(address.removeprefix("https://desk.example"), headers=headers)

    def links(self, text):
        """By relation: the addresses, with what is said of each."""
        found = {}
        for address, told in LINK.findall(text):
            parameters = dict(PARAMETER.findall(told))
            for relation in parameters.pop("rel").split():
                found.setdefault(relation, []).append((address, parameters))
        return found

    def at(self, address, moment):
        """The past state of a page at a moment: the answer of the memento."""
        (gate, _told), *_others = self.links(self.get(address)["Link"])["timegate"]
        answer = self.get(gate, **{"Accept-Datetime": format_datetime(moment, usegmt=True)})
        assert answer.status_code == 302
        assert "accept-datetime" in answer["Vary"].lower()
        return self.get(answer["Location"])


@pytest.fixture
def traveller(reader):
    return Traveller(reader)


@pytest.fixture
def told_twice(published, change):
    claim = published(summary="As first told.")
    change(claim, summary="As corrected.")
    return claim


def page(claim):
    return f"https://desk.example/claims/{claim.slug}/"


def test_every_moment_leads_to_what_stood_then(traveller, told_twice):
    first, second = told_twice.publications.order_by("number")
    before = traveller.at(page(told_twice), first.published_at - timedelta(days=9))
    after = traveller.at(page(told_twice), second.published_at + timedelta(days=9))
    assert "As first told." in before.content.decode()
    assert "As corrected." in after.content.decode()
    assert parsedate_to_datetime(after["Memento-Datetime"]) == second.published_at.replace(microsecond=0)


def test_without_a_moment_the_gate_leads_to_the_newest(traveller, told_twice):
    gate = traveller.links(traveller.get(page(told_twice))["Link"])["timegate"][0][0]
    assert traveller.get(gate)["Location"].endswith("/versions/2/")


def test_a_memento_names_its_original_and_its_neighbours(traveller, told_twice):
    links = traveller.links(traveller.get(f"{page(told_twice)}versions/2/")["Link"])
    assert links["original"][0][0] == page(told_twice)
    assert {"timegate", "timemap", "memento", "first", "last", "prev"} <= links.keys()
    assert links["prev"][0][0] == f"{page(told_twice)}versions/1/"
    assert all("datetime" in told for _address, told in links["memento"])


def test_the_map_lists_every_number_by_its_moment(traveller, told_twice):
    (address, told), *_others = traveller.links(traveller.get(page(told_twice))["Link"])["timemap"]
    answer = traveller.get(address)
    assert (answer["Content-Type"], told["type"]) == ("application/link-format", "application/link-format")
    links = traveller.links(answer.content.decode())
    assert [one[0][-2] for one in links["memento"]] == ["1", "2"]
    assert links["self"][0][0] == address


def test_only_versions_are_mementos(traveller, told_twice):
    for rest in ("", "versions/"):
        assert "Memento-Datetime" not in traveller.get(f"{page(told_twice)}{rest}")


def test_what_is_no_date_is_a_clear_400(reader, told_twice):
    answer = reader.get(f"/claims/{told_twice.slug}/timegate/", headers={"Accept-Datetime": "yesterday"})
    assert (answer.status_code, "Accept-Datetime" in answer.content.decode()) == (400, True)


@pytest.mark.parametrize("name", ["timegate", "timemap"])
def test_nothing_is_told_of_what_is_hidden(reader, told_twice, ben, name):
    hiding.hide(told_twice, reason="A lawyer called.", by=ben)
    assert reader.get(f"/claims/{told_twice.slug}/{name}/").status_code == 410
