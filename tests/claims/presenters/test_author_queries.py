"""Queries as they are read: words in their place, differences marked, the letter to hand over."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from claims.models import ArticleVersion, User
from claims.presenters import author_queries
from claims.presenters.author_queries import QueryCard
from claims.services import querying
from tests import factories

TEXT = (
    "A headline\n\nThe port of Lowmark handled 4,200 ships in 2023, the mayor said.\n\nAnother paragraph.\n"
)


@pytest.fixture
def version(chae: User) -> ArticleVersion:
    return factories.version(by=chae, text=TEXT)


def asked(version: ArticleVersion, words: str, by: User, **more: object) -> QueryCard:
    start = version.text.index(words)
    query = querying.ask(version, question="Is it?", start=start, end=start + len(words), by=by, **more)  # type: ignore[arg-type]
    return author_queries.card(query, version.text)


def test_the_words_around_end_with_the_paragraph(version: ArticleVersion, chae: User) -> None:
    card = asked(version, "handled 4,200 ships", chae)
    assert (card.before, card.after) == ("The port of Lowmark ", " in 2023, the mayor said.")


def test_the_words_around_are_cut_at_a_space(chae: User) -> None:
    version = factories.version(by=chae, text="word " * 60)
    query = querying.ask(version, question="Is it?", start=150, end=154, by=chae)
    card = author_queries.card(query, version.text)
    assert card.before.startswith("…word")
    assert card.after.endswith("word…")


def test_what_differs_is_marked_on_both_sides(version: ArticleVersion, chae: User) -> None:
    card = asked(version, "handled 4,200 ships", chae, proposed="handled 4,200 calls")
    assert [bit.text for bit in card.present if bit.differs] == ["ships"]
    assert [bit.text for bit in card.proposed if bit.differs] == ["calls"]
    assert "".join(bit.text for bit in card.proposed) == "handled 4,200 calls"


def test_after_the_answer_the_new_words_stand_beside_the_old(version: ArticleVersion, chae: User) -> None:
    query = asked(version, "4,200 ships", chae, proposed="4,200 calls").query
    query = querying.answer(query, answer="changed", words="4,300 ships", by=chae, version=1)
    card = author_queries.card(query, version.text)
    assert "".join(bit.text for bit in card.proposed) == "4,300 ships"


def test_open_ones_come_first_the_soonest_due_before(version: ArticleVersion, chae: User) -> None:
    for question, due in (
        ("none", None),
        ("late", datetime(2031, 1, 1, tzinfo=UTC)),
        ("soon", datetime(2030, 1, 1, tzinfo=UTC)),
    ):
        querying.ask(version, question=question, due_at=due, by=chae)
    done = querying.ask(version, question="done", due_at=datetime(2029, 1, 1, tzinfo=UTC), by=chae)
    querying.answer(done, answer="cut", by=chae, version=1)
    found = [card.query.question for card in author_queries.cards(version)]
    assert found == ["soon", "late", "none", "done"]


def test_a_letter_tells_all_that_is_asked(version: ArticleVersion, chae: User) -> None:
    query = asked(version, "4,200 ships", chae, proposed="4,200 calls").query
    letter = author_queries.letter(version, [query], by="Chae")
    assert "1. Is it?\n   Present: “4,200 ships”\n   Proposed: “4,200 calls”" in letter
    assert letter.endswith("Chae\n")


def test_lines_of_a_letter_fit_a_message(version: ArticleVersion, chae: User) -> None:
    query = querying.ask(version, question="Why is this so long? " * 30, by=chae)
    letter = author_queries.letter(version, [query], by="Chae")
    assert max(len(line) for line in letter.splitlines()) <= author_queries.LINE


def test_the_letter_of_no_query_says_so(version: ArticleVersion) -> None:
    assert "No query is open." in author_queries.letter(version, [], by="Chae")
