"""``loaddata`` is the desk's own: it judges, it says what it did, and it writes nothing that is wrong."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands

from claims.models import Event, Origin, User

ROW = {"model": "claims.origin", "fields": {"slug": "o", "what": "Somewhere"}}


def run(*arguments: str) -> str:
    said = io.StringIO()
    call_command("loaddata", *arguments, stdout=said)
    return said.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "origins.json"
    made.write_text(json.dumps([ROW]), "utf-8")
    return made


def test_it_takes_the_place_of_djangos() -> None:
    assert get_commands()["loaddata"] == "claims"


def test_it_says_what_it_added_and_the_second_time_that_there_is_nothing(db: None, path: Path) -> None:
    assert run(str(path)) == "Added 1 origin; changed nothing.\n"
    assert run(str(path)) == "Nothing to add and nothing to change: all 1 objects are here already.\n"


def test_a_broken_file_is_an_error_that_names_the_place(db: None, path: Path) -> None:
    path.write_text(json.dumps([ROW, ROW | {"fields": {"slug": "p"}}]), "utf-8")
    with pytest.raises(CommandError, match=r"object 2 \(claims.origin p\), field what: is missing"):
        run(str(path))
    assert not Origin.objects.exists()


def test_who_loads_is_in_the_record(ada: User, path: Path) -> None:
    run(str(path), "--by", "ada")
    assert Event.objects.get(kind="origin.imported").actor_label == str(ada)


def test_an_unknown_member_is_refused(db: None, path: Path) -> None:
    with pytest.raises(CommandError, match="no member called eve"):
        run(str(path), "--by", "eve")
