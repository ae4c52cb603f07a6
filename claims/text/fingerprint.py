"""The fingerprint of a text: the same for two texts in which a reader finds no difference, and easy to program.

What programs of others have stored must stay comparable: the steps of a version never change, a better way gets
another number. docs/cms.md has them byte for byte, with test vectors.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

VERSION = "v1"
SHAPE = "v1:[0-9a-f]{64}"

_DROPPED = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
_SPACES = "\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_REPLACED = str.maketrans(
    dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛‹›", "'") | dict.fromkeys("‐‑‒–—―−", "-") | {"…": "..."}
)
_INVISIBLE = re.compile(f"[{_DROPPED}]+")
_BLANK = re.compile(f"[{_SPACES}]+")


def normal(text: str) -> str:
    """The text that is hashed: one line, plain quotation marks and dashes, composed letters, nothing invisible."""
    visible = unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).translate(_REPLACED)
    return _BLANK.sub(" ", visible).strip(" ")


def of(text: str) -> str:
    """``v1:`` and the lower-case hexadecimal sha256 of the normal text in UTF-8."""
    return f"{VERSION}:{hashlib.sha256(normal(text).encode()).hexdigest()}"
