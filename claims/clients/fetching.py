"""The journey of one fetch: hop by hop, each judged, under one deadline, to exactly one typed outcome.

Used through `claims.clients.http`, which knows the settings.
"""

import asyncio
import datetime as dt
import re
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp
from multidict import CIMultiDict, CIMultiDictProxy

from claims.clients import bodies, connecting, faults, refreshing, statuses
from claims.clients.addresses import PUBLIC, AddressPolicy
from claims.clients.connecting import Network
from claims.clients.fetched import Fetched, Limits, Stop
from claims.clients.pooling import Answer, Pool
from claims.text import urls
from claims.text.outcomes import FailureClass

Permit = Callable[[str], Awaitable[None]]
"""Asked before each hop with its canonical address; raises Stop to forbid it."""
Headers = tuple[tuple[str, str], ...]

_NONE: tuple[str, ...] = ()
_NO_HEADERS = CIMultiDictProxy(CIMultiDict[str]())
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NO_PAGE = (FailureClass.BAD_RESPONSE, FailureClass.TRUNCATED)
_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"')
_STRAY_BYTE = re.compile(r"[\udc80-\udcff]")
_HTTP_DATE = re.compile(r"[A-Za-z0-9 ,:+-]{10,40}")


@dataclass(frozen=True, slots=True)
class Validators:
    """What an earlier capture was marked with: sent only to `url`, the address that answered with them."""

    url: str
    etag: str | None = None
    last_modified: str | None = None

    def headers_for(self, url: str) -> dict[str, str]:
        """Conditional request headers for this hop; values that are not well-formed are left out."""
        if url != self.url:
            return {}
        found = {}
        if self.etag and _ETAG.fullmatch(self.etag):
            found["If-None-Match"] = self.etag
        if self.last_modified and _HTTP_DATE.fullmatch(self.last_modified):
            found["If-Modified-Since"] = self.last_modified
        return found


@dataclass(slots=True)
class Errand:
    """Everything one fetch is asked with. `trust` replaces the system's certificates in tests.

    `headers` and `body` are those of a message that is sent. `follow` says whether redirects are followed, `refreshes`
    whether pages are that do nothing but send their readers on. With a `pool` its connections are used, which has to
    have been made for the same policy, network and agent; `keep` leaves this one open for the host's next fetch.
    """

    url: str
    agent: str
    policy: AddressPolicy = PUBLIC
    limits: Limits = field(default_factory=Limits)
    network: Network = field(default_factory=Network)
    validators: Validators | None = None
    permit: Permit | None = None
    trust: ssl.SSLContext | None = None
    method: str = "GET"
    headers: Headers = ()
    body: bytes | None = None
    follow: bool = True
    refreshes: bool = True
    pool: Pool | None = None
    keep: bool = False


@dataclass(slots=True)
class _Trail:
    """What is known so far; read out whenever the journey ends."""

    url: str = ""
    redirects: list[tuple[int, str]] = field(default_factory=list)
    sets_cookies: bool = False
    status: int | None = None
    headers: Headers = ()
    answer: CIMultiDictProxy[str] = field(default_factory=lambda: _NO_HEADERS)
    failure: FailureClass | None = None
    unframed: bool = False
    body: bytes = b""
    tls: dict[str, str] | None = None

    def set_out_for(self, url: str) -> None:
        """A new hop: what the last one answered is no longer the answer."""
        self.url = url
        self.status, self.headers, self.answer = None, (), _NO_HEADERS
        self.body, self.unframed, self.tls = b"", False, None


@dataclass(slots=True)
class _Message:
    """What the next hop is asked with."""

    method: str
    headers: dict[str, str]
    body: bytes | None

    def go_on(self, status: int, url: str, target: str) -> None:
        """As browsers do: after most redirects a message becomes a question; other sites are told nothing."""
        if self.method != "HEAD" and (status == 303 or (status in (301, 302) and self.method == "POST")):
            self.method, self.body = "GET", None
        if urls.parse(url).origin != urls.parse(target).origin:
            self.headers = {}


async def run(errand: Errand) -> Fetched:
    """Fetch. Every outcome is a Fetched; nothing that the outside does raises."""
    started = time.monotonic()
    trail = _Trail()
    stop: Stop | None = None
    try:
        if errand.pool is not None:
            await errand.pool.within(errand.limits.deadline, _travel(errand, trail, errand.pool))
        else:
            async with asyncio.timeout(errand.limits.deadline), pool_for(errand) as pool:
                await _travel(errand, trail, pool)
    except Stop as early:
        stop = early
    except aiohttp.ServerTimeoutError as error:
        stop = faults.outcome(error)
    except TimeoutError:
        stop = Stop(trail.failure or FailureClass.TIMEOUT, f"not done within {errand.limits.deadline:g} s")
    except faults.OUTSIDE as error:
        stop = faults.outcome(error)
    return _report(errand, trail, stop, time.monotonic() - started)


def pool_for(errand: Errand, *, idle_seconds: float = 0) -> Pool:
    """Connections for errands like this one."""
    gate = connecting.Gate(errand.policy, errand.network, errand.limits)
    return Pool(gate, agent=errand.agent, trust=errand.trust, idle_seconds=idle_seconds)


async def _travel(errand: Errand, trail: _Trail, pool: Pool) -> None:
    url = _first_address(errand)
    message = _Message(errand.method, dict(errand.headers), errand.body)
    seen: set[str] = set()
    while True:
        trail.set_out_for(url)
        _judge_hop(url, seen, errand, trail)
        if errand.permit is not None:
            await errand.permit(url)
        target = await _visit(pool, url, message, errand, trail)
        if target is None:
            return
        message.go_on(trail.redirects[-1][0], url, target)
        url = target


def _first_address(errand: Errand) -> str:
    try:
        urls.check(errand.url, ports=errand.policy.url_ports)
        return urls.canonical(errand.url)
    except urls.BadURL as error:
        raise Stop(FailureClass.BAD_URL, error.reason) from error


def _next_address(url: str, location: str) -> str:
    """Bytes that are no UTF-8 are taken as they are, as browsers do."""
    try:
        return urls.join(url, _STRAY_BYTE.sub(lambda byte: f"%{ord(byte[0]) - 0xDC00:02X}", location))
    except urls.BadURL as error:
        raise Stop(FailureClass.BAD_URL, f"it redirects to what is no web address: {error.reason}") from error


def _judge_hop(url: str, seen: set[str], errand: Errand, trail: _Trail) -> None:
    if url in seen and trail.sets_cookies:
        raise Stop(
            FailureClass.BOT_WALL, f"{url} sets a cookie and redirects back to itself: it may want it back"
        )
    if url in seen:
        raise Stop(FailureClass.REDIRECT_LOOP, f"{url} redirects back to itself")
    if len(seen) > errand.limits.redirects:
        raise Stop(FailureClass.TOO_MANY_REDIRECTS, f"more than {errand.limits.redirects} redirects")
    seen.add(url)


async def _visit(pool: Pool, url: str, message: _Message, errand: Errand, trail: _Trail) -> str | None:
    """One request. The address to go on to, or None when the trail holds the final answer."""
    conditions = errand.validators.headers_for(url) if errand.validators else {}
    answer = await pool.ask(
        message.method, url, limits=errand.limits, headers=message.headers | conditions, body=message.body,
        keep=errand.keep,
    )  # fmt: skip
    async with answer:
        trail.status, trail.tls = answer.status, answer.line.tls
        trail.headers = _recorded(answer.headers)
        trail.answer = answer.headers
        trail.sets_cookies = trail.sets_cookies or "Set-Cookie" in answer.headers
        if location := _location(answer, errand):
            trail.redirects.append((answer.status, url))
            return _next_address(url, location)
        if answer.status == 304 and conditions:
            return None
        trail.failure = statuses.failure_of(answer.status, trail.headers)
        if trail.failure not in _NO_PAGE:
            await _take_body(answer, errand.limits, trail)
    if trail.failure is not None:
        raise Stop(trail.failure, _answered(answer))
    return _refreshed(url, errand, trail)


def _answered(answer: Answer) -> str:
    unfollowed = answer.status in _REDIRECTS and "Location" in answer.headers
    return f"the server answered {answer.status}" + (", which was not to be followed" if unfollowed else "")


def _location(answer: Answer, errand: Errand) -> str | None:
    location = answer.headers.get("Location")
    return location if answer.status in _REDIRECTS and errand.follow else None


def _refreshed(url: str, errand: Errand, trail: _Trail) -> str | None:
    """Where a page that is nothing but a signpost leads; it stands among the redirects, with its own status."""
    if not errand.refreshes or not trail.body:
        return None
    content_type = statuses.media_type(trail.answer.get("Content-Type", ""))
    written = refreshing.target(trail.body, content_type, trail.answer.get("Refresh"))
    try:
        target = urls.join(url, written) if written else url
    except urls.BadURL:
        return None
    if target == url:
        return None  # it reloads itself
    trail.redirects.append((trail.status or 200, url))
    return target


async def _take_body(answer: Answer, limits: Limits, trail: _Trail) -> None:
    """The body into the trail. Of an error page it is only a comfort: there the status stays the outcome."""
    try:
        trail.unframed = _is_unframed(answer)
        if (answer.content_length or 0) > limits.packed_bytes:
            raise bodies.too_large(limits.packed_bytes)
        unpacker = bodies.unpacker_for(answer.headers.getall("Content-Encoding", _NONE), limits)
        trail.body = await bodies.read(answer.payload.readany, unpacker, limits)
    except (Stop, *faults.OUTSIDE) as error:
        if trail.failure is None:
            raise _in_body(error) from error


def _is_unframed(answer: Answer) -> bool:
    """Whether only the end of the connection marks the end of the body. Stop for unknown framing."""
    transfer = answer.headers.get("Transfer-Encoding", "identity").strip().lower()
    if transfer not in ("identity", "chunked"):
        raise Stop(FailureClass.BAD_ENCODING, "the body is packed for the transfer, unasked")
    return transfer == "identity" and answer.content_length is None and answer.has_body


def _in_body(error: BaseException) -> Stop:
    """Once a response has begun, every loss of the connection means that a part is missing."""
    stop = error if isinstance(error, Stop) else faults.outcome(error)
    if stop.failure in (FailureClass.TIMEOUT, FailureClass.TOO_LARGE, FailureClass.BAD_ENCODING):
        return stop
    return Stop(FailureClass.TRUNCATED, stop.detail)


def _recorded(headers: CIMultiDictProxy[str]) -> Headers:
    return tuple(
        (faults.plain(name), _storable(value))
        for name, value in headers.items()
        if name.lower() != "set-cookie"
    )


def _storable(value: str) -> str:
    if value.isascii() and "\x00" not in value:
        return value
    return value.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")


def _report(errand: Errand, trail: _Trail, stop: Stop | None, elapsed: float) -> Fetched:
    content_type = _storable(trail.answer.get("Content-Type", ""))
    retry_after = trail.answer.get("Retry-After")
    wait = statuses.retry_after(retry_after, now=dt.datetime.now(dt.UTC)) if retry_after else None
    return Fetched(
        url=errand.url,
        final_url=trail.url or errand.url,
        redirects=tuple(trail.redirects),
        status=trail.status,
        headers=trail.headers,
        body=trail.body,
        content_type=statuses.media_type(content_type),
        charset=statuses.charset(content_type),
        failure=stop.failure if stop else None,
        detail=stop.detail if stop else "",
        retry_after_seconds=wait,
        unframed=trail.unframed,
        not_modified=stop is None and trail.status == 304,
        elapsed_seconds=elapsed,
        tls=trail.tls,
    )
