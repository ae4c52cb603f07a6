"""What is known of the pieces of a text, the words with their marks between two blanks, looked up for all at once.

The same pieces come again and again. What a caller finds in one is kept as numbers, so that most of a text is read
by array operations, without a string for each piece. Time grows with the length of the text only.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.signedinteger[Any]]
_Words = NDArray[np.uint64]
_Slots = NDArray[np.intp]

ENCODING, ERRORS = "utf-8", "surrogatepass"  # any string has one such form, and no other string has the same

_KEPT = 100_000  # pieces that are remembered
_NUMBERS = 3 * _KEPT  # that are remembered of all of them together
_LONGEST_KEPT = 60  # bytes: what is longer hardly comes again
_SLOTS_BITS = 17
_LONGEST_IN_SLOT = 15  # bytes, which make two words of 64 bits with their length
_BLOCK = 1 << 17  # bytes that are read at once: their arrays fit into a processor's cache
_COUNT_BITS = 32  # in a place: first which number is the first of a piece, then how many it has
_LENGTH_AT = np.uint64(56)  # in the higher word of a piece
_MASKS = np.array([(1 << 8 * length) - 1 for length in range(9)], np.uint64)


class Pieces:
    """The numbers of pieces, made by ``look_at`` when a piece is first met, which must always make the same of it.

    There are two ways to them. A short piece is itself a number of two words, and may stand in the slot that these
    are hashed to: so pieces are looked up by arrays. The first to come to a slot keeps it; for the others, and for
    longer ones, there is a dictionary. A slot is written once, what it leads to before its words: other threads may
    read it meanwhile.
    """

    def __init__(self, look_at: Callable[[str], Sequence[int]]) -> None:
        self._look_at = look_at
        self._numbers = np.zeros(_NUMBERS, np.int64)
        self._used = 0
        self._places: dict[bytes, int] = {}
        self._low, self._high = np.zeros((2, 1 << _SLOTS_BITS), np.uint64)
        self._place_of_slot = np.zeros(1 << _SLOTS_BITS, np.int64)
        self._learning = threading.Lock()

    def numbers(self, text: str) -> Ints:
        """Those of all pieces of ``text``, in order."""
        data = text.encode(ENCODING, ERRORS)
        blocks = [self._of_block(data[start:end]) for start, end in _blocks(data)]
        return np.concatenate(blocks) if len(blocks) > 1 else blocks[0]

    def _of_block(self, data: bytes) -> Ints:
        blanks = np.flatnonzero(np.frombuffer(data, np.uint8) == ord(" "))
        starts, ends = np.concatenate(([0], blanks + 1)), np.append(blanks, len(data))
        low, high = _as_words(data, starts, ends - starts)
        slots = _slots(low, high)
        others = np.flatnonzero((self._low[slots] != low) | (self._high[slots] != high))
        places = self._place_of_slot[slots]
        unkept: list[int] = []
        if len(others):
            bounds = zip(starts[others].tolist(), ends[others].tolist(), strict=True)
            with self._learning:
                places[others] = [self._place(data[start:end], unkept) for start, end in bounds]
                self._fill(slots[others], low[others], high[others], places[others])
        return self._joined(places, unkept)

    def _place(self, piece: bytes, unkept: list[int]) -> int:
        """Where the numbers of ``piece`` are; if they aren't kept, at the end of ``unkept`` behind those that are."""
        place = self._places.get(piece)
        if place is None:
            found = self._look_at(piece.decode(ENCODING, ERRORS))
            end = self._used + len(found)
            if len(piece) <= _LONGEST_KEPT and len(self._places) < _KEPT and end <= _NUMBERS:
                # A task may be broken off between any two of these: a piece is known once its numbers are there.
                place = self._used << _COUNT_BITS | len(found)
                self._numbers[self._used : end] = found
                self._used = end
                self._places[piece] = place
            else:
                place = (_NUMBERS + len(unkept)) << _COUNT_BITS | len(found)
                unkept += found
        return place

    def _joined(self, places: Ints, unkept: list[int]) -> Ints:
        """The numbers at all of these places one after another."""
        firsts, counts = places >> _COUNT_BITS, places & ((1 << _COUNT_BITS) - 1)
        begins = np.cumsum(counts) - counts
        wanted = np.repeat(firsts - begins, counts) + np.arange(counts.sum())
        joined: Ints = self._numbers[np.minimum(wanted, _NUMBERS - 1)]
        if unkept:
            behind = wanted >= _NUMBERS
            joined[behind] = np.array(unkept, np.int64)[wanted[behind] - _NUMBERS]
        return joined

    def _fill(self, slots: _Slots, low: _Words, high: _Words, places: Ints) -> None:
        """Give the slots that are free to the first that may have them."""
        may = (
            (self._high[slots] == 0)
            & (high >> _LENGTH_AT <= _LONGEST_IN_SLOT + 1)
            & (places < _NUMBERS << _COUNT_BITS)
        )
        slots, firsts = np.unique(slots[may], return_index=True)
        self._place_of_slot[slots] = places[may][firsts]
        self._low[slots] = low[may][firsts]
        self._high[slots] = high[may][firsts]


def _blocks(data: bytes) -> Iterator[tuple[int, int]]:
    """Where blocks of whole pieces begin and end. The blank between two blocks is in neither."""
    start = 0
    while (end := data.find(b" ", start + _BLOCK)) >= 0:
        yield start, end
        start = end + 1
    yield start, len(data)


def _as_words(data: bytes, starts: Ints, lengths: Ints) -> tuple[_Words, _Words]:
    """Each piece as two words, which no other piece has, unless it is longer than ``_LONGEST_IN_SLOT``.

    They hold its bytes, and in the highest one its length and one more: so none is 0, as empty slots are.
    """
    padded = data + bytes(16)
    words: _Words = np.ndarray(len(padded) - 7, "<u8", padded, strides=1)  # one begins at every byte
    low = words[starts] & _MASKS[np.minimum(lengths, 8)]
    high = words[starts + 8] & _MASKS[np.clip(lengths - 8, 0, 7)]
    return low, high | np.minimum(lengths + 1, 255).astype(np.uint64) << _LENGTH_AT


def _slots(low: _Words, high: _Words) -> _Slots:
    mixed = low * np.uint64(0x9E3779B97F4A7C15) + high * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return (mixed >> np.uint64(64 - _SLOTS_BITS)).astype(np.intp)
