"""Passages of captured sources that bear on a claim."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from claims.exceptions import IllegalTransition, NotAllowed
from claims.models import Claim, Event, Passage, PassageReading, PassageRefusal, Source, User
from claims.services import citing, cutting_passages, suggesting_evidence
from claims.text.restating import Kind
from tests import captures, factories

SHIPS = "The port of Lowmark handled 4,200 ships in 2023."
TEXT = (
    "Lowmark is a town by the sea, and its council meets on every second Monday of the month in the old hall. "
    "The port of Lowmark handled 4,100 ships in 2023, said Ida Holm, who keeps the list of the harbour. "
    "The library has bought new chairs for its readers, and the mayor sat on each of them in turn."
)


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae, statement=SHIPS)


def captured(by: User, text: str = TEXT, **fields: object) -> Source:
    source = factories.source(by=by, **fields)
    captures.capture(source, captures.page(text))
    cutting_passages.cut_some()
    return source


def offered(claim: Claim, by: User) -> list[suggesting_evidence.Offered]:
    return suggesting_evidence.for_claim(claim, by=by)


def test_the_passage_that_bears_on_the_claim_is_offered_and_no_other(claim: Claim, chae: User) -> None:
    source = captured(chae)
    [one] = offered(claim, chae)
    assert one.source == source
    assert one.words.startswith("The port of Lowmark handled 4,100 ships")


def test_what_agrees_and_what_differs_is_told(claim: Claim, chae: User) -> None:
    captured(chae)
    [one] = offered(claim, chae)
    assert (Kind.DATE, "2023") in [(two.kind, two.there) for two in one.agreements]
    assert (Kind.NAME, "Lowmark") in [(two.kind, two.there) for two in one.agreements]
    assert [(two.kind, two.here, two.there) for two in one.differences] == [
        (Kind.NUMBER, "4,200 ships", "4,100 ships")
    ]


def test_the_one_that_says_more_of_the_claim_comes_first(claim: Claim, chae: User) -> None:
    captured(
        chae, "Ships of the port of Lowmark are painted red, and have been so since the spring of long ago."
    )
    best = captured(chae)
    assert offered(claim, chae)[0].source == best


def test_the_same_words_elsewhere_count_once(claim: Claim, chae: User) -> None:
    captured(chae)
    captured(chae)
    assert len(offered(claim, chae)) == 1


def test_a_new_text_takes_the_place_of_the_old(claim: Claim, chae: User) -> None:
    source = captured(chae)
    captures.capture(
        source, captures.page("Nothing of the kind is told here any more by anybody who could know.")
    )
    assert PassageReading.objects.get(source=source).is_read is False
    cutting_passages.cut_some()
    assert offered(claim, chae) == []


def test_the_same_text_again_is_not_cut_again(claim: Claim, chae: User) -> None:
    source = captured(chae)
    captures.capture(source, captures.page(TEXT))
    assert PassageReading.objects.get(source=source).is_read


def test_a_failed_capture_leaves_what_is_known(claim: Claim, chae: User) -> None:
    source = captured(chae)
    captures.capture(source, captures.failed("connect_timeout"))
    cutting_passages.cut_some()
    assert len(offered(claim, chae)) == 1


def test_what_was_taken_is_not_offered(claim: Claim, chae: User) -> None:
    source = captured(chae)
    words = offered(claim, chae)[0].words
    snapshot = source.latest_snapshot()
    assert snapshot
    citing.cite(snapshot, quote=words, claim=claim, stance="refutes", by=chae)
    assert offered(claim, chae) == []


def test_what_was_refused_does_not_come_back_after_another_capture(
    claim: Claim, chae: User, ben: User
) -> None:
    source = captured(chae)
    suggesting_evidence.refuse(claim, offered(claim, chae)[0].pk, by=chae)
    assert Event.objects.get(kind="passage.refused").claim_pk == claim.pk
    captures.capture(
        source, captures.page(f"{TEXT} And one more thing was told at the end of that same evening.")
    )
    cutting_passages.cut_some()
    assert offered(claim, ben) == []


def test_it_is_offered_for_another_claim_still(claim: Claim, chae: User) -> None:
    captured(chae)
    suggesting_evidence.refuse(claim, offered(claim, chae)[0].pk, by=chae)
    assert len(offered(factories.claim(by=chae, statement=SHIPS), chae)) == 1


@pytest.mark.as_owner
def test_a_refusal_stays(claim: Claim, chae: User) -> None:
    captured(chae)
    suggesting_evidence.refuse(claim, offered(claim, chae)[0].pk, by=chae)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM claims_passagerefusal")
    assert PassageRefusal.objects.count() == 1


def test_a_protected_source_is_offered_to_who_is_on_its_list(claim: Claim, chae: User, ben: User) -> None:
    source = captured(chae)
    citing.edit_source(
        source, version=source.version, by=chae, is_sensitive=True, public_wording="a person at the port"
    )
    assert len(offered(claim, chae)) == 1
    assert offered(claim, ben) == []
    with pytest.raises(IllegalTransition):
        suggesting_evidence.refuse(claim, Passage.objects.latest("pk").pk, by=ben)


def test_a_reader_refuses_nothing(claim: Claim, chae: User, cleo: User) -> None:
    captured(chae)
    with pytest.raises(NotAllowed):
        suggesting_evidence.refuse(claim, Passage.objects.latest("pk").pk, by=cleo)


def test_of_words_that_say_nothing_nothing_is_asked(chae: User, noise: None) -> None:
    assert offered(factories.claim(by=chae, statement="The of and."), chae) == []


def test_the_queries_do_not_grow(claim: Claim, chae: User, django_assert_max_num_queries: object) -> None:
    for number in range(4):
        captured(chae, TEXT.replace("4,100", f"4,{number}00"))
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        offered(claim, chae)
