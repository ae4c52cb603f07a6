"""``manage.py split_sentences`` and ``extract_quotations``: texts in, JSON lines with places out."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

TEXT = "Jane Roe came on Monday. “The port is closed,” she said."


def lines(command: str, path: Path, content: str) -> list[dict[str, Any]]:
    path.write_text(content, encoding="utf-8")
    out = io.StringIO()
    call_command(command, str(path), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_sentences_of_plain_text_are_lines(tmp_path: Path) -> None:
    found = lines("split_sentences", tmp_path / "in", TEXT)
    assert [TEXT[one["start"] : one["end"]] for one in found] == [TEXT[:24], TEXT[25:]]
    assert [one["text"] for one in found] == [TEXT[:24], TEXT[25:]]


def test_sentences_of_records_are_spans(tmp_path: Path) -> None:
    assert lines("split_sentences", tmp_path / "in", json.dumps({"id": "a", "text": TEXT})) == [
        {"id": "a", "spans": [[0, 24], [25, len(TEXT)]]}
    ]


def test_a_quotation_has_its_speaker_and_the_words_that_name_him(tmp_path: Path) -> None:
    (found,) = lines("extract_quotations", tmp_path / "in", TEXT)
    assert (found["kind"], found["speaker"]) == ("direct", "Jane Roe")
    for part, words in (
        (found["content"][0], "“The port is closed,”"),
        (found["source"], "she"),
        (found["cue"], "said"),
    ):
        assert part["text"] == TEXT[part["start"] : part["end"]] == words


def test_quotations_of_records_are_one_line_each(tmp_path: Path) -> None:
    records = [json.dumps({"id": number, "text": text}) for number, text in ((1, TEXT), (2, "It rained."))]
    first, second = lines("extract_quotations", tmp_path / "in", "\n".join(records))
    assert (first["id"], first["spans"], len(first["quotations"])) == (1, [[25, 46]], 1)
    assert (second["id"], second["spans"], second["quotations"]) == (2, [], [])


@pytest.mark.parametrize("command", ["split_sentences", "extract_quotations"])
def test_what_is_no_text_is_refused_with_its_line(command: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="2"):
        lines(command, tmp_path / "in", '{"id": 1, "text": "a"}\n{"id": 2}')
