"""The one way out of the process: fetch a page that anybody may have named, and live to tell.

`fetch` and `fetch_politely` never raise for anything that the outside does: each outcome is a `Fetched`, its
`failure` out of a closed vocabulary. Only here are the settings read.
"""

import asyncio
import concurrent.futures
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, TypedDict, Unpack

from django.conf import settings

from claims.clients import addresses, fetching, robots
from claims.clients.addresses import AddressPolicy
from claims.clients.connecting import Network
from claims.clients.fetched import Fetched, Limits
from claims.clients.fetching import Errand, Validators
from claims.clients.robots import Memory
from claims.text import urls

__all__ = [
    "AddressPolicy",
    "Errand",
    "Fetched",
    "Limits",
    "Memory",
    "Network",
    "Options",
    "Validators",
    "default_agent",
    "default_policy",
    "fetch",
    "fetch_async",
    "fetch_politely",
    "fetch_politely_async",
]

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


async def fetch_async(url: str, **options: Unpack[Options]) -> Fetched:
    """As `fetch`, for callers in an event loop."""
    return await fetching.run(_errand(url, options))


async def fetch_politely_async(url: str, **options: Unpack[Options]) -> Fetched:
    """As `fetch_politely`, for callers in an event loop."""
    errand = _errand(url, options)
    memory = options.get("memory", _memory)

    async def permit(hop: str) -> None:
        await robots.judge(hop, errand, memory)

    return await fetching.run(replace(errand, permit=permit))


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
