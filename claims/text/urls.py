"""Web addresses: one canonical form, and a plain no to whatever is not an ordinary web address.

Pure text work after RFC 3986 (syntax), UTS 46 and IDNA 2008 (host names). Nothing here asks the network:
whether an address leads to the public internet is judged where the connection is made.
"""

import functools
import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urljoin

import idna

from claims.text.language import gettext as _

MAX_LENGTH = 2048
"""Characters of a canonical address. PostgreSQL's b-tree takes no key beyond 2,704 bytes."""

PORTS = frozenset({80, 443, 8080, 8443})
"""The ports a public web page is served from. Anything else is more likely another service than a page."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_SHAPE = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?P<rest>.*)", re.DOTALL)
_PARTS = re.compile(r"//(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?", re.DOTALL)
_AUTHORITY = re.compile(r"(?P<host>\[[^\[\]]*\]|[^\[\]:]*)(?::(?P<port>[0-9]{0,5}))?")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\\\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_QUAD = re.compile(rf"(?:{_OCTET}\.){{3}}{_OCTET}")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_IN_PATH = _UNRESERVED | frozenset(b"!$&'()*+,;=:@/")
_IN_QUERY = _IN_PATH | frozenset(b"?")
_TIDY = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/-]*")
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|mc_[ce]id|_ga|_gl|"
    r"wt_mc|cmpid|ncid|vero_id|mkt_tok|oly_(?:enc|anon)_id|maca",
    re.IGNORECASE,
)


class BadURL(ValueError):
    """The text is no web address that the desk opens. `reason` is a clause for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Address:
    """A web address taken apart and normalised. `port` is never None; `host` is ASCII, IPv6 in brackets."""

    scheme: str
    host: str
    port: int
    path: str
    query: str | None
    origin: str = field(init=False, compare=False, repr=False)
    """Scheme, host and port: what answers, and what rules for visitors hold for."""
    _text: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        query = "" if self.query is None else f"?{self.query}"
        object.__setattr__(self, "origin", f"{self.scheme}://{self.host}{port}")
        object.__setattr__(self, "_text", f"{self.origin}{self.path}{query}")

    def __str__(self) -> str:
        return self._text


def canonical(url: str, *, drop_tracking: bool = False) -> str:
    """The one form of an address: lower case, IDNA, no default port, no fragment, tidy escapes.

    `drop_tracking` also leaves out the query parameters that only tell where a reader came from. Ports are
    not judged. BadURL for everything that is no plain web address.
    """
    address = parse(url)
    if drop_tracking and address.query is not None:
        address = _without_tracking(address)
    return str(address)


def host_of(url: str) -> str:
    """The canonical host: a lower-case ASCII name, a dotted quad, or IPv6 in brackets. Raises BadURL."""
    return parse(url).host


def check(url: str, *, ports: Collection[int] | None = PORTS) -> None:
    """BadURL unless this is a plain http(s) address on one of `ports` (None: on any)."""
    address = parse(url)
    if ports is not None and address.port not in ports:
        raise BadURL(_("port {port} is not one that web pages are served from").format(port=address.port))


def join(base: str, reference: str) -> str:
    """Where a link or a `Location` found at `base` leads, in canonical form. Raises BadURL."""
    _refuse_odd_characters(reference)
    try:
        joined = urljoin(base, reference.strip(" "))
    except ValueError as error:
        raise BadURL(_("the link cannot be followed")) from error
    return canonical(joined)


@functools.lru_cache(maxsize=1024)  # a fetch asks about the same address half a dozen times
def parse(url: str) -> Address:
    """The normalised parts of a web address. Raises BadURL, whatever the text."""
    _refuse_odd_characters(url)
    shape = _SHAPE.fullmatch(url.strip(" "))
    if shape is None or (scheme := shape["scheme"].lower()) not in _DEFAULT_PORTS:
        raise BadURL(_("it does not begin with http:// or https://"))
    parts = _PARTS.fullmatch(shape["rest"])
    if parts is None:
        raise BadURL(_("it names no host"))
    host, port = _authority(parts["authority"], _DEFAULT_PORTS[scheme])
    query = None if parts["query"] is None else tidy_query(parts["query"])
    address = Address(scheme, host, port, _path(parts["path"]), query)
    if len(str(address)) > MAX_LENGTH:
        raise BadURL(_("it is longer than {max_length} characters").format(max_length=MAX_LENGTH))
    return address


def tidy_path(path: str) -> str:
    """A path, or a pattern of paths, with canonical escapes. Dots are left alone."""
    return path if _TIDY.fullmatch(path) else _tidy(path, _IN_PATH)


def tidy_query(query: str) -> str:
    """A query with canonical escapes."""
    return query if _TIDY.fullmatch(query) else _tidy(query, _IN_QUERY)


def _refuse_odd_characters(url: str) -> None:
    if len(url) > MAX_LENGTH:
        raise BadURL(_("it is longer than {max_length} characters").format(max_length=MAX_LENGTH))
    if _FORBIDDEN.search(url):
        raise BadURL(_("it holds a backslash, a control character or half a character"))


def _authority(authority: str, default_port: int) -> tuple[str, int]:
    if "@" in authority:
        raise BadURL(_("it holds a user name or a password"))
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None:
        raise BadURL(_("its host or port is malformed"))
    port = int(parts["port"]) if parts["port"] else default_port
    if not 0 < port < 65536:
        raise BadURL(_("its port is out of range"))
    return _host(parts["host"]), port


def _host(host: str) -> str:
    if not host:
        raise BadURL(_("it names no host"))
    if host.startswith("["):
        return _ipv6(host[1:-1])
    name = _ascii_name(host)
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        return _ipv4(name, written=host)
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise BadURL(_("its host is not a valid name"))
    return name


def _ascii_name(host: str) -> str:
    if host.isascii():
        return host.lower().removesuffix(".")
    try:
        return idna.encode(host, uts46=True).decode("ascii").lower().removesuffix(".")
    except UnicodeError as error:  # idna's own errors are of this family
        raise BadURL(_("its host is not a valid name")) from error


def _ipv4(name: str, *, written: str) -> str:
    """A dotted quad, only as `ipaddress` writes it: programs disagree about octal, hex and short forms."""
    if name != written or not _QUAD.fullmatch(name):
        raise BadURL(_("its host looks like a number but is not a plain IPv4 address"))
    return name


def _ipv6(text: str) -> str:
    if "%" in text:
        raise BadURL(_("its host carries a zone"))
    try:
        return f"[{ipaddress.IPv6Address(text).compressed}]"
    except ValueError as error:
        raise BadURL(_("its host is not an IPv6 address")) from error


def _path(path: str) -> str:
    return _without_dots(tidy_path(path)) or "/"


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4, for paths that are empty or begin with a slash."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in (".", ".."):
        kept.append("")
    return "".join(f"/{segment}" for segment in kept)


def _tidy(text: str, allowed: frozenset[int]) -> str:
    """Escapes in upper case, none where none is needed, everywhere where one is (a stray % included)."""
    pieces: list[str] = []
    end = 0
    for match in _ESCAPE.finditer(text):
        pieces += (_escape(text[end : match.start()], allowed), _plain_or_escaped(int(match[1], 16)))
        end = match.end()
    return "".join((*pieces, _escape(text[end:], allowed)))


def _escape(text: str, allowed: frozenset[int]) -> str:
    return "".join(chr(byte) if byte in allowed else f"%{byte:02X}" for byte in text.encode())


def _plain_or_escaped(byte: int) -> str:
    return chr(byte) if byte in _UNRESERVED else f"%{byte:02X}"


def _without_tracking(address: Address) -> Address:
    fields = (address.query or "").split("&")
    kept = [field for field in fields if not _TRACKING.fullmatch(field.partition("=")[0])]
    query = "&".join(kept) if kept else None
    return Address(address.scheme, address.host, address.port, address.path, query)
