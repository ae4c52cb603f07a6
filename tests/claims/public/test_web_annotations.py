"""Web annotations: every anchor of what readers may see, in words and in positions that are found again."""

from __future__ import annotations

import pytest

from claims.models import Evidence
from claims.presenters import web_annotations
from claims.services import hiding
from tests import factories
from tests.factories import TEXT

WORDS = "handled 4,200 ships in 2023"


@pytest.fixture
def version(chae):
    return factories.version(by=chae)


def items(reader, path):
    answer = reader.get(path)
    assert answer.status_code == 200, path
    assert answer["Content-Type"].startswith("application/ld+json")
    told = answer.json()
    assert told["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert told["total"] == len(told["first"]["items"])
    assert len({one["id"] for one in told["first"]["items"]}) == told["total"]
    return told["first"]["items"]


def selectors(annotation):
    return {one["type"]: one for one in annotation["target"]["selector"]}


def test_an_article_has_each_claim_with_words_and_position(reader, published, version):
    claim = published(in_version=version, words=WORDS)
    (one,) = items(reader, f"/articles/{version.article.slug}/annotations/")
    found = selectors(one)
    place = found["TextPositionSelector"]
    assert TEXT[place["start"] : place["end"]] == found["TextQuoteSelector"]["exact"] == WORDS
    assert TEXT[: place["start"]].endswith(found["TextQuoteSelector"]["prefix"])
    assert TEXT[place["end"] :].startswith(found["TextQuoteSelector"]["suffix"])
    assert one["target"]["source"] == f"https://desk.example/articles/{version.article.slug}/"
    assert one["body"][0]["value"].startswith("Accurate: ")
    assert one["body"][1]["source"] == f"https://desk.example/claims/{claim.slug}/"


def test_what_stands_around_ends_with_the_paragraph(reader, published, chae):
    version = factories.version(
        by=chae, text="A headline\n\nThe port handled 4,200 ships.\n\nNobody keeps a list.\n"
    )
    published(in_version=version, words="The port handled 4,200 ships.")
    (one,) = items(reader, f"/articles/{version.article.slug}/annotations/")
    assert selectors(one)["TextQuoteSelector"].keys() == {"type", "exact"}


def test_what_stands_around_ends_with_what_readers_are_shown(reader, published, chae):
    version = factories.version(by=chae, shows_whole_text=False)
    published(in_version=version, words="Nobody keeps a list")
    (one,) = items(reader, f"/articles/{version.article.slug}/annotations/")
    assert selectors(one)["TextQuoteSelector"] == {
        "type": "TextQuoteSelector", "exact": "Nobody keeps a list", "suffix": ".",
    }  # fmt: skip


def test_positions_count_code_points(reader, published, chae):
    version = factories.version(by=chae, text="𝄞𝄞 The port handled 4,200 ships.\n")
    published(in_version=version, words="4,200 ships")
    (one,) = items(reader, f"/articles/{version.article.slug}/annotations/")
    assert selectors(one)["TextPositionSelector"]["start"] == 20


def test_a_claim_has_its_articles_and_its_evidence(reader, published, version):
    claim = published(in_version=version, with_evidence=2)
    found = items(reader, f"/claims/{claim.slug}/annotations/")
    assert [one["motivation"] for one in found] == ["assessing", "linking", "linking"]
    assert found[0]["target"]["source"].endswith(f"/articles/{version.article.slug}/")
    sources = {one.source.url for one in Evidence.objects.filter(claim=claim).select_related("source")}
    assert {one["target"]["source"] for one in found[1:]} == sources
    assert selectors(found[1])["TextQuoteSelector"]["exact"] == "4,200 ships called at the port"


@pytest.mark.parametrize("field", ["is_public", "embargo_until"])
def test_an_article_that_is_not_out_is_not_named(reader, published, version, field):
    claim = published(in_version=version)
    later = {"is_public": False, "embargo_until": "2999-01-01T00:00:00Z"}[field]
    type(version.article).objects.filter(pk=version.article.pk).update(**{field: later})
    assert [one["motivation"] for one in items(reader, f"/claims/{claim.slug}/annotations/")] == [
        "linking"
    ] * 2
    assert reader.get(f"/articles/{version.article.slug}/annotations/").status_code == 404


def test_withdrawn_claims_annotate_nothing(reader, published, version, change):
    claim = published(in_version=version)
    change(claim, "withdrawal", "It was another port.")
    assert items(reader, f"/claims/{claim.slug}/annotations/") == []
    assert items(reader, f"/articles/{version.article.slug}/annotations/") == []


def test_hidden_claims_are_under_review(reader, published, version, ben):
    claim = published(in_version=version)
    hiding.hide(claim, reason="A lawyer called.", by=ben)
    assert reader.get(f"/claims/{claim.slug}/annotations/").status_code == 410
    assert items(reader, f"/articles/{version.article.slug}/annotations/") == []


def test_long_collections_have_pages(reader, published, version, monkeypatch):
    monkeypatch.setattr(web_annotations, "AT_ONCE", 1)
    claim = published(in_version=version, with_evidence=2)
    address = f"/claims/{claim.slug}/annotations/"
    first = reader.get(address).json()["first"]
    second = reader.get(first["next"].removeprefix("https://desk.example")).json()
    assert (second["type"], second["startIndex"], len(second["items"])) == ("AnnotationPage", 1, 1)
    assert second["prev"] == first["id"]
    for page in ("3", "-1", "x", "1e3", "9" * 30):
        assert reader.get(address, {"page": page}).status_code == 404
