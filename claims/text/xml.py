"""Text for XML: what no XML document may hold is taken out of it."""

from __future__ import annotations

import re

# XML 1.0 has no way to write these, escaped or not.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
