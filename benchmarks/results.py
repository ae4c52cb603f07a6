"""Where benchmarks keep what they measured: `benchmarks/results.json`, one entry a benchmark, the newest run only."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import platform
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("results.json")


def keep(benchmark: str, figures: dict[str, Any]) -> None:
    """Put these figures in the place of the benchmark's earlier ones, with the day and the kind of machine.

    ``figures`` are ratios to a peer or limit of the same run, counts, and absolute values named with their unit. Others
    may write at the same time: the file is locked while it is read and replaced.
    """
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    with FILE.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        kept = json.loads(file.read() or "{}")
        kept[benchmark] = {"day": dt.date.today().isoformat(), "machine": machine, **figures}
        file.truncate(0)
        file.write(json.dumps(kept, indent=2, ensure_ascii=False, sort_keys=True) + "\n")
