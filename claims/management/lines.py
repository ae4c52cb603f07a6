"""Lines that are written while other things go on: whoever reads them may be slow."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import BinaryIO, Self

A_MOMENT = 0.02  # seconds between two turns of the thread, which cost more than the writing
HELD_BACK = 2_000  # lines; a reader who is slower than that holds the writers up


class LineWriter:
    """Writes in a thread, in order, each line as soon as it can be. An error of writing is raised by the next call."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._held: list[str] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="lines")
        self._writing: asyncio.Task[None] | None = None
        self._is_ending = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(wait=kind is None, cancel_futures=True)

    async def write(self, line: str) -> None:
        """Hand a line over. Waits only where very many are not written yet."""
        self._held.append(line)
        if self._writing is None or self._writing.done():
            await self.drain(wait=False)
        if len(self._held) >= HELD_BACK and self._writing is not None:
            await asyncio.shield(self._writing)

    async def drain(self, *, wait: bool = True) -> None:
        """See that all that was handed over is written."""
        self._is_ending = wait
        if self._writing is not None and self._writing.done():
            self._writing.result()
            self._writing = None
        if self._writing is None and self._held:
            self._writing = asyncio.create_task(self._write_all())
        if wait and self._writing is not None:
            await asyncio.shield(self._writing)

    async def _write_all(self) -> None:
        loop = asyncio.get_running_loop()
        while self._held:
            lines, self._held = self._held, []
            await loop.run_in_executor(self._thread, self._put, "".join(f"{line}\n" for line in lines))
            if not self._is_ending:
                await asyncio.sleep(A_MOMENT)

    def _put(self, text: str) -> None:
        self._file.write(text.encode("utf-8", "replace"))
        self._file.flush()
