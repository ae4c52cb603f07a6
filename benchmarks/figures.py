"""docs/figures.md from what the benchmarks kept: `python -m benchmarks.figures`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from benchmarks import results

PAGE = results.FILE.parent.parent / "docs" / "figures.md"
HEAD = """# Figures

What was measured, the newest run of each. Ratios compare with a peer or a limit in the same run on the same machine; absolute
times vary from machine to machine. Made by `python -m benchmarks.figures`; each part by the command that it names. How well texts
are read and matched stands in [quality.md](quality.md).
"""
ABOUT = {
    "jobs": ("Jobs under faults", "`make gauntlet`: workers killed, stalled and cut off from the database at every step, a broker "
             "emptied, away and doubling, several dispatchers, editors who ask at the same time. *Lost*, *doubled*, *stale* and the "
             "errors must be nothing; *dead* jobs are those that kill every worker that touches them."),
    "jobs, negative controls": ("The same with a guard taken away", "`python -m tests.gauntlet --controls`: the run must fail then, "
                                "or it would prove nothing."),
    "checking": ("Speed of source checks", "`python -m benchmarks.checking`: 40 loopback addresses, the same connections and limits "
                 "a host for all. Three figures are least, median and greatest of the rounds."),
    "keyboard": ("The seed article by keyboard alone", "`python -m benchmarks.keyboard`: 29 claims marked, evidenced and submitted "
                 "without a mouse. A wait is to be under 200 ms, and isn't yet."),
    "lists": ("A desk of a million claims", "`python -m benchmarks.lists --make 1000000`: lists, search and forms beside Django's "
              "own admin of the same rows, whose tables have no index to search by."),
    "api": ("The public API", "`python -m benchmarks.api`: published claims over HTTP, beside Django REST framework as its tutorial has "
            "it, as an expert tunes it, and a bare application of psycopg2 and orjson. A ratio is their time by ours."),
    "pages": ("An article with 500 marked claims", "`python -m benchmarks.pages`: the whole page in processor time, beside its text "
              "and margin written with f-strings and `markupsafe.escape`."),
    "editors": ("Fifty editors at once", "`python -m tests.gauntlet.editors`: nobody may overwrite another unawares."),
    "watching": ("What the checks notice", "`python -m benchmarks.watching`: see [watching.md](watching.md)."),
    "behaviours": ("Servers that misbehave", "`python -m benchmarks.behaviours`: see [behaviours.md](behaviours.md)."),
    "reading": ("Reading pages", "`python -m benchmarks.reading`: 181 real news pages with the article marked by hand."),
    "quantities": ("Quantities in running text", "`python -m benchmarks.quantities`."),
    "fetching": ("Addresses and hostile servers", "`python -m tests.gauntlet.fetching`."),
}  # fmt: skip


def main() -> None:
    kept = json.loads(results.FILE.read_text(encoding="utf-8"))
    kept = {name: figures for name, figures in kept.items() if not name.startswith("quality: ")}
    named = [name for name in ABOUT if name in kept] + sorted(kept.keys() - ABOUT.keys())
    PAGE.write_text(HEAD + "".join(part(name, kept[name]) for name in named), encoding="utf-8")
    print(f"{PAGE.name}: {len(named)} benchmarks")


def part(name: str, figures: dict[str, Any]) -> str:
    title, about = ABOUT.get(name, (name.capitalize(), ""))
    day, machine = figures.pop("day", ""), figures.pop("machine", "")
    rows = "".join(f"| {what} | {value} |\n" for what, value in flat(figures))
    return f"\n## {title}\n\n{about}\n\n{day}, {machine}\n\n| | |\n|---|---|\n{rows}"


def flat(figures: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Nested figures as rows: the names on the way joined, lists as text."""
    for name, value in figures.items():
        path = f"{before} · {name}" if before else str(name)
        if isinstance(value, dict):
            yield from flat(value, path)
        elif isinstance(value, list):
            yield path, " / ".join(map(shown, value))
        else:
            yield path, shown(value)


def shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value).replace("|", "\\|")


if __name__ == "__main__":
    main()
