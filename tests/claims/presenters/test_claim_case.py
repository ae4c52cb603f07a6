"""A claim with all that is known of it."""

from __future__ import annotations

import pytest

from claims.models import Claim, Evidence, User
from claims.presenters import claim_case
from claims.presenters.claim_case import Card
from claims.presenters.veiling import Eyes
from claims.services import marking
from tests import factories


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae)


def test_the_words_stand_in_the_midst_of_their_article(claim: Claim) -> None:
    (place,) = claim_case.places(claim)
    assert place.before.endswith("The port of Lowmark ")
    assert place.exact == "handled 4,200 ships in 2023"
    assert place.after.startswith(", the mayor said")


def test_a_long_article_is_cut_between_words(chae: User) -> None:
    version = factories.version(by=chae, text="wordy " * 200 + "handled ships " + "wordy " * 200)
    (place,) = claim_case.places(factories.claim(by=chae, words="handled ships", in_version=version))
    assert place.before.startswith("… wordy")
    assert place.after.endswith("wordy …")


def test_evidence_comes_with_its_source(claim: Claim, chae: User) -> None:
    piece = factories.evidence(claim, by=chae)
    (card,) = claim_case.cards(claim, Eyes(chae))
    assert (card.evidence, card.board.worst) == (piece, "")


def test_stances_are_counted_in_the_order_of_the_vocabulary() -> None:
    cards = [Card(Evidence(stance=stance)) for stance in ("refutes", "supports", "refutes")]
    assert claim_case.stances(cards) == [("supports", "supports", 1), ("refutes", "refutes", 2)]


def test_publications_name_their_class_of_change(chae: User, ben: User) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    ((publication, change),) = claim_case.publications(claim)
    assert (publication.number, change) == (1, "first publication")


def test_each_side_of_a_conflict_names_its_source(claim: Claim, chae: User) -> None:
    source = factories.source(by=chae)
    sides = [{"value": "4,200", "source": source.slug}, {"value": "4,000", "source": "gone"}]
    marking.add_note(claim, kind="conflict", text="How many?", by=chae, details={"values": sides})
    (note,) = claim_case.notes(claim, Eyes(chae))
    assert [side["where"] for side in note.details["values"]] == [source, None]
