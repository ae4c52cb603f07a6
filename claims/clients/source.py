"""The source of a page of HTML as the parsers are given it."""

import html
import re

from claims.clients import caps, charsets
from claims.clients.page import Task

_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_CLOSED_AT_ONCE = re.compile(r"""<([a-zA-Z][\w:.-]*+)((?:[^<>"']|"[^"]*+"|'[^']*+')*+)(?<=/)>""")
_VOID = re.compile(
    r"(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$", re.IGNORECASE
)


def of(body: bytes, task: Task) -> str:
    """The text of the page. BeyondLimits for what parsers should not be given."""
    source = charsets.decode(body, task.charset)
    if task.is_xml:
        source = _as_html(source)
    caps.judge(source)
    return source


def _as_html(source: str) -> str:
    """XHTML, so that a parser of HTML takes it as meant: `<script src="x"/>` would swallow all that follows."""
    unpacked = _CDATA.sub(lambda match: html.escape(match[1], quote=False), source)
    return _CLOSED_AT_ONCE.sub(_spelt_out, unpacked)


def _spelt_out(match: re.Match[str]) -> str:
    name, rest = match.groups()
    return match[0] if _VOID.match(name) else f"<{name}{rest.rstrip('/')}></{name}>"
