"""Unpacking bodies, whole or not at all."""

import gzip
import tracemalloc
import zlib
from collections.abc import Iterable
from dataclasses import replace

import pytest

from claims.clients import bodies
from claims.clients.fetched import Limits, Stop
from claims.text.outcomes import FailureClass as F

LIMITS = replace(Limits(), packed_bytes=1024 * 1024, body_bytes=1024 * 1024)
PAGE = b"<p>words</p>" * 500


def unpack(encodings: Iterable[str], *chunks: bytes) -> bytes:
    unpacker = bodies.unpacker_for(encodings, LIMITS)
    for chunk in chunks:
        unpacker.feed(chunk)
    return unpacker.finish()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100, 10_000])
@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("", PAGE),
        ("gzip", gzip.compress(PAGE, mtime=0)),
        ("gzip", gzip.compress(PAGE[:50], mtime=0) + gzip.compress(PAGE[50:], mtime=0) + b"\0" * 9),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)[2:-4]),
    ],
)
def test_the_cut_of_the_chunks_does_not_matter(encoding: str, packed: bytes, size: int) -> None:
    chunks = [packed[start : start + size] for start in range(0, len(packed), size)]

    assert unpack([encoding], *chunks) == PAGE


@pytest.mark.parametrize("encodings", [[], [""], ["identity"], ["gzip"], ["deflate"]])
def test_nothing_at_all_is_an_empty_body(encodings: list[str]) -> None:
    assert unpack(encodings) == b""


@pytest.mark.parametrize("encodings", [["gzip, gzip"], ["gzip", "deflate"], ["br"], ["zstd"], ["gzip;q=1"]])
def test_other_and_stacked_encodings_are_refused(encodings: list[str]) -> None:
    with pytest.raises(Stop) as stop:
        unpack(encodings, PAGE)

    assert stop.value.failure is F.BAD_ENCODING


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_bomb_is_stopped_before_it_goes_off(encoding: str) -> None:
    plain = b"\0" * 100_000_000
    packed = gzip.compress(plain, mtime=0) if encoding == "gzip" else zlib.compress(plain)
    del plain
    tracemalloc.start()

    with pytest.raises(Stop) as stop:
        unpack([encoding], packed)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert stop.value.failure is F.TOO_LARGE
    assert peak < 4 * LIMITS.body_bytes


@pytest.mark.parametrize("cut", range(1, len(gzip.compress(PAGE, mtime=0)), 3))
def test_a_packed_body_that_is_cut_anywhere_is_truncated(cut: int) -> None:
    with pytest.raises(Stop) as stop:
        unpack(["gzip"], gzip.compress(PAGE, mtime=0)[:cut])

    assert stop.value.failure is F.TRUNCATED
