"""``python -m tests.gauntlet.fetching``: strangers' addresses and strangers' servers, many of them.

Nothing here can reach anything but its own server on loopback: the network is a recorder that opens no other socket,
whatever the code under test wants. Exit status 1 if a refused address would have been connected to, if anything came
but a typed outcome in time and within its memory, or if a page that was cut passed for a page.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from claims.clients import http
from claims.clients.addresses import PUBLIC, AddressPolicy
from claims.clients.fetched import Fetched, Limits
from claims.text.outcomes import FailureClass
from tests.claims.clients import scripted
from tests.claims.clients.conftest import PATIENT, SHORT
from tests.claims.clients.refused import REFUSED
from tests.claims.clients.scripted import chunked, response
from tests.setting_up import set_up

MOST_MEMORY = 64  # MB, by which one behaviour may make the process grow
AT_ONCE = 50
CUT = {FailureClass.TRUNCATED, FailureClass.CONNECTION_LOST}


@dataclass
class Figures:
    """What was counted; ``troubles`` must stay empty."""

    counts: dict[str, Any] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    def trouble(self, what: str) -> None:
        self.troubles.append(what)


# --- Addresses ----------------------------------------------------------------------------------------------------


def addresses(figures: Figures, ips: Sequence[str] = REFUSED, policy: AddressPolicy | None = None) -> None:
    """Every refused address by every way: literal, records, mixed records, each hop, rebinding, robots.txt, messages."""
    from tests.claims.clients.test_connecting import WAYS

    tried: Counter[str] = Counter()
    wanted = 0
    with scripted.serving() as server:
        guard = policy or AddressPolicy(
            loopback=lambda ip, port: (str(ip), port) == ("127.0.0.1", server.port)
        )
        for ip in ips:
            for way in WAYS:
                for manner, fetch in manners(guard).items():
                    recorder = scripted.Recorder(ports=frozenset({server.port}))
                    url = way(ip, server, recorder)
                    fetched = fetch(url, recorder.network)
                    tried[manner] += 1
                    wanted += len(recorder.elsewhere)
                    if recorder.elsewhere or fetched.failure not in REFUSALS:
                        figures.trouble(
                            f"{ip} {way.__name__} ({manner}): {fetched.failure}, {recorder.elsewhere}"
                        )
    figures.counts["refused addresses"] = {
        "tried": tried.total(),
        **tried,
        "connections": wanted,
    }


REFUSALS = {FailureClass.BLOCKED_ADDRESS, FailureClass.ROBOTS}
Manner = Callable[[str, http.Network], Fetched]


def manners(policy: AddressPolicy) -> dict[str, Manner]:
    """The ways out of the process."""

    def options(network: http.Network) -> http.Options:
        return http.Options(policy=policy, limits=PATIENT, network=network, memory=http.Memory())

    async def shared(url: str, network: http.Network) -> Fetched:
        async with http.Fetcher(is_polite=False, **options(network)) as fetcher:
            return await fetcher.fetch(url, keep=True)

    return {
        "fetched": lambda url, network: http.fetch(url, **options(network)),
        "politely": lambda url, network: http.fetch_politely(url, **options(network)),
        "sent": lambda url, network: (
            http.send(url, body=b"{}", follow=True, **options(network))
            if "/sign" not in url
            else http.fetch(url, **options(network))
        ),  # a message follows no signposts
        "over shared connections": lambda url, network: asyncio.run(shared(url, network)),
    }


# --- Servers ------------------------------------------------------------------------------------------------------


def hostile(figures: Figures, names: Sequence[str] = ()) -> None:
    """Every hostile behaviour: its typed outcome, in time, within its memory. Then once more with the desk's own sizes,
    which some of them stay within."""
    from tests.claims.clients import test_http_hostile as table

    slowest = largest = 0.0
    chosen = list(names or table.HOSTILE)
    own = replace(Limits(), deadline=SHORT.deadline, connect=SHORT.connect, silence=SHORT.silence)
    with scripted.serving() as server:
        table.prepare(server)
        recorder = scripted.Recorder(ports=frozenset({server.port}), names={"inside.test": [["10.1.2.3"]]})
        policy = AddressPolicy(loopback=lambda ip, port: port == server.port)
        for limits in (SHORT, own):
            given = http.Options(policy=policy, limits=limits, network=recorder.network)
            for name in chosen:
                before, began = forget_the_peak(), time.monotonic()
                fetched = http.fetch(server.url(f"/{name}"), **given)
                taken, grown = time.monotonic() - began, peak() - before
                slowest, largest = max(slowest, taken), max(largest, grown)
                is_right = limits is own or fetched.failure is table.HOSTILE[name][1]
                if not is_right or taken > SHORT.deadline + 1 or grown > MOST_MEMORY:
                    figures.trouble(f"{name}: {fetched.failure} after {taken:.1f} s and {grown:.0f} MB")
    figures.counts["hostile servers"] = {
        "behaviours": len(chosen),
        "slowest, s beyond the deadline": round(max(0.0, slowest - SHORT.deadline), 2),
        "most memory, MB": round(largest),
    }


def forget_the_peak() -> float:
    """Memory now, in MB; from here on the peak is measured anew."""
    Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


def peak() -> float:
    return _memory("VmHWM")


def _memory(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


# --- Cuts ---------------------------------------------------------------------------------------------------------


def cuts(figures: Figures, count: int, seed: int) -> None:
    """Pages cut anywhere, framed by length or in chunks, packed or not: none may pass for a page."""
    rng = random.Random(seed)
    found, origin = real_pages()
    outcomes: Counter[str] = Counter()
    with scripted.serving() as server:
        policy = AddressPolicy(loopback=lambda ip, port: port == server.port)
        recorder = scripted.Recorder(ports=frozenset({server.port}))
        given = http.Options(
            policy=policy,
            limits=replace(PATIENT, packed_bytes=8 << 20, body_bytes=8 << 20),
            network=recorder.network,
        )
        for number in range(count):
            whole = framed(rng, rng.choice(found))
            at = rng.randrange(1, len(whole))
            fetched = http.fetch(server.answers(f"/cut/{number}", whole[:at]), **given)
            outcomes[str(fetched.failure)] += 1
            if fetched.failure not in CUT or fetched.body:
                figures.trouble(
                    f"a page of {len(whole)} bytes cut at {at} passed for a page: {fetched.failure}"
                )
            server.scripts.clear()
    figures.counts["cut pages"] = {
        "of": origin,
        "cuts": count,
        "taken for a page": count - sum(outcomes[one] for one in CUT),
    }


def framed(rng: random.Random, page: bytes) -> bytes:
    """A page as an answer, in one of the ways in which its end can be known."""
    headers = ["Content-Type: text/html"]
    if rng.random() < 0.5:
        page, headers = gzip.compress(page, mtime=0), [*headers, "Content-Encoding: gzip"]
    if rng.random() < 0.5:
        return response(page, *headers)
    size = rng.choice([512, 4_096, 16_384])
    return chunked(*(page[start : start + size] for start in range(0, len(page), size)), headers=headers)


def real_pages() -> tuple[list[bytes], str]:
    """Real news pages where they are at hand, else made ones; and what they are."""
    from benchmarks import checking_server, news

    archive = news.default_archive()
    if archive.exists():
        return [page.body for page in news.load(archive)], "real news pages"
    return [b"".join(checking_server.page(number, 40_000)) for number in range(20)], "made pages"


# --- Fuzz ---------------------------------------------------------------------------------------------------------

_SCHEMES = (
    "http://",
    "https://",
    "HTTP://",
    "http:",
    "http:/",
    "http:///",
    "//",
    "ftp://",
    "file://",
    "javascript:",
    "",
    "http:\\\\",
    "https://u@",
    "http://u:p@",
    "http://@",
    "data:text/html,",
)
_HOSTS = (
    "127.0.0.1", "127.1", "0177.0.0.1", "0x7f000001", "2130706433", "①②⑦.⓪.⓪.①", "１２７.０.０.１", "[::1]", "[::ffff:127.0.0.1]",
    "[fe80::1%25eth0]", "169.254.169.254", "localhost", "LOCALHOST.", "site.test", "bücher.test", "xn--bcher-kva.test", "a..b", "-a.test",
    "[::", "::1", "0", "10.0.0.1.", "10.0.0.1.nip.test", "inside.test", "例え.テスト", "a" * 64 + ".test", ".", "%31%32%37.0.0.1", "127。0。0。1",
)  # fmt: skip
_PORTS = ("", ":", ":80", ":443", ":0", ":22", ":6379", ":99999", ":-1", ":８０", ":8080", ":080")
_PATHS = (
    "",
    "/",
    "/a/../b",
    "/%2e%2e/",
    "/%",
    "/%zz",
    "/a b",
    "/\x00",
    "/ü",
    "/\ud800",
    "?q=1",
    "?a=%0d%0aX:1",
    "#f",
    "/" + "y" * 3_000,
    "\\x",
    "/;a=1",
    "/\r\nX: 1",
)
_ODD = "\x00\t\r\n\\@:/?#[]%.-_~ \u200b\u2028\uff0e\u3002\u202e\ufeff\ud800é🙂"


def fuzzed(seed: int) -> Iterator[str]:
    """Addresses, nearly addresses, and what was made of them by chance."""
    rng = random.Random(seed)
    while True:
        scheme = rng.choice(("http://", "https://")) if rng.random() < 0.7 else rng.choice(_SCHEMES)
        port = "" if rng.random() < 0.7 else rng.choice(_PORTS)
        path = f"/{rng.getrandbits(20)}" if rng.random() < 0.7 else rng.choice(_PATHS)
        url = f"{scheme}{rng.choice(_HOSTS)}{port}{path}"
        for _ in range(rng.choice((0, 0, 0, 1, 2, 5))):
            at = rng.randrange(len(url) + 1)
            what = rng.choice(_ODD) if rng.random() < 0.6 else chr(rng.randrange(0x11_0000))
            url = url[:at] + what + url[at + rng.randrange(2) :]
        yield url


def fuzz(figures: Figures, count: int, seed: int) -> None:
    """Any text at all, given as an address: a typed outcome, and no connection."""
    outcomes: Counter[str] = Counter()
    recorder = scripted.Recorder(default=["10.0.0.1"])

    async def work(fetcher: http.Fetcher, urls: Iterator[str]) -> None:
        for url in urls:
            try:
                fetched = await fetcher.fetch(url)
                outcomes[str(fetched.failure)] += 1
                if fetched.failure is None:
                    figures.trouble(f"fetched: {url!r}")
            except Exception as error:
                figures.trouble(f"{type(error).__name__} for {url!r}")

    async def run() -> None:
        urls = (url for url, _ in zip(fuzzed(seed), range(count), strict=False))
        options = http.Options(policy=PUBLIC, limits=Limits(deadline=30), network=recorder.network)
        async with http.Fetcher(is_polite=False, **options) as fetcher:
            await asyncio.gather(*(work(fetcher, urls) for _ in range(AT_ONCE)))

    asyncio.run(run())
    refused = [one for one in recorder.asked if PUBLIC.refusal(*one) is not None]
    for one in refused[:20]:
        figures.trouble(f"wanted to connect to {one}")
    figures.counts["fuzzed addresses"] = {
        "tried": count, "connections to refused addresses": len(refused),
        "public addresses that nobody would have opened here": len(recorder.asked) - len(refused),
        "untyped": sum(" for " in one for one in figures.troubles), **dict(outcomes.most_common()),
    }  # fmt: skip


# --- The command --------------------------------------------------------------------------------------------------


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.gauntlet.fetching", description=__doc__)
    parser.add_argument("--urls", type=int, default=1_000_000, help="fuzzed addresses")
    parser.add_argument("--cuts", type=int, default=1_000, help="cuts of real pages")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    set_up()
    from benchmarks import results

    figures = Figures()
    for step in (
        lambda: addresses(figures),
        lambda: hostile(figures),
        lambda: cuts(figures, asked.cuts, asked.seed),
        lambda: fuzz(figures, asked.urls, asked.seed),
    ):
        step()
        print(list(figures.counts.items())[-1], f"{len(figures.troubles)} troubles", flush=True)
    for trouble in figures.troubles[:50]:
        print(trouble)
    results.keep("fetching", figures.counts | {"troubles": len(figures.troubles)})
    return 1 if figures.troubles else 0


if __name__ == "__main__":
    sys.exit(main())
