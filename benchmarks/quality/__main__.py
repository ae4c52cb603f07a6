"""Run the parts of the quality benchmark, or those that are named: `python -m benchmarks.quality [PART …]`.

Prints each row as it comes, keeps all in `benchmarks/results.json`, and writes `docs/quality.md` from what is kept there.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks import quality, results
from benchmarks.quality import Figure, NoData, Row

PAGE = quality.ROOT / "docs" / "quality.md"
HEAD = """# Quality

Measured on public data that nobody on the project wrote, beside the figures of peers. Made by `python -m benchmarks.quality`
(all parts) or `python -m benchmarks.quality PART`, which needs the data in BENCH_DATA; none of it is in the repository.
*Goal* is what the figure has to reach; ✓ where it does.
"""


def parts() -> dict[str, ModuleType]:
    """Every module of the package that measures something, by name."""
    folder = [str(Path(quality.__file__).parent)]
    names = sorted(one.name for one in pkgutil.iter_modules(folder) if not one.name.startswith("_"))
    modules = {name: importlib.import_module(f"benchmarks.quality.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "measure")}


def main() -> None:
    known = parts()
    wanted = sys.argv[1:] or list(known)
    if unknown := set(wanted) - known.keys():
        sys.exit(f"There is no part {', '.join(sorted(unknown))}. There are: {', '.join(known)}.")
    if len(wanted) > 1:
        # A process each, for several have a database of their own.
        sys.exit(max(subprocess.call([sys.executable, "-m", "benchmarks.quality", name]) for name in wanted))
    for name in wanted:
        print(f"\n{known[name].TITLE} ({name})")
        began = time.perf_counter()
        try:
            rows = known[name].measure()
        except NoData as absent:
            print(f"  Skipped: {absent}.")
            continue
        for row in rows:
            print("  " + told(row))
        print(f"  {time.perf_counter() - began:.0f} s")
        results.keep(f"quality: {name}", {"title": known[name].TITLE, "rows": [as_kept(row) for row in rows]})
    write_page()


def told(row: Row) -> str:
    beside = ", ".join(f"{name} {shown(value)}" for name, value in row.peers.items())
    goal = f"; goal {goal_of(row.goal, row.at_most)} {mark(row.is_met)}" if row.goal is not None else ""
    note = f" ({row.note})" if row.note else ""
    return f"{row.of}: {row.what} {shown(row.ours)}" + (f"; {beside}" if beside else "") + goal + note


def as_kept(row: Row) -> dict[str, Any]:
    return {
        "what": row.what,
        "of": row.of,
        "ours": row.ours,
        "peers": dict(row.peers),
        "goal": row.goal,
        "at_most": row.at_most,
        "is_met": row.is_met,
        "note": row.note,
    }


def write_page() -> None:
    kept = json.loads(results.FILE.read_text(encoding="utf-8"))
    chapters = [chapter(name, kept[name]) for name in sorted(kept) if name.startswith("quality: ")]
    PAGE.write_text(HEAD + "".join(chapters), encoding="utf-8")


def chapter(name: str, entry: dict[str, Any]) -> str:
    lines = [
        f"\n## {entry['title']}\n\n`python -m benchmarks.quality {name.removeprefix('quality: ')}`: {entry['day']}, "
        f"{entry['machine']}\n\n| what | set | ours | goal | peers | |\n|---|---|---|---|---|---|\n"
    ]
    for row in entry["rows"]:
        peers = "; ".join(f"{peer} {shown(value)}" for peer, value in row["peers"].items())
        goal = "" if row["goal"] is None else f"{goal_of(row['goal'], row['at_most'])} {mark(row['is_met'])}"
        cells = (row["what"], row["of"], shown(row["ours"]), goal, peers, row["note"])
        lines.append("| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |\n")
    return "".join(lines)


def goal_of(goal: float, at_most: bool) -> str:
    return f"{'≤' if at_most else '≥'} {shown(goal)}"


def mark(is_met: bool | None) -> str:
    return {True: "✓", False: "✗", None: ""}[is_met]


def shown(value: Figure) -> str:
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else value


if __name__ == "__main__":
    main()
