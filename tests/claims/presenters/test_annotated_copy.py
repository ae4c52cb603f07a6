"""The annotated copy: what it tells of each claim, and what never leaves the desk."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from claims.models import ArticleVersion, Claim, User
from claims.presenters import annotated_copy, annotated_csv, annotated_docx
from claims.presenters.annotated_copy import AnnotatedCopy
from claims.services import citing, marking, publishing, reviewing
from tests import factories

AT = datetime(2024, 11, 1, 9, 30, tzinfo=UTC)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


@pytest.fixture
def version(chae: User, noise: None) -> ArticleVersion:
    return factories.version(by=chae, title="Harbour traffic doubled in a year")


@pytest.fixture
def published(version: ArticleVersion, chae: User, ben: User) -> Claim:
    return factories.published_claim(author=chae, editor=ben, in_version=version)


def copy_of(version: ArticleVersion, by: User) -> AnnotatedCopy:
    return annotated_copy.build(version, by=by, at=AT)


def test_the_text_of_the_copy_is_the_text(version: ArticleVersion, published: Claim, chae: User) -> None:
    shown = ["".join(piece.text for piece in line) for line in copy_of(version, chae).paragraphs]
    assert shown == [line for line in version.text.split("\n") if line]


def test_a_note_follows_the_last_word_of_its_claim(
    version: ArticleVersion, published: Claim, chae: User
) -> None:
    pieces = [piece for line in copy_of(version, chae).paragraphs for piece in line]
    assert [(piece.text, [one.pk for one in piece.closing]) for piece in pieces if piece.closing] == [
        ("handled 4,200 ships in 2023", [published.pk])
    ]


def test_overlapping_claims_have_a_note_each(version: ArticleVersion, chae: User) -> None:
    outer = factories.claim(by=chae, in_version=version)
    inner = factories.claim(by=chae, in_version=version, words="4,200 ships")
    pieces = [piece for line in copy_of(version, chae).paragraphs for piece in line]
    assert [one.pk for piece in pieces for one in piece.closing] == [inner.pk, outer.pk]


def test_a_decided_claim_tells_its_rating_and_evidence(
    version: ArticleVersion, published: Claim, chae: User
) -> None:
    claim = copy_of(version, chae).claims[0]
    assert (claim.rating, claim.summary) == ("Accurate", "The harbour master's list shows 4,200 calls.")
    assert [one.quote for one in claim.evidence] == ["4,200 ships called at the port"] * 2


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_of_an_undecided_verdict_nothing_is_told(version: ArticleVersion, chae: User, state: str) -> None:
    claim = factories.claim(by=chae, in_version=version)
    factories.evidence(claim, by=chae)
    getattr(factories, state)(claim, by=chae)
    copied = copy_of(version, chae).claims[0]
    assert (copied.rating, copied.summary, copied.is_decided) == ("", "", False)


def test_of_a_protected_source_only_its_public_wording_is_told(version: ArticleVersion, chae: User) -> None:
    claim = factories.claim(by=chae, in_version=version)
    source = factories.source(
        by=chae, publisher="Harbour clerk Jo Doe", is_sensitive=True, public_wording="A clerk of the harbour"
    )
    factories.evidence(claim, by=chae, source=source, quote="I keep the list, and only I")
    copy = copy_of(version, chae)
    written = annotated_csv.write(copy).decode() + everything(annotated_docx.write(copy))
    assert "A clerk of the harbour" in written
    assert not [secret for secret in ("Jo Doe", "only I", source.url) if secret in written]


def test_a_negative_search_tells_where_and_for_what(version: ArticleVersion, chae: User) -> None:
    claim = factories.claim(by=chae, in_version=version)
    citing.record_search(claim, where="Index of ships", words="4,200", on=AT.date(), by=chae)
    found = copy_of(version, chae).claims[0].evidence[0]
    assert (found.is_search, found.source, found.quote) == (True, "Index of ships", "4,200")


def test_as_many_rows_are_asked_for_however_many_claims(
    version: ArticleVersion, published: Claim, chae: User, django_assert_num_queries: object
) -> None:
    for found in ("the mayor", "Monday", "Ida Holm told reporters"):
        factories.evidence(factories.claim(by=chae, words=found, in_version=version), by=chae)
    with django_assert_num_queries(5):  # type: ignore[operator]
        copy_of(version, chae)


# --- As a table ---------------------------------------------------------------------------------------------------


def rows(copy: AnnotatedCopy) -> list[dict[str, str]]:
    words = annotated_csv.write(copy).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(words, newline="")))


def test_the_table_has_a_row_for_each_piece_of_evidence(
    version: ArticleVersion, published: Claim, chae: User
) -> None:
    factories.claim(by=chae, in_version=version, words="Monday")
    assert [(row["number"], row["stance"]) for row in rows(copy_of(version, chae))] == [
        ("1", "supports"), ("1", "supports"), ("2", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["=1+1", "+44", "-3", "@SUM(A1)", "\t=1", " =cmd|'/C calc'!A0"])
def test_no_cell_is_a_formula(version: ArticleVersion, chae: User, words: str) -> None:
    factories.claim(by=chae, in_version=version, statement="Plain", claimant_label=words)
    marking.add_note(Claim.objects.latest("pk"), kind="remark", text="=1", by=chae)
    assert rows(copy_of(version, chae))[0]["who says so"] == f"'{words}"


# --- As a document ------------------------------------------------------------------------------------------------


def everything(package: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist())


def tree(package: bytes, part: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        return ElementTree.fromstring(parts.read(part))


@pytest.fixture
def package(version: ArticleVersion, published: Claim, chae: User) -> bytes:
    factories.claim(by=chae, in_version=version, words="4,200 ships", statement="Fish & <chips>\x0b, “so”")
    start = version.text.index("a record")
    marking.mark_appearance(published, version, start=start, end=start + 8, by=chae)
    return annotated_docx.write(copy_of(version, chae))


def test_every_part_has_a_type_and_every_relation_a_part(package: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        names = set(parts.namelist())
    types = tree(package, "[Content_Types].xml")
    typed = {one.attrib["PartName"].lstrip("/") for one in types.iter(f"{TYPES}Override")}
    plain = {one.attrib["Extension"] for one in types.iter(f"{TYPES}Default")}
    assert typed <= names
    assert {name for name in names - typed if name.rpartition(".")[2] not in plain} == set()
    for part in ("document", "footnotes"):
        for one in tree(package, f"word/_rels/{part}.xml.rels").iter(RELATION):
            assert one.get("TargetMode") == "External" or f"word/{one.attrib['Target']}" in names


def test_every_reference_has_its_footnote_and_every_footnote_its_reference(package: bytes) -> None:
    referred = [
        one.attrib[f"{W}id"] for one in tree(package, "word/document.xml").iter(f"{W}footnoteReference")
    ]
    notes = list(tree(package, "word/footnotes.xml").iter(f"{W}footnote"))
    assert (
        [one.attrib[f"{W}id"] for one in notes if f"{W}type" not in one.attrib] == referred == ["1", "2", "3"]
    )
    assert [one.attrib[f"{W}type"] for one in notes[:2]] == ["separator", "continuationSeparator"]


def test_every_link_of_a_footnote_leads_to_its_address(package: bytes, published: Claim) -> None:
    targets = {
        one.attrib["Id"]: one.attrib["Target"]
        for one in tree(package, "word/_rels/footnotes.xml.rels").iter(RELATION)
    }
    linked = [
        targets[one.attrib[f"{R}id"]] for one in tree(package, "word/footnotes.xml").iter(f"{W}hyperlink")
    ]
    assert linked == [one.source.url for one in published.evidence.order_by("pk") if one.source]


def test_every_style_that_is_used_is_there(package: bytes) -> None:
    there = {one.attrib[f"{W}styleId"] for one in tree(package, "word/styles.xml").iter(f"{W}style")}
    used = {
        one.attrib[f"{W}val"]
        for part in ("document", "footnotes")
        for kind in ("pStyle", "rStyle")
        for one in tree(package, f"word/{part}.xml").iter(f"{W}{kind}")
    }
    assert used <= there


def test_the_document_holds_the_text_and_the_notes_what_stands_behind_it(
    package: bytes, version: ArticleVersion
) -> None:
    body = tree(package, "word/document.xml")
    lines = ["".join(one.text or "" for one in line.iter(f"{W}t")) for line in body.iter(f"{W}p")]
    assert [line for line in version.text.split("\n") if line] == [lines[0], *lines[4:]]
    notes = "".join(one.text or "" for one in tree(package, "word/footnotes.xml").iter(f"{W}t"))
    assert "Accurate. The harbour master's list" in notes
    assert "Fish & <chips>, “so”" in notes
    assert "The same claim as in note 2." in notes


def test_the_same_copy_is_the_same_bytes(package: bytes, version: ArticleVersion, chae: User) -> None:
    assert annotated_docx.write(copy_of(version, chae)) == package


def test_right_to_left_text_runs_from_right_to_left(chae: User, noise: None) -> None:
    version = factories.version(by=chae, language="ar", text="الميناء مشغول.")
    made = annotated_docx.write(copy_of(version, chae))
    assert list(tree(made, "word/document.xml").iter(f"{W}bidi"))


def test_a_withdrawal_counts_when_it_is_published(
    version: ArticleVersion, published: Claim, chae: User, ben: User
) -> None:
    verdict = published.verdicts.get()
    withdrawal = reviewing.draft_withdrawal(verdict, by=chae, public_note="The list was false.")
    withdrawal = reviewing.approve(reviewing.submit(withdrawal, by=chae), by=ben)
    assert copy_of(version, chae).claims[0].rating == "Accurate"
    publishing.publish(withdrawal, by=ben)
    copied = copy_of(version, chae).claims[0]
    assert (copied.rating, copied.summary) == ("", "")
