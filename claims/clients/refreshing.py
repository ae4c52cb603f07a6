"""Pages that only send their readers on: an immediate `meta refresh`, or the header of that name.

Browsers follow these like redirects, and whoever looked at such a page alone would take it for the source.
"""

import html
import re

LONGEST_DELAY = 5  # seconds; what waits longer wants to be read first
FEW_WORDS = 50
_LARGEST = 16 * 1024

_TYPES = ("text/html", "application/xhtml+xml", "")
_NOT_SHOWN = re.compile(
    r"<!--.*?(?:-->|$)|<(script|style|noscript|template)\b.*?(?:</\1\s*>|$)", re.DOTALL | re.IGNORECASE
)
_META = re.compile(r"<meta\b[^>]{0,2000}>", re.IGNORECASE)
_FIELD = re.compile(r"""(?<![a-z-])([a-z-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*+>")
_ORDER = re.compile(
    r"\s*([0-9]{1,3})(?:\.[0-9]*)?\s*(?:[;,]\s*|\s)(?:url\s*=\s*)?(.+)", re.DOTALL | re.IGNORECASE
)


def target(body: bytes, content_type: str, header: str | None) -> str | None:
    """Where a page sends its readers at once, as it is written there; None for a page with something to read.

    `header` is the response's `Refresh`. A meta element that only visitors without scripts see doesn't count.
    """
    if len(body) > _LARGEST or content_type not in _TYPES:
        return None
    if not header and b"refresh" not in body.lower():
        return None
    shown = _NOT_SHOWN.sub(" ", body.decode("utf-8", "replace"))
    if len(_TAG.sub(" ", shown).split(None, FEW_WORDS)) >= FEW_WORDS:
        return None
    orders = [header or "", *(_order(element) for element in _META.findall(shown))]
    return next((found for found in map(_address, orders) if found), None)


def _order(element: str) -> str:
    """The content of a `meta http-equiv=refresh`; empty for any other."""
    fields = {name.lower(): a or b or c for name, a, b, c in _FIELD.findall(element)}
    if fields.get("http-equiv", "").strip().lower() != "refresh":
        return ""
    return html.unescape(fields.get("content", ""))


def _address(order: str) -> str:
    """The address in `0; url=/new`; empty where it only reloads, or waits."""
    match = _ORDER.fullmatch(order.strip())
    if match is None or int(match[1]) > LONGEST_DELAY:
        return ""
    address = match[2].strip()
    if address[:1] in ("'", '"'):
        address = address[1:].partition(address[0])[0]
    return address.strip()
