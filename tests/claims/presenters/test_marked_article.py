"""An article version for its workspace."""

from __future__ import annotations

import pytest

from claims.models import ArticleVersion, User
from claims.presenters import marked_article
from claims.services import marking
from tests import factories


@pytest.fixture
def version(chae: User, noise: None) -> ArticleVersion:
    return factories.version(by=chae)


def test_claims_are_numbered_in_the_order_of_the_text(version: ArticleVersion, chae: User) -> None:
    late = factories.claim(by=chae, words="a record", in_version=version)
    early = factories.claim(by=chae, words="Harbour", in_version=version)
    assert [(one.number, one.claim) for one in marked_article.claims_of(version)] == [(1, early), (2, late)]


def test_two_places_of_one_claim_share_its_number(version: ArticleVersion, chae: User) -> None:
    claim = factories.claim(by=chae, words="Harbour", in_version=version)
    start = version.text.index("a record")
    marking.mark_appearance(claim, version, start=start, end=start + 8, by=chae)
    assert [one.number for one in marked_article.claims_of(version)] == [1, 1]


def test_evidence_is_counted_claim_by_claim(version: ArticleVersion, chae: User) -> None:
    claim = factories.claim(by=chae, words="Harbour", in_version=version)
    factories.claim(by=chae, words="a record", in_version=version)
    factories.evidence(claim, by=chae)
    factories.evidence(claim, by=chae)
    assert [one.evidence for one in marked_article.claims_of(version)] == [2, 0]


def test_the_pieces_of_all_paragraphs_are_all_words_of_the_text(version: ArticleVersion, chae: User) -> None:
    factories.claim(by=chae, words="ships in 2023, the mayor said on Monday. “We", in_version=version)
    shown = marked_article.paragraphs(
        version.text, marked_article.claims_of(version), marked_article.sentences_of(version)
    )
    lines = ["".join(piece["text"] for run in line["runs"] for piece in run["pieces"]) for line in shown]
    assert lines == [line for line in version.text.split("\n") if line]


def test_coverage_counts_what_became_of_each_sentence(version: ArticleVersion, chae: User) -> None:
    first, second, *_, last = version.sentences.all()
    for sentence in (first, second):
        words = version.text[sentence.start : sentence.end]
        factories.claim(by=chae, words=words, in_version=version)
    marking.complete(first, by=chae)
    marking.rule_out(last, reason="background", by=chae)
    found = marked_article.coverage(marked_article.sentences_of(version))
    assert (found.complete, found.begun, found.not_checkable) == (1, 1, 1)
    assert found.open == found.total - 3


def test_a_hundred_per_cent_means_all_of_them() -> None:
    assert marked_article.Coverage(total=1000, complete=999, not_checkable=0, begun=0).percent == 99


def test_an_empty_text_is_covered_by_nothing() -> None:
    assert marked_article.coverage([]).percent == 0
