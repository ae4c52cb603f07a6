"""The figures of benchmarks.watching: a line a mutation, every miss by name, as text and as Markdown."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.news import ROOT
from benchmarks.results import keep

OUTCOMES = ("fail", "warn", "unknown", "pass")


@dataclass(frozen=True, slots=True)
class Case:
    """One quotation after one change of its page: what ought to be said, and what was."""

    trial: str
    page: str
    quote: int
    expected: str
    outcome: str
    why: str = ""
    is_held: bool = True

    @property
    def is_right(self) -> bool:
        """A real change fails; nothing else does; what a wall hides is unknown."""
        if self.expected == "changed":
            return self.outcome == "fail"
        if self.expected == "unknown" and not self.is_held:
            return self.outcome == "unknown"
        return self.outcome != "fail"


@dataclass(slots=True)
class PageResult:
    key: str
    is_reported: bool
    failure: str = ""
    quotes: int = 0
    held: int = 0
    missed: int = 0
    cases: list[Case] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """What became of one kind of quotation in one trial."""

    trial: str
    expected: str
    outcomes: Counter[str] = field(default_factory=Counter)
    right: int = 0

    @property
    def all(self) -> int:
        return self.outcomes.total()


def rows(results: list[PageResult]) -> list[Row]:
    """The confusion matrix, in the order in which things were tried."""
    found: dict[tuple[str, str], Row] = {}
    for case in _cases(results):
        row = found.setdefault((case.trial, case.expected), Row(case.trial, case.expected))
        row.outcomes[case.outcome] += 1
        row.right += case.is_right
    order = list(dict.fromkeys(trial for trial, _ in found))
    return sorted(found.values(), key=lambda row: (order.index(row.trial), row.expected != "changed"))


def _cases(results: Iterable[PageResult]) -> Iterable[Case]:
    return (case for one in results for case in one.cases)


def figures(results: list[PageResult]) -> dict[str, Any]:
    """The figures that are aimed at: of real changes the share that was noticed, of everything else the alarms."""
    cases = list(_cases(results))
    changed = [case for case in cases if case.expected == "changed"]
    same = [case for case in cases if case.expected == "same"]
    walls = [case for case in cases if case.expected == "unknown"]
    seconds = sorted(second for one in results for second in one.seconds)
    return {
        "pages": len(results),
        "quotations": sum(one.quotes for one in results),
        "quotations_held_by_the_text": sum(one.held for one in results),
        "held_and_not_found": sum(one.missed for one in results),
        "alarms_on_unchanged_pages": sum(
            case.outcome == "fail" for case in same if case.trial == "unchanged"
        ),
        "real_changes": len(changed),
        "noticed": _share(sum(case.is_right for case in changed), len(changed)),
        "harmless": len(same),
        "alarmed": _share(sum(case.outcome == "fail" for case in same), len(same)),
        "behind_walls_or_cut_off": len(walls),
        "alarmed_there": _share(sum(case.outcome == "fail" for case in walls), len(walls)),
        "judging_p50_ms": round(1000 * statistics.median(seconds), 2) if seconds else 0,
        "judging_p95_ms": round(1000 * seconds[int(len(seconds) * 0.95)], 2) if seconds else 0,
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 5) if whole else 0.0


def summary(results: list[PageResult], *, names: bool) -> str:
    """For the terminal."""
    lines = [f"{name}: {value}" for name, value in figures(results).items()]
    lines += [f"{one.key[:8]} not captured: {one.failure}" for one in results if one.failure]
    for row in rows(results):
        told = " ".join(f"{word} {row.outcomes[word]:>5}" for word in OUTCOMES)
        lines.append(
            f"{row.trial[:52]:<52} {row.expected:<11} {row.all:>5}  {told}  right {row.right / row.all:8.2%}"
        )
    return "\n".join(lines + (misses(results) if names else []))


def misses(results: list[PageResult]) -> list[str]:
    """Every case that was judged wrongly, by name: page, quotation, and what the checks said."""
    return [
        f"{case.trial}: page {case.page[:8]}, quotation {case.quote}: {case.outcome} instead of {case.expected}"
        f" ({case.why or 'nothing noticed'})"
        for case in _cases(results)
        if not case.is_right
    ]


def write(results: list[PageResult]) -> None:
    """docs/watching.md and results.json."""
    reported, tuned = ([one for one in results if one.is_reported is half] for half in (True, False))
    sections = [
        ABOUT.strip(),
        f"## The half reported on\n\n{_told(reported)}",
        f"## The half tuned on\n\n{_told(tuned)}",
    ]
    (ROOT / "docs" / "watching.md").write_text("\n\n".join(sections) + "\n", encoding="utf-8")
    keep("watching", {**figures(reported), "tuned_half": figures(tuned)})


def _told(results: list[PageResult]) -> str:
    found = figures(results)
    head = (
        f"{found['pages']} pages, {found['quotations']} quotations, of which the extracted text holds"
        f" {found['quotations_held_by_the_text']}; {found['held_and_not_found']} of these were not found. Real changes"
        f" noticed: **{found['noticed']:.2%}** of {found['real_changes']:,}. Harmless changes that alarmed:"
        f" **{found['alarmed']:.2%}** of {found['harmless']:,}. Walls and copies cut off that alarmed:"
        f" **{found['alarmed_there']:.2%}** of {found['behind_walls_or_cut_off']:,}. One capture with its ten quotations is"
        f" judged in {found['judging_p50_ms']} ms (median; 95th percentile {found['judging_p95_ms']} ms)."
    )
    table = [
        "| change | ought to be | quotations | fail | warn | unknown | pass | right |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows(results):
        counts = " | ".join(f"{row.outcomes[word]:,}" for word in OUTCOMES)
        table.append(f"| {row.trial} | {row.expected} | {row.all:,} | {counts} | {row.right / row.all:.2%} |")
    wrong = misses(results)
    named = "\n".join(f"- {one}" for one in wrong) if wrong else "None."
    return "\n\n".join([head, "\n".join(table), f"Judged wrongly, by name ({len(wrong)}):", named])


ABOUT = """
# How well the desk watches what a verdict rests on

Made by `python -m benchmarks.watching`. 181 real news pages (the article-extraction-benchmark, many languages) are served
from this machine and captured by the desk's own fetcher and reader. Ten sentences of each article's gold body are quoted
as evidence. Then the page's HTML is changed in one way after another, captured again, and judged by the desk's own checks.

- *changed*: the quoted words were really changed or are gone. Right is **fail**, which opens an alert.
- *same*: the quoted words stand there still, whatever else became of the page. Right is anything but **fail**.
- *unknown*: a wall or a copy cut off hides them. Right is **unknown**, or **pass** where the words can still be seen.
- *not applied*: the change did not reach the extracted text, which holds the words as before. Right is anything but **fail**.

A sentence was changed in one capture at a time; the page's nine other quotations were judged in the same capture and are the
*same* rows. A third of the sites answer made-up addresses with 404, a third with a notice and “200 OK”, a third with their
front page. The checks were tuned on one half of the pages (by a hash of the file name). The wordings of walls and notices on
the other half are different ones. Pages are named by the beginning of their file name, quotations by number.
"""
