"""Broken fixtures are refused whole, and each refusal says in which file, which object, which field, and why."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from claims.models import Claim
from claims.services import importing
from claims.services.fixture_files import BadFixtures, Problem

TEXT = "The port of Lowmark handled 4,200 ships in 2023. “Never before,” said the mayor."
VERSION = ["lowmark", 1]
ROWS: list[tuple[str, dict[str, Any]]] = [
    ("ratingscale", {"slug": "small", "name": "Small", "worst": 1, "best": 3}),
    ("rating", {"slug": "yes", "scale": ["small"], "order": 1, "number": 3, "label": "Yes", "definition": "It is so."}),
    ("rating", {"slug": "open", "scale": ["small"], "order": 2, "label": "Open", "definition": "Not known."}),
    ("origin", {"slug": "port", "what": "The port of Lowmark"}),
    ("source", {"slug": "report", "url": "https://port.example/2023", "kind": "primary", "publisher": "Port", "origin": ["port"]}),
    ("source", {"slug": "paper", "url": "https://paper.example/1", "kind": "newspaper", "publisher": "Paper"}),
    ("claimant", {"slug": "mayor", "kind": "person", "name": "Ida Holm", "country": "DK", "source": ["paper"]}),
    ("article", {"slug": "lowmark", "title": "Lowmark", "published_on": "2024-01-02"}),
    ("articleversion", {"article": ["lowmark"], "number": 1, "text": TEXT}),
    ("claim", {"slug": "ships", "statement": "The port handled 4,200 ships.", "kind": "statistic", "claimant": ["mayor"],
               "claimed_on": "2023", "suggested_rating": ["yes"]}),
    ("appearance", {"claim": ["ships"], "article_version": VERSION, "start": 0, "end": 47, "exact": TEXT[:47],
                    "quoted": [{"start": 49, "end": 63, "text": TEXT[49:63]}]}),
    ("evidence", {"slug": "e1", "claim": ["ships"], "source": ["report"], "stance": "supports", "quote": "4,200 ships"}),
    ("evidence", {"slug": "e2", "claim": ["ships"], "form": "negative_search", "stance": "context",
                  "searched_where": "The port’s site", "searched_words": "ships", "searched_on": "2024-01-05"}),
    ("note", {"claim": ["ships"], "kind": "conflict", "number": 1, "text": "Two numbers",
              "details": {"values": [{"value": "4,200", "source": "report"}]}}),
]  # fmt: skip
PLACE = {f"{model} {row.get('slug', '')}".strip(): number for number, (model, row) in enumerate(ROWS)}


@pytest.fixture(scope="module")
def others(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Rows that have nothing to do with the broken files, loaded once for this module and never kept."""
    with django_db_blocker.unblock(), transaction.atomic():
        importing.load_fixtures(["seed/ratings", "seed/origins", "seed/sources", "seed/claimants"])
        yield
        transaction.set_rollback(True)


@pytest.fixture
def desk(others: None, db: None) -> None:
    """A desk with something in it, which a refused file leaves as it is."""


def rows() -> list[Any]:
    return [{"model": f"claims.{model}", "fields": copy.deepcopy(row)} for model, row in ROWS]


def held() -> dict[str, int]:
    """How many rows there are of everything that the desk keeps."""
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_app_config("claims").get_models()
    }


def refusal(path: Path) -> tuple[Problem, ...]:
    """Why the file is refused; the test fails if it isn't, or if anything was written."""
    before = held()
    with pytest.raises(BadFixtures) as refused:
        importing.load_fixtures([path])
    assert held() == before
    assert all(str(problem) in str(refused.value) for problem in refused.value.found)
    return refused.value.found


def write(folder: Path, told: list[Any]) -> Path:
    path = folder / "broken.json"
    path.write_text(json.dumps(told), "utf-8")
    return path


def test_the_unbroken_file_is_loaded(desk: None, tmp_path: Path) -> None:
    assert importing.load_fixtures([write(tmp_path, rows())]).added.total() == len(ROWS)
    assert not importing.load_fixtures([write(tmp_path, rows())]).added


# Object, what is put into which field of it, and the reason: one wrong value each.
VALUES = [
    ("claim ships", "statement", 7, "a number (7), and has to be a text"),
    ("claim ships", "statement", "", "cannot be blank"),
    ("claim ships", "statement", "ships\x00", "NUL character at position 5"),
    ("claim ships", "statement", "ships\ud800", "half a character"),
    ("claim ships", "statement", None, "is null"),
    ("claim ships", "kind", "guess", "not a valid choice"),
    ("claim ships", "rated", "maybe", "not a valid choice"),
    ("claim ships", "suggested_rating", ["perhaps"], "there is no rating perhaps"),
    ("claim ships", "suggested_rating", "yes", "has to be the natural key of a rating"),
    ("claim ships", "suggested_rating", [1], "no natural key of a rating"),
    ("claim ships", "claimant", ["nobody"], "there is no claimant nobody"),
    ("claim ships", "claimant", ["\ud800"], "half a character"),
    ("claim ships", "slug", "ships\x00", "NUL character at position 5"),
    ("claim ships", "claimed_on", "2023-02-30", "February 2023 has no day 30"),
    ("claim ships", "claimed_on", "2024/2023", "ends (2023-12-31) before it begins"),
    ("claim ships", "legal_hold", "no", "has to be true or false"),
    ("claim ships", "claimant_label", "x" * 201, "at most 200 characters"),
    ("claim ships", "status", "published", "is not for fixtures to say"),
    ("claim ships", "colour", "red", "there is no such field"),
    ("claim ships", "language", "English", "no language tag"),
    ("rating yes", "number", 4, "goes from 1 to 3"),
    ("rating yes", "number", True, "has to be a whole number"),
    ("rating yes", "number", 2.5, "a number (2.5), and has to be a whole number"),
    ("rating open", "order", 1, "is taken by yes"),
    ("rating yes", "order", -1, "greater than or equal to 0"),
    ("ratingscale small", "best", 1, "has to be above the worst"),
    ("ratingscale small", "is_default", True, "there is one default scale"),
    ("source paper", "url", "https://port.example/2023", "already, as the source report"),
    ("source paper", "url", "ftp://paper.example/1", "does not begin with http"),
    ("source paper", "url", "https://PAPER.example/1", "not in its canonical form, https://paper.example/1"),
    ("source paper", "published_on", "last week", "is no date"),
    ("source paper", "slug", "the paper", "Enter a valid “slug”"),
    ("claimant mayor", "country", "XX", "no ISO 3166-1 code"),
    ("claimant mayor", "same_as", ["wikidata"], "this address can't be used"),
    ("claimant mayor", "forms", [""], "a list of texts"),
    ("article lowmark", "embargo_until", "2024-01-01T10:00:00", "no moment with its time zone"),
    ("articleversion", "text", "  ", "the text is empty"),
    ("articleversion", "sha256", "0" * 64, "the text has the hash"),
    ("articleversion", "number", 3, "there is no version 2 before it"),
    ("articleversion", "article", ["elsewhere"], "there is no article elsewhere"),
    ("appearance", "end", 900, "no span inside the text, which has"),
    ("appearance", "start", 400, "no span inside the text"),
    ("appearance", "end", 0, "no span inside the text"),
    ("appearance", "exact", "The port of Highmark", "at 0 to 47 the text says “The port of Lowmark"),
    ("appearance", "article_version", ["lowmark", 2], "there is no articleversion lowmark 2"),
    ("appearance", "article_version", ["lowmark"], 'looks like ["slug", 1]'),
    ("appearance", "quoted", [{"start": 49, "end": 63, "text": "Ever before"}], "the text says ““Never before,”"),
    ("appearance", "quoted", [{"start": 49}], "“start”, “end” and “text”"),
    ("appearance", "attribution", "the mayor", "has to be an object"),
    ("appearance", "suffix", "nothing", "the text there says"),
    ("evidence e1", "quote", " ", "without its exact words"),
    ("evidence e1", "source", ["nowhere"], "there is no source nowhere"),
    ("evidence e1", "source", None, "a passage stands in a source"),
    ("evidence e1", "weight", "heavy", "not a valid choice"),
    ("evidence e2", "searched_words", "", "says where, for which words and when"),
    ("evidence e2", "searched_on", "5 January", "is no day"),
    ("note", "kind", "gossip", "not a valid choice"),
    ("note", "details", {"values": [{"value": "4,200", "source": "rumour"}]}, "there is no source rumour"),
    ("note", "details", {"numbers": []}, "and nothing else"),
    ("note", "details", [], "has to be an object"),
]  # fmt: skip


@pytest.mark.parametrize(("thing", "field", "value", "reason"), VALUES)
def test_a_wrong_value_is_refused(
    desk: None, tmp_path: Path, thing: str, field: str, value: Any, reason: str
) -> None:
    broken = rows()
    broken[PLACE[thing]]["fields"][field] = value
    told = refusal(write(tmp_path, broken))
    found = [problem for problem in told if problem.field == field]
    assert found, told
    assert found[0].file.endswith("broken.json")
    assert found[0].thing.startswith(f"object {PLACE[thing] + 1} (claims.{thing.split()[0]}")
    assert reason in found[0].reason


MISSING = [
    ("claim ships", "statement"), ("claim ships", "kind"), ("source paper", "publisher"), ("rating yes", "scale"),
    ("articleversion", "text"), ("evidence e1", "stance"), ("claim ships", "slug"), ("note", "number"),
]  # fmt: skip


@pytest.mark.parametrize(("thing", "field"), MISSING)
def test_a_missing_field_is_refused(desk: None, tmp_path: Path, thing: str, field: str) -> None:
    broken = rows()
    del broken[PLACE[thing]]["fields"][field]
    found = [problem for problem in refusal(write(tmp_path, broken)) if problem.field == field]
    assert found[0].file.endswith("broken.json")
    assert found[0].thing.startswith(f"object {PLACE[thing] + 1} (claims.")
    assert found[0].reason.startswith("is missing")


Change = Callable[[list[Any]], Any]


def append(row: Any) -> Change:
    return lambda broken: [*broken, row]


def instead(row: Any) -> Change:
    return lambda broken: [row, *broken[1:]]


OBJECTS: list[tuple[str, Change, str, str, str]] = [
    ("twice", append(rows()[PLACE["claim ships"]]), "object 15 (claims.claim ships)", "slug", "object 10 has the same"),
    ("no object", instead("claims.claim"), "object 1", "", "it is a text, and has to be an object"),
    ("a row's number", instead({"model": "claims.origin", "pk": 1, "fields": {}}), "object 1", "pk", "natural keys"),
    ("no model", instead({"fields": {}}), "object 1", "model", "has to name a model"),
    ("no fields", instead({"model": "claims.origin"}), "object 1 (claims.origin)", "fields", "names and values"),
    ("more", instead({"model": "a", "fields": {}, "x": 1}), "object 1", "x", "and nothing else"),
    ("event", append({"model": "claims.event", "fields": {}}), "object 15 (claims.event)", "model", "by acts alone"),
    ("verdict", append({"model": "claims.verdict", "fields": {}}), "object 15 (claims.verdict)", "model", "replaying"),
    ("publication", append({"model": "claims.publication", "fields": {}}), "object 15 (claims.publication)", "model",
     "replaying a history"),
    ("alert", append({"model": "claims.alert", "fields": {}}), "object 15 (claims.alert)", "model", "replaying"),
    ("snapshot", append({"model": "claims.snapshot", "fields": {}}), "object 15 (claims.snapshot)", "model", "capture saw"),
    ("job", append({"model": "claims.capturejob", "fields": {}}), "object 15 (claims.capturejob)", "model", "machinery"),
    ("unknown", append({"model": "claims.rumour", "fields": {}}), "object 15 (claims.rumour)", "model", "no model"),
    ("django's", append({"model": "sessions.session", "fields": {}}), "object 15 (sessions.session)", "model", "hold no"),
    ("staff", append({"model": "claims.user", "fields": {"username": "eve", "is_demonstration": True}}),
     "object 15 (claims.user eve)", "username", "only where DEMONSTRATION is set"),
    ("password", append({"model": "claims.user", "fields": {"username": "eve", "password": "x"}}),
     "object 15 (claims.user eve)", "password", "not for fixtures to say"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "thing", "field", "reason"), [row[1:] for row in OBJECTS], ids=[row[0] for row in OBJECTS]
)
def test_a_wrong_object_is_refused(
    desk: None, tmp_path: Path, change: Change, thing: str, field: str, reason: str
) -> None:
    found = refusal(write(tmp_path, change(rows())))
    told = [problem for problem in found if (problem.thing, problem.field) == (thing, field)]
    assert told, found
    assert told[0].file.endswith("broken.json")
    assert reason in told[0].reason


WHOLE = json.dumps(rows())
FILES: list[tuple[str, bytes, str]] = [
    ("truncated", WHOLE[:700].encode(), "no whole JSON"),
    ("empty", b"", "no whole JSON"),
    ("an object", b"{}", "its top level is an object, and has to be a list"),
    ("a name twice", b'[{"model": "claims.origin", "model": "claims.claim"}]', "the name “model” stands twice"),
    ("no number", b'[{"model": "claims.note", "fields": {"number": NaN}}]', "NaN is no number"),
    ("latin-1", "[{\"model\": \"Łódź\"}]".encode("iso-8859-2"), "not UTF-8: byte 12"),
    ("utf-16", WHOLE.encode("utf-16"), "not UTF-8: byte 0"),
    ("nested", b"[" * 100_000, "nested too deeply"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "reason"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_a_file_that_cannot_be_read_is_refused(desk: None, tmp_path: Path, raw: bytes, reason: str) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(raw)
    (problem,) = refusal(path)
    assert problem.file.endswith("broken.json")
    assert (problem.thing, problem.field) == ("", "")
    assert reason in problem.reason


def test_a_file_that_is_not_there_is_told(desk: None, tmp_path: Path) -> None:
    (problem,) = refusal(tmp_path / "nowhere.json")
    assert "there is no such file" in problem.reason


def test_a_folder_without_fixtures_is_told(desk: None, tmp_path: Path) -> None:
    (problem,) = refusal(tmp_path)
    assert "holds no .json file" in problem.reason


def test_all_problems_are_told_at_once(desk: None, tmp_path: Path) -> None:
    broken = rows()
    broken[PLACE["claim ships"]]["fields"] |= {"kind": "guess", "rated": "maybe"}
    broken[PLACE["source paper"]]["fields"]["published_on"] = "soon"
    found = refusal(write(tmp_path, broken))
    assert [problem.field for problem in found] == ["published_on", "kind", "rated"]


def test_a_problem_in_one_file_keeps_the_others_out(desk: None, tmp_path: Path) -> None:
    write(tmp_path, rows())
    (tmp_path / "second.json").write_text("[", "utf-8")
    assert refusal(tmp_path)[0].file.endswith("second.json")
    assert not Claim.objects.exists()


def test_the_same_object_in_two_files_is_refused(desk: None, tmp_path: Path) -> None:
    write(tmp_path, rows())
    (tmp_path / "second.json").write_text(json.dumps(rows()[3:4]), "utf-8")
    (problem,) = refusal(tmp_path)
    assert problem.file.endswith("second.json")
    assert "broken.json has the same natural key" in problem.reason


def test_the_text_of_a_version_is_never_changed(desk: None, tmp_path: Path) -> None:
    importing.load_fixtures([write(tmp_path, rows())])
    changed = {"article": ["lowmark"], "number": 1, "text": TEXT + " More."}
    (problem,) = refusal(write(tmp_path, [{"model": "claims.articleversion", "fields": changed}]))
    assert (problem.thing, problem.field) == ("object 1 (claims.articleversion lowmark 1)", "text")
    assert "never changed" in problem.reason


def test_the_same_text_under_another_number_is_refused(desk: None, tmp_path: Path) -> None:
    importing.load_fixtures([write(tmp_path, rows())])
    again = {"article": ["lowmark"], "number": 2, "text": TEXT}
    (problem,) = refusal(write(tmp_path, [{"model": "claims.articleversion", "fields": again}]))
    assert "the same text is here" in problem.reason


def test_a_place_that_a_row_of_the_desk_has_taken_is_refused(desk: None, tmp_path: Path) -> None:
    importing.load_fixtures([write(tmp_path, rows())])
    taken = {"slug": "other", "url": "https://paper.example/1", "kind": "newspaper", "publisher": "Other"}
    (problem,) = refusal(write(tmp_path, [{"model": "claims.source", "fields": taken}]))
    assert "as the source paper" in problem.reason


def test_a_sensitive_source_needs_public_words(desk: None, tmp_path: Path) -> None:
    broken = rows()
    broken[PLACE["source paper"]]["fields"]["is_sensitive"] = True
    (problem,) = refusal(write(tmp_path, broken))
    assert (problem.thing, problem.field) == ("object 6 (claims.source paper)", "public_wording")


def test_what_only_the_database_notices_is_told_too(desk: None, tmp_path: Path) -> None:
    importing.load_fixtures([write(tmp_path, rows())])
    swapped = [
        {"model": "claims.source", "fields": {"slug": "report", "url": "https://paper.example/1"}},
        {"model": "claims.source", "fields": {"slug": "paper", "url": "https://port.example/2023"}},
    ]
    (problem,) = refusal(write(tmp_path, swapped))
    assert "source_address_once" in problem.reason
