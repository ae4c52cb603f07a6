"""How fast sources are checked, side by side with a plain aiohttp loop and with lychee: `python -m benchmarks.checking`.

All ask the same forty loopback addresses with equal connections and equal limits a host, in turns, several times over.
The server counts: from the first page that is asked for to the last that is answered, so nobody's start is timed; the
cascade counts for itself, until the last extraction is done. The ratios are to the plain loop of the same round. Memory is the sum of proportional shares (PSS) of all processes.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import memory, results
from benchmarks.checking_server import HOSTS

ROOT = Path(__file__).resolve().parent.parent
LYCHEE = Path(sys.executable).with_name("lychee")
MOST_MEMORY = 250  # MB
CALM = 0.85  # of the machine idle
GOALS = {"status and hash": 0.8, "full cascade": 0.75}
GROWTH = (1_000, 10_000, 100_000)
ENVIRONMENT = {
    **os.environ,
    "SOURCE_FETCH_ALLOW_LOOPBACK": "1",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
}


@dataclass
class Web:
    """A running server."""

    port: int

    def ask(self, path: str) -> dict[str, float]:
        with urllib.request.urlopen(f"http://{HOSTS[0]}:{self.port}{path}", timeout=30) as answer:
            found: dict[str, float] = json.load(answer)
        return found

    def list_of(self, kind: str, count: int, file: Path) -> Path:
        """Addresses by turns of the hosts."""
        file.write_text(
            "".join(f"http://{HOSTS[n % len(HOSTS)]}:{self.port}/{kind}/{n}\n" for n in range(count))
        )
        return file


@contextmanager
def serving(latency: float) -> Iterator[Web]:
    command = [sys.executable, "-m", "benchmarks.checking_server", "--latency", str(latency)]
    server = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdin
    assert server.stdout
    try:
        yield Web(int(server.stdout.readline()))
    finally:
        server.stdin.close()
        server.wait()


@dataclass
class Run:
    """What one contestant did: pages a second by the server's count, and the most memory seen, in MB."""

    rate: float
    megabytes: float
    told: str


def run(web: Web, command: list[str], expected: int) -> Run:
    """Ends the program if not every page was asked for: a figure of half the work would be no figure."""
    web.ask("/figures")
    process = subprocess.Popen(
        command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    watch = Watch(process.pid)
    out, err = process.communicate()
    watch.end()
    figures = web.ask("/figures")
    if figures["pages"] < expected:
        sys.exit(f"Only {figures['pages']} of {expected} pages were asked for by {command}:\n{err[-2000:]}")
    seconds = json.loads(out)["seconds"] if out.startswith('{"seconds"') else figures["seconds"]
    return Run(figures["pages"] / seconds, watch.most, out)


def idle_share(seconds: float = 1.0) -> float:
    """How much of the machine nobody used just now, 0 to 1."""
    before = _processor_times()
    time.sleep(seconds)
    spent = [now - then for now, then in zip(_processor_times(), before, strict=True)]
    return (spent[3] + spent[4]) / max(1, sum(spent))  # idle, and waiting for disks


def _processor_times() -> list[int]:
    return [int(ticks) for ticks in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]


def wait_for_calm(patience: float) -> bool:
    """Wait until others leave the machine alone, for at most so many seconds; whether they do."""
    until = time.monotonic() + patience
    while not (is_calm := idle_share() >= CALM) and time.monotonic() < until:
        pass
    return is_calm


class Watch(threading.Thread):
    """Looks at the memory of a process and of all that came of it, ten times a second."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.most = 0.0
        self._pid = pid
        self._ended = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._ended.wait(0.1):
            self.most = max(self.most, sum(map(memory.share, family(self._pid))))

    def end(self) -> None:
        self._ended.set()
        self.join()


def family(pid: int) -> set[int]:
    """The process and all its descendants."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has just ended
    found, more = {pid}, {pid}
    while more:
        more = {child for child, parent in parents.items() if parent in more} - found
        found |= more
    return found


@dataclass
class Contest:
    """All contestants over one list, at one latency."""

    web: Web
    folder: Path
    pages: int
    connections: int
    each: int
    latency: float
    patience: float
    runs: dict[str, list[Run]] = field(default_factory=dict)
    disturbed: int = 0

    def commands(self) -> dict[str, list[str]]:
        urls = str(self.web.list_of("page", self.pages, self.folder / "urls.txt"))
        sizes = [str(self.connections), str(self.each)]
        python = [sys.executable, "-m"]
        return {
            "plain loop": [*python, "benchmarks.checking_loop", urls, *sizes],
            "lychee": [str(LYCHEE), "--no-progress", "-q", "--max-concurrency", sizes[0], "--host-concurrency", sizes[1],
                       "--host-request-interval", "0ms", "--max-retries", "0", "--accept", "100..=599", "--", urls],
            "status and hash": check_sources(urls, self.connections, self.each, self.folder),
            "full cascade": [*python, "benchmarks.checking_cascade", urls, *sizes, str(self.folder / "known.json")],
        }  # fmt: skip

    def hold(self, rounds: int) -> None:
        commands = self.commands()
        run(self.web, [*commands["full cascade"], "--learn"], self.pages)
        for number in range(rounds):
            names = list(commands)
            for name in names[number % len(names) :] + names[: number % len(names)]:
                self.web.ask("/edition/2" if name == "full cascade" else "/edition/1")
                self.disturbed += not wait_for_calm(self.patience)
                self.runs.setdefault(name, []).append(run(self.web, commands[name], self.pages))

    def ratios(self, name: str) -> list[float]:
        return [
            one.rate / peer.rate for one, peer in zip(self.runs[name], self.runs["plain loop"], strict=True)
        ]

    def tell(self) -> dict[str, object]:
        print(
            f"\n{self.pages} pages, {self.connections} connections, {self.each} a host, {self.latency:g} ms latency"
        )
        print(f"{'':16} {'pages/s':>8} {'÷ loop':>7} {'from':>6} {'to':>6} {'MB':>6}")
        print(
            f"{'':16} {self.disturbed} of {sum(map(len, self.runs.values()))} runs began while others were at work"
        )
        kept: dict[str, object] = {"runs begun while others were at work": self.disturbed}
        for name, runs in self.runs.items():
            ratios, most = self.ratios(name), max(one.megabytes for one in runs)
            middle = statistics.median(ratios)
            rate = statistics.median(one.rate for one in runs)
            goal = GOALS.get(name)
            verdict = (
                "" if goal is None else f"  goal {goal}: {'reached' if middle >= goal else 'NOT reached'}"
            )
            print(
                f"{name:16} {rate:8.0f} {middle:7.2f} {min(ratios):6.2f} {max(ratios):6.2f} {most:6.0f}{verdict}"
            )
            kept[name] = {"pages/s": round(rate), "ratio to the loop": [round(one, 2) for one in (min(ratios), middle, max(ratios))],
                          "most memory, MB": round(most)}  # fmt: skip
        ends = json.loads(self.runs["full cascade"][-1].told)["ends"]
        print(f"{'':16} of the cascade: {', '.join(f'{count} {end}' for end, count in ends.items())}")
        return kept


def check_sources(urls: str, connections: int, each: int, folder: Path) -> list[str]:
    return [
        sys.executable, "manage.py", "check_sources", "--urls", urls, "--status-only", "--gap", "0",
        "--connections", str(connections), "--per-host", str(each), "--output", str(folder / "answers.jsonl"),
    ]  # fmt: skip


def growth(web: Web, folder: Path, connections: int, each: int, sizes: tuple[int, ...]) -> dict[str, object]:
    """What a source costs, and how much memory is used, as there are more of them; pages of 2 kB."""
    print(f"\n{'sources':>10} {'ms each':>8} {'MB':>6}")
    kept: dict[str, object] = {}
    for size in sizes:
        urls = str(web.list_of("small", size, folder / "small.txt"))
        ran = run(web, check_sources(urls, connections, each, folder), size)
        print(f"{size:>10,} {1000 / ran.rate:8.3f} {ran.megabytes:6.0f}")
        kept[f"{size:,}"] = {"ms each": round(1000 / ran.rate, 3), "most memory, MB": round(ran.megabytes)}
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=100)
    parser.add_argument("--per-host", type=int, default=4)
    parser.add_argument("--latency", type=float, nargs="*", default=[0.0, 100.0], metavar="MS")
    parser.add_argument("--largest", type=int, default=GROWTH[-1], help="sources of the last step of growth")
    parser.add_argument(
        "--patience", type=float, default=20.0, metavar="SECONDS", help="for a calm machine, before each"
    )
    asked = parser.parse_args()
    kept: dict[str, object] = {}
    with tempfile.TemporaryDirectory(prefix="factcheck-bench-") as name:
        for latency in asked.latency:
            with serving(latency) as web:
                contest = Contest(
                    web, Path(name), asked.pages, asked.connections, asked.per_host, latency, asked.patience
                )
                contest.hold(asked.rounds)
                kept[f"{latency:g} ms"] = contest.tell()
        with serving(0) as web:
            sizes = tuple(size for size in GROWTH if size <= asked.largest)
            kept["growth"] = growth(web, Path(name), asked.connections, asked.per_host, sizes)
    kept["lists of"] = (
        f"{asked.pages} pages of 30 to 60 kB, {asked.connections} connections, {asked.per_host} a host"
    )
    results.keep("checking", kept)


if __name__ == "__main__":
    main()
