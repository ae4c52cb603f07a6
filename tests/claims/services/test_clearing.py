"""Clearing: signed when every line is met, for exactly one text, and undone by whatever undoes a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from claims.exceptions import IllegalTransition, InvalidInput, NotAllowed
from claims.models import (
    Article,
    ArticleVersion,
    ChecklistItem,
    Claim,
    Event,
    Reanchoring,
    SignOff,
    User,
)  # fmt: skip
from claims.presenters import clearance, marked_article
from claims.services import (
    checklists,
    clearing,
    keeping,
    marking,
    querying,
    reanchoring,
    reviewing,
    undoing,
)  # fmt: skip
from claims.services.clearing import NotCleared
from tests import factories

pytestmark = pytest.mark.usefixtures("noise")


@pytest.fixture
def version(chae: User, ben: User) -> ArticleVersion:
    return factories.ready_to_clear(author=chae, editor=ben)


@pytest.fixture
def signed(version: ArticleVersion, ben: User) -> SignOff:
    return clearing.sign_off(version, by=ben, sha256=version.sha256, note="Read twice.")


def claim_of(version: ArticleVersion) -> Claim:
    return version.appearances.get().claim


def is_cleared(version: ArticleVersion) -> bool:
    articles: Any = Article.objects.with_clearance()
    return bool(articles.get(pk=version.article_id).is_cleared)


def test_a_text_that_lacks_nothing_is_signed(signed: SignOff, version: ArticleVersion, ben: User) -> None:
    assert (signed.sha256, signed.signed_by, signed.note) == (version.sha256, ben, "Read twice.")
    assert is_cleared(version)


def test_the_signature_is_on_record(signed: SignOff, ben: User, version: ArticleVersion) -> None:
    event = Event.objects.get(kind="article.cleared")
    assert (event.actor_pk, event.article_pk) == (ben.pk, version.article_id)
    assert event.content.body["sha256"] == version.sha256


def test_checkers_sign_nothing(version: ArticleVersion, chae: User) -> None:
    with pytest.raises(NotAllowed):
        clearing.sign_off(version, by=chae, sha256=version.sha256)


def test_what_was_read_is_what_is_signed(version: ArticleVersion, ben: User) -> None:
    with pytest.raises(IllegalTransition, match="another text"):
        clearing.sign_off(version, by=ben, sha256="f" * 64)


def test_a_text_is_signed_once(signed: SignOff, version: ArticleVersion, ben: User) -> None:
    with pytest.raises(IllegalTransition, match="already"):
        clearing.sign_off(version, by=ben, sha256=version.sha256)


def test_what_is_missing_is_named(chae: User, ben: User) -> None:
    version = factories.version(by=chae)
    factories.claim(by=chae, in_version=version)
    querying.ask(version, question="Who?", by=chae)
    with pytest.raises(NotCleared, match="Every sentence is complete") as refused:
        clearing.sign_off(version, by=ben, sha256=version.sha256)
    assert refused.value.lines == ("sentences", "decided", "queries")


UNDOING: dict[str, Callable[[ArticleVersion, User, User], Any]] = {
    "opened again": lambda version, chae, ben: marking.reopen(version.sentences.get(number=2), by=chae),
    "Query 1": lambda version, chae, ben: querying.ask(version, question="Who?", by=chae),
    "marked": lambda version, chae, ben: factories.claim(by=chae, in_version=version, words="Nobody keeps"),
    "sent back": lambda version, chae, ben: reviewing.send_back(
        claim_of(version).verdicts.get(), by=ben, reason="Another source."
    ),
    "legal hold": lambda version, chae, ben: marking.edit_claim(
        claim_of(version), version=claim_of(version).version, by=chae, legal_hold=True
    ),
    "kind of a claim": lambda version, chae, ben: marking.edit_claim(
        claim_of(version), version=claim_of(version).version, by=chae, kind="event"
    ),
}


def tally(version: ArticleVersion) -> tuple[int, int]:
    """As the workspace counts, of what it has read."""
    latest = version.article.versions.order_by("number").last()
    found = clearance.glance(
        version,
        is_latest=version == latest,
        sentences=marked_article.sentences_of(version),
        claims=marked_article.claims_of(version),
        unsettled=list(reanchoring.unsettled(version)),
    )
    return found.met, found.lines


@pytest.mark.parametrize("why", UNDOING)
def test_the_tally_agrees_with_the_lines(version: ArticleVersion, chae: User, ben: User, why: str) -> None:
    lines = clearance.lines(version)
    assert tally(version) == (len(lines), len(lines))
    UNDOING[why](version, chae, ben)
    unmet = [line.code for line in clearance.lines(version) if not line.met]
    assert tally(version) == (len(lines) - len(unmet), len(lines))


def test_a_text_without_claims_is_tallied_by_its_sentences(chae: User, ben: User) -> None:
    """Nothing is in the way of claims that are not there; of an earlier text something is, claims or not."""
    version = factories.version(by=chae)
    lines = clearance.lines(version)
    assert tally(version) == (sum(one.met for one in lines), len(lines))
    assert len(lines) > sum(one.met for one in lines)


def test_the_tally_counts_checklists_later_texts_and_lost_marks(
    version: ArticleVersion, chae: User, ada: User
) -> None:
    met, lines = tally(version)
    item = keeping.add(ChecklistItem, by=ada, text="Who first said it?", kind=claim_of(version).kind)
    assert tally(version) == (met - 1, lines)
    checklists.tick(claim_of(version), item, by=chae)
    assert tally(version) == (met, lines)
    later = factories.next_version(version, by=chae)
    assert tally(version) == (met - 1, lines)
    still_open = sum(not line.met for line in clearance.lines(later))
    assert tally(later) == (lines - still_open, lines)
    Reanchoring.objects.create(article_version=later, appearance=version.appearances.get(), outcome="lost")
    assert tally(later) == (lines - still_open - 1, lines)


@pytest.mark.parametrize("why", UNDOING)
def test_a_later_edit_opens_the_article_again(
    signed: SignOff, version: ArticleVersion, chae: User, ben: User, why: str
) -> None:
    UNDOING[why](version, chae, ben)
    signed.refresh_from_db()
    assert why in signed.lapse.why
    assert signed.lapse.lapsed_by in {chae, ben}
    assert Event.objects.filter(kind="article.reopened", article_pk=version.article_id).count() == 1
    assert not is_cleared(version)


def test_a_correction_begun_opens_the_article_again(chae: User, ben: User) -> None:
    version = factories.ready_to_clear(author=chae, editor=ben, publish=True)
    signed = clearing.sign_off(version, by=ben, sha256=version.sha256)
    published = claim_of(version).verdicts.get()
    reviewing.draft_correction(published, by=chae, change="minor", public_note="A comma.")
    assert "drafted anew" in signed.lapse.why


def test_what_befalls_another_article_undoes_nothing(signed: SignOff, chae: User, ben: User) -> None:
    other = factories.ready_to_clear(author=chae, editor=ben)
    marking.reopen(other.sentences.get(number=1), by=chae)
    assert SignOff.objects.standing().get() == signed


def test_a_new_version_is_not_cleared(signed: SignOff, version: ArticleVersion, chae: User) -> None:
    factories.next_version(version, by=chae)
    assert not is_cleared(version)
    assert SignOff.objects.standing().get() == signed  # the text that was signed stays signed


def test_an_article_is_opened_again_with_a_reason(
    signed: SignOff, version: ArticleVersion, ben: User
) -> None:
    with pytest.raises(InvalidInput):
        clearing.take_back(version, by=ben, why=" ")
    assert clearing.take_back(version, by=ben, why="A name is wrong.").lapsed_by == ben
    with pytest.raises(IllegalTransition):
        clearing.take_back(version, by=ben, why="Again.")


def test_an_article_is_signed_anew(signed: SignOff, version: ArticleVersion, ben: User, ada: User) -> None:
    clearing.take_back(version, by=ben, why="A name is wrong.")
    again = clearing.sign_off(version, by=ada, sha256=version.sha256)
    assert SignOff.objects.standing().get() == again
    assert is_cleared(version)


def test_checklists_have_to_be_ticked(version: ArticleVersion, chae: User, ben: User, ada: User) -> None:
    item = keeping.add(ChecklistItem, by=ada, text="Names are right.")
    with pytest.raises(NotCleared) as refused:
        clearing.sign_off(version, by=ben, sha256=version.sha256)
    assert refused.value.lines == ("ticked",)
    checklists.tick(claim_of(version), item, by=chae)
    assert clearing.sign_off(version, by=ben, sha256=version.sha256)


@pytest.fixture
def later(version: ArticleVersion, chae: User) -> ArticleVersion:
    """A later text of the article that lacks nothing but a signature."""
    made = factories.next_version(version, by=chae)
    for sentence in made.sentences.all():
        marking.rule_out(sentence, reason="background", by=chae)
    return made


def test_a_question_about_an_earlier_text_stays_open_in_a_new_one(
    version: ArticleVersion, later: ArticleVersion, chae: User, ben: User
) -> None:
    query = querying.ask(version, question="Who?", by=chae)
    with pytest.raises(NotCleared, match="No query is open") as refused:
        clearing.sign_off(later, by=ben, sha256=later.sha256)
    assert refused.value.lines == ("queries",)
    querying.answer(query, answer="cut", by=chae, version=1)
    assert clearing.sign_off(later, by=ben, sha256=later.sha256)


def test_a_question_about_an_earlier_text_opens_the_later_one(
    version: ArticleVersion, later: ArticleVersion, chae: User, ben: User
) -> None:
    signed = clearing.sign_off(later, by=ben, sha256=later.sha256)
    querying.ask(version, question="Who?", by=chae)
    assert signed.lapse.lapsed_by == chae


def test_a_mark_taken_back_that_had_settled_a_lost_one_opens_the_article_again(
    version: ArticleVersion, chae: User, ben: User
) -> None:
    later = factories.next_version(version, by=chae)
    lost = Reanchoring.objects.create(
        article_version=later, appearance=version.appearances.get(), outcome="lost"
    )
    other = factories.claim(by=chae, in_version=later, words="4,200 ships")
    factories.approved(other, by=chae, approver=ben, reach="article_line", no_primary_reason="")
    marking.complete(later.sentences.get(number=1), by=chae)
    for sentence in later.sentences.open():
        marking.rule_out(sentence, reason="background", by=chae)
    start = later.text.index("handled")
    reanchoring.mark_again(lost, start=start, end=start + 27, by=chae)
    signed = clearing.sign_off(later, by=ben, sha256=later.sha256)
    event = undoing.last(later.article, by=chae)
    assert event
    undoing.take_back(event, by=chae)
    assert "to be settled again" in signed.lapse.why
