"""AVeriTeC through the data model, where the data set is there: a part of it in the tests, all of it in the benchmark."""

from __future__ import annotations

import copy

import pytest

from benchmarks import averitec

SOME = 25

if not averitec.DATA.is_file():
    pytest.skip(f"{averitec.DATA} is not there", allow_module_level=True)


@pytest.fixture(scope="module")
def rows():
    return averitec.read()


def test_what_went_in_comes_out(db, rows):
    averitec.load_ratings()
    averitec.bring(rows[:SOME])
    assert averitec.differences(rows[:SOME], averitec.export(range(SOME))) == []
    assert not averitec.bring(rows[:SOME]).added  # the same once more adds nothing


def test_a_loss_is_noticed(rows):
    for change in (
        lambda row: row.pop("reporting_source"),
        lambda row: row.update(speaker="Somebody"),
        lambda row: row["questions"].pop(),
        lambda row: row["questions"][0]["answers"][0].update(source_url=None),
        lambda row: row.update(required_reannotation=0),
    ):
        changed = copy.deepcopy(rows[:1])
        change(changed[0])
        assert averitec.differences(rows[:1], changed)


def test_every_claim_of_the_set_has_its_things(rows):
    """All 500, without a database: no two claims share a name, and every answer with an address is evidence."""
    things = averitec.fixture(rows)
    claims = [one["fields"]["slug"] for one in things if one["model"] == "claims.claim"]
    assert len(set(claims)) == len(rows) == 500
    answers = [one for row in rows for question in row["questions"] for one in question["answers"]]
    evidence = [one for one in things if one["model"] == "claims.evidence"]
    assert len(evidence) == sum(bool(averitec.address_of(one)) for one in answers)
