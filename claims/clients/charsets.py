"""From bytes to text: the label a page carries is a claim to be checked like any other.

Labels and what they mean in practice are those of the Encoding Standard; Python's own table is not asked,
because it also knows codecs that are no character sets (`zip`, `rot13`, `unicode_escape`).
"""

import codecs
import importlib
import re
from collections.abc import Iterator
from contextlib import suppress
from encodings import aliases

_LABELS = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8",
    "utf-16-le": "utf-16 utf-16le unicode ucs-2 iso-10646-ucs-2",
    "utf-16-be": "utf-16be",
    "cp949": "euc-kr euckr cp949 ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean windows-949 uhc",
    "gb18030": "gb18030 gb2312 gbk x-gbk chinese gb_2312-80 iso-ir-58 csgb2312",
    "big5hkscs": "big5 big5-hkscs cn-big5 x-x-big5 csbig5",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji windows-31j ms932 cp932 csshiftjis",
    "euc_jp": "euc-jp x-euc-jp",
    "iso2022_jp": "iso-2022-jp csiso2022jp",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251",
    "cp1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 l1 ascii us-ascii",
    "cp1253": "windows-1253 cp1253",
    "cp1254": "windows-1254 cp1254 iso-8859-9 iso8859-9 latin5",
    "cp1255": "windows-1255 cp1255",
    "cp1256": "windows-1256 cp1256",
    "cp1257": "windows-1257 cp1257",
    "cp1258": "windows-1258 cp1258",
    "cp874": "windows-874 tis-620 iso-8859-11 dos-874",
    "cp866": "ibm866 cp866 866",
    "iso8859-2": "iso-8859-2 iso8859-2 latin2",
    "iso8859-3": "iso-8859-3",
    "iso8859-4": "iso-8859-4",
    "iso8859-5": "iso-8859-5 cyrillic",
    "iso8859-6": "iso-8859-6 arabic",
    "iso8859-7": "iso-8859-7 greek",
    "iso8859-8": "iso-8859-8 iso-8859-8-i hebrew",
    "iso8859-10": "iso-8859-10",
    "iso8859-13": "iso-8859-13",
    "iso8859-14": "iso-8859-14",
    "iso8859-15": "iso-8859-15 latin9",
    "iso8859-16": "iso-8859-16",
    "koi8-r": "koi8-r koi8 koi",
    "koi8-u": "koi8-u koi8-ru",
    "mac-roman": "macintosh mac x-mac-roman",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
}
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_IN_PAGE = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})"""
    rb"""|<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.-]{2,40})""",
    re.IGNORECASE,
)
_HEAD = 4096
_SAMPLE = 64 * 1024


def prepare() -> None:
    """Load every codec and the guesser now: a process that can open no file cannot load them later."""
    for codec in (*_LABELS, *aliases.aliases.values()):
        with suppress(LookupError):  # codecs of other systems
            codecs.lookup(codec)
    _guess(bytes(range(1, 256)) * 4)


def decode(body: bytes, declared: str | None) -> str:
    """The text of a page, by byte order mark, by its own validity as UTF-8, by label, by guess; never an
    error.

    `declared` is the charset of the `Content-Type` header. Whatever bytes fit nowhere become U+FFFD.
    """
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    if not body.isascii() and (text := _strictly(body, "utf-8")) is not None:
        return text  # text in another charset is practically never valid UTF-8, while labels are often wrong
    labelled = list(_labelled(body, declared))
    for codec in labelled:
        if (text := _strictly(body, codec)) is not None:
            return text
    return body.decode(_guess(body) or next(iter(labelled), "utf-8"), "replace")


def _labelled(body: bytes, declared: str | None) -> Iterator[str]:
    """The codecs that the header and the page name; a page that names UTF-16 in ASCII is not in UTF-16."""
    if declared and (codec := _CODECS.get(declared.lower())):
        yield codec
    match = _IN_PAGE.search(body[:_HEAD])
    if match:
        codec = _CODECS.get((match[1] or match[2]).decode("ascii").lower(), "")
        if codec and not codec.startswith("utf-16"):
            yield codec
    if body.isascii():
        yield "utf-8"


def _strictly(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except UnicodeDecodeError:
        return None


def _guess(body: bytes) -> str | None:
    # Loaded only where a page gives no valid label: it takes as long as reading most pages does.
    normalizer = importlib.import_module("charset_normalizer")
    best = normalizer.from_bytes(body[:_SAMPLE]).best()
    return str(best.encoding) if best is not None else None
