"""The web that checking is measured on: forty loopback addresses, a process of its own, as quick as Python gets.

`python -m benchmarks.checking_server --latency MS` prints its port and serves until its input ends. `/page/N` is a news
page of 30 to 60 kB, `/small/N` one of 2 kB. `/edition/2` changes the day: of every hundred pages then 4 have another
advertisement and 1 another paragraph. `/figures` tells how many pages were asked for since it was asked last, and how
long that took, from the first request to the last answer: so a peer's start is not counted.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import random
import re
import sys
import time

HOSTS = [f"127.0.0.{last}" for last in range(1, 41)]
PAGES = 100
SIZES = range(30_000, 60_000)
SMALL = 2_000
WORDS = re.findall(
    r"\w+",
    "the council of harbour minister said figure ships port fee year report list Friday spring witness signed before "
    "called paid set number record committee found that no were two after which town officials numbers over said it",
)


def sentence(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(8, 24))).capitalize() + "."


def page(number: int, size: int) -> tuple[bytes, bytes, bytes]:
    """Three pieces of a page: before the advertisement, between it and the last paragraph, and behind that."""
    rng = random.Random(number)
    title = sentence(rng)[:60]
    links = "".join(
        f'<li><a href="/section/{n}/{rng.getrandbits(32):x}" class="nav__link">{" ".join(rng.choices(WORDS, k=3))}</a></li>'
        for n in range(60)
    )
    script = (
        f"<script>window.__state={json.dumps({str(n): rng.random() for n in range(size // 60)})}</script>"
    )
    text = ""
    while len(text) < size // 5:
        text += f"<p>{' '.join(sentence(rng) for _ in range(rng.randint(2, 5)))}</p>\n"
    head = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="article:published_time" content="2024-10-{rng.randint(1, 28):02}T08:00:00Z">'
        f"<style>{'.a{color:#123456;margin:0 auto}' * (size // 200)}</style>{script}</head><body>"
        f"<header><nav><ul>{links}</ul></nav></header><main><article><h1>{title}</h1>"
    )
    more = "".join(f'<li class="teaser"><a href="/{n}"><h3>{sentence(rng)}</h3></a></li>' for n in range(30))
    tail = f"</article></main><aside><ul>{more}</ul></aside><footer><p>Imprint</p></footer></body></html>"
    return head.encode(), text.encode(), tail.encode()


def small(number: int) -> tuple[bytes, bytes, bytes]:
    rng = random.Random(number)
    text = "".join(f"<p>{sentence(rng)}</p>" for _ in range(22))
    return b"<html><title>Small</title><body>", text.encode()[:SMALL], b"</body></html>"


class Web:
    """What all connections share."""

    def __init__(self, latency: float) -> None:
        self.latency = latency
        self.edition = 1
        self.pieces = {
            "page": [page(n, random.Random(n).choice(SIZES)) for n in range(PAGES)],
            "small": [small(n) for n in range(PAGES)],
        }
        self.start_counting()

    def start_counting(self) -> None:
        self.count, self.began, self.ended = 0, 0.0, 0.0

    def answer(self, path: str) -> bytes:
        kind, _, name = path.lstrip("/").partition("/")
        if kind in self.pieces and name.isdecimal():
            return self.news(kind, int(name))
        if kind == "edition":
            self.edition = int(name)
            return framed(b"{}")
        if kind == "figures":
            told = {"pages": self.count, "seconds": self.ended - self.began}
            self.start_counting()
            return framed(json.dumps(told).encode())
        return framed(b"nothing here", "404 Not Found")

    def news(self, kind: str, number: int) -> bytes:
        if not self.count:
            self.began = time.perf_counter()
        self.count += 1
        head, text, tail = self.pieces[kind][number % PAGES]
        place = number % 100
        advertisement = b"<div class='ad' data-slot='%d'></div>" % (self.edition if place < 4 else 1)
        last = (
            b"<p>A correction of edition %d was added to this report.</p>" % self.edition
            if place == 4 and self.edition > 1
            else b""
        )
        return framed(b"".join((head, advertisement, text, b"<!-- %d -->" % number, last, tail)))


def framed(body: bytes, status: str = "200 OK") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s" % (
        status.encode(),
        len(body),
        body,
    )


class Visitor(asyncio.Protocol):
    """One connection. Requests have no bodies, and come one after the other."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            path = self._received[: self._received.find(b" ", 5)].split(b" ", 1)[1].decode()
            self._received = self._received[end + 4 :]
            if self._web.latency:
                asyncio.get_running_loop().call_later(self._web.latency, self._send, path)
            else:
                self._send(path)

    def _send(self, path: str) -> None:
        if not self._transport.is_closing():
            self._transport.write(self._web.answer(path))
            self._web.ended = time.perf_counter()


async def serve(latency: float) -> None:
    web = Web(latency)
    loop = asyncio.get_running_loop()
    first = await loop.create_server(lambda: Visitor(web), HOSTS[0], 0, backlog=1024)
    port = first.sockets[0].getsockname()[1]
    for host in HOSTS[1:]:
        await loop.create_server(lambda: Visitor(web), host, port, backlog=1024)
    gc.freeze()
    print(port, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=0.0, metavar="MS")
    asyncio.run(serve(parser.parse_args().latency / 1000))


if __name__ == "__main__":
    main()
