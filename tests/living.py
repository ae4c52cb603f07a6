"""Which processes are there, by /proc."""

from __future__ import annotations

from pathlib import Path


def is_alive(pid: int | None) -> bool:
    """Whether the process is there and has not ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def children(pid: int | None) -> list[int]:
    """Of a process, those that are there."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
