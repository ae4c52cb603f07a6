"""Claims that come by the thousand: what PostgreSQL keeps of each is what it kept when they came one by one."""

from __future__ import annotations

import itertools
import re

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.models import Claim, Lexeme, User, Wording
from claims.services import assessing, looking_up
from tests import factories
from tests.claims.models.test_guards_matter import execute

pytestmark = pytest.mark.django_db

_PIECES = [
    *"aAzx09 .,:;'-_/&%$\n\t",
    "the ",
    "said ",
    "4,800",
    "1.5.2 ",
    "port's ",
    "don't ",
    "ships ",
    "harbours ",
    "before ",
    "they're ",
    "x2019y",
]
TEXTS = st.lists(st.sampled_from([*_PIECES, "é", "’s ", "\u212a", "한국 "]), max_size=40).map("".join)


def value(sql: str, *given: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchone()[0]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_ascii_has_the_words_that_the_rules_for_every_script_give(db: None, said: str) -> None:
    assert value("SELECT claims_words(%s) = claims_words_of_any_script(%s)", said, said)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["a", "b", "c 1", "é", ""]), max_size=8))
def test_a_text_is_found_by_its_words_and_by_its_neighbours(db: None, words: list[str]) -> None:
    pairs = [f"{one} {after}" for one, after in itertools.pairwise(words)]
    assert value("SELECT claims_telling(%s::text[])", words) == words + pairs


def test_a_word_that_stands_twice_in_a_text_counts_once_and_weighs_once(db: None) -> None:
    written("Ships and ships.", *["Ships sank."] * looking_up.RARE)
    looking_up.count_words()
    assert Lexeme.objects.get(word="ships").documents == looking_up.RARE + 1
    sunk = "SELECT min(weight) FROM claims_candidates(%s, 1000, 1000)"
    assert value(sunk, ["ships", "ships"]) == value(sunk, ["ships"])


def written(*statements: str) -> list[Claim]:
    rows = [
        Claim(slug=f"many-{n}", statement=one, kind="statistic", status="published", work_state="approved")
        for n, one in enumerate(statements)
    ]
    return Claim.objects.bulk_create(rows)


def test_claims_of_one_statement_are_each_worded(chae: User) -> None:
    factories.claim(by=chae)
    ships, rents = written("Ships rose.", "Rents fell.")
    assert Wording.objects.get(claim=ships).words == ["ships", "rose"]
    assert Wording.objects.get(claim=rents).words == ["rents", "fell"]


@pytest.mark.usefixtures("chae")
def test_only_new_words_are_worded_again() -> None:
    ships, _rents = written("Ships rose.", "Rents fell.")
    Wording.objects.update(embedding=b"\1")
    execute(f"UPDATE claims_claim SET statement = 'Ships sank.' WHERE id = {ships.pk}")
    assert Wording.objects.get(claim=ships).words == ["ships", "sank"]
    assert list(Wording.objects.to_embed().values_list("claim", flat=True)) == [ships.pk]


@pytest.mark.usefixtures("chae")
def test_what_an_upsert_changes_is_worded_too() -> None:
    written("Ships rose.")
    execute(
        "INSERT INTO claims_claim (slug, statement, kind, rated, tier, language, claimant_role, claimant_label,"
        " claimed_on, claimed_on_note, version, legal_hold, status, work_state) SELECT 'many-' || n, 'Rents ' || n,"
        " 'statistic', 'so', 'core', 'en', '', '', '', '', 1, false, '', '' FROM generate_series(0, 1) AS n"
        " ON CONFLICT (slug) DO UPDATE SET statement = EXCLUDED.statement"
    )
    words = Wording.objects.filter(claim__slug__startswith="many-").order_by("claim__slug")
    assert [one.words for one in words] == [["rents", "0"], ["rents", "1"]]


def with_an_assessment_before_it(chae: User) -> Claim:
    """A claim that is written after what came of it, as the keys allow within a transaction."""
    known = factories.claim(by=chae)
    assessing.assess(known, by=chae, rating=factories.scale()["accurate"], reasoning="Read the list.")
    key = known.pk + 1_000
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL DEFERRED;"
            "INSERT INTO claims_assessment SELECT (jsonb_populate_record(a, jsonb_build_object("
            "'id', a.id + 1000, 'claim_id', %s))).* FROM claims_assessment a WHERE claim_id = %s",
            [key, known.pk],
        )
    rows = [Claim(pk=n, slug=f"late-{n}", statement="Rents fell.", kind="statistic") for n in (key, key + 1)]
    late, other = Claim.objects.bulk_create(rows)
    other.refresh_from_db()
    assert other.status == "unreviewed"
    late.refresh_from_db()
    return late


def test_what_came_of_a_claim_before_it_was_written_counts(chae: User) -> None:
    assert with_an_assessment_before_it(chae).status == "in_review"


def test_without_its_trigger_what_came_before_a_claim_counts_for_nothing(chae: User) -> None:
    execute("ALTER TABLE claims_claim DISABLE TRIGGER claim_status_of_new")
    assert with_an_assessment_before_it(chae).status == "unreviewed"


@pytest.mark.usefixtures("chae")
def test_whatever_a_new_claim_says_of_its_status_it_is_unreviewed() -> None:
    (claim,) = written("Ships rose.")
    claim.refresh_from_db()
    assert (claim.status, claim.work_state) == ("unreviewed", "")


@pytest.mark.usefixtures("chae")
def test_without_its_trigger_a_new_claim_has_the_status_that_it_says() -> None:
    execute("ALTER TABLE claims_claim DISABLE TRIGGER claim_status_is_corrected")
    (claim,) = written("Ships rose.")
    claim.refresh_from_db()
    assert (claim.status, claim.work_state) == ("published", "approved")


@pytest.mark.parametrize("trigger", ["claim_worded", "claim_reworded"])
def test_without_its_trigger_nothing_is_worded(chae: User, trigger: str) -> None:
    claim = factories.claim(by=chae)
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute(f"ALTER TABLE claims_claim DISABLE TRIGGER {trigger}")
    before = Wording.objects.get(claim=claim).words
    Claim.objects.filter(pk=claim.pk).update(statement="Ships sank.")
    (new,) = written("Rents fell.")
    assert (Wording.objects.get(claim=claim).words == before) == (trigger == "claim_reworded")
    assert Wording.objects.filter(claim=new).exists() == (trigger == "claim_reworded")


@pytest.mark.usefixtures("chae")
def test_a_session_that_fires_no_triggers_fires_these() -> None:
    with transaction.atomic():
        execute("SET LOCAL session_replication_role = replica")
        (claim,) = written("Ships rose.")
        Claim.objects.filter(pk=claim.pk).update(statement="Ships sank.")
    assert Wording.objects.get(claim=claim).words == ["ships", "sank"]
    claim.refresh_from_db()
    assert (claim.status, claim.work_state) == ("unreviewed", "")


def test_whatever_a_status_is_made_of_is_looked_for_before_it_is_left_out() -> None:
    def tables(function: str, named_by: str = "FROM") -> set[str]:
        body = str(value("SELECT pg_get_functiondef(%s::regproc)", function))
        return set(re.findall(rf"{named_by} claims_(\w+)", body))

    asked = tables("claims_claim_status") | tables("claims_claim_work_state")
    assert {"verdict", "assessment", "publication", "alert"} <= asked
    assert asked - {"alert"} <= tables("claims_claim_derive")  # an alert is of a verdict
    assert tables("claims_claim_derive") == tables("claims_claims_derive", "JOIN")
