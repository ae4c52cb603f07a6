"""Lines for a reader who may be slow."""

from __future__ import annotations

import asyncio
import io
import os
from contextlib import suppress

import pytest

from claims.management.lines import HELD_BACK, LineWriter


def test_lines_arrive_in_order() -> None:
    file = io.BytesIO()

    async def write() -> None:
        with LineWriter(file) as writer:
            for number in range(3 * HELD_BACK):
                await writer.write(str(number))
            await writer.drain()

    asyncio.run(write())
    assert file.getvalue() == "".join(f"{number}\n" for number in range(3 * HELD_BACK)).encode()


def test_a_line_is_there_as_soon_as_it_can_be() -> None:
    file = io.BytesIO()

    async def write() -> None:
        with LineWriter(file) as writer:
            await writer.write("first")
            await asyncio.sleep(0.2)
            assert file.getvalue() == b"first\n"

    asyncio.run(write())


def test_a_slow_reader_holds_up_no_other_work() -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)

    async def write() -> None:
        with os.fdopen(writing, "wb") as file, LineWriter(file) as writer:
            hasty = asyncio.create_task(_write_much(writer))
            await asyncio.sleep(0.3)  # the loop goes on although the pipe is full
            assert not hasty.done()
            while not hasty.done():
                with suppress(BlockingIOError):
                    os.read(reading, 1 << 20)
                await asyncio.sleep(0)

    asyncio.run(write())
    os.close(reading)


async def _write_much(writer: LineWriter) -> None:
    for _ in range(3 * HELD_BACK):
        await writer.write("x" * 100)
    await writer.drain()


def test_an_error_of_writing_is_raised() -> None:
    class Full(io.BytesIO):
        def write(self, text: object) -> int:
            raise OSError(28, "No space left on device")

    async def write() -> None:
        with LineWriter(Full()) as writer:
            await writer.write("x")
            await writer.drain()

    with pytest.raises(OSError, match="No space"):
        asyncio.run(write())
