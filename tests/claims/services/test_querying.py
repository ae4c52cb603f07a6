"""Queries to an author: asked at exact words, answered once, and told to whoever asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from claims.exceptions import IllegalTransition, InvalidInput, NotAllowed, StaleVersion
from claims.models import ArticleVersion, Event, Notification, Query, User
from claims.services import querying
from tests import factories

pytestmark = pytest.mark.usefixtures("noise")


@pytest.fixture
def version(chae: User) -> ArticleVersion:
    return factories.version(by=chae)


@pytest.fixture
def query(version: ArticleVersion, chae: User) -> Query:
    start = version.text.index("4,200 ships")
    return querying.ask(
        version, question="Calls or ships?", start=start, end=start + 11, proposed="4,200 calls", by=chae
    )


def test_a_query_keeps_the_words_it_is_about(query: Query) -> None:
    assert (query.number, query.exact, query.state) == (1, "4,200 ships", "open")


def test_queries_are_numbered_within_their_text(query: Query, version: ArticleVersion, chae: User) -> None:
    assert querying.ask(version, question="And when?", by=chae).number == 2
    assert querying.ask(factories.version(by=chae), question="Who?", by=chae).number == 1


def test_a_question_may_be_about_the_whole_article(version: ArticleVersion, chae: User) -> None:
    assert querying.ask(version, question="Who wrote it?", by=chae).exact == ""


@pytest.mark.parametrize(("start", "end"), [(5, 5), (-1, 4), (0, 10_000), (3, None)])
def test_words_outside_the_text_are_refused(
    version: ArticleVersion, chae: User, start: int, end: int | None
) -> None:
    with pytest.raises(InvalidInput):
        querying.ask(version, question="What?", start=start, end=end, by=chae)


def test_a_claim_of_another_text_is_refused(version: ArticleVersion, chae: User) -> None:
    with pytest.raises(InvalidInput, match="not in this text"):
        querying.ask(version, question="What?", start=0, end=4, claim=factories.claim(by=chae), by=chae)


def test_contributors_ask_nothing(version: ArticleVersion, ana: User) -> None:
    with pytest.raises(NotAllowed):
        querying.ask(version, question="What?", by=ana)


def test_asking_is_on_record(query: Query, chae: User) -> None:
    event = Event.objects.about(query).get(kind="query.asked")
    assert event.actor_pk == chae.pk
    assert event.content.body["exact"] == "4,200 ships"


def test_changed_needs_the_new_words(query: Query, chae: User) -> None:
    with pytest.raises(InvalidInput, match="what it says now"):
        querying.answer(query, answer="changed", by=chae, version=1)
    answered = querying.answer(query, answer="changed", words="4,200 calls", by=chae, version=1)
    assert (answered.state, answered.answer_words, answered.answer_recorded_by) == (
        "answered",
        "4,200 calls",
        chae,
    )


def test_stet_needs_a_reason(query: Query, chae: User) -> None:
    with pytest.raises(InvalidInput, match="why it stands"):
        querying.answer(query, answer="stet", by=chae, version=1)
    assert querying.answer(query, answer="stet", reason="It is a quote.", by=chae, version=1).answer == "stet"


def test_an_answer_is_none_of_these(query: Query, chae: User) -> None:
    with pytest.raises(InvalidInput):
        querying.answer(query, answer="maybe", by=chae, version=1)


def test_a_query_is_answered_once(query: Query, chae: User) -> None:
    querying.answer(query, answer="cut", by=chae, version=1)
    with pytest.raises(IllegalTransition, match="answered already"):
        querying.answer(query, answer="cut", by=chae, version=2)


def test_who_asked_is_told_of_the_answer(query: Query, chae: User, ben: User) -> None:
    querying.answer(query, answer="cut", by=ben, version=1)
    told = Notification.objects.get(to=chae, kind="answered")
    assert told.path.endswith(f"#query-{query.pk}")


def test_who_records_the_answer_to_their_own_query_knows(query: Query, chae: User) -> None:
    querying.answer(query, answer="cut", by=chae, version=1)
    assert not Notification.objects.filter(kind="answered").exists()


def test_a_query_that_was_changed_meanwhile_is_read_again(query: Query, chae: User, ben: User) -> None:
    querying.put_off(query, due_at=datetime(2030, 1, 1, tzinfo=UTC), addressee="Ida", by=ben, version=1)
    with pytest.raises(StaleVersion):
        querying.answer(query, answer="cut", by=chae, version=1)


def test_a_query_is_put_off(query: Query, chae: User) -> None:
    later = datetime(2030, 1, 1, tzinfo=UTC)
    assert querying.put_off(query, due_at=later, addressee="Ida", by=chae, version=1).due_at == later


def test_a_query_is_taken_back_with_a_reason(query: Query, chae: User) -> None:
    with pytest.raises(InvalidInput):
        querying.take_back(query, by=chae, version=1, reason=" ")
    assert querying.take_back(query, by=chae, version=1, reason="Found it.").state == "taken_back"
    assert not Query.objects.open().filter(pk=query.pk).exists()


def test_what_is_late_is_overdue(version: ArticleVersion, chae: User) -> None:
    past, future = timezone.now() - timedelta(hours=1), timezone.now() + timedelta(hours=1)
    late = querying.ask(version, question="Late?", due_at=past, by=chae)
    querying.ask(version, question="Early?", due_at=future, by=chae)
    assert list(Query.objects.overdue()) == [late]
