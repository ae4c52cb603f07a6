"""Who made the claims, as readers see it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from claims.models import Claimant, Publication
from claims.services import hiding, publishing
from tests import factories


@pytest.fixture
def ida(db):
    return Claimant.objects.create(
        slug="ida-holm", name="Ida Holm", native_name="Ída Hólm", role="Mayor of Lowmark", note="Lives at 4 Quay Street.",
        same_as=["https://people.example/ida", "javascript:alert(1)"],
    )  # fmt: skip


@pytest.fixture
def said(published, ida):
    """A published claim of Ida Holm's."""
    return partial(published, claimant=ida, claimant_label="")


def test_who_made_a_published_claim_is_listed(reader, said):
    said()
    page = reader.page("/claimants/")
    assert 'href="/claimants/ida-holm/"' in page
    assert "Mayor of Lowmark" in page
    assert "1 fact-check ·" in page


def test_who_is_only_on_file_is_neither_listed_nor_there(reader, ida, chae):
    factories.claim(by=chae, claimant=ida, claimant_label="")
    assert "Ida Holm" not in reader.page("/claimants/")
    answer = reader.get("/claimants/ida-holm/")
    assert answer.status_code == 404
    assert b"Ida Holm" not in answer.content


@pytest.mark.parametrize("state", ["internal", "article line", "embargoed", "hidden"])
def test_nothing_tells_of_what_is_not_for_everybody(reader, said, ben, monkeypatch, state):
    if state == "embargoed":
        later = timezone.now() + timedelta(days=1)
        monkeypatch.setattr(publishing, "Publication", partial(Publication, visible_from=later))
    reach = {"internal": "internal", "article line": "article_line"}.get(state, "fact_check")
    claim = said(reach=reach)
    if state == "hidden":
        hiding.hide(claim, reason="A lawyer called.", by=ben)
    assert "Ida Holm" not in reader.page("/claimants/")
    assert reader.get("/claimants/ida-holm/").status_code == 404


def test_a_claimants_page_shows_what_is_published_newest_first(reader, said, published, chae, ida):
    first, second = said(), said()
    other = published()
    in_work = factories.claim(by=chae, claimant=ida, claimant_label="", statement="A secret in work.")
    page = reader.page("/claimants/ida-holm/")
    assert page.index(second.statement) < page.index(first.statement)
    assert other.statement not in page
    assert in_work.statement not in page


def test_what_the_desk_writes_about_a_claimant_is_not_shown(reader, said):
    said()
    Claimant.objects.update(name="Ida Holm, suspected", role="Under investigation")
    page = reader.page("/claimants/ida-holm/") + reader.page("/claimants/")
    assert "suspected" not in page
    assert "Under investigation" not in page
    assert "Quay Street" not in page


def test_links_elsewhere_are_there_and_are_of_the_web(reader, said):
    said()
    page = reader.page("/claimants/ida-holm/")
    assert 'href="https://people.example/ida"' in page
    assert "javascript:" not in page


def test_claims_are_counted_by_rating(reader, said):
    said(rating="inaccurate")
    said(rating="accurate")
    said(rating="accurate")
    page = reader.page("/claimants/ida-holm/")
    counted = page.split('class="share-list">')[1].split("</ul>")[0]
    assert counted.index("Accurate") < counted.index("Inaccurate")
    assert [row.split("</span>")[0] for row in counted.split('class="numeric">')[1:]] == ["2", "1"]
    assert "3 fact-checks in all." in page


def test_whether_it_was_said_is_counted_apart_from_whether_it_is_so(reader, said):
    said(rating="accurate", rated="said", kind="quote")
    page = reader.page("/claimants/ida-holm/")
    assert "Whether they said it" in page
    assert "What was found when it was checked" not in page


def test_a_withdrawn_check_is_told_and_not_counted(reader, said, change):
    change(said(), "withdrawal", "It was another port.")
    page = reader.page("/claimants/ida-holm/")
    assert "Withdrawn" in page
    assert "It was another port." in page
    assert 'class="share-list"' not in page
    assert "Ida Holm" not in reader.page("/claimants/")


def test_who_a_claim_was_taken_from_is_told_no_more(reader, said, change, ida):
    """A correction that says somebody else made the claim."""
    claim = said()
    other = Claimant.objects.create(slug="other", name="Otto Ther")
    type(claim).objects.filter(pk=claim.pk).update(claimant=other)
    change(claim)
    assert reader.get("/claimants/ida-holm/").status_code == 404
    assert claim.statement in reader.page("/claimants/other/")


def test_more_than_the_page_counts_is_said(reader, said, monkeypatch):
    monkeypatch.setattr("claims.presenters.claimants.READ", 1)
    monkeypatch.setattr("claims.presenters.claimants.MOST", 1)
    said()
    said()
    assert "Counted are the newest 1 fact-checks." in reader.page("/claimants/ida-holm/")
    assert "more than 1 fact-checks" in reader.page("/claimants/")


def test_the_lists_go_on(reader, said, published, monkeypatch):
    monkeypatch.setattr("claims.public.claimants.SIZE", 1)
    monkeypatch.setattr("claims.public.claimants.CHECKS", 1)
    old, new = said(), said()
    published(claimant=Claimant.objects.create(slug="otto", name="Otto Ther"), claimant_label="")
    first = reader.page("/claimants/")
    assert ("Ida Holm" in first, "Otto Ther" in first) == (True, False)
    second = reader.page("/claimants/", after="ida-holm")
    assert ("Ida Holm" in second, "Otto Ther" in second) == (False, True)
    page = reader.page("/claimants/ida-holm/")
    older = page.split('class="older" href="')[1].split('"')[0]
    assert new.statement in page
    assert old.statement in reader.page(f"/claimants/ida-holm/{older}")


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("/claimants/?after=%3Cb%3E", "letters, digits"),
        ("/claimants/?page=2", "it knows after"),
        ("/claimants/ida-holm/?before=x", "not a cursor"),
    ],
)
def test_what_can_not_be_meant_is_refused_with_what_is_wrong(reader, said, path, wrong):
    said()
    answer = reader.get(path)
    assert answer.status_code == 400
    assert wrong in answer.content.decode()
    assert "<b>" not in answer.content.decode()


def test_what_others_append_to_addresses_does_no_harm(reader, said):
    said()
    assert "Ida Holm" in reader.page("/claimants/?utm_source=letter&fbclid=1")


def test_a_claims_page_leads_to_who_made_it(reader, said):
    claim = said()
    assert 'href="/claimants/ida-holm/"' in reader.page(f"/claims/{claim.slug}/")
    assert 'href="/claimants/ida-holm/"' in reader.page("/claims/")
