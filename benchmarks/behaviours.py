"""What three tools say of links to servers of every kind, beside the truth: `python -m benchmarks.behaviours`.

The desk's `check_sources`, lychee, and linkinator, which npm installs into a temporary folder for the time of the run;
where there is no npm its column stays empty. The table goes to docs/behaviours.md.
"""

from __future__ import annotations

import html
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import results
from benchmarks.behaviours_rows import BROKEN, GOOD, UNKNOWN
from benchmarks.behaviours_server import Site, serving

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "behaviours.md"
PATIENCE = 20  # seconds, for each link
ENVIRONMENT = {
    **os.environ,
    "SOURCE_FETCH_ALLOW_LOOPBACK": "1",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
}
Verdicts = dict[str, str]
"""What a tool says, by address."""


def ours(urls: Sequence[str], folder: Path) -> Verdicts:
    command = [sys.executable, "manage.py", "check_sources", "--urls", "-", "--gap", "0"]
    done = subprocess.run(
        command, cwd=ROOT, env=ENVIRONMENT, input="\n".join(urls), capture_output=True, text=True, check=False
    )
    words = {"ok": GOOD, "broken": BROKEN, "unknown": UNKNOWN}
    return {one["url"]: words[one["outcome"]] for one in map(json.loads, done.stdout.splitlines())}


def lychee(urls: Sequence[str], folder: Path) -> Verdicts:
    listed, told = folder / "urls.txt", folder / "lychee.json"
    listed.write_text("\n".join(urls))
    command = [Path(sys.executable).with_name("lychee"), "--no-progress", "--verbose", "--format", "json", "--output", told,
               "--timeout", str(PATIENCE), "--max-retries", "0", "--", listed]  # fmt: skip
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    said = json.loads(told.read_text())
    verdicts = {}
    for kind, word in (("success_map", GOOD), ("error_map", BROKEN), ("timeout_map", BROKEN)):
        for links in said.get(kind, {}).values():
            verdicts |= {one["url"]: word for one in links}
    return verdicts


def linkinator(urls: Sequence[str], folder: Path) -> Verdicts:
    """Of the links on a page; nothing where npm can't bring it."""
    npm = shutil.which("npm")
    if npm is None:
        return {}
    brought = subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--prefix", folder, "linkinator"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if brought.returncode:
        print(f"npm could not bring linkinator: {brought.stderr.strip()[-300:]}", file=sys.stderr)
        return {}
    site = folder / "site"
    site.mkdir()
    links = "".join(f'<p><a href="{html.escape(url)}">link</a></p>' for url in urls)
    (site / "index.html").write_text(f"<!doctype html><title>Links</title>{links}")
    command = [
        folder / "node_modules" / ".bin" / "linkinator",
        "index.html",
        "--format",
        "json",
        "--verbosity",
        "info",
        "--timeout",
        str(PATIENCE * 1000),
    ]
    done = subprocess.run(command, cwd=site, capture_output=True, text=True, check=False)
    words = {"OK": GOOD, "BROKEN": BROKEN, "SKIPPED": UNKNOWN}
    return {one["url"]: words[one["state"]] for one in json.loads(done.stdout)["links"]}


TOOLS = {"desk": ours, "lychee": lychee, "linkinator": linkinator}


def told_by(tool: str, sites: Sequence[Site], folder: Path) -> list[str]:
    """What a tool says of each row; a dash where it says nothing."""
    verdicts = TOOLS[tool]([site.url for site in sites], folder)
    without_part = {url.partition("#")[0]: word for url, word in verdicts.items()}
    return [verdicts.get(site.url) or without_part.get(site.url.partition("#")[0], "–") for site in sites]


def table(sites: Sequence[Site], told: dict[str, list[str]]) -> str:
    lines = [f"| what the server does | truth | {' | '.join(told)} |", f"|---|---|{'---|' * len(told)}"]
    for number, site in enumerate(sites):
        cells = [
            word if (word := said[number]) == site.row.truth else f"**{word}**" for said in told.values()
        ]
        lines.append(f"| {site.row.name} | {site.row.truth} | {' | '.join(cells)} |")
    return "\n".join(lines)


def report(sites: Sequence[Site], told: dict[str, list[str]]) -> dict[str, object]:
    """Write the table, and count."""
    truth = [site.row.truth for site in sites]
    right = {tool: sum(map(str.__eq__, said, truth)) for tool, said in told.items()}
    others = [said for tool, said in told.items() if tool != "desk"]
    missed = [
        site.row.name for number, site in enumerate(sites)
        if told["desk"][number] != truth[number] and any(said[number] == truth[number] for said in others)
    ]  # fmt: skip
    counts = ", ".join(f"{tool} {count}" for tool, count in right.items())
    TABLE.write_text(
        "# What link checkers say of servers of every kind\n\n"
        "Made by `python -m benchmarks.behaviours`. *good*: a reader with a browser gets the page; *broken*: nothing says\n"
        "that the page is there; *unknown*: the answer doesn't tell. Bold is wrong; a dash: the tool was not to be had, or\n"
        "said nothing. lychee knows only good and broken; what linkinator skips is taken for unknown.\n\n"
        f"Right in {len(sites)} rows: {counts}.\n\n{table(sites, told)}\n"
    )  # fmt: skip
    return {"rows": len(sites), "right": right, "another is right where the desk is wrong": missed}


def main() -> None:
    told: dict[str, list[str]] = {}
    with serving() as sites, tempfile.TemporaryDirectory(prefix="factcheck-bench-") as name:
        for tool in TOOLS:
            told[tool] = told_by(tool, sites, Path(name))
        figures = report(sites, told)
    print(TABLE.read_text())
    results.keep("behaviours", figures)
    if figures["another is right where the desk is wrong"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
