"""The demonstration shows every status that the desk knows, is loaded once, and follows the desk's address."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings

from claims.exceptions import NotAllowed
from claims.models import (
    Alert,
    Assessment,
    CaptureJob,
    Claim,
    ContactAttempt,
    Event,
    Evidence,
    GateOverride,
    Publication,
    Sentence,
    Snapshot,
    Source,
    User,
    Verdict,
)
from claims.presenters import document
from claims.services import auditing, demonstrating
from tests.claims.services.fixture_data import ARTICLE, FIXTURES, fields

STATUSES = {
    "published": {3, 8, 11, 13, 15}, "at_risk": {18}, "withdrawn": {12}, "approved": {21, 28},
    "awaiting_approval": {2, 16, 27}, "unreviewed": {7, 17, 19, 25},
    "in_review": {1, 4, 5, 6, 9, 10, 14, 20, 22, 23, 24, 26, 29},
}  # fmt: skip
SLUGS = [one["slug"] for one in fields("seed/claims")]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """Loaded once for this module, in a transaction that is never kept."""
    with django_db_blocker.unblock(), override_settings(DEMONSTRATION=True), transaction.atomic():
        yield list(demonstrating.load())
        transaction.set_rollback(True)


@pytest.fixture
def demonstration(loaded: list[str], db: None, settings: Any) -> list[str]:
    settings.DEMONSTRATION = True
    settings.SOURCE_FETCH_ALLOW_LOOPBACK = True
    return loaded


def number(which: int) -> Claim:
    """A claim of the seed article by its place in the file, from 1."""
    return Claim.objects.get(slug=SLUGS[which - 1])


# --- What the history leaves --------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", STATUSES)
def test_the_claims_stand_where_the_work_left_them(demonstration: list[str], status: str) -> None:
    found = Claim.objects.filter(slug__in=SLUGS, status=status).values_list("slug", flat=True)
    assert {SLUGS.index(slug) + 1 for slug in found} == STATUSES[status]


def test_every_status_is_shown() -> None:
    """But for a merged claim, which has no page of its own: it leads to another."""
    assert set(STATUSES) == set(Claim.Status.values) - {Claim.Status.MERGED.value}


def test_all_that_postgresql_defers_holds(demonstration: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_record_is_whole(demonstration: list[str]) -> None:
    auditing.seal()
    assert auditing.verify() == []


def test_nobody_approved_what_they_wrote(demonstration: list[str]) -> None:
    for verdict in Verdict.objects.exclude(approved_by=None):
        assert verdict.approved_by_id not in verdict.contributors.values_list("person", flat=True)


def changes(which: int) -> list[str]:
    return list(number(which).publications.order_by("number").values_list("change", flat=True))


def test_the_third_claim_was_updated_in_2025(demonstration: list[str]) -> None:
    assert changes(3) == ["first", "update"]
    assert number(3).publications.get(number=2).published_at.year == 2025


def test_the_thirteenth_was_corrected_because_a_report_had_been_left_out(demonstration: list[str]) -> None:
    assert changes(13) == ["first", "rating_correction"]
    first, second = (json.loads(one.document) for one in number(13).publications.order_by("number"))
    left_out = Evidence.objects.get(slug="ev-059").quote
    assert left_out not in [one["quote"] for one in first["citations"]]
    assert left_out in [one["quote"] for one in second["citations"]]


def test_the_twelfth_was_withdrawn_and_says_why(demonstration: list[str]) -> None:
    assert changes(12) == ["first", "withdrawal"]
    assert "web address" in number(12).publications.get(number=2).public_note


def test_the_eighteenth_is_at_risk_for_one_address_with_two_texts(demonstration: list[str]) -> None:
    alert = Alert.objects.get(verdict__claim=number(18))
    assert alert.evidence.source.slug == "koreaherald-yoon-v2"
    assert alert.opened_by is not None


def test_the_twentieth_was_sent_back_with_a_reason(demonstration: list[str]) -> None:
    verdict = Verdict.objects.get(claim=number(20))
    assert verdict.state == "draft"
    assert verdict.sent_back_by is not None
    assert verdict.sent_back_reason


@pytest.mark.parametrize("which", [6, 10, 15, 24, 27])
def test_the_instructive_claims_have_several_reviewers(demonstration: list[str], which: int) -> None:
    assert number(which).assessments.count() >= 2


def test_reviewers_split_on_the_sixth(demonstration: list[str]) -> None:
    assert number(6).assessments.values("rating").distinct().count() == 3


def test_no_publication_cites_what_came_after_it(demonstration: list[str]) -> None:
    for one in Publication.objects.filter(slug__in=SLUGS):
        day = one.published_at.date().isoformat()
        late = [cited["date"] for cited in json.loads(one.document)["citations"] if cited["date"][:10] > day]
        assert not late, one


def test_documents_are_what_they_would_be_built_as(demonstration: list[str]) -> None:
    one = number(3).publications.get(number=2)
    built = document.build(one.verdict, number=2, at=one.published_at)
    assert {**built, "related": []} == {**json.loads(one.document), "related": []}


def test_nothing_was_invented_about_the_seed_article(demonstration: list[str]) -> None:
    assert not Snapshot.objects.exists()
    assert not ContactAttempt.objects.exists()
    assert set(
        Evidence.objects.filter(claim__slug__in=SLUGS, form="passage").values_list("transcription", flat=True)
    ) == {"Transcribed by hand from a stored copy of the page; this desk has not captured it."}


def test_only_the_capture_line_of_the_gate_was_overridden(demonstration: list[str]) -> None:
    assert set(GateOverride.objects.values_list("line", flat=True)) == {"captured"}


def test_fact_checks_say_that_nobody_was_contacted(demonstration: list[str]) -> None:
    for verdict in Verdict.objects.published().filter(reach="fact_check").exclude(change="withdrawal"):
        assert "nobody was contacted" in verdict.no_contact_reason


def test_most_sentences_are_complete_and_some_are_open(demonstration: list[str]) -> None:
    sentences = Sentence.objects.filter(article_version__article__slug=ARTICLE)
    assert (sentences.count(), sentences.complete().count()) == (13, 10)


def test_all_evidence_of_the_facts_is_there(demonstration: list[str]) -> None:
    assert Evidence.objects.passages().filter(claim__slug__in=SLUGS).count() == 136


def test_evidence_that_history_brings_is_what_the_fixture_says(demonstration: list[str]) -> None:
    steps = json.loads((FIXTURES / "history/seed.json").read_text("utf-8"))
    told = {one["evidence"]: one for one in steps if one["act"] == "add_evidence"}
    assert set(told) == {"ev-017", "ev-018", "ev-059"}
    for one in fields("seed/evidence"):
        if step := told.get(one["slug"]):
            same = {name: value for name, value in one.items() if name not in ("slug", "claim", "source")}
            assert {name: step[name] for name in same} == same
            assert ([step["claim"]], [step["source"]]) == (one["claim"], one["source"])


def test_staff_and_their_work_are_marked_as_a_demonstration(demonstration: list[str]) -> None:
    assert set(User.objects.values_list("is_demonstration", flat=True)) == {True}
    assert all("(Demonstration staff.)" in one.credits for one in Verdict.objects.published())
    assert Assessment.objects.exclude(reviewer__is_demonstration=True).count() == 0


# --- The invented article -----------------------------------------------------------------------------------------


def test_the_invented_article_says_that_it_is_invented(demonstration: list[str]) -> None:
    article = Claim.objects.get(slug="saltmere-council-vote").appearances.get().article_version.article
    assert article.is_invented
    assert "invented for the demonstration" in article.latest_version().text


def test_its_published_claims_rest_on_what_stays_and_what_changes(demonstration: list[str]) -> None:
    published = Verdict.objects.published().filter(claim__slug__startswith="saltmere")
    cited = set(published.values_list("citations__evidence__source__slug", flat=True))
    assert cited == {"saltmere-minutes", "saltmere-budget"}


def test_its_sources_are_captured_first(demonstration: list[str]) -> None:
    first = CaptureJob.objects.pending().order_by("due_at", "pk").values_list("source__slug", flat=True)[:4]
    assert set(first) == set(demonstrating.PAGES)


# --- Loading it ---------------------------------------------------------------------------------------------------


def test_loading_again_does_nothing(demonstration: list[str]) -> None:
    before = Event.objects.count()
    assert list(demonstrating.load()) == ["The demonstration is here already."]
    assert Event.objects.count() == before


def test_what_people_changed_is_never_taken_back(demonstration: list[str]) -> None:
    Claim.objects.filter(slug=SLUGS[0]).update(statement="Mine.")
    list(demonstrating.load())
    assert number(1).statement == "Mine."


def test_another_form_of_the_demonstration_is_told_and_not_loaded(
    demonstration: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demonstrating, "_hash", lambda: "0" * 64)
    assert "earlier form" in next(demonstrating.load())


def test_its_sources_follow_the_desk_to_another_port(demonstration: list[str], settings: Any) -> None:
    settings.DEMONSTRATION_ORIGIN = "http://127.0.0.1:9123"
    told = list(demonstrating.load())
    assert len(told) == 1 + len(demonstrating.PAGES)
    urls = set(Source.objects.filter(slug__in=demonstrating.PAGES).values_list("url", flat=True))
    assert urls == {demonstrating.address(page) for page in demonstrating.PAGES.values()}
    assert list(demonstrating.load()) == told[:1]


def test_a_source_that_somebody_moved_away_is_left_there(demonstration: list[str], settings: Any) -> None:
    Source.objects.filter(slug="saltmere-budget").update(url="https://elsewhere.example/budget")
    settings.DEMONSTRATION_ORIGIN = "http://127.0.0.1:9123"
    list(demonstrating.load())
    assert Source.objects.get(slug="saltmere-budget").url == "https://elsewhere.example/budget"


def test_its_log_ins_are_listed_and_work(demonstration: list[str]) -> None:
    told = list(demonstrating.log_ins())
    assert told[0] == "ana · contributor · password demonstration"
    assert Counter(line.split(" · ")[1] for line in told)["editor"] == 2
    assert all(person.check_password("demonstration") for person in User.objects.all())


def test_there_is_no_demonstration_unless_it_is_asked_for(db: None, settings: Any) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(NotAllowed, match="DEMONSTRATION=1"):
        list(demonstrating.load())
    with pytest.raises(NotAllowed):
        list(demonstrating.log_ins())
