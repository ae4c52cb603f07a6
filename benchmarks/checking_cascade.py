"""The desk's cascade over a list of addresses whose last capture is known, without its database.

`python -m benchmarks.checking_cascade FILE CONNECTIONS PER_HOST KNOWN [--learn]`: equal bytes are done with; of others
the text is read in the limited child; if that is new too, the article is extracted in a queue of its own, in another.
Prints how many came to which end, and the seconds until the last extraction was done. With `--learn` what KNOWN holds is written instead: for each address the sha256 of
its bytes and, of those that the next edition changes, of its text.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django

CHANGES = 5  # of every hundred pages


class Cascade:
    """``known``: address → (sha256 of the bytes, sha256 of the text or nothing)."""

    def __init__(self, known: dict[str, list[str]], *, learns: bool) -> None:
        from claims.clients import pages

        self._pages = pages
        self.known = known
        self.ends: Counter[str] = Counter()
        self._learns = learns
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="reader")
        self._extractor = ThreadPoolExecutor(1, thread_name_prefix="extractor")
        self._extractions: list[asyncio.Future[object]] = []

    def warm_up(self) -> None:
        """Start the helpers, which a running desk has at hand; nobody's start is timed."""
        from claims.clients.http import Fetched

        page = b"<html><title>First</title><article><p>Words that are read and extracted first.</p></article></html>"
        self._pages.read(Fetched("http://site.test/", body=page, content_type="text/html"))
        self._pages.extract(page, content_type="text/html")

    async def run(self, urls: list[str], connections: int, each: int) -> None:
        from claims.clients import http
        from claims.services import politeness
        from claims.services.queueing import Turns

        turns = Turns(each=each, gap=0, room=20_000, enough=4 * connections)
        async with http.Fetcher(memory=http.Memory()) as fetcher, asyncio.TaskGroup() as group:
            for _ in range(connections):
                group.create_task(self._work(fetcher, turns))
            for url in urls:
                await turns.add(politeness.host_of(url), url)
            turns.no_more()
        await asyncio.gather(*self._extractions)

    async def _work(self, fetcher: object, turns: object) -> None:
        while (turn := await turns.take()) is not None:  # type: ignore[attr-defined]
            host, url = turn
            fetched = await fetcher.fetch(url, keep=turns.waits_for(host))  # type: ignore[attr-defined]
            turns.done(host)  # type: ignore[attr-defined]
            self.ends[await self._judge(url, fetched)] += 1

    async def _judge(self, url: str, fetched: object) -> str:
        sha256 = hashlib.sha256(fetched.body).hexdigest()  # type: ignore[attr-defined]
        if self._learns:
            changes = int(url.rsplit("/", 1)[1]) % 100 < CHANGES
            self.known[url] = [sha256, await self._text_of(fetched) if changes else ""]
            return "learnt"
        if fetched.failure is not None:  # type: ignore[attr-defined]
            return "failed"
        if sha256 == self.known[url][0]:
            return "unchanged"
        if await self._text_of(fetched) == self.known[url][1]:
            return "same text"
        loop = asyncio.get_running_loop()
        self._extractions.append(loop.run_in_executor(self._extractor, self._extract, fetched))
        return "new text"

    async def _text_of(self, fetched: object) -> str:
        page = await asyncio.get_running_loop().run_in_executor(self._readers, self._pages.read, fetched)
        if page.failure is not None:
            print(f"not read: {page.failure}: {page.detail}", file=sys.stderr)
            self.ends["not read"] += 1
        return hashlib.sha256(page.text.encode()).hexdigest()

    def _extract(self, fetched: object) -> None:
        found = self._pages.extract(
            fetched.body, content_type=fetched.content_type, charset=fetched.charset, url=fetched.url  # type: ignore[attr-defined]
        )  # fmt: skip
        assert found.text, found.detail


def main(file: str, connections: str, each: str, known: str, *learn: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    django.setup()
    from claims.management.commands import check_sources

    check_sources.spare_the_collector()
    store = Path(known)
    cascade = Cascade({} if learn else json.loads(store.read_text()), learns=bool(learn))
    cascade.warm_up()
    began = time.perf_counter()
    asyncio.run(cascade.run(Path(file).read_text().split(), int(connections), int(each)))
    taken = time.perf_counter() - began
    if learn:
        store.write_text(json.dumps(cascade.known))
    print(json.dumps({"seconds": taken, "ends": cascade.ends}))


if __name__ == "__main__":
    main(*sys.argv[1:])
