"""Reading a response's body: capped packed and unpacked, unpacked by ourselves, whole or not at all."""

import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from claims.clients.fetched import Limits, Stop
from claims.text.outcomes import FailureClass

_GZIP_MAGIC = b"\x1f\x8b"
_MAX_MEMBERS = 64
"""Parts of one gzip stream: honest ones have one, and each costs time while holding next to nothing."""


class Unpacker(Protocol):
    """Takes a body's bytes as they arrive.

    `Stop` for too much, for nonsense, and for an end that is missing.
    """

    def feed(self, chunk: bytes) -> None: ...

    def finish(self) -> bytes: ...


async def read(more: Callable[[], Awaitable[bytes]], unpacker: Unpacker, limits: Limits) -> bytes:
    """The whole unpacked body, of which `more` gives a piece at a time and nothing at its end. Raises Stop."""
    received = 0
    while chunk := await more():
        received += len(chunk)
        if received > limits.packed_bytes:
            raise too_large(limits.packed_bytes)
        unpacker.feed(chunk)
    return unpacker.finish()


def unpacker_for(encodings: Sequence[str], limits: Limits) -> Unpacker:
    """The unpacker for a response's `Content-Encoding` headers. Stop for unknown and for stacked ones."""
    if not encodings:
        return Plain(limits.body_bytes)
    named = [name.strip().lower() for line in encodings for name in line.split(",")]
    applied = [name for name in named if name not in ("", "identity")]
    if not applied:
        return Plain(limits.body_bytes)
    if len(applied) > 1:
        raise Stop(FailureClass.BAD_ENCODING, "the body is packed more than once")
    if applied[0] not in _WINDOWS:
        raise Stop(FailureClass.BAD_ENCODING, f"the body is packed as {applied[0][:40]!r}, unasked")
    return Inflater(applied[0], limits.body_bytes)


def too_large(cap: int) -> Stop:
    """The outcome of a body beyond `cap` bytes."""
    return Stop(FailureClass.TOO_LARGE, f"the body exceeds {cap} bytes")


class Plain:
    """A body that is not packed."""

    def __init__(self, cap: int) -> None:
        self._cap = cap
        self._size = 0
        self._pieces: list[bytes] = []

    def feed(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > self._cap:
            raise too_large(self._cap)
        self._pieces.append(chunk)

    def finish(self) -> bytes:
        return b"".join(self._pieces)


class Inflater:
    """A gzip or deflate body; never holds more than one byte beyond the cap."""

    def __init__(self, encoding: str, cap: int) -> None:
        self._window = _WINDOWS[encoding]
        self._may_go_on = encoding != "deflate"
        self._cap = cap
        self._output = bytearray()
        self._held = b""
        self._machine: zlib._Decompress | None = None
        self._members = 0

    def feed(self, chunk: bytes) -> None:
        pending = self._held + chunk
        self._held = b""
        while pending:
            if self._machine is None or self._machine.eof:
                if len(pending) < len(_GZIP_MAGIC):
                    self._held = pending
                    return
                if self._members and not (self._may_go_on and pending.startswith(_GZIP_MAGIC)):
                    return  # padding, which browsers pass over too
                self._machine = self._next_machine(pending)
            pending = self._inflate(self._machine, pending)

    def finish(self) -> bytes:
        if self._machine is None and self._held:
            raise Stop(FailureClass.TRUNCATED, "the packed body breaks off at once")
        if self._machine is not None and not self._machine.eof:
            raise Stop(FailureClass.TRUNCATED, "the packed body has no end")
        return bytes(self._output)

    def _next_machine(self, beginning: bytes) -> "zlib._Decompress":
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise Stop(FailureClass.BAD_ENCODING, "the packed body is in too many parts")
        return zlib.decompressobj(self._window(beginning))

    def _inflate(self, machine: "zlib._Decompress", pending: bytes) -> bytes:
        """Unpack what fits; the bytes behind the member's end, if any."""
        try:
            self._output += machine.decompress(pending, self._cap + 1 - len(self._output))
        except zlib.error as error:
            raise Stop(FailureClass.BAD_ENCODING, "the packed body is damaged") from error
        if len(self._output) > self._cap:
            raise too_large(self._cap)
        return machine.unused_data


def _gzip_window(beginning: bytes) -> int:
    return 31


def _deflate_window(beginning: bytes) -> int:
    """With the zlib header that the standard asks for, or without, as some servers send it."""
    has_header = beginning[0] & 0x0F == 8 and int.from_bytes(beginning[:2], "big") % 31 == 0
    return 15 if has_header else -15


_WINDOWS: Mapping[str, Callable[[bytes], int]] = {
    "gzip": _gzip_window,
    "x-gzip": _gzip_window,
    "deflate": _deflate_window,
}
