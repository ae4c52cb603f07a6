"""The peer that checking is measured against: a plain aiohttp loop that fetches and hashes, and nothing else.

`python -m benchmarks.checking_loop FILE CONNECTIONS PER_HOST`
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import aiohttp


async def work(session: aiohttp.ClientSession, urls: Iterator[str], found: dict[str, str]) -> None:
    for url in urls:
        async with session.get(url) as response:
            found[url] = hashlib.sha256(await response.read()).hexdigest()


async def main(file: str, connections: int, per_host: int) -> None:
    urls = iter(Path(file).read_text().split())
    found: dict[str, str] = {}
    connector = aiohttp.TCPConnector(limit=connections, limit_per_host=per_host)
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*(work(session, urls, found) for _ in range(connections)))
    print(len(found))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
