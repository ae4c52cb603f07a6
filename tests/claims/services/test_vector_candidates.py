"""Vector candidates: turned on and off by the tables' owner, kept by PostgreSQL, and found by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from claims.clients import embedding
from claims.exceptions import InvalidInput
from claims.models import ExternalCheck, Wording
from claims.services import evaluating, installing, installing_vectors, looking_up
from claims.services.looking_up import Titled
from claims.text import rescoring
from claims.text.rescoring import Level
from tests.database.creation import APPLICATION

pytestmark = [pytest.mark.django_db, pytest.mark.as_owner]
MOON = "The moon landing was filmed in a studio."
SAID_OTHERWISE = "Astronauts never walked on lunar soil"  # no word in common
OTHERS = ["The bridge in Lowmark opened in 1932.", "Sugar makes children restless.", "Taxes rose by a tenth."]


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four wordings, on a server that has pgvector."""
    if not ask("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'"):
        pytest.skip("the tests' server has no pgvector")
    monkeypatch.setattr(embedding, "release", lambda: None)  # the next test would load the model anew
    run("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while checks of it wait
    checked(MOON, *OTHERS)
    looking_up.embed_some()


@pytest.fixture
def on(desk: None) -> None:
    installing_vectors.turn_on()


def checked(*texts: str) -> list[Wording]:
    rows = [
        ExternalCheck.objects.create(
            claim_text=text,
            claim_sha256="0" * 64,
            title="",
            publisher_name="Gazette",
            publisher_site="gazette.test",
            reference=text,
            language="en",
        )
        for text in texts
    ]
    return [one.wording for one in rows]


def found(text: str) -> list[str]:
    keys = [one.key for one in looking_up.search(text)]
    said = looking_up.texts_of(keys)
    return [said[key].claim for key in keys]


def ask(statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def vectors() -> dict[object, object]:
    return dict(ask("SELECT wording_id, vector::text FROM claims_wordingvector"))


def embedded() -> dict[int, str]:
    """What the table has to hold."""
    rows = Wording.objects.exclude(embedding=None).values_list("pk", "embedding")
    told = {key: np.frombuffer(stored, np.int8).tolist() for key, stored in rows}
    return {key: f"[{','.join(map(str, numbers))}]" for key, numbers in told.items() if any(numbers)}


def test_off_unless_they_are_turned_on_and_then_no_query_is_asked_for_them(desk: None) -> None:
    assert not installing_vectors.status().is_on
    with CaptureQueriesContext(connection) as off:
        looking_up.search("The bridge in Lowmark")
    installing_vectors.turn_on()
    with CaptureQueriesContext(connection) as on:
        looking_up.search("The bridge in Lowmark")
    assert len(on) == len(off) + 1
    assert not [one for one in off.captured_queries if "claims_nearest" in one["sql"]]


def test_the_model_is_not_asked_where_no_word_is_found_and_vectors_are_off(
    desk: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.clients.embedding.embed", lambda texts: pytest.fail("The model was asked."))
    assert looking_up.search("Nothing alike whatsoever") == []


def test_what_says_the_same_in_other_words_is_found_when_they_are_on(desk: None) -> None:
    assert found(SAID_OTHERWISE) == []
    installing_vectors.turn_on()
    assert found(SAID_OTHERWISE)[0] == MOON


@pytest.mark.parametrize(
    "translated", ["La llegada a la luna se filmó en un estudio.", "달 착륙은 스튜디오에서 촬영되었다."]
)
def test_what_says_the_same_in_another_language_is_suggested(on: None, translated: str) -> None:
    first, *others = looking_up.search(translated)
    assert looking_up.texts_of([first.key])[first.key].claim == MOON
    assert first.level is not Level.WEAK
    assert {one.level for one in others} == {Level.WEAK}
    assert first.alone().likelihood == first.likelihood


def test_nobody_is_offered_twice(on: None) -> None:
    keys = [one.key for one in looking_up.search(MOON)]
    assert len(keys) == len(set(keys)) == 1 + len(OTHERS)


@pytest.mark.parametrize("text", ["", "…", "that is what he did"])
def test_nothing_is_near_to_what_says_nothing(on: None, text: str) -> None:
    assert looking_up.search(text) == []


def test_turned_on_and_off_as_often_as_one_likes(desk: None) -> None:
    assert installing_vectors.turn_on()
    before = vectors()
    assert not installing_vectors.turn_on()
    assert vectors() == before == embedded()
    assert installing_vectors.status() == installing_vectors.Status(
        True, installing_vectors.status().version, 4, 4
    )
    assert installing_vectors.turn_off()
    assert not installing_vectors.turn_off()
    assert ask("SELECT to_regclass('claims_wordingvector'), to_regproc('claims_nearest')") == [(None, None)]
    assert ask("SELECT count(*) FROM pg_extension WHERE extname = 'vector'") == [(1,)]


def test_searches_do_not_wait_while_they_are_turned_on(on: None) -> None:
    locks = ask(
        "SELECT mode FROM pg_locks WHERE relation = 'claims_wording'::regclass AND pid = pg_backend_pid()"
    )
    assert ("ShareRowExclusiveLock",) in locks
    assert ("AccessExclusiveLock",) not in locks


def test_made_whole_where_a_trigger_was_lost(on: None) -> None:
    run("DROP TRIGGER wording_revectored ON claims_wording")
    Wording.objects.update(embedding=b"\1" * 512)
    assert not installing_vectors.status().is_on
    assert installing_vectors.turn_on()
    assert vectors() == embedded()


def test_kept_equal_to_the_embeddings_whoever_writes_them(on: None) -> None:
    first, second, third, fourth = Wording.objects.order_by("pk")
    new, without = checked("Ships were counted twice.", "Ida Holm had a tape.")
    assert looking_up.embed_some(1) == 1
    run(f"UPDATE claims_wording SET embedding = decode(repeat('80ff007f', 128), 'hex') WHERE id = {first.pk}")
    Wording.objects.filter(pk=second.pk).update(embedding=None)
    Wording.objects.filter(pk=third.pk).update(embedding=bytes(512))
    fourth.delete()
    assert vectors() == embedded()
    assert set(vectors()) == {first.pk, new.pk}
    assert str(vectors()[first.pk]).startswith("[-128,-1,0,127,-128")
    assert without.pk not in vectors()


def test_a_claim_that_is_worded_anew_has_no_vector_until_it_is_embedded(on: None) -> None:
    check = ExternalCheck.objects.get(claim_text=MOON)
    check.claim_text = "The moon is made of cheese."
    check.save()
    assert check.wording.pk not in vectors()
    looking_up.embed_some()
    assert vectors() == embedded()
    assert check.wording.pk in vectors()


def test_what_cannot_be_a_vector_is_stored_all_the_same(on: None) -> None:
    Wording.objects.update(embedding=b"\1")
    assert vectors() == {}


def test_the_nearest_come_by_the_index_and_are_those_of_an_exact_search(on: None) -> None:
    chance = np.random.default_rng(1)
    made = chance.normal(size=(400, rescoring.DIMENSIONS)).astype(np.float32)
    asked = rescoring.packed(made[0] + made[1])
    for wording, vector in zip(checked(*map(str, range(400))), made, strict=True):
        wording.embedding = rescoring.packed(vector)
        wording.save()
    scans = "SELECT pg_stat_get_xact_numscans('wordingvector_nearest'::regclass)"
    [(before,)] = ask(scans)
    near = {row.key for row in looking_up.near(rescoring.unpacked(asked), [])}
    assert ask(scans) == [(int(str(before)) + 1,)]
    rows = dict(Wording.objects.values_list("pk", "embedding"))
    alike = {key: float(rescoring.unpacked(one) @ rescoring.unpacked(asked)) for key, one in rows.items()}
    assert near == set(sorted(alike, key=lambda key: -alike[key])[: looking_up.NEAREST])


@pytest.fixture
def worker(transactional_db: None) -> Iterator[Callable[[str], list[str]]]:
    """A search in a thread that has its own connection, and keeps it: as a process that runs for weeks."""
    with ThreadPoolExecutor(1) as thread:
        yield lambda text: thread.submit(found, text).result(60)
        thread.submit(lambda: connection.close()).result(60)


@pytest.mark.django_db(transaction=True)
def test_a_process_that_runs_learns_of_it_and_tables_can_be_emptied(
    worker: Callable[[str], list[str]], desk: None
) -> None:
    assert worker(SAID_OTHERWISE) == []
    installing_vectors.turn_on()
    assert worker(SAID_OTHERWISE)[0] == MOON
    call_command("flush", interactive=False, verbosity=0)
    run("RESET ROLE")  # which the flush has set
    assert vectors() == {}
    checked(MOON)
    looking_up.embed_some()
    assert worker(SAID_OTHERWISE) == [MOON]
    installing_vectors.turn_off()
    assert worker(SAID_OTHERWISE) == []
    run("DROP EXTENSION vector")


def refused(statement: str) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        run(statement)
    return str(error.value)


def test_the_applications_role_searches_and_writes_wordings_but_no_vectors(on: None) -> None:
    installing.grant_application_role(APPLICATION)  # as after each update: it grants all tables
    run(f"SET ROLE {APPLICATION}")
    [new] = checked("Astronauts brought stones from the moon.")
    looking_up.embed_some()
    assert found(SAID_OTHERWISE)[:2] == ["Astronauts brought stones from the moon.", MOON]
    for statement in (
        "DELETE FROM claims_wordingvector",
        "UPDATE claims_wordingvector SET vector = vector",
        "INSERT INTO claims_wordingvector SELECT * FROM claims_wordingvector",
    ):
        assert "permission denied" in refused(statement)
    Wording.objects.filter(pk=new.pk).delete()
    assert new.pk not in vectors()


def test_who_may_not_read_vectors_searches_by_words(on: None) -> None:
    run(f"REVOKE ALL ON claims_wordingvector FROM {APPLICATION}")
    run(f"SET ROLE {APPLICATION}")
    assert found(SAID_OTHERWISE) == []
    assert found(MOON) == [MOON]


def owner() -> str:
    [(name,)] = ask("SELECT session_user")
    return str(name)


@pytest.mark.parametrize("act", [installing_vectors.turn_on, installing_vectors.turn_off])
def test_only_the_owner_turns_them_on_or_off(desk: None, act: object) -> None:
    run(f"SET ROLE {APPLICATION}")
    with pytest.raises(InvalidInput, match=f"{APPLICATION} doesn't own the tables, {owner()} does"):
        act()  # type: ignore[operator]


def test_an_owner_who_may_not_install_pgvector_is_told_who_can(desk: None) -> None:
    run("CREATE ROLE plain_owner")
    run(f"GRANT {owner()} TO plain_owner")
    run("SET ROLE plain_owner")
    with pytest.raises(InvalidInput, match=r"CREATE EXTENSION vector in the database test_.* as a superuser"):
        installing_vectors.turn_on()
    run("RESET ROLE")
    run("CREATE SCHEMA apart")
    run("CREATE EXTENSION vector SCHEMA apart")
    run("GRANT USAGE ON SCHEMA apart TO PUBLIC")
    run("SET ROLE plain_owner")
    assert installing_vectors.turn_on()
    assert found(SAID_OTHERWISE)[0] == MOON


@pytest.mark.parametrize(
    ("versions", "told"),
    [
        (("0.6.2", "0.8.0"), "has pgvector 0.6.2, and 0.7 is needed.*ALTER EXTENSION vector UPDATE"),
        (("", "0.6.2"), "server has pgvector 0.6.2, and 0.7 is needed"),
        (("", ""), "server has no pgvector: install it there"),
    ],
)
def test_a_server_without_a_pgvector_that_serves_is_refused_in_words(
    desk: None, monkeypatch: pytest.MonkeyPatch, versions: tuple[str, str], told: str
) -> None:
    monkeypatch.setattr(installing_vectors, "_versions", lambda: (*versions, "factcheck"))
    with pytest.raises(InvalidInput, match=told):
        installing_vectors.turn_on()
    assert ask("SELECT to_regclass('claims_wordingvector')") == [(None,)]


@pytest.mark.parametrize("is_on", [False, True])
def test_another_collection_is_searched_as_the_desks_own(desk: None, is_on: bool) -> None:
    if is_on:
        installing_vectors.turn_on()
        before = vectors()
    lines = [evaluating.Line("moon", Titled(MOON)), evaluating.Line("bridge", Titled(OTHERS[0]))]
    with evaluating.loaded(lines) as collection:
        keys = [key for key, _ in collection.search(SAID_OTHERWISE, limit=5)]
    assert keys == (["moon", "bridge"] if is_on else [])
    if is_on:
        assert vectors() == before
        assert ask("SELECT count(*) FROM pg_class WHERE relname = 'claims_wordingvector'") == [(1,)]
