"""``manage.py score_sentences``: texts in, JSON lines out."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.text.checkworthiness import THRESHOLD


def scored(path: Path, **options: Any) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("score_sentences", str(path), stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def file_of(folder: Path, text: str) -> Path:
    path = folder / "in"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_sentence_of_a_text_is_a_line_with_its_place(tmp_path: Path) -> None:
    text = "Thank you. Exports rose by 12 percent in 2019."
    found = scored(file_of(tmp_path, text))
    assert [text[one["start"] : one["end"]] for one in found] == ["Thank you.", text[11:]]
    assert [one["check_worthy"] for one in found] == [False, True]
    assert all(one["check_worthy"] == (one["score"] >= THRESHOLD) for one in found)
    assert "number" in [one["reason"] for one in found[1]["reasons"]]


def test_every_record_is_a_line_with_its_id_and_its_sentences(tmp_path: Path) -> None:
    text = "Look. Crime fell by 30 percent since 1993."
    lines = f"{json.dumps({'id': 'a/1', 'text': text})}\n\n{json.dumps({'id': 7, 'text': ''})}\n"
    first, second = scored(file_of(tmp_path, lines))
    assert (first["id"], first["spans"], first["check_worthy"]) == ("a/1", [[0, 5], [6, 42]], True)
    assert [one["check_worthy"] for one in first["sentences"]] == [False, True]
    assert (second["id"], second["spans"], second["check_worthy"]) == (7, [], False)


def test_a_long_text_is_worth_its_best_sentence(tmp_path: Path) -> None:
    text = "We like it here. " * 70 + "Exports rose by 12 percent in 2019."
    (found,) = scored(file_of(tmp_path, json.dumps({"id": 1, "text": text})))
    assert text[found["start"] : found["end"]] == "Exports rose by 12 percent in 2019."


def test_the_lines_may_go_into_a_file(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    assert scored(file_of(tmp_path, "It fell by half."), output=str(target)) == []
    assert json.loads(target.read_text("utf-8"))["id"] == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"id": 1, "text": "a"}\n{"id": 2', "line 2 is no JSON"),
        ('{"id": 1}', "line 1 has no “id” and “text”"),
        ('{"id": 1, "text": 5}', "line 1 has no “id” and “text”"),
        (" \n", "is empty"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(CommandError, match=told):
        scored(file_of(tmp_path, text))


def test_other_than_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in"
    path.write_bytes(b"caf\xe9")
    with pytest.raises(CommandError, match="byte 3 can't be read"):
        scored(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="can't be read: No such file"):
        scored(tmp_path / "none")
