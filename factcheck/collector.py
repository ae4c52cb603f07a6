"""The collector of garbage, in processes that load much at their start and live long."""

from __future__ import annotations

import gc


def spare() -> None:
    """What is loaded by now stays. The collector else goes through all of it time and again: a third of the time that a
    page took. What a page leaves behind is freed by counting references; cycles are looked for less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
