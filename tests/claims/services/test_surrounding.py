"""What an article says around a passage, which matching asks with."""

from __future__ import annotations

from claims.models import ArticleVersion, Claim, User
from claims.services import surrounding
from tests import factories

TEXT = "One came. Two came. Three came. Four came. Five came. Six came."


def version(by: User) -> ArticleVersion:
    return factories.version(by=by, text=TEXT)


def around(where: ArticleVersion, words: str) -> str:
    start = where.text.index(words)
    return surrounding.of_passage(where.pk, start=start, end=start + len(words)).said


def test_two_sentences_on_either_side(chae: User, noise: None) -> None:
    assert around(version(chae), "Four came.") == "Two came. Three came. Five came. Six came."


def test_a_sentence_that_the_passage_is_a_part_of_is_not_beside_it(chae: User) -> None:
    assert around(version(chae), "Four") == "Two came. Three came. Five came. Six came."


def test_at_the_end_there_are_fewer(chae: User) -> None:
    assert around(version(chae), "Six came.") == "Four came. Five came."


def test_letters_beyond_the_basic_plane_move_nothing(chae: User) -> None:
    where = factories.version(by=chae, text=f"🚢🚢🚢 sailed. {TEXT}")
    assert around(where, "One came.") == "🚢🚢🚢 sailed. Two came. Three came."


def test_of_a_claim_it_is_what_stands_beside_its_words(chae: User, noise: None) -> None:
    where = version(chae)
    claim = factories.claim(by=chae, in_version=where, words="Two came")
    assert surrounding.of_claim(claim) == ("One came. Three came. Four came.", where.pk)


def test_a_claim_that_stands_nowhere_has_nothing_beside_it(db: None) -> None:
    claim = Claim.objects.create(slug="from-a-list", statement="The port slept.", kind="event")
    assert surrounding.of_claim(claim) == surrounding.NOWHERE


def test_claims_of_the_same_text_are_told_from_others(chae: User) -> None:
    where = version(chae)
    here, there = factories.claim(by=chae, in_version=where, words="Two came"), factories.claim(by=chae)
    beside = surrounding.of_passage(where.pk, start=0, end=9)
    assert surrounding.in_same_text(beside, [here.pk, there.pk]) == {here.pk}
    assert surrounding.in_same_text(surrounding.NOWHERE, [here.pk]) == set()
