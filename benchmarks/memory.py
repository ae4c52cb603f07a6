"""How much memory a running desk needs: `python -m benchmarks.memory [--data FOLDER]`.

The sum is of proportional shares (PSS): what processes share is counted once, so the sum is what the machine lacks.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from factcheck.embedded import commands, folder, processes


def share(pid: int) -> float:
    """A process's proportional share of memory, in MB; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def name(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").split()
    known = ("granian", "worker", "beat", "valkey-server", "postgres:", "postgres", "up")
    names = [Path(word).name for word in words]
    return next((word for word in known if word in names), names[0] if names else "?").rstrip(":")


def shares(data: folder.DataFolder) -> dict[str, list[float]]:
    """The shares of all processes of a desk, in MB, by what they are."""
    running = data.running()
    if running is None or not data.is_locked():
        sys.exit(f"No desk is running from {data.path}.")
    servers = [pid for cluster in data.clusters() for pid in processes.working_in(cluster)]
    found: dict[str, list[float]] = {}
    for pid in sorted({running.pid, *processes.marked(data.path), *servers}):
        found.setdefault(name(pid), []).append(share(pid))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=commands.default_data())
    found = shares(folder.DataFolder(parser.parse_args().data))
    for what, sizes in found.items():
        print(f"{what:<14} {len(sizes):>2} processes {sum(sizes):>7.1f} MB")
    print(
        f"{'together':<14} {sum(map(len, found.values())):>2} processes {sum(map(sum, found.values())):>7.1f} MB"
    )


if __name__ == "__main__":
    main()
