"""A new version of a text: which marks are found again, which sentences stay judged, and what is left to settle."""

from __future__ import annotations

import pytest

from claims.exceptions import IllegalTransition, InvalidInput, NotAllowed, StaleVersion
from claims.models import Appearance, ArticleVersion, Claim, Event, Reanchoring, User
from claims.services import marking, reanchoring, undoing
from tests import factories

pytestmark = pytest.mark.usefixtures("noise")
TEXT = factories.TEXT


@pytest.fixture
def version(chae: User, noise: None) -> ArticleVersion:
    return factories.version(by=chae)


@pytest.fixture
def claim(version: ArticleVersion, chae: User) -> Claim:
    return factories.claim(by=chae, in_version=version)


def bring(version: ArticleVersion, text: str, by: User) -> ArticleVersion:
    return reanchoring.bring(version.article, text=text, by=by, base=version.number)


def fate(newer: ArticleVersion) -> Reanchoring:
    return newer.reanchorings.get()


CHANGES = {
    "kept": TEXT + " Nobody will.",
    "moved": TEXT.replace("Harbour traffic", "Why harbour traffic"),
    "changed": TEXT.replace("4,200 ships", "4,300 ships"),
    "lost": "Harbour traffic doubled in a year\n\nIs it a record? Nobody keeps a list.",
}


@pytest.mark.parametrize("outcome", CHANGES)
def test_what_becomes_of_a_mark(version: ArticleVersion, claim: Claim, chae: User, outcome: str) -> None:
    assert [one.outcome for one in reanchoring.foresee(version, CHANGES[outcome])] == [outcome]
    newer = bring(version, CHANGES[outcome], chae)
    assert fate(newer).outcome == outcome
    assert newer.appearances.filter(claim=claim).exists() == (outcome != "lost")


def test_the_new_mark_quotes_the_new_text(version: ArticleVersion, claim: Claim, chae: User) -> None:
    newer = bring(version, CHANGES["changed"], chae)
    became = fate(newer).became
    assert became
    assert became.exact == "handled 4,300 ships in 2023"


def test_the_old_version_keeps_its_marks(version: ArticleVersion, claim: Claim, chae: User) -> None:
    bring(version, CHANGES["lost"], chae)
    assert version.appearances.get().claim == claim


def test_few_words_in_other_surroundings_are_not_taken_for_the_mark(
    version: ArticleVersion, chae: User
) -> None:
    factories.claim(by=chae, in_version=version, words="2023")
    text = "Budget of the town\n\nOther matters: the budget grew by a third in 2023 (source: treasury)."
    assert reanchoring.foresee(version, text)[0].outcome == "lost"


def test_quoted_words_move_with_their_mark(version: ArticleVersion, chae: User) -> None:
    start = TEXT.index("“We have")
    quote = {"start": start + 1, "end": start + 32, "text": TEXT[start + 1 : start + 32]}
    claim = factories.claim(by=chae)
    marking.mark_appearance(claim, version, start=start, end=start + 33, by=chae, quoted=[quote])
    newer = bring(version, "A year without like\n" + TEXT, chae)
    moved = newer.appearances.get().quoted[0]
    assert newer.text[moved["start"] : moved["end"]] == quote["text"]


def test_unchanged_sentences_stay_judged(
    version: ArticleVersion, claim: Claim, chae: User, ben: User
) -> None:
    marking.rule_out(version.sentences.get(number=4), reason="question", by=ben)
    marking.complete(version.sentences.get(number=2), by=ben)
    newer = bring(version, CHANGES["moved"], chae)
    states = list(newer.sentences.values_list("disposition", "reason", "completed_by"))
    assert states == [
        ("open", "", None), ("claim", "", ben.pk), ("open", "", None), ("not_checkable", "question", ben.pk),
        ("open", "", None),
    ]  # fmt: skip


def test_a_changed_sentence_is_to_be_completed_anew(
    version: ArticleVersion, claim: Claim, chae: User
) -> None:
    marking.complete(version.sentences.get(number=2), by=chae)
    newer = bring(version, CHANGES["changed"], chae)
    changed = newer.sentences.get(number=2)
    assert (changed.disposition, changed.completed_at) == ("claim", None)


def test_the_same_text_is_no_new_version(version: ArticleVersion, claim: Claim, chae: User) -> None:
    with pytest.raises(InvalidInput, match="the text of version 1"):
        bring(version, TEXT.replace("\n", "\r\n"), chae)


def test_a_version_that_somebody_else_brought_meanwhile_is_not_passed_over(
    version: ArticleVersion, claim: Claim, chae: User
) -> None:
    bring(version, CHANGES["moved"], chae)
    with pytest.raises(StaleVersion):
        bring(version, CHANGES["kept"], chae)


def test_a_contributor_brings_no_version_in(version: ArticleVersion, ana: User) -> None:
    with pytest.raises(NotAllowed):
        bring(version, CHANGES["kept"], ana)


def test_every_fate_is_on_the_claims_record(version: ArticleVersion, claim: Claim, chae: User) -> None:
    bring(version, CHANGES["lost"], chae)
    event = Event.objects.of_claim(claim.pk).get(kind="appearance.lost")
    assert event.content.body["before"] == "handled 4,200 ships in 2023"


def test_a_new_version_is_not_undone_with_a_key(version: ArticleVersion, claim: Claim, chae: User) -> None:
    newer = bring(version, CHANGES["moved"], chae)
    event = undoing.last(version.article, by=chae)
    assert event
    assert event.subject_pk == str(claim.appearances.earliest("pk").pk)
    with pytest.raises(IllegalTransition, match="a newer version"):
        undoing.take_back(event, by=chae)
    assert newer.appearances.exists()


# --- Settling -----------------------------------------------------------------------------------------------------


@pytest.fixture
def lost(version: ArticleVersion, claim: Claim, chae: User) -> Reanchoring:
    return fate(bring(version, CHANGES["lost"], chae))


def test_a_lost_mark_waits_to_be_settled(lost: Reanchoring) -> None:
    assert list(reanchoring.unsettled(lost.article_version)) == [lost]


def test_a_lost_mark_is_marked_again(lost: Reanchoring, claim: Claim, chae: User) -> None:
    made = reanchoring.mark_again(lost, start=0, end=31, by=chae)
    lost.refresh_from_db()
    assert (lost.became, lost.settled_by, made.claim) == (made, chae, claim)
    assert not list(reanchoring.unsettled(lost.article_version))


def test_marking_again_can_be_taken_back(lost: Reanchoring, claim: Claim, chae: User) -> None:
    reanchoring.mark_again(lost, start=0, end=31, by=chae)
    event = undoing.last(lost.article_version.article, by=chae)
    assert event
    undoing.take_back(event, by=chae)
    assert list(reanchoring.unsettled(lost.article_version)) == [lost]
    assert Appearance.objects.filter(claim=claim).count() == 1


def test_a_claim_that_is_no_longer_there_is_given_up_with_a_reason(lost: Reanchoring, chae: User) -> None:
    with pytest.raises(InvalidInput):
        reanchoring.give_up(lost, reason=" ", by=chae)
    reanchoring.give_up(lost, reason="The author cut it.", by=chae)
    lost.refresh_from_db()
    assert lost.settled_as == "The author cut it."


def test_what_is_settled_is_not_settled_again(lost: Reanchoring, chae: User, ben: User) -> None:
    reanchoring.give_up(lost, reason="The author cut it.", by=chae)
    with pytest.raises(IllegalTransition, match="settled this already"):
        reanchoring.give_up(lost, reason="It was cut.", by=ben)


def test_a_contributor_settles_nothing(lost: Reanchoring, ana: User) -> None:
    with pytest.raises(NotAllowed):
        reanchoring.give_up(lost, reason="The author cut it.", by=ana)


def test_changed_words_are_looked_at(version: ArticleVersion, claim: Claim, chae: User) -> None:
    row = fate(bring(version, CHANGES["changed"], chae))
    assert list(reanchoring.unsettled(row.article_version)) == [row]
    reanchoring.accept(row, by=chae)
    assert not list(reanchoring.unsettled(row.article_version))


def test_what_is_lost_and_not_settled_is_looked_for_in_the_version_after(
    lost: Reanchoring, claim: Claim, chae: User
) -> None:
    newest = bring(lost.article_version, TEXT + " Nobody will.", chae)
    assert [one.outcome for one in newest.reanchorings.all()] == ["kept"]
    assert newest.appearances.get().claim == claim
