"""What changed between two published numbers of a claim, as readers see it."""

from __future__ import annotations

import re

import pytest

from claims.models import Verdict
from claims.services import hiding
from tests import factories


def change_of(page, field):
    """The change of a field as one text: [-taken out-]{+put in+}."""
    part = page.split(f"<h2>{field}</h2>")[1].split("</section>")[0]
    part = re.sub(r'<span class="visually-hidden">.*?</span>', "", part)
    part = re.sub(r"<del>(.*?)</del>", r"[-\1-]", part)
    part = re.sub(r"<ins>(.*?)</ins>", r"{+\1+}", part)
    return " ".join(re.sub(r"<[^>]+>", "", part).split())


@pytest.fixture
def told(published, change):
    """A claim of three numbers: first told, corrected, corrected again."""
    claim = published(summary="The list shows 4,200 calls.", explanation="Read line by line.")
    change(claim, note="A slip of ours.", summary="The list shows 4,210 calls.")
    change(claim, "rating_correction", note="We had missed the tugs.", rating=factories.scale()["inaccurate"])
    return claim


def test_the_words_that_changed_are_marked(reader, told):
    page = reader.page(f"/claims/{told.slug}/versions/difference/", **{"from": 1, "to": 2})
    assert change_of(page, "Summary") == "The list shows 4,[-200-]{+210+} calls."
    assert "A slip of ours." in page
    assert "<h2>Explanation</h2>" not in page


def test_what_is_marked_is_told_to_who_does_not_see_it(reader, told):
    page = reader.page(f"/claims/{told.slug}/versions/difference/", **{"from": 1, "to": 2})
    assert '<del><span class="visually-hidden">[taken out: </span>200<span' in page
    assert '<ins><span class="visually-hidden">[put in: </span>210<span' in page


def test_a_rating_changes_as_a_whole(reader, told):
    page = reader.page(f"/claims/{told.slug}/versions/difference/", **{"from": 2, "to": 3})
    assert change_of(page, "Rating") == "[-Accurate-]{+Inaccurate+}"


@pytest.mark.parametrize("query", [{"from": 1, "to": 3}, {"from": 3, "to": 1}])
def test_any_two_are_compared_the_earlier_first(reader, told, query):
    page = reader.page(f"/claims/{told.slug}/versions/difference/", **query)
    assert change_of(page, "Summary") == "The list shows 4,[-200-]{+210+} calls."
    assert change_of(page, "Rating") == "[-Accurate-]{+Inaccurate+}"


def test_the_last_two_are_compared_where_nothing_is_said(reader, told):
    page = reader.page(f"/claims/{told.slug}/versions/difference/")
    assert change_of(page, "Rating") == "[-Accurate-]{+Inaccurate+}"
    assert "<h2>Summary</h2>" not in page


def test_one_number_alone_has_no_difference(reader, published):
    claim = published()
    assert "Nothing that readers see" in reader.page(f"/claims/{claim.slug}/versions/difference/")


def test_evidence_that_came_in_is_told(reader, published, chae, ben, change):
    claim = published()
    added = factories.evidence(claim, by=chae, quote="Counted again: 4,100.", stance="refutes")
    change(claim)
    page = reader.page(f"/claims/{claim.slug}/versions/difference/")
    assert "<ins>Counted again: 4,100.</ins>" in page
    assert added.source.publisher in page


def test_a_withdrawal_takes_everything_out(reader, published, change):
    claim = published()
    change(claim, "withdrawal", "It was another port.")
    page = reader.page(f"/claims/{claim.slug}/versions/difference/")
    assert change_of(page, "Rating") == "[-Accurate-]"
    assert "Left out" in page


def test_what_people_wrote_stays_text(reader, published, change):
    claim = published(summary="<b>one</b>")
    change(claim, summary="<script>alert(1)</script>")
    body = reader.get(f"/claims/{claim.slug}/versions/difference/").content.decode()
    assert "<script" not in body
    assert "<b>" not in body


def test_every_number_leads_to_what_changed_and_a_form_to_any_two(reader, told):
    page = reader.page(f"/claims/{told.slug}/versions/")
    assert re.findall(r'href="[^"]*difference/\?to=(\d)"', page) == ["3", "2"]
    assert f'action="/claims/{told.slug}/versions/difference/"' in page
    assert reader.page(f"/claims/{told.slug}/versions/difference/?to=2").count("A slip of ours.") == 1


@pytest.mark.parametrize(
    ("query", "status"),
    [("from=1&to=9", 404), ("from=0", 400), ("from=a", 400), ("from=1&from=2", 400), ("at=1", 400)],
)
def test_numbers_that_can_not_be_meant(reader, told, query, status):
    assert reader.get(f"/claims/{told.slug}/versions/difference/?{query}").status_code == status


def test_what_is_hidden_is_not_compared(reader, told, ben):
    hiding.hide(told, reason="A lawyer called.", by=ben)
    answer = reader.get(f"/claims/{told.slug}/versions/difference/")
    assert answer.status_code == 410
    assert b"4,200" not in answer.content


def test_a_number_taken_inside_is_not_compared(reader, published, change):
    claim = published()
    change(claim, reach="internal", summary="Only for us.")
    assert Verdict.objects.filter(claim=claim).count() == 2
    page = reader.page(f"/claims/{claim.slug}/versions/difference/")
    assert "Only for us." not in page
    assert reader.get(f"/claims/{claim.slug}/versions/difference/?from=1&to=2").status_code == 404
