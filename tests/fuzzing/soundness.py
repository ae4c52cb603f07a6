"""Whether an answer is well formed, and no text in it became a part of the page."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any, NoReturn

import html5lib
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from tests.fuzzing.stage import Answer

AN_ADDRESS = {"href", "src", "action", "formaction", "data", "poster", "xlink:href", "cite", "ping", "srcset"}
HARMFUL = re.compile(r"^[\x00-\x20]*(javascript|vbscript|data):", re.IGNORECASE)
HARMLESS_ERRORS = {
    "invalid-codepoint"
}  # control characters that somebody wrote stand there as they were written
# Of elements that are known: what pages say of a text where there is one. Who could write these could write others as well.
HARMLESS = re.compile(r"lang$|dir$|class$|title$|id$|hidden$|aria-|data-")
Part = tuple[str, str]


def parts(html: bytes) -> set[Part]:
    """Every element of a page with each of its attributes: what it is made of, whatever it says."""
    found: set[Part] = set()
    for node in LexborHTMLParser(html).root.traverse():  # type: ignore[union-attr]
        found.add((node.tag, ""))  # type: ignore[arg-type]
        found |= {(node.tag, name) for name in node.attributes}  # type: ignore[misc]
    return found


def faults(answer: Answer, known: set[Part]) -> Iterator[str]:
    """What is wrong with an answer; ``known`` is what pages are made of where nobody wrote anything odd."""
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip() if answer.body else ""
    try:
        if kind == "text/html":
            yield from _of_html(answer.body, known)
        elif kind.endswith(("/xml", "+xml")):
            _read_xml(answer.body)
        elif kind.endswith(("/json", "+json")):
            json.loads(answer.body.decode(), parse_constant=_no_number)
        elif kind == "text/csv":
            list(csv.reader(io.StringIO(answer.body.decode()), strict=True))
        elif kind.startswith("application/vnd.openxmlformats"):
            _read_office(answer.body)
        else:
            answer.body.decode() if kind.startswith("text/") else None
    except (ValueError, etree.XMLSyntaxError, csv.Error, zipfile.BadZipFile) as error:
        yield f"{kind} is malformed: {error}"
    yield from (
        f"header {name}" for name, told in answer.headers.items() if re.search(r"[\x00-\x08\x0a-\x1f]", told)
    )


def _of_html(body: bytes, known: set[Part]) -> Iterator[str]:
    for tag, name in sorted(parts(body) - known):
        if (tag, "") in known and HARMLESS.match(name):
            continue
        yield f"<{tag}{' ' + name if name else ''}> is on no page where nobody wrote it"
    for node in LexborHTMLParser(body).root.traverse():  # type: ignore[union-attr]
        for name, told in node.attributes.items():
            if name.startswith("on") or (name in AN_ADDRESS and HARMFUL.match(told or "")):
                yield f"<{node.tag} {name}={(told or '')[:80]!r}>"
    for script in LexborHTMLParser(body).css('script[type$="json"]'):
        json.loads(script.text(), parse_constant=_no_number)
    parser = html5lib.HTMLParser()
    parser.parse(body, transport_encoding="utf-8")
    for _where, code, _more in parser.errors:
        if code not in HARMLESS_ERRORS:
            yield f"HTML is malformed: {code}"


def _read_xml(body: bytes) -> None:
    etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, recover=False))


def _read_office(body: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        for name in file.namelist():
            if name.endswith((".xml", ".rels")):
                _read_xml(file.read(name))


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def is_page(answer: Answer) -> bool:
    return answer.status == 200 and answer.headers.get("Content-Type", "").startswith("text/html")


def told(of: dict[str, list[str]], most: int = 40) -> str:
    """Faults by what they say, each with the first address that has it."""
    first: dict[str, list[str]] = {}
    for path, found in of.items():
        for one in found:
            first.setdefault(one, []).append(path)
    rows: list[Any] = [f"  {len(paths)} × {one} ({paths[0]})" for one, paths in first.items()]
    return "\n".join(rows[:most])
