"""Who may know a protected source: let in and taken off with a reason, on record, and never nobody."""

from __future__ import annotations

import pytest

from claims.exceptions import IllegalTransition, InvalidInput, NotAllowed
from claims.models import Event, Notification, Source, User
from claims.services import citing, protecting
from tests import factories

WORDING = "a person in the harbour office"


@pytest.fixture
def source(chae: User) -> Source:
    return factories.source(by=chae, is_sensitive=True, public_wording=WORDING, publisher="Ida Holm")


def people(source: Source) -> list[str]:
    return [str(one.person) for one in protecting.on_the_list(source)]


def test_who_brings_a_protected_source_is_on_its_list(source: Source) -> None:
    assert people(source) == ["chae"]


def test_somebody_on_the_list_lets_another_in(source: Source, chae: User, ben: User) -> None:
    protecting.let_in(source, person=ben, reason="Approves it.", by=chae)
    assert people(source) == ["chae", "ben"]


def test_an_admin_lets_themselves_in_and_those_on_the_list_are_told(
    source: Source, chae: User, ada: User
) -> None:
    protecting.let_in(source, person=ada, reason="A court asks.", by=ada)
    assert Notification.objects.get(to=chae).text.startswith("ada may know a protected source")


def test_the_record_names_the_person_and_the_reason_and_not_the_source(
    source: Source, chae: User, ben: User
) -> None:
    protecting.let_in(source, person=ben, reason="Approves it.", by=chae)
    told = Event.objects.filter(kind="source.access_given").latest("pk")
    assert told.content.body == {"person": "ben", "reason": "Approves it."}
    assert told.subject_label == WORDING


def test_an_editor_who_is_not_on_it_lets_nobody_in(source: Source, ben: User) -> None:
    with pytest.raises(NotAllowed):
        protecting.let_in(source, person=ben, reason="Because.", by=ben)


def test_a_reader_is_not_let_in(source: Source, chae: User, cleo: User) -> None:
    with pytest.raises(InvalidInput):
        protecting.let_in(source, person=cleo, reason="Because.", by=chae)


def test_nobody_is_let_in_without_a_reason(source: Source, chae: User, ben: User) -> None:
    with pytest.raises(InvalidInput):
        protecting.let_in(source, person=ben, reason=" ", by=chae)


def test_the_last_one_stays(source: Source, chae: User, ada: User) -> None:
    with pytest.raises(IllegalTransition, match="last person"):
        protecting.take_off(source, person=chae, reason="On leave.", by=ada)


def test_somebody_is_taken_off(source: Source, chae: User, ben: User) -> None:
    protecting.let_in(source, person=ben, reason="Approves it.", by=chae)
    protecting.take_off(source, person=ben, reason="It is approved.", by=chae)
    assert people(source) == ["chae"]
    assert Event.objects.filter(kind="source.access_ended").exists()


def test_the_list_ends_with_the_protection(source: Source, chae: User) -> None:
    citing.edit_source(source, version=source.version, by=chae, is_sensitive=False)
    assert people(source) == []


def test_what_was_told_before_it_was_protected_is_kept_from_the_others(chae: User, ben: User) -> None:
    source = factories.source(by=chae, publisher="Ida Holm")
    assert Event.objects.about(source).shown_to(ben).exists()
    citing.edit_source(source, version=1, by=chae, is_sensitive=True, public_wording=WORDING)
    assert not Event.objects.about(source).shown_to(ben).exists()
    assert Event.objects.about(source).shown_to(chae).exists()
