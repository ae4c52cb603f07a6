"""Workbooks: what their cells say, as text; and what is refused before it is unpacked."""

from __future__ import annotations

import pytest

from claims.clients import workbooks
from claims.clients.workbooks import NoWorkbook
from tests.workbooks import MAIN, packed, workbook

CELLS = {
    '<c r="A1" t="s"><v>0</v></c>': "shared",
    '<c r="A1" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c>': "inline",
    '<c r="A1"><v>4200</v></c>': "4200",
    '<c r="A1"><v>3.5</v></c>': "3.5",
    '<c r="A1" s="1"><v>45589</v></c>': "2024-10-24",
    '<c r="A1" s="2"><v>45589.5</v></c>': "2024-10-24T12:00",
    '<c r="A1" t="b"><v>1</v></c>': "yes",
    '<c r="A1" t="str"><f>1+1</f><v>2</v></c>': "2",
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_is_read_as_it_is_shown(cell: str) -> None:
    read = list(workbooks.rows(workbook(f'<row r="1">{cell}</row>', strings=["shared"])))
    assert read == [(1, [CELLS[cell]])]


def test_empty_cells_and_rows_keep_the_others_in_their_place() -> None:
    sheet = '<row r="1"><c r="A1"/></row><row r="4"><c r="C4"><v>7</v></c></row>'
    assert list(workbooks.rows(workbook(sheet))) == [(4, ["", "", "7"])]


def test_an_error_of_a_formula_is_an_empty_cell() -> None:
    assert list(workbooks.rows(workbook('<row r="1"><c t="e"><v>#REF!</v></c></row>'))) == []


def torn(raw: bytes) -> bytes:
    """The same with other bytes where its first part is packed."""
    at = raw.index(b"xl/workbook.xml") + len("xl/workbook.xml")
    return raw[:at] + b"\xff" * 20 + raw[at + 20 :]


BILLION = f'<!DOCTYPE lolz [<!ENTITY a "ha">]><sst {MAIN}><si><t>&a;</t></si></sst>'
REFUSED = {
    "no zip": b"words",
    "no workbook": packed({"a.txt": "x"}),
    "a bomb": workbook("", **{"xl/media/big.xml": "0" * 3_000_000}),
    "a document type": workbook("<row/>", **{"xl/sharedStrings.xml": BILLION}),
    "broken": workbook("<row>"),
    "cut": workbook("<row/>")[:-40],
    "no number": workbook('<row r="1"><c r="A1"><v>many</v></c></row>'),
    "no day": workbook('<row r="1"><c r="A1" s="1"><v>1e300</v></c></row>'),
    "no row": workbook('<row r="one"><c r="A1"><v>1</v></c></row>'),
    "torn": torn(workbook("<row/>")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_workbook_is_refused(name: str) -> None:
    with pytest.raises(NoWorkbook):
        list(workbooks.rows(REFUSED[name]))


def test_too_much_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 100)
    with pytest.raises(NoWorkbook, match="unpacks to more"):
        list(workbooks.rows(workbook("<row/>")))
