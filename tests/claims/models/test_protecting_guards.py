"""What PostgreSQL holds of protected sources, whoever asks: a list that is never empty, a record without names."""

from __future__ import annotations

import pytest

from claims.models import Event, Source, SourceAccess, User
from claims.services import protecting
from tests import factories
from tests.claims.models.as_application import allowed, refused

pytestmark = pytest.mark.usefixtures("app_role")


@pytest.fixture
def source(chae: User) -> Source:
    wording = "a person in the harbour office"
    return factories.source(by=chae, is_sensitive=True, public_wording=wording, publisher="Ida Holm")


def test_the_last_row_of_a_list_is_not_deleted(source: Source) -> None:
    assert refused("DELETE FROM claims_sourceaccess") == "sourceaccess_never_empty"


def test_all_rows_at_once_are_not_deleted_either(source: Source, ben: User, chae: User) -> None:
    protecting.let_in(source, person=ben, reason="Approves it.", by=chae)
    assert refused("DELETE FROM claims_sourceaccess") == "sourceaccess_never_empty"


def test_one_of_two_is(source: Source, ben: User, chae: User) -> None:
    protecting.let_in(source, person=ben, reason="Approves it.", by=chae)
    allowed("DELETE FROM claims_sourceaccess WHERE person_id = %s", ben.pk)


@pytest.mark.parametrize("change", ["reason = 'another'", "granted_at = now() - interval '1 year'"])
def test_who_let_whom_in_stays(source: Source, change: str) -> None:
    assert refused(f"UPDATE claims_sourceaccess SET {change}") == "sourceaccess_stays_as_given"


def test_looks_only_add_up(source: Source, chae: User) -> None:
    protecting.looked(chae, [source.pk])
    assert SourceAccess.objects.get().looks == 1
    assert refused("UPDATE claims_sourceaccess SET looks = 0") == "sourceaccess_stays_as_given"


def test_no_event_names_the_source(source: Source) -> None:
    law = refused(
        "INSERT INTO claims_event (act, kind, actor_label, subject_type, subject_pk, subject_label, digest)"
        " VALUES (gen_random_uuid(), 'source.edited', '', 'source', %s, 'Ida Holm', '')",
        str(source.pk),
    )
    assert law == "event_names_no_protected_source"


def test_no_event_tells_who_it_is(source: Source) -> None:
    event = Event.objects.about(source).earliest("pk")
    law = refused(
        "INSERT INTO claims_eventcontent (event_id, salt, body) VALUES (%s, '', '{\"publisher\": \"Ida Holm\"}')",
        event.pk,
    )
    assert law == "content_tells_no_protected_source"
