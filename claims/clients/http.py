"""The one way out of the process: fetch a page that anybody may have named, and live to tell.

`fetch` and `fetch_politely` never raise for anything that the outside does: each outcome is a `Fetched`, its
`failure` out of a closed vocabulary. Only here are the settings read.
"""

import asyncio
import concurrent.futures
import re
from collections.abc import Coroutine, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any, Self, TypedDict, Unpack

from django.conf import settings

from claims.clients import addresses, fetching, robots
from claims.clients.addresses import AddressPolicy
from claims.clients.connecting import Network
from claims.clients.fetched import Fetched, Limits
from claims.clients.fetching import Errand, Validators
from claims.clients.pooling import Pool
from claims.clients.robots import Memory
from claims.text import urls

__all__ = [
    "AddressPolicy",
    "Errand",
    "Fetched",
    "Fetcher",
    "Limits",
    "Memory",
    "Network",
    "Options",
    "Validators",
    "crawl_delay",
    "default_agent",
    "default_policy",
    "fetch",
    "fetch_async",
    "fetch_politely",
    "fetch_politely_async",
    "send",
]

IDLE_SECONDS = 5.0
"""How long a Fetcher keeps a connection that nobody uses. Servers hang up after 5 to 75 seconds."""

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_FIELD_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_FIELD_VALUE = re.compile(r"[\x20-\x7e]{0,8000}")
_memory = Memory()


class Options(TypedDict, total=False):
    """What a fetch may be asked besides its address. Each has a default.

    `etag` and `last_modified` are those of the last capture, `validated_url` the address that had answered
    with them (its final one); they are sent to no other, because another page's "not modified" would say
    nothing. `memory` holds what robots.txt files said; one of this process by default.
    """

    policy: AddressPolicy | None
    limits: Limits
    network: Network
    etag: str | None
    last_modified: str | None
    validated_url: str | None
    memory: Memory


def fetch(url: str, **options: Unpack[Options]) -> Fetched:
    """Fetch an address and wait for the outcome. Inside an event loop, `fetch_async` does not block it."""
    return _wait_for(fetch_async(url, **options))


def fetch_politely(url: str, **options: Unpack[Options]) -> Fetched:
    """As `fetch`, but each hop only where its site's robots.txt allows it. All under the same deadline."""
    return _wait_for(fetch_politely_async(url, **options))


def crawl_delay(url: str, memory: Memory | None = None) -> float | None:
    """The seconds between two visits that the rules of an address's site asked for when they were last read.

    `memory` holds what robots.txt files said; that of this process by default.
    """
    return robots.delay_of(url, memory or _memory)


async def fetch_async(url: str, **options: Unpack[Options]) -> Fetched:
    """As `fetch`, for callers in an event loop."""
    return await fetching.run(_errand(url, options))


async def fetch_politely_async(url: str, **options: Unpack[Options]) -> Fetched:
    """As `fetch_politely`, for callers in an event loop."""
    asker = robots.Asker(options.get("memory", _memory))
    return await fetching.run(_with_leave(_errand(url, options), asker))


def send(
    url: str,
    *,
    method: str = "POST",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    follow: bool | None = None,
    **options: Unpack[Options],
) -> Fetched:
    """Send a message to another program: an archive, a subscriber. Guard, deadline and caps are those of `fetch`.

    It is sent once: nothing is tried again. Redirects are followed for GET and HEAD, and for other methods where
    `follow` says so; to another site no `headers` go along. One that is not followed is a failure, its `Location`
    among the headers. robots.txt, which speaks of pages, is not asked. ValueError for another method, or a header
    that can't be sent.
    """
    return _wait_for(fetching.run(_message(url, method, headers or {}, body, follow, options)))


class Fetcher:
    """Many fetches in one event loop that share connections and what robots.txt files said.

    Each connection's address is judged when it is opened, as ever. An `async with` block opens and closes it.
    """

    def __init__(self, *, is_polite: bool = True, **options: Unpack[Options]) -> None:
        self._plan = _errand("", options)
        self._is_polite = is_polite
        self._memory = options.get("memory", _memory)
        self._pool: Pool | None = None

    async def __aenter__(self) -> Self:
        self._pool = await fetching.pool_for(self._plan, idle_seconds=IDLE_SECONDS).__aenter__()
        self._plan = replace(self._plan, pool=self._pool)
        if self._is_polite:
            self._plan = _with_leave(self._plan, robots.Asker(self._memory))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            await self._pool.__aexit__(kind, error, trace)
            self._pool = None

    async def fetch(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        limits: Limits | None = None,
        keep: bool = False,
    ) -> Fetched:
        """As `fetch` and `fetch_politely`. `keep`: the host will be asked again soon, so stay connected."""
        if self._pool is None:
            raise RuntimeError("fetch inside `async with`")
        plan = self._plan
        return await fetching.run(
            Errand(
                url=url,
                agent=plan.agent,
                policy=plan.policy,
                limits=limits or plan.limits,
                network=plan.network,
                validators=validators,
                permit=plan.permit,
                pool=self._pool,
                keep=keep,
            )
        )


def default_policy() -> AddressPolicy:
    """The public internet; this machine too where SOURCE_FETCH_ALLOW_LOOPBACK says so."""
    return addresses.WITH_LOOPBACK if settings.SOURCE_FETCH_ALLOW_LOOPBACK else addresses.PUBLIC


def default_agent() -> str:
    """The User-Agent, which carries a contact address: SOURCE_FETCH_USER_AGENT."""
    return str(settings.SOURCE_FETCH_USER_AGENT)


def _wait_for(fetching_it: Coroutine[Any, Any, Fetched]) -> Fetched:
    """The outcome, also where this thread already runs an event loop: then another thread runs ours."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(fetching_it)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, fetching_it).result()


def _with_leave(errand: Errand, asker: robots.Asker) -> Errand:
    """The errand, going only where robots.txt allows it."""

    async def permit(hop: str) -> None:
        await asker.judge(hop, errand)

    return replace(errand, permit=permit)


def _message(
    url: str,
    method: str,
    headers: Mapping[str, str],
    body: bytes | None,
    follow: bool | None,
    options: Options,
) -> Errand:
    if method not in _METHODS:
        raise ValueError(f"{method!r} is not a method that is sent")
    for name, value in headers.items():
        if not _FIELD_NAME.fullmatch(name) or not _FIELD_VALUE.fullmatch(value):
            raise ValueError(f"the header {name[:40]!r} can't be sent")
    return replace(
        _errand(url, options), method=method, headers=tuple(headers.items()), body=body,
        follow=method in ("GET", "HEAD") if follow is None else follow, refreshes=False,
    )  # fmt: skip


def _normal(url: str) -> str:
    """The canonical form, which hops are compared in; what has none will match no hop."""
    try:
        return urls.canonical(url)
    except urls.BadURL:
        return url


def _errand(url: str, options: Options) -> Errand:
    etag, last_modified = options.get("etag"), options.get("last_modified")
    validators = None
    if etag or last_modified:
        validators = Validators(_normal(options.get("validated_url") or url), etag, last_modified)
    return Errand(
        url=url,
        agent=default_agent(),
        policy=options.get("policy") or default_policy(),
        limits=options.get("limits", Limits()),
        network=options.get("network", Network()),
        validators=validators,
    )
