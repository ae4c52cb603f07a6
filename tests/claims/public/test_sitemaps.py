"""Files that programs ask for by name: sitemaps, robots.txt, security.txt."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as Tree

import pytest
from django.utils import timezone

from claims.public import sitemaps
from tests import factories

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def listed(reader, path):
    """Every address of a sitemap with its last change."""
    answer = reader.get(path.removeprefix("https://desk.example"))
    assert answer.status_code == 200, path
    root = Tree.fromstring(answer.content)
    return {one.findtext(f"{SPACE}loc"): one.findtext(f"{SPACE}lastmod") for one in root}


def everything(reader):
    parts = listed(reader, "/sitemap.xml")
    return {address: at for part in parts for address, at in listed(reader, part).items()}


def test_all_that_is_to_be_found_is_in_some_part(reader, published, chae):
    version = factories.version(by=chae)
    claim = published(in_version=version)
    found = everything(reader)
    wanted = {f"https://desk.example/{path}" for path in ("", "claims/", "articles/", "corrections/")}
    wanted |= {
        f"https://desk.example/claims/{claim.slug}/",
        f"https://desk.example/articles/{version.article.slug}/",
    }
    assert wanted <= found.keys()
    at = found[f"https://desk.example/claims/{claim.slug}/"]
    assert datetime.fromisoformat(at) == claim.publications.get().published_at.replace(microsecond=0)


def test_parts_are_of_keys_and_say_when_they_last_changed(reader, published, monkeypatch):
    monkeypatch.setattr(sitemaps, "PART", 1)
    claims = [published(), published()]
    parts = {address: at for address, at in listed(reader, "/sitemap.xml").items() if "claims-" in address}
    assert {f"https://desk.example/sitemaps/claims-{one.pk}.xml" for one in claims} == parts.keys()
    assert all(parts.values())


def test_what_is_withdrawn_or_not_public_is_in_none(reader, published, change, chae):
    claim = published()
    change(claim, "withdrawal", "It was another port.")
    inside = factories.article(by=chae, is_public=False)
    waiting = factories.article(by=chae, embargo_until=timezone.now() + timedelta(days=1))
    found = everything(reader)
    slugs = [claim.slug, inside.slug, waiting.slug]
    assert [address for address in found if any(slug in address for slug in slugs)] == []


@pytest.mark.parametrize("noun", ["claims", "articles"])
def test_a_part_without_an_address_is_404(reader, noun):
    assert reader.get(f"/sitemaps/{noun}-99999.xml").status_code == 404


def test_robots_are_told_of_the_sitemap_and_kept_off_the_desk(reader):
    rules = RobotFileParser()
    rules.parse(reader.get("/robots.txt").content.decode().splitlines())
    assert rules.site_maps() == ["https://desk.example/sitemap.xml"]
    assert rules.can_fetch("*", "/claims/x/")
    assert not rules.can_fetch("*", "/desk/")
    assert not rules.can_fetch("*", "/preview/x/")


def test_security_txt_names_a_contact_and_runs_out(reader, settings):
    told = dict(
        line.split(": ", 1) for line in reader.get("/.well-known/security.txt").content.decode().splitlines()
    )
    assert told["Contact"] == "https://desk.example/tips/"
    assert timedelta(days=30) < datetime.fromisoformat(told["Expires"]) - timezone.now() < timedelta(days=365)
    settings.DESK_SECURITY_CONTACT = "mailto:safe@desk.example"
    assert "Contact: mailto:safe@desk.example\n" in reader.get("/.well-known/security.txt").content.decode()
