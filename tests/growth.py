"""How work grows with its input, whatever else the machine has to do meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable

TRIES = 6
FLOOR = 0.01  # seconds: below it the clock says little


def is_linear(work: Callable[[int], object], short: int, times: int = 4) -> bool:
    """Whether ``times`` the input takes about ``times`` as long, by the processor's clock.

    A busy machine can slow one of the two down, and then it is tried again. What grows by the square takes
    ``times * times`` as long at every try, so no chance lets it through.
    """
    work(short)  # what is loaded once is loaded
    limit = 2.5 * times
    for _ in range(TRIES):
        base = max(_taken(work, short), FLOOR)
        if _taken(work, short * times) < limit * base:
            return True
    return False


def _taken(work: Callable[[int], object], size: int) -> float:
    began = time.process_time()
    work(size)
    return time.process_time() - began
