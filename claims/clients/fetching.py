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
import yarl
from multidict import CIMultiDictProxy

from claims.clients import bodies, connecting, faults, statuses
from claims.clients.addresses import PUBLIC, AddressPolicy
from claims.clients.connecting import Network
from claims.clients.fetched import Fetched, Limits, Stop
from claims.text import urls
from claims.text.outcomes import FailureClass

Permit = Callable[[str], Awaitable[None]]
"""Asked before each hop with its canonical address; raises Stop to forbid it."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NO_PAGE = (FailureClass.BAD_RESPONSE, FailureClass.TRUNCATED)
_ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.5"
_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"')
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


@dataclass(frozen=True, slots=True)
class Errand:
    """Everything one fetch is asked with. `trust` replaces the system's certificates in tests."""

    url: str
    agent: str
    policy: AddressPolicy = PUBLIC
    limits: Limits = field(default_factory=Limits)
    network: Network = field(default_factory=Network)
    validators: Validators | None = None
    permit: Permit | None = None
    trust: ssl.SSLContext | None = None


@dataclass(slots=True)
class _Trail:
    """What is known so far; read out whenever the journey ends."""

    url: str = ""
    redirects: list[tuple[int, str]] = field(default_factory=list)
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    failure: FailureClass | None = None
    unframed: bool = False
    body: bytes = b""

    def set_out_for(self, url: str) -> None:
        """A new hop: what the last one answered is no longer the answer."""
        self.url = url
        self.status = None


async def run(errand: Errand) -> Fetched:
    """Fetch. Every outcome is a Fetched; nothing that the outside does raises."""
    started = time.monotonic()
    trail = _Trail()
    gate = connecting.Gate(errand.policy, errand.network, errand.limits)
    stop: Stop | None = None
    try:
        async with asyncio.timeout(errand.limits.deadline):
            await _travel(errand, trail, gate)
    except Stop as early:
        stop = early
    except aiohttp.ServerTimeoutError as error:
        stop = faults.outcome(error)
    except TimeoutError:
        stop = Stop(trail.failure or FailureClass.TIMEOUT, f"not done within {errand.limits.deadline:g} s")
    except faults.OUTSIDE as error:
        stop = faults.outcome(error)
    if gate.refusal:
        stop = Stop(FailureClass.BLOCKED_ADDRESS, gate.refusal)
    return _report(errand, trail, stop, time.monotonic() - started)


async def _travel(errand: Errand, trail: _Trail, gate: connecting.Gate) -> None:
    url = _first_address(errand)
    async with _session(errand, gate) as session:
        seen: set[str] = set()
        while True:
            trail.set_out_for(url)
            _judge_hop(url, seen, errand)
            if errand.permit is not None:
                await errand.permit(url)
            location = await _visit(session, url, errand, trail)
            if location is None:
                return
            url = _next_address(url, location)


def _first_address(errand: Errand) -> str:
    try:
        urls.check(errand.url, ports=errand.policy.url_ports)
        return urls.canonical(errand.url)
    except urls.BadURL as error:
        raise Stop(FailureClass.BAD_URL, error.reason) from error


def _next_address(url: str, location: str) -> str:
    try:
        return urls.join(url, location)
    except urls.BadURL as error:
        raise Stop(FailureClass.BAD_URL, f"it redirects to what is no web address: {error.reason}") from error


def _judge_hop(url: str, seen: set[str], errand: Errand) -> None:
    if url in seen:
        raise Stop(FailureClass.REDIRECT_LOOP, f"{url} redirects back to itself")
    if len(seen) > errand.limits.redirects:
        raise Stop(FailureClass.TOO_MANY_REDIRECTS, f"more than {errand.limits.redirects} redirects")
    seen.add(url)


def _session(errand: Errand, gate: connecting.Gate) -> aiohttp.ClientSession:
    """No cookies, no proxies or passwords from the environment, no second tries, nothing unpacked."""
    limits = errand.limits
    return aiohttp.ClientSession(
        connector=connecting.connector(gate, trust=errand.trust),
        auto_decompress=False,
        trust_env=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": errand.agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=limits.connect, sock_read=limits.silence),
        max_line_size=limits.header_line_bytes,
        max_field_size=limits.header_line_bytes,
        max_headers=limits.headers,
        response_class=connecting.response_class(limits.informational),
        middlewares=(connecting.once,),
    )


async def _visit(session: aiohttp.ClientSession, url: str, errand: Errand, trail: _Trail) -> str | None:
    """One request. The `Location` to go on to, or None when the trail holds the final answer."""
    conditions = errand.validators.headers_for(url) if errand.validators else {}
    target = yarl.URL(url, encoded=True)
    async with session.get(target, headers=conditions, allow_redirects=False) as response:
        trail.status = response.status
        location = response.headers.get("Location")
        if response.status in _REDIRECTS and location is not None:
            trail.redirects.append((response.status, url))
            return location
        trail.headers = _recorded(response.headers)
        if response.status == 304 and conditions:
            return None
        trail.failure = statuses.failure_of(response.status, trail.headers)
        if trail.failure not in _NO_PAGE:
            await _take_body(response, errand.limits, trail)
        if trail.failure is not None:
            raise Stop(trail.failure, f"the server answered {response.status}")
    return None


async def _take_body(response: aiohttp.ClientResponse, limits: Limits, trail: _Trail) -> None:
    """The body into the trail. Of an error page it is only a comfort: there the status stays the outcome."""
    try:
        trail.unframed = _is_unframed(response)
        if (response.content_length or 0) > limits.packed_bytes:
            raise bodies.too_large(limits.packed_bytes)
        unpacker = bodies.unpacker_for(response.headers.getall("Content-Encoding", ()), limits)
        trail.body = await bodies.read(response.content.iter_any(), unpacker, limits)
    except (Stop, *faults.OUTSIDE) as error:
        if trail.failure is None:
            raise _in_body(error) from error


def _is_unframed(response: aiohttp.ClientResponse) -> bool:
    """Whether only the end of the connection marks the end of the body. Stop for unknown framing."""
    transfer = response.headers.get("Transfer-Encoding", "identity").strip().lower()
    if transfer not in ("identity", "chunked"):
        raise Stop(FailureClass.BAD_ENCODING, "the body is packed for the transfer, unasked")
    return transfer == "identity" and response.content_length is None and response.status not in (204, 304)


def _in_body(error: BaseException) -> Stop:
    """Once a response has begun, every loss of the connection means that a part is missing."""
    stop = error if isinstance(error, Stop) else faults.outcome(error)
    if stop.failure in (FailureClass.TIMEOUT, FailureClass.TOO_LARGE, FailureClass.BAD_ENCODING):
        return stop
    return Stop(FailureClass.TRUNCATED, stop.detail)


def _recorded(headers: CIMultiDictProxy[str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (faults.plain(name), _storable(value))
        for name, value in headers.items()
        if name.lower() != "set-cookie"
    )


def _storable(value: str) -> str:
    return value.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")


def _report(errand: Errand, trail: _Trail, stop: Stop | None, elapsed: float) -> Fetched:
    headers = Fetched(errand.url, headers=trail.headers)
    content_type = headers.header("Content-Type") or ""
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
        retry_after_seconds=statuses.retry_after(headers.header("Retry-After"), now=dt.datetime.now(dt.UTC)),
        unframed=trail.unframed,
        not_modified=stop is None and trail.status == 304,
        elapsed_seconds=elapsed,
    )
