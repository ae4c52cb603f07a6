"""Published claims under /api/v1/claims/."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Claimant, Publication, PublicationState, Source, Verdict
from claims.presenters import worded
from claims.services import publishing, reviewing
from tests import factories

LIST = "/api/v1/claims/"


def slugs(answer):
    return [row["document"]["slug"] for row in answer["results"]]


def change(claim, chae, ben, kind="other_correction", **content):
    old = Verdict.objects.published().get(claim=claim)
    if kind == "withdrawal":
        new = reviewing.draft_withdrawal(old, by=chae, public_note="It was another port.")
    else:
        new = reviewing.draft_correction(old, by=chae, change=kind, public_note="A slip.", **content)
    new = reviewing.submit(new, by=chae)
    return publishing.approve_and_publish(new, by=ben, overrides={"captured": "By hand."})


@pytest.fixture
def embargo(monkeypatch):
    """Let what is published from now on be visible only from ``moment`` on."""

    def until(moment):
        monkeypatch.setattr(publishing, "Publication", partial(Publication, visible_from=moment))

    return until


def test_a_document_is_passed_through_byte_for_byte(stranger, published):
    claim = published()
    body = stranger.get(f"{LIST}{claim.slug}/").content
    stored = Publication.objects.get(claim=claim)
    assert stored.document.encode() in body
    assert json.loads(body)["sha256"] == hashlib.sha256(stored.document.encode()).hexdigest()


def test_state_stands_beside_the_document(stranger, published):
    told = stranger.read(f"{LIST}{published().slug}/")
    assert set(told) == {"document", "page", "sha256", "state"}
    assert (told["state"]["standing"], told["state"]["at_risk_since"]) == ("current", None)


def test_a_verdict_at_risk_says_since_when(stranger, published):
    claim = published()
    PublicationState.objects.filter(publication__claim=claim).update(at_risk_since="2025-06-03T10:00:00Z")
    assert stranger.read(f"{LIST}{claim.slug}/")["state"]["at_risk_since"] == "2025-06-03T10:00:00Z"


def test_list_claim_and_number_say_the_same_of_a_claim(stranger, published):
    claim = published()
    PublicationState.objects.update(
        at_risk_since="2025-06-03T10:00:00.9Z", changed_at="2025-06-04T10:00:00.123Z"
    )
    Source.objects.filter(evidence__claim=claim).update(health=Source.Health.DEAD)
    (in_list,) = stranger.read(LIST)["results"]
    assert [page["state"] for page in in_list["state"]["cited_pages"]] == ["gone", "gone"]
    assert (
        stranger.read(f"{LIST}{claim.slug}/") == stranger.read(f"{LIST}{claim.slug}/versions/1/") == in_list
    )


def test_the_list_is_newest_first(stranger, published):
    first, second = published(), published()
    assert slugs(stranger.read(LIST)) == [second.slug, first.slug]


def test_unpublished_claims_are_not_there(stranger, chae, ben, noise):
    waiting = factories.claim(by=chae)
    factories.approved(waiting, by=chae, approver=ben)
    assert slugs(stranger.read(LIST)) == []
    assert stranger.get(f"{LIST}{waiting.slug}/").status_code == 404


@pytest.mark.parametrize("reach", ["internal", "article_line"])
def test_what_is_no_fact_check_is_not_there(stranger, published, reach):
    claim = published(reach=reach)
    assert slugs(stranger.read(LIST)) == []
    for path in ("", "versions/", "versions/1/"):
        assert stranger.get(f"{LIST}{claim.slug}/{path}").status_code == 404


def test_pages_follow_each_other_without_gap_or_double(stranger, published):
    made = [published().slug for _ in range(5)]
    seen, path = [], f"{LIST}?limit=2"
    while path:
        answer = json.loads(stranger.get(path).content)
        seen += slugs(answer)
        path = answer["next"]
    assert seen == made[::-1]


def test_what_is_published_meanwhile_shifts_no_page(stranger, published):
    made = [published().slug for _ in range(3)]
    following = stranger.read(LIST, limit=2)["next"]
    published()
    assert slugs(json.loads(stranger.get(following).content)) == made[:1]


def test_rows_of_the_same_moment_are_all_shown(stranger, chae, ben, noise):
    at = timezone.now()
    made = []
    for _ in range(3):
        claim = factories.claim(by=chae)
        factories.evidence(claim, by=chae)
        verdict = factories.approved(claim, by=chae, approver=ben)
        publishing.publish(verdict, by=ben, overrides={"captured": "By hand."}, at=at)
        made.append(claim.slug)
    first = stranger.read(LIST, limit=2)
    assert slugs(first) + slugs(json.loads(stranger.get(first["next"]).content)) == made[::-1]


def test_the_next_page_keeps_the_filters(stranger, published):
    for _ in range(2):
        published(rating="inaccurate")
    following = stranger.read(LIST, limit=1, rating="inaccurate")["next"]
    assert "rating=inaccurate" in following and following.startswith("https://desk.example/api/v1/claims/?")  # noqa: PT018


FILTERS = [
    ({"rating": "inaccurate"}, {"rating": "inaccurate"}),
    ({"kind": "denial"}, {"kind": "denial"}),
    ({"language": "ko"}, {"language": "ko"}),
    ({"q": "smugglers"}, {"summary": "The smugglers kept a list."}),
    ({"q": '"kept a list"'}, {"summary": "The smugglers kept a list."}),
    ({"q": "홍길동"}, {"explanation": "홍길동 counted."}),
]


@pytest.mark.parametrize(("asked", "differs"), FILTERS, ids=lambda part: "-".join(part))
def test_a_filter_finds_what_it_names_and_nothing_else(stranger, published, asked, differs):
    wanted = published(**differs)
    published()
    assert slugs(stranger.read(LIST, **asked)) == [wanted.slug]


def test_claims_of_a_claimant(stranger, published):
    mayor = Claimant.objects.create(slug="ida-holm", name="Ida Holm")
    wanted = published(claimant=mayor)
    published()
    assert slugs(stranger.read(LIST, claimant="ida-holm")) == [wanted.slug]


def test_a_claimant_is_the_published_one_not_the_desks_latest(stranger, published):
    other = Claimant.objects.create(slug="other", name="Other")
    claim = published()
    type(claim).objects.filter(pk=claim.pk).update(claimant=other)
    assert slugs(stranger.read(LIST, claimant="other")) == []


def test_claims_of_an_article(stranger, published, chae):
    version = factories.version(by=chae)
    wanted = published(in_version=version)
    published()
    assert slugs(stranger.read(LIST, article=version.article.slug)) == [wanted.slug]


def test_an_article_that_is_not_out_has_no_claims(stranger, published, chae):
    version = factories.version(by=chae, is_public=False)
    published(in_version=version)
    assert slugs(stranger.read(LIST, article=version.article.slug)) == []


@pytest.mark.parametrize("key", ["slug", "citations", "sha256", "published_at"])
def test_searching_finds_no_keys(stranger, published, key):
    published()
    assert slugs(stranger.read(LIST, q=key)) == []


@pytest.fixture
def nothing_is_common() -> Iterator[None]:
    worded.require_many.cache_clear()
    yield
    worded.require_many.cache_clear()


@pytest.mark.usefixtures("nothing_is_common")
@pytest.mark.parametrize("few", [0, 1, 500])
@pytest.mark.parametrize("path", [LIST, "/api/v1/publications/"])
def test_a_search_tells_the_same_whether_it_finds_little_or_much(stranger, published, monkeypatch, few, path):
    monkeypatch.setattr(worded, "FEW", few)
    first, other, last = (
        published(statement=f"The port of Lowmark {words} in 2023.")
        for words in ("dredged", "slept", "dredged more")
    )

    def told(**query):
        answer = stranger.read(path, **query)
        return [row.get("document", row)["slug"] for row in answer["results"]], answer["next"]

    assert told(q="dredged")[0] == [last.slug, first.slug]
    assert told(q="dredged -more")[0] == [first.slug]
    assert told(q="lowmark", ordering="published_at")[0] == [first.slug, other.slug, last.slug]
    page, further = told(q="lowmark", limit=2)
    assert page == [last.slug, other.slug]
    assert [row.get("document", row)["slug"] for row in stranger.read(further)["results"]] == [first.slug]


def test_a_rare_word_is_looked_up_and_not_looked_for(stranger, published):
    """PostgreSQL would go through the whole list for it."""
    published()
    with CaptureQueriesContext(connection) as queries:
        stranger.read(LIST, q="harbour lowmark")
    assert ["@@" in query["sql"] for query in queries] == [True, False]


@pytest.mark.usefixtures("nothing_is_common")
def test_what_was_found_to_be_common_is_not_looked_up_again(stranger, published, monkeypatch):
    monkeypatch.setattr(worded, "FEW", 0)
    first = published()
    assert slugs(stranger.read(LIST, q="lowmark")) == [first.slug]
    later = published()
    with CaptureQueriesContext(connection) as queries:
        assert slugs(stranger.read(LIST, q="lowmark")) == [later.slug, first.slug]
    assert len(queries) == 1


def test_updated_since_tells_what_changed(stranger, published):
    published()
    later = published()
    soon = timezone.now() + timedelta(days=1)
    PublicationState.objects.filter(publication__claim=later).update(changed_at=soon)
    assert slugs(stranger.read(LIST, updated_since=soon.isoformat())) == [later.slug]


def test_a_correction_takes_the_place_of_what_it_corrects(stranger, published, chae, ben):
    claim = published()
    change(claim, chae, ben)
    (row,) = stranger.read(LIST)["results"]
    assert row["document"]["number"] == 2
    assert stranger.read(f"{LIST}{claim.slug}/")["document"]["number"] == 2


def test_every_number_stays_readable(stranger, published, chae, ben):
    claim = published()
    change(claim, chae, ben)
    old = stranger.read(f"{LIST}{claim.slug}/versions/1/")
    assert (old["document"]["number"], old["state"]["standing"]) == (1, "superseded")
    told = stranger.read(f"{LIST}{claim.slug}/versions/")["results"]
    assert [(row["number"], row["change"]["class"]) for row in told] == [
        (2, "other_correction"),
        (1, "first"),
    ]


def test_a_withdrawal_is_told_in_the_list(stranger, published, chae, ben):
    claim = published()
    change(claim, chae, ben, "withdrawal")
    (row,) = stranger.read(LIST)["results"]
    assert row["state"]["standing"] == "withdrawn"
    assert row["document"]["rating"] is None
    assert slugs(stranger.read(LIST, rating="accurate")) == []


def test_an_embargo_hides_a_claim_everywhere(stranger, published, embargo):
    embargo(timezone.now() + timedelta(hours=1))
    claim = published()
    assert slugs(stranger.read(LIST)) == []
    for path in ("", "versions/", "versions/1/"):
        assert stranger.get(f"{LIST}{claim.slug}/{path}").status_code == 404


def test_a_correction_under_embargo_leaves_the_old_number_current(stranger, published, embargo, chae, ben):
    claim = published()
    embargo(timezone.now() + timedelta(hours=1))
    change(claim, chae, ben)
    (row,) = stranger.read(LIST)["results"]
    assert (row["document"]["number"], row["state"]["standing"]) == (1, "current")
    assert stranger.get(f"{LIST}{claim.slug}/versions/2/").status_code == 404


def test_a_withdrawal_that_a_number_under_embargo_follows_stays_one(stranger, published, embargo, chae, ben):
    claim = published()
    change(claim, chae, ben, "withdrawal")
    embargo(timezone.now() + timedelta(hours=1))
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    (row,) = stranger.read(LIST)["results"]
    assert (row["document"]["number"], row["state"]["standing"]) == (2, "withdrawn")
    (entry, _) = stranger.read(f"{LIST}{claim.slug}/versions/")["results"]
    assert entry["state"] == row["state"]


def test_a_claim_taken_inside_leaves_its_last_public_number_superseded(stranger, published, chae, ben):
    claim = published()
    change(claim, chae, ben, reach="internal")
    assert slugs(stranger.read(LIST)) == []
    assert stranger.read(f"{LIST}{claim.slug}/")["state"]["standing"] == "superseded"


def test_an_embargo_that_is_over_hides_nothing(stranger, published, embargo):
    embargo(timezone.now() - timedelta(hours=1))
    claim = published()
    assert slugs(stranger.read(LIST)) == [claim.slug]
