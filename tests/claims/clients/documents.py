"""Small PDF files made by hand, honest and otherwise."""

import zlib


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    body = b"%PDF-1.7\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(body))
    return body + head + end


def stream(content: bytes, *, packed: bytes | None = None) -> bytes:
    kept, names = (content, b"") if packed is None else (packed, b"/Filter /FlateDecode")
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(kept), names, kept)


def page(number: int, contents: int) -> bytes:
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
        b"/Resources << /Font << /F1 %d 0 R >> >> >>" % (contents, number)
    )


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"


def one_page(content: bytes) -> bytes:
    """A PDF of one page with this content stream object."""
    return pdf(CATALOGUE, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page(5, 4), content, FONT)


HONEST = one_page(stream(b"BT /F1 12 Tf 72 700 Td (The minister said so.) Tj 0 -20 Td (And more.) Tj ET"))


def described(xmp: bytes, info: bytes = b"", *, catalogue: bytes = b"") -> bytes:
    """A PDF of one page that says about itself what `xmp` and `info` hold."""
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R /Metadata 6 0 R %s >>" % catalogue,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page(5, 4),
        stream(b"BT /F1 12 Tf 72 700 Td (Some text.) Tj ET"),
        FONT,
        stream(xmp),
        b"<< %s >>" % info,
        trailer=b"/Info 7 0 R",
    )


def entities(depth: int) -> bytes:
    """XML that says `ha` ten times for ten times, `depth` times over."""
    more = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, depth))
    return b'<!DOCTYPE x [<!ENTITY e0 "ha">%s]><x>&e%d;</x>' % (more, depth - 1)


ENTITIES_IN_XMP = described(entities(9))
EMPTY = one_page(stream(b""))
BOMB = one_page(stream(b"", packed=zlib.compress(zlib.compress(b"\0" * 300_000_000, 9), 9)))
ONE_BOMB = one_page(stream(b"", packed=zlib.compress(b"(x) Tj " * 20_000_000, 9)))
TREE_LOOP = pdf(CATALOGUE, b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>")
LYING_COUNT = pdf(CATALOGUE, b"<< /Type /Pages /Kids [] /Count 99999999 >>")
MANY_PAGES = pdf(
    CATALOGUE,
    b"<< /Type /Pages /Count 600 /Kids [%s] >>" % (b"3 0 R " * 600),
    page(5, 4),
    stream(b""),
    FONT,
)
DEEP = pdf(b"[" * 50_000 + b"]" * 50_000, b"<< >>")
SELF_REFERENCE = pdf(b"1 0 R")
ENCRYPTED = pdf(
    CATALOGUE,
    b"<< /Type /Pages /Kids [] /Count 0 >>",
    b"<< /Filter /Standard /V 5 /R 6 /Length 256 /P -4 /O (%s) /U (%s) /OE (%s) /UE (%s) /Perms (%s) >>"
    % (b"o" * 48, b"u" * 48, b"e" * 32, b"e" * 32, b"p" * 16),
    trailer=b"/Encrypt 3 0 R /ID [(a) (b)]",
)
