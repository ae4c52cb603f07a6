"""``manage.py import_claims``: claims in bulk, by line, and twice without a difference."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.models import Claim, Claimant, Event, User
from claims.services import importing_claims

ROW = {"slug": "a", "statement": "Rents rose by 4 percent.", "kind": "statistic"}


def run(path: Path, *arguments: str) -> tuple[str, list[str]]:
    said, refused = io.StringIO(), io.StringIO()
    call_command("import_claims", str(path), *arguments, stdout=said, stderr=refused)
    return said.getvalue().strip(), refused.getvalue().splitlines()


def lines(folder: Path, *rows: Any) -> Path:
    path = folder / "claims.jsonl"
    path.write_text(
        "".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in rows), "utf-8"
    )
    return path


def test_rows_become_claims_and_the_second_time_nothing_changes(db: None, tmp_path: Path) -> None:
    path = lines(tmp_path, ROW, {"statement": "It snowed.", "kind": "event", "claimed_on": "2022"})
    assert run(path) == ("2 rows in: 2 added, 0 changed, 0 here already, 0 refused.", [])
    before = list(Claim.objects.order_by("pk").values())
    assert run(path) == ("2 rows in: 0 added, 0 changed, 2 here already, 0 refused.", [])
    assert list(Claim.objects.order_by("pk").values()) == before
    assert Event.objects.filter(kind="claims.imported").count() == 1


def test_csv_is_read_by_its_head(db: None, tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text('claim,kind,speaker note,who\n"It rose,\nthen fell.",event,x,A minister\n', "utf-8")
    assert run(path)[0] == "1 rows in: 1 added, 0 changed, 0 here already, 0 refused."
    claim = Claim.objects.get()
    assert (claim.statement, claim.claimant_label, claim.rated) == (
        "It rose,\nthen fell.",
        "A minister",
        "so",
    )


def test_what_differs_is_changed_and_on_record_and_empty_cells_leave_what_is_there(
    db: None, tmp_path: Path
) -> None:
    run(lines(tmp_path, ROW | {"claimant_label": "The mayor"}))
    claimant = Claimant.objects.create(slug="the-mayor", name="The Mayor")
    changed = {
        "slug": "a",
        "statement": "Rents rose by 5 percent.",
        "claimant": "the-mayor",
        "claimant_label": "",
    }
    assert run(lines(tmp_path, changed))[0] == "1 rows in: 0 added, 1 changed, 0 here already, 0 refused."
    claim = Claim.objects.get()
    assert (claim.statement, claim.claimant, claim.claimant_label) == (
        changed["statement"],
        claimant,
        "The mayor",
    )
    assert (claim.version, claim.kind) == (2, "statistic")
    told = Event.objects.get(kind="claim.edited", claim_pk=claim.pk).content.body["changes"]
    assert told["statement"] == [ROW["statement"], changed["statement"]]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ('{"slug": "b", "statement": ', "line 2: is no JSON"),
        ("[1]", "line 2: is no object with fields"),
        ({"slug": "b", "kind": "event"}, "line 2, statement: is missing"),
        ({"statement": "It is."}, "line 2, kind: is missing"),
        (ROW | {"slug": "b", "kind": "rumour"}, "line 2, kind: “rumour” is none of quote, statistic"),
        (ROW | {"slug": "b", "rated": "sung"}, "line 2, rated: “sung” is none of said, so"),
        (ROW | {"slug": "b c"}, "line 2, slug: only letters"),
        (ROW | {"slug": "b", "claimant": "nobody"}, "line 2, claimant: there is none with the slug “nobody”"),
        (ROW | {"slug": "b", "claimed_on": "the 5th"}, "line 2, claimed_on: "),
        (ROW | {"slug": "b", "statement": "a\x00b"}, "line 2, statement: holds a character"),
        (ROW | {"slug": "b", "statement": "a\ud800b"}, "line 2, statement: holds a character"),
        (ROW | {"slug": "b", "statement": ["x"]}, "line 2, statement: is no text"),
        (ROW | {"slug": "b", "claimant_label": "x" * 201}, "line 2, claimant_label: more than 200"),
        (ROW, "line 2: the same stands in line 1"),
    ],
)
def test_a_row_that_is_wrong_is_told_by_its_line_and_the_others_are_written(
    db: None, tmp_path: Path, row: Any, told: str
) -> None:
    said, refused = run(lines(tmp_path, ROW, row, {"statement": "It snowed.", "kind": "event"}))
    assert said == "3 rows in: 2 added, 0 changed, 0 here already, 1 refused."
    assert refused[0].startswith(told)
    assert Claim.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("c.csv", b"", "it is empty"),
        ("c.csv", b"colour,size\nred,5\n", "none of its columns is a statement"),
        ("c.csv", b"statement\ncaf\xe9\n", "byte 13 can"),
    ],
)
def test_a_file_that_is_no_table_of_claims_is_refused(
    db: None, tmp_path: Path, name: str, raw: bytes, told: str
) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(CommandError, match=told):
        run(path)


def test_who_may_not_import_is_refused(cleo: User, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="import rows"):
        run(lines(tmp_path, ROW), "--by", cleo.username)
    assert not Claim.objects.exists()


def test_more_rows_than_one_chunk(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing_claims, "CHUNK", 2)
    rows = [{"statement": f"It was {n}.", "kind": "event"} for n in range(5)]
    assert run(lines(tmp_path, *rows))[0].startswith("5 rows in: 5 added")
