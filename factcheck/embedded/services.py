"""What a supervised process is, and when a dying one is given up."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from factcheck.embedded import accounts, screen

WINDOW = 60.0  # seconds
MOST_DEATHS = 6  # within the window: then something is wrong that another start won't mend
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # seconds before the next start; doubled with every death in the window


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Service:
    """A process that has to run as long as the desk does.

    ``grace`` is the time in seconds between the stop signal and harsher means: ``last_resort``, then SIGKILL.
    ``at_parents_death`` ends it when the supervisor is killed and nobody can insist; the stop signal unless told.
    The highest ``layer`` is stopped first. What a service with a quiet start says before it is ready is shown
    only if it fails. ``niceness``, as of the command nice, makes room for those that people wait for.
    """

    name: str
    command: list[str]
    folder: Path
    environment: Mapping[str, str]
    stop_signal: signal.Signals = signal.SIGTERM
    last_resort: signal.Signals = signal.SIGKILL
    at_parents_death: signal.Signals | None = None
    grace: float = 8.0
    account: accounts.Account | None = None
    is_ready: Callable[[], bool] = _always
    layer: int = 1
    has_quiet_start: bool = False
    niceness: int = 0


class Deaths:
    """Counts deaths in a sliding window and says how long to wait before the next start."""

    def __init__(self) -> None:
        self._moments: list[float] = []

    def record(self, now: float) -> float | None:
        """The pause in seconds before the next start, or None for "give up"."""
        self._moments = [moment for moment in self._moments if now - moment < WINDOW] + [now]
        if len(self._moments) >= MOST_DEATHS:
            return None
        pause: float = FIRST_PAUSE * 2 ** (len(self._moments) - 1)
        return min(pause, LONGEST_PAUSE)

    def __len__(self) -> int:
        return len(self._moments)


@dataclass
class Supervised:
    """A service and its latest process. If ``is_kept``, it is started again when it dies, at ``due``."""

    service: Service
    process: subprocess.Popen[bytes] | None = None
    output: screen.Output | None = None
    lines: screen.Lines | None = None
    is_kept: bool = False
    due: float | None = None
    deaths: Deaths = field(default_factory=Deaths)

    def is_running(self) -> bool:
        return self.process is not None and self.process.returncode is None

    def code(self) -> int:
        """How the process ended; only once it has."""
        assert self.process is not None
        assert self.process.returncode is not None
        return self.process.returncode

    def is_due(self) -> bool:
        return self.due is not None and time.monotonic() >= self.due


def how_it_ended(code: int) -> str:
    """An exit code in words: "ended with code 3", "was killed (SIGKILL)"."""
    if code >= 0:
        return f"ended with code {code}"
    try:
        return f"was killed ({signal.Signals(-code).name})"
    except ValueError:
        return f"was killed (signal {-code})"
