"""Tables as they are handed in: columns, lines, and what can't be read."""

from __future__ import annotations

import json

import pytest

from claims.exceptions import InvalidInput
from claims.services import row_files
from tests import workbooks


def values(name: str, raw: bytes) -> list[tuple[int, dict[str, object]]]:
    return [(row.line, row.values) for row in row_files.read(name, raw).rows]


ONE = [(2, {"url": "https://a.example", "kind": "agency"})]


@pytest.mark.parametrize(
    "raw",
    [
        b"url,kind\nhttps://a.example,agency\n",
        b"url;kind\r\nhttps://a.example;agency\r\n",
        b"url\tkind\nhttps://a.example\tagency",
        b"\xef\xbb\xbfurl, kind \nhttps://a.example, agency\n\n,\n",
        b'"url","kind",""\n"https://a.example","agency",""\n',
    ],
)
def test_a_csv_is_read_however_it_is_written(raw: bytes) -> None:
    assert values("a.csv", raw) == ONE


def test_a_workbook_is_read() -> None:
    raw = workbooks.table([["url", "kind"], ["https://a.example", "agency"]])
    assert values("a.xlsx", raw) == ONE


def test_json_lines_are_read() -> None:
    raw = json.dumps({"url": "https://a.example", "is_sensitive": False, "title": None}).encode()
    assert values("a.jsonl", b"\n" + raw) == [(2, {"url": "https://a.example", "is_sensitive": False})]


def test_a_quoted_cell_may_run_over_lines_and_the_next_row_has_its_own() -> None:
    assert [line for line, _ in values("a.csv", b'a\n"one\ntwo"\nthree\n')] == [2, 4]


def test_what_this_desk_guarded_against_spreadsheets_comes_back() -> None:
    assert values("a.csv", b"a\n'=1+1\n") == [(2, {"a": "=1+1"})]


REFUSED = {
    "latin.csv": (b"a\nM\xfcller\n", "line 2 holds a byte"),
    "nul.csv": (b"a\nb\x00\n", "NUL"),
    "empty.csv": (b"", "empty"),
    "wide.csv": (b"a\n1,2\n", "line 2 has more cells"),
    "twice.csv": (b"a,A\n1,2\n", "stands there twice"),
    "quote.csv": (b'a\n"b"c\n', "line 2"),
    "a.doc": (b"a", "ends in none of"),
    "a.xlsx": (b"words", "no whole workbook"),
    "a.jsonl": (b'{"a": 1}\n[1]\n', "line 2 is no object"),
    "b.jsonl": (b"{", "line 1 is no JSON"),
    "nul.jsonl": (b'{"a": "b"}\n{"a": "\\u0000"}', "line 2: it holds a NUL"),
    "half.jsonl": (b'{"\\ud800": "a"}', "line 1: it holds half a character"),
    "wide.jsonl": (json.dumps({str(n): n for n in range(201)}).encode(), "more than 200 columns"),
    "deep.jsonl": (b'{"a":' * 100_000, "line 1 is no JSON"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_place(name: str) -> None:
    raw, why = REFUSED[name]
    with pytest.raises(InvalidInput, match=why):
        values(name, raw)


@pytest.mark.parametrize(("limit", "why"), [("MAX_BYTES", "larger than"), ("MAX_ROWS", "more than 1 rows")])
def test_limits_hold(limit: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_files, limit, 1)
    with pytest.raises(InvalidInput, match=why):
        values("a.csv", b"a\n1\n2\n")
