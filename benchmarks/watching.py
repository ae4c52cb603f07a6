"""Whether a verdict's evidence is watched well: `python -m benchmarks.watching [--half tuned] [--only WORDS]`.

Real news pages, served from this machine and captured by the desk's own fetcher and reader, are judged by its own
checks; then each page is changed in one way after another and captured again. Real changes have to be noticed (the
evidence fails), harmless ones must not alarm, walls and copies cut off have to be *unknown*. No database is used.
The pages stay outside the repository; without them the run is skipped. A whole run writes docs/watching.md and its
figures into benchmarks/results.json.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks import judging, news, trials, watching_report
from benchmarks.judging import Desk, Known
from benchmarks.news import NewsPage, letters
from benchmarks.trials import Trial
from benchmarks.watching_report import Case, PageResult


def watch(page: NewsPage, others: list[NewsPage], only: str, quotes: int) -> PageResult:
    """Everything that is tried with one page."""
    site = f"/{page.key[:8]}/{page.url.split('/')[2]}"
    path = trials.path_of(page, site)
    with Desk() as desk:
        desk.pages[path] = trials.as_captured(page)
        first = desk.capture(path, number=1)
        known = judging.known(first, page.quotes, article=judging.article_in(desk.pages[path]))
        text = letters(first.text)
        held = [one for one in known.evidence if letters(one.quote) in text]
        result = PageResult(page.key, page.is_reported, str(first.failure), len(page.quotes), len(held))
        result.missed = sum(one.snapshot_id is None for one in held)
        if not first.is_good:
            return result
        for trial in trials.all_of(page, others, first, site=site, quotes=quotes):
            if only in trial.name:
                result.cases += _cases(desk, known, trial, page, path, site)
        result.seconds = desk.seconds
    return result


def _cases(desk: Desk, known: Known, trial: Trial, page: NewsPage, path: str, site: str) -> Iterator[Case]:
    desk.pages = {path: trial.answer, **trial.also}
    snapshot = desk.capture(path, probe=desk.probe(site, trial.probe))
    is_looked_into = snapshot.is_good and not trial.sentence and snapshot.text != known.baseline.text
    article = judging.article_in(trial.answer) if is_looked_into else ""
    judged = desk.judge(known, snapshot, article=article)
    for one in known.evidence:
        expected = _expected(trial, one.quote, page, is_anchored=one.snapshot_id is not None)
        if expected == "changed" and "comment" not in trial.name and letters(one.quote) in judged.text:
            expected = "not applied"
        if expected and (expected != "not applied" or trial.sentence):
            yield Case(
                trial.name, page.key, one.pk, expected, judged.outcome(one.pk),
                why=judged.why(one.pk), is_held=letters(one.quote) in judged.text,
            )  # fmt: skip


def _expected(trial: Trial, quote: str, page: NewsPage, *, is_anchored: bool) -> str:
    """What ought to be said of this quotation: *changed*, *same* or *unknown*; empty where it doesn't count."""
    if not trial.sentence:
        return trial.expected if is_anchored or trial.expected == "same" else ""
    if quote == trial.sentence:
        return trial.expected
    return "" if page.have_a_sentence_in_common(quote, trial.sentence) or not is_anchored else "same"


def run(
    pages: list[NewsPage], chosen: list[NewsPage], only: str, quotes: int, processes: int
) -> list[PageResult]:
    """The results of the chosen pages; any of the others may take a page's place."""
    work = partial(_watched, pages=pages, only=only, quotes=quotes)
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(work, [page.key for page in chosen]))


def _watched(key: str, *, pages: list[NewsPage], only: str, quotes: int) -> PageResult:
    page = next(one for one in pages if one.key == key)
    return watch(page, [one for one in pages if one.key != key], only, quotes)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=Path, default=news.default_archive(), help="the tar with the pages")
    parser.add_argument("--half", choices=("tuned", "reported", "both"), default="both")
    parser.add_argument("--only", default="", help="only trials with these words in their name")
    parser.add_argument(
        "--quotes", type=int, default=news.QUOTES, help="so many sentences of a page are changed"
    )
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--misses", action="store_true", help="name every miss and every alarm")
    asked = parser.parse_args()
    pages = news.load(asked.pages)
    wanted = {"tuned": (False,), "reported": (True,), "both": (False, True)}[asked.half]
    chosen = [page for page in pages if page.is_reported in wanted]
    began = time.perf_counter()
    results = run(pages, chosen, asked.only, asked.quotes, asked.processes)
    print(watching_report.summary(results, names=asked.misses))
    print(f"{time.perf_counter() - began:.0f} s")
    if asked.half == "both" and not asked.only and asked.quotes == news.QUOTES:
        watching_report.write(results)


if __name__ == "__main__":
    main()
