"""When the preparation of a start can be left out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from factcheck.embedded import preparation


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("claims/migrations/0001.py", "claims/models.py", "fixtures/seed.json", "requirements.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return tmp_path


def test_nothing_changed_is_the_same_state(root: Path) -> None:
    assert preparation.state(root, "a") == preparation.state(root, "a")


@pytest.mark.parametrize("name", ["claims/migrations/0002.py", "fixtures/more.json", "claims/models.py"])
def test_a_new_or_changed_file_is_another_state(root: Path, name: str) -> None:
    before = preparation.state(root)
    (root / name).write_text("longer")
    assert preparation.state(root) != before


def test_a_file_of_the_same_size_but_later_is_another_state(root: Path) -> None:
    before = preparation.state(root)
    os.utime(root / "requirements.txt", ns=(1, 1))
    assert preparation.state(root) != before


def test_another_database_is_another_state(root: Path) -> None:
    assert preparation.state(root, "12|34") != preparation.state(root, "11|33")


def test_compiled_files_are_no_change(root: Path) -> None:
    before = preparation.state(root)
    (root / "claims" / "models.cpython-311.pyc").touch()
    assert preparation.state(root) == before


def test_the_log_ins_are_recalled_for_the_same_state_only(tmp_path: Path) -> None:
    note = tmp_path / "note.json"
    assert preparation.recall(note, "now") is None
    preparation.remember(note, "now", ["ana"])
    assert preparation.recall(note, "now") == ["ana"]
    assert preparation.recall(note, "later") is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"state": "now"}'])
def test_an_unreadable_note_recalls_nothing(tmp_path: Path, text: str) -> None:
    note = tmp_path / "note.json"
    note.write_text(text)
    assert preparation.recall(note, "now") is None
