"""An annotated copy for Word and LibreOffice: the text, and a real footnote for every claim.

Written by hand, as WordprocessingML in an Open Packaging container (ECMA-376), the transitional kind that both read.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC

from django.utils.html import escape
from django.utils.translation import gettext as _

from claims.presenters.annotated_copy import AnnotatedCopy, CopiedClaim, CopiedEvidence, CopiedPiece

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SPACES = f'xmlns:w="{_WORD}" xmlns:r="{_OFFICE}"'
_ML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_UNLAWFUL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi", "ps", "sd", "ug", "dv"})
_OUTSIDE = ' TargetMode="External"'
# A moment that every package shares: the same copy is the same bytes.
_MOMENT = (1980, 1, 1, 0, 0, 0)

# How the words of a claim are underlined: line and colour, so that colour alone carries nothing.
LINES = {
    "unreviewed": ("dotted", "5A554D"),
    "in_review": ("dash", "1D5593"),
    "awaiting_approval": ("dotDash", "7A5000"),
    "approved": ("single", "0B5F70"),
    "published": ("thick", "1D6237"),
    "at_risk": ("wave", "A3231F"),
    "withdrawn": ("double", "6A3D78"),
}


@dataclass
class _Notes:
    """The footnotes so far, and the addresses that they link to. Notes −1 and 0 are Word's own separators."""

    bodies: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    first: dict[int, int] = field(default_factory=dict)

    def add(self, claim: CopiedClaim) -> int:
        """The number of a new footnote for a mark of this claim; its second mark refers to the first's."""
        number = len(self.bodies) + 1
        known = self.first.setdefault(claim.pk, number)
        paragraphs = [_see(known)] if known != number else list(self._told(claim))
        self.bodies.append(_footnote(number, paragraphs))
        return number

    def _told(self, claim: CopiedClaim) -> Iterator[str]:
        decided = claim.rating or _("not decided yet ({status_words})").format(
            status_words=claim.status_words
        )
        yield _run(f"{decided}. ", "<w:b/>") + _run(claim.summary or claim.statement)
        if claim.summary:
            yield _run(_("Claim: "), "<w:i/>") + _run(claim.statement)
        if claim.who:
            yield _run(_("Who says so: "), "<w:i/>") + _run(claim.who)
        for one in claim.evidence:
            yield self._evidence(one)
        if not claim.evidence:
            yield _run(_("No evidence yet."), "<w:i/>")

    def _evidence(self, one: CopiedEvidence) -> str:
        if one.is_search:
            when = f" on {one.published_on}" if one.published_on else ""
            return _run(_("Searched: "), "<w:i/>") + _run(f"{one.source}{when}, for “{one.quote}”.")
        told = _run(f"{one.stance.capitalize()}: ", "<w:i/>") + _run(one.source)
        told += _run(f", {one.published_on}" if one.published_on else "")
        told += _run(f": “{one.quote}”" if one.quote else "")
        told += _run(f" [{one.translation}]" if one.translation else "")
        told += _run(f" {one.summary}" if one.summary and not one.quote else "")
        return told + (_run(" ") + self._link(one.url) if one.url else "")

    def _link(self, url: str) -> str:
        self.addresses.append(url)
        return f'<w:hyperlink r:id="rIdA{len(self.addresses)}">{_run(url, _style("Hyperlink"))}</w:hyperlink>'


def write(copy: AnnotatedCopy) -> bytes:
    """The package. Nothing in it depends on when it was written but what the copy says of itself."""
    notes = _Notes()
    document = _document(copy, notes)
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _relationships(
            [
                ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml", False),
                ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml", False),
            ]
        ),
        "docProps/core.xml": _core(copy),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _relationships(
            [
                ("rId1", f"{_OFFICE}/styles", "styles.xml", False),
                ("rId2", f"{_OFFICE}/footnotes", "footnotes.xml", False),
                ("rId3", f"{_OFFICE}/settings", "settings.xml", False),
            ]
        ),
        "word/styles.xml": _STYLES,
        "word/settings.xml": _SETTINGS,
        "word/footnotes.xml": _footnotes(notes),
        "word/_rels/footnotes.xml.rels": _relationships(
            [
                (f"rIdA{number}", f"{_OFFICE}/hyperlink", url, True)
                for number, url in enumerate(notes.addresses, 1)
            ]
        ),
    }
    return _packed(parts)


def _packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, words in parts.items():
            package.writestr(zipfile.ZipInfo(name, _MOMENT), words.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _document(copy: AnnotatedCopy, notes: _Notes) -> str:
    rtl = copy.version.article.language.split("-")[0].lower() in _RIGHT_TO_LEFT
    lines = ["".join(_piece(piece, notes, rtl=rtl) for piece in line) for line in copy.paragraphs]
    title = lines.pop(0) if copy.begins_with_its_title else _run(copy.version.article.title)
    paragraphs = [_paragraph(title, "Title", rtl=rtl), *_about(copy)]
    paragraphs += [_paragraph(runs, rtl=rtl) for runs in lines]
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1304" w:right="1304" w:bottom="1304" w:left="1304" '
        'w:header="709" w:footer="709" w:gutter="0"/>'
        "</w:sectPr>"
    )
    return f"{_HEAD}<w:document {_SPACES}><w:body>{''.join(paragraphs)}{page}</w:body></w:document>"


def _about(copy: AnnotatedCopy) -> Iterator[str]:
    version, coverage = copy.version, copy.coverage
    made = f"{copy.made_at:%Y-%m-%d %H:%M %Z}"
    covered = coverage.complete + coverage.not_checkable
    for words in (
        _("Annotated copy of version {number}, made on {made} for {made_by}.").format(
            number=version.number, made=made, made_by=copy.made_by
        ),
        _("sha256 of the text: {sha256}").format(sha256=version.sha256),
        _(
            "{covered} of {total} sentences covered; {count} claims, {undecided} of them not decided yet."
        ).format(covered=covered, total=coverage.total, count=len(copy.claims), undecided=copy.undecided),
    ):
        yield _paragraph(_run(words), "About")


def _piece(piece: CopiedPiece, notes: _Notes, *, rtl: bool) -> str:
    look = "<w:rtl/>" if rtl else ""
    if piece.claims:
        line, colour = LINES.get(piece.claims[-1].status, LINES["unreviewed"])
        look = f'<w:u w:val="{line}" w:color="{colour}"/>{look}'
    references = "".join(_reference(notes.add(claim)) for claim in piece.closing)
    return _run(piece.text, look) + references


def _reference(number: int) -> str:
    return f'<w:r><w:rPr>{_style("FootnoteReference")}</w:rPr><w:footnoteReference w:id="{number}"/></w:r>'


def _footnote(number: int, paragraphs: list[str]) -> str:
    mark = f"<w:r><w:rPr>{_style('FootnoteReference')}</w:rPr><w:footnoteRef/></w:r>{_run(' ')}"
    first, *others = paragraphs
    body = _paragraph(mark + first, "FootnoteText") + "".join(
        _paragraph(one, "FootnoteText") for one in others
    )
    return f'<w:footnote w:id="{number}">{body}</w:footnote>'


def _see(number: int) -> str:
    return _run(_("The same claim as in note {number}.").format(number=number))


def _footnotes(notes: _Notes) -> str:
    own = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>'
        for number, kind, mark in (
            (-1, "separator", "separator"), (0, "continuationSeparator", "continuationSeparator"),
        )
    )  # fmt: skip
    return f"{_HEAD}<w:footnotes {_SPACES}>{own}{''.join(notes.bodies)}</w:footnotes>"


def _paragraph(runs: str, style: str = "", *, rtl: bool = False) -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    look = f"<w:pPr>{named}{'<w:bidi/>' if rtl else ''}</w:pPr>" if named or rtl else ""
    return f"<w:p>{look}{runs}</w:p>"


def _run(words: str, look: str = "") -> str:
    if not words:
        return ""
    told = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{told}<w:t xml:space="preserve">{_text(words)}</w:t></w:r>'


def _style(name: str) -> str:
    return f'<w:rStyle w:val="{name}"/>'


def _text(words: str) -> str:
    """Words as XML: what XML has no place for is left out."""
    return str(escape(_UNLAWFUL.sub("", words).replace("\n", " ")))


def _relationships(rows: list[tuple[str, str, str, bool]]) -> str:
    told = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{_text(target)}"{_OUTSIDE if outside else ""}/>'
        for name, kind, target, outside in rows
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


def _core(copy: AnnotatedCopy) -> str:
    made = f"{copy.made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_text(copy.version.article.title)}</dc:title>"
        f"<dc:language>{_text(copy.version.article.language)}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created>'
        "</cp:coreProperties>"
    )


_CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/{part}" ContentType="{kind}"/>'
        for part, kind in (
            ("word/document.xml", f"{_ML}.document.main+xml"),
            ("word/styles.xml", f"{_ML}.styles+xml"),
            ("word/settings.xml", f"{_ML}.settings+xml"),
            ("word/footnotes.xml", f"{_ML}.footnotes+xml"),
            ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        )
    )
    + "</Types>"
)
_SETTINGS = (
    f'{_HEAD}<w:settings {_SPACES}><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
    "</w:settings>"
)


def _named(kind: str, key: str, name: str, look: str, *, based_on: str = "") -> str:
    based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="{kind}" w:styleId="{key}"><w:name w:val="{name}"/>{based}{look}</w:style>'


_STYLES = (
    f"{_HEAD}<w:styles {_SPACES}><w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Georgia" w:hAnsi="Georgia" w:cs="Times New Roman" w:eastAsia="Batang"/><w:sz w:val="22"/>'
    '</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="160" w:line="320" w:lineRule="auto"/></w:pPr>'
    "</w:pPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    + _named(
        "paragraph", "Title", "Title",
        '<w:pPr><w:spacing w:after="120"/></w:pPr><w:rPr><w:b/><w:sz w:val="36"/></w:rPr>', based_on="Normal",
    )
    + _named(
        "paragraph", "About", "About this copy",
        '<w:pPr><w:spacing w:after="40" w:line="240" w:lineRule="auto"/></w:pPr>'
        '<w:rPr><w:color w:val="555555"/><w:sz w:val="18"/></w:rPr>', based_on="Normal",
    )
    + _named(
        "paragraph", "FootnoteText", "footnote text",
        '<w:pPr><w:spacing w:after="20" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:sz w:val="18"/></w:rPr>',
        based_on="Normal",
    )
    + _named(
        "character", "FootnoteReference", "footnote reference",
        '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>',
    )
    + _named("character", "Hyperlink", "Hyperlink", '<w:rPr><w:color w:val="1F4B82"/><w:u w:val="single"/></w:rPr>')
    + "</w:styles>"
)  # fmt: skip
