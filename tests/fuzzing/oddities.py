"""Values that no form and no program of good will sends, and some that they do."""

from __future__ import annotations

import json
import random
from typing import Any

TEXTS = [
    "", " ", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\ufeff", "\u202e", "\u2028", "𝕏" * 300, "é" * 5000, "a" * 70_000,
    "0", "-0", "-1", "+1", "1_000", "٣", "1.5", "1e3", "1e400", "NaN", "Infinity", "9" * 30, str(2**31), str(2**63), str(-(2**63)),
    "true", "null", "None", "undefined", "[]", "{}", "' OR '1'='1", "\\", "%", "_", "%s%n", "((((", "q:*&!|", "a:b:c", "../../etc/passwd",
    "<script>alert(1)</script>", "{{ 7*7 }}", "\r\nX-Odd: 1", "\x7f", "\x1b[31m", "2025-02-30", "0000-00-00", "10000-01-01",
    "9999-12-31T23:59:60Z", "2025-06-02T10:00:00+99:99", "2025-06-02", "-infinity", "https://[::1", "http://" + "a" * 3000,
    "javascript:alert(1)", "//evil.example", "a,b,,c", ",", "id", "-id", "id__exact", "MS4x", "WyItaWQiLDEsMV0", "*", '"', "en-x-" + "a" * 60,
]  # fmt: skip
NUMBERS = [0, -1, 1, 12, 1.5, -0.0, 1e308, 2**31, 2**63 - 1, 2**63, 10**40, -(10**40)]
METHODS = (
    ["GET"] * 8
    + ["POST"] * 8
    + ["PATCH"] * 3
    + ["HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "FOO", "get"]
)
BROKEN = [
    b"", b"\xff\xfe", b"{", b"[", b'"', b"{}", b"[]", b"null", b"\x00", b'{"a":1,"a":2}', b'{"a":NaN}', b'{"a":"\\ud800"}',
    b'{"a":' + b"9" * 6000 + b"}", b'{"a":1e9999}', b"[" * 200_000, b'{"a":' * 50_000, b'{"a":"\xed\xa0\x80"}', b"\xef\xbb\xbf{}",
    b"a=%ff&b=%00", b"&".join(b"a=1" for _ in range(1500)), b"=&=&=", b"--x\r\n\r\n", b"%" * 50,
]  # fmt: skip
TYPES = [
    "application/json", "application/json; charset=utf-16", "application/x-www-form-urlencoded", "multipart/form-data",
    "multipart/form-data; boundary=", "multipart/form-data; boundary=x", "multipart/form-data; boundary=" + "é" * 40, "text/plain",
    "", "/", "a" * 500, "application/json; charset=no-such", "application/x-www-form-urlencoded; charset=utf-7",
]  # fmt: skip
HEADERS: dict[str, list[str]] = {
    "ACCEPT": ["*/*", "text/html", "application/json", "application/problem+json", "a/b/c", "", ";q=x", "application/vnd.oai.openapi", "*"],
    "ACCEPT_LANGUAGE": ["ko", "ar;q=0.1, en", "x" * 600, "en;q=NaN", "*", ";;;", "\xff"],
    "ACCEPT_DATETIME": ["Tue, 11 Sep 2001 20:35:00 GMT", "yesterday", "Tue, 99 Sep 9999 99:99:99 GMT", "Mon, 01 Jan 0001 00:00:00 GMT"],
    "ACCEPT_ENCODING": ["gzip", "br;q=1e99", "identity;q=0", "\x80"],
    "AUTHORIZATION": ["Bearer x", "Bearer", "Basic OjpA", "Bearer " + "a" * 300, "\xff\xff", "bearer  a b"],
    "COOKIE": ["sessionid=x", "sessionid=" + "é" * 40, "a" * 9000, "csrftoken=\x01; sessionid=;;=;", "messages=x; django_language=../.."],
    "HOST": ["testserver", "evil.example", "a" * 300, "[::1", "testserver:99999", "\xe9", ""],
    "IDEMPOTENCY_KEY": ["k", "a b", "é", "x" * 256, ""],
    "IF_MATCH": ["*", '"x"', 'W/"a"', '"' + "0" * 32 + '"', "\xff", ""],
    "IF_MODIFIED_SINCE": ["Tue, 11 Sep 2001 20:35:00 GMT", "x", "Fri, 31 Dec 9999 23:59:59 GMT"],
    "IF_NONE_MATCH": ["*", '"x"', 'W/"', ","],
    "ORIGIN": ["https://evil.example", "null", "x"],
    "RANGE": ["bytes=0-1", "bytes=-", "bytes=9-1", "bytes=0-" + "9" * 40, "x"],
    "REFERER": ["https://evil.example/", "http://[", "\xff"],
    "X_FORWARDED_FOR": ["1.2.3.4", "x", "::1, ::ffff:1.2.3.4", "," * 50],
    "X_REQUESTED_WITH": ["XMLHttpRequest"],
    "CONTENT_LENGTH": ["99999999999", "0", ""],  # what is no number, no server hands on
    "SEC_PURPOSE": ["prefetch"],
}  # fmt: skip


def text(dice: random.Random) -> str:
    """A text that is odd, or a run of any characters at all."""
    if dice.random() < 0.8:
        return dice.choice(TEXTS)
    return "".join(
        chr(dice.randrange(dice.choice([128, 0x3000, 0x110000]))) for _ in range(dice.randrange(40))
    )


def value(dice: random.Random, depth: int = 0) -> Any:
    """Something that JSON can say, or nearly."""
    kind = dice.randrange(8)
    if kind == 0 and depth < 4:
        return [value(dice, depth + 1) for _ in range(dice.randrange(4))]
    if kind == 1 and depth < 4:
        return {text(dice)[:50]: value(dice, depth + 1) for _ in range(dice.randrange(4))}
    if kind == 2:
        return dice.choice([True, False, None])
    return dice.choice(NUMBERS) if kind < 5 else text(dice)


def deep(dice: random.Random) -> Any:
    """Lists in lists, as deep as is read or deeper."""
    found: Any = 1
    for _ in range(dice.choice([18, 19, 20, 21, 500])):
        found = [found] if dice.random() < 0.5 else {"a": found}
    return found


def spoiled(sample: Any, dice: random.Random) -> Any:
    """``sample`` with something wrong in it, or as it is."""
    if not isinstance(sample, dict) or not sample:
        return value(dice)
    body = dict(sample)
    for _ in range(dice.choice([0, 1, 1, 1, 2])):
        name = dice.choice(list(body) or ["a"])
        act = dice.randrange(6)
        if act == 0:
            body.pop(name, None)
        elif act == 1:
            body[text(dice)[:60]] = value(dice)
        elif act == 2:
            body[name] = deep(dice)
        else:
            body[name] = value(dice)
    return body


def as_json(body: Any, dice: random.Random) -> bytes:
    """Written as JSON, with surrogates as they are, and now and then a byte changed."""
    plain = json.dumps(body, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")
    if plain and dice.random() < 0.1:
        at = dice.randrange(len(plain))
        plain = plain[:at] + bytes([dice.randrange(256)]) + plain[at + 1 :]
    return plain
